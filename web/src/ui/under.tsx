import type { JSX } from 'preact';

import { type UnderKey, underText } from '../i18n/under';
import { shownUnder, type UnderState } from '../model/undershown';
import type { Panel } from './context';

interface UnderPanel extends Panel {
  readonly under: UnderState;
}

/** Chooses what lies under the city. */
export function Chooser({ session, under }: UnderPanel): JSX.Element {
  const lang = session.lang.value;
  const maps = under.maps.value;
  const say = (key: UnderKey): string => underText(lang, key);
  const rows: { readonly id: string; readonly name: string; readonly note: string; readonly off: boolean }[] = [
    { id: 'own', name: say('own'), note: '', off: false },
    ...maps.map((it) => ({ id: it.id, name: it.name[lang], note: it.state === 'ready' ? '' : say(it.state), off: it.layers.length === 0 })),
    { id: 'none', name: say('none'), note: '', off: false },
  ];
  const chosen = rows.some((it) => it.id === under.choice.value && !it.off) ? under.choice.value : 'own';
  return (
    <section aria-label={say('title')} data-under={chosen}>
      <h2 class="layers-title">{say('title')}</h2>
      <ul>
        {rows.map(({ id, name, note, off }) => (
          <li key={id}>
            <label class={off ? 'layer under-row layer-empty' : 'layer under-row'}>
              <input type="radio" name="under" value={id} checked={id === chosen} disabled={off} onChange={() => { under.choose(id); }} />
              <span class="layer-name">{name}</span>
              <span class="layer-count">{note}</span>
            </label>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Whose map it is, its approval number, and what is wrong with it: bottom left, whatever else is open. */
export function Credit({ session, actions, under }: UnderPanel): JSX.Element | null {
  const lang = session.lang.value;
  const map = shownUnder(under, session);
  if (map === null) {
    return null;
  }
  return (
    <div class="credit" data-credit={map.id}>
      {session.underFailed.value && (
        <span class="credit-failed" role="alert">
          {underText(lang, 'away')}
          <button type="button" class="credit-retry" data-action="retry-under" onClick={() => {
            session.underFailed.value = false;
            actions.reloadTiles();
          }}>{underText(lang, 'retry')}</button>
        </span>
      )}
      {map.attribution !== '' && <span>{map.attribution}</span>}
      {map.approval !== '' && <span class="credit-approval">{underText(lang, 'approval')} {map.approval}</span>}
    </div>
  );
}
