import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';

import { adminText } from '../i18n/admin';
import { roleName } from '../i18n/who';
import type { Lang } from '../model/lang';
import type { User } from './answers';
import type { Desk } from './desk';
import { seatsOf } from './wishes';

/** The roles that an account may have, as the server has them. */
const roles = ['worker', 'dispatcher', 'planner', 'keeper', 'auditor', 'security', 'admin'] as const;

const officers: readonly string[] = ['auditor', 'security', 'admin'];

/** The roles once one is ticked, or not any more: an officer's role stands alone. */
export function ticked(now: readonly string[], role: string, on: boolean): readonly string[] {
  if (!on) {
    return now.filter((it) => it !== role);
  }
  return officers.includes(role) ? [role] : [...now.filter((it) => !officers.includes(it)), role];
}

interface GrantProps {
  readonly desk: Desk;
  readonly lang: Lang;
  readonly user: User;
  readonly close: () => void;
}

/** What an account may do, and where. */
export function GrantForm({ desk, lang, user, close }: GrantProps): JSX.Element {
  const [chosen, setChosen] = useState(user.roles);
  const [whole, setWhole] = useState(user.wholeCity);
  const [areas, setAreas] = useState(user.scope.map((it) => `${it.layer}:${it.code}`).join('\n'));
  const [wrong, setWrong] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => { form.current?.querySelector('input')?.focus(); }, []);
  const save = (): void => {
    const scope = whole ? [] : seatsOf(areas);
    setWrong(scope === null);
    if (scope !== null) {
      void desk.grant(user.name, { roles: chosen, wholeCity: whole, scope }).then((done) => {
        if (done) {
          close();
        }
      });
    }
  };
  return (
    <form class="own-form admin-grant" ref={form} aria-label={adminText(lang, 'grantOf', { name: user.name })} onSubmit={(event) => {
      event.preventDefault();
      save();
    }}
    >
      <fieldset>
        <legend class="own-sub">{adminText(lang, 'roles')}</legend>
        <div class="admin-checks">
          {roles.map((it) => (
            <label key={it} class="own-check"><input type="checkbox" name={`role-${it}`} checked={chosen.includes(it)} onChange={(event) => { setChosen(ticked(chosen, it, event.currentTarget.checked)); }} /> {roleName(lang, it)}</label>
          ))}
        </div>
        <p class="detail">{adminText(lang, 'rolesApart')}</p>
      </fieldset>
      <label class="own-check"><input type="checkbox" name="whole-city" checked={whole} onChange={(event) => { setWhole(event.currentTarget.checked); }} /> {adminText(lang, 'wholeCity')}</label>
      {!whole && (
        <label class="own-field">
          <span>{adminText(lang, 'areas')}</span>
          <textarea name="areas" rows={3} value={areas} spellcheck={false} aria-invalid={wrong ? true : undefined} aria-describedby="admin-areas" onInput={(event) => { setAreas(event.currentTarget.value); }} />
          <span id="admin-areas" class="detail">{adminText(lang, wrong ? 'areasBad' : 'areasHint')}</span>
        </label>
      )}
      <div class="who-buttons">
        <button type="submit" class="button button-main" data-action="save-grant" aria-disabled={desk.busy.value}>{adminText(lang, 'save')}</button>
        <button type="button" class="button" onClick={close}>{adminText(lang, 'cancel')}</button>
      </div>
    </form>
  );
}
