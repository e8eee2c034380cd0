import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';

import { Client } from '../api/client';
import { adminText } from '../i18n/admin';
import { roleName } from '../i18n/who';
import type { City } from '../model/city';
import type { Lang } from '../model/lang';
import type { User } from './answers';
import type { Desk } from './desk';
import { AreaPicker, type Chosen } from './picker';

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
  readonly city: City | null;
  readonly user: User;
  readonly close: () => void;
}

/** What an account may do, and where. */
export function GrantForm({ desk, lang, city, user, close }: GrantProps): JSX.Element {
  const [chosen, setChosen] = useState(user.roles);
  const [whole, setWhole] = useState(user.wholeCity);
  const [areas, setAreas] = useState<readonly Chosen[]>(() => user.scope.map((it) => ({ ...it, name: '' })));
  useNames(desk, areas, setAreas);
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => { form.current?.querySelector('input')?.focus(); }, []);
  const save = (): void => {
    const scope = whole ? [] : areas.map(({ layer, code }) => ({ layer, code }));
    void desk.grant(user.name, { roles: chosen, wholeCity: whole, scope }).then((done) => {
      if (done) {
        close();
      }
    });
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
      {!whole && <AreaPicker desk={desk} lang={lang} city={city} label={adminText(lang, 'areas')} chosen={areas} put={setAreas} />}
      <div class="who-buttons">
        <button type="submit" class="button button-main" data-action="save-grant" aria-disabled={desk.busy.value}>{adminText(lang, 'save')}</button>
        <button type="button" class="button" onClick={close}>{adminText(lang, 'cancel')}</button>
      </div>
    </form>
  );
}

/** Finds the names of areas that an account has already. One that has ended keeps its code. */
function useNames(desk: Desk, areas: readonly Chosen[], put: (areas: readonly Chosen[]) => void): void {
  useEffect(() => {
    const stop = new AbortController();
    const client = new Client(desk.identity.base);
    void Promise.all(areas.map(async (it) => (it.name === '' ? await client.area({ layer: it.layer, code: it.code }, stop.signal).then(({ name }) => ({ ...it, name }), () => it) : it)))
      .then((named) => {
        if (!stop.signal.aborted) {
          put(named);
        }
      });
    return () => { stop.abort(); };
  }, [desk]); // those of the beginning: what is chosen later comes with its name
}
