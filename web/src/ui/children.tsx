import type { JSX } from 'preact';

import { text } from '../i18n/text';
import { type AreaDetail, nameIn } from '../model/area';
import type { City } from '../model/city';
import type { Panel } from './context';
import { layerName, problemText } from './words';

interface ChildrenProps extends Panel {
  readonly city: City | null;
  readonly area: AreaDetail;
}

/** How many areas of each layer name this one as their parent; a press lists them. */
export function Children({ session, actions, city, area }: ChildrenProps): JSX.Element | null {
  const lang = session.lang.value;
  const listed = session.children.value;
  const counted = area.children.filter(({ count }) => count > 0);
  if (counted.length === 0) {
    return null;
  }
  return (
    <div class="card-part" data-children>
      <h3>{text(lang, 'area.children')}</h3>
      <div class="chips">
        {counted.map(({ layer, count }) => (
          <button
            key={layer}
            type="button"
            class="chip"
            aria-expanded={listed?.layer === layer}
            data-child={layer}
            onClick={() => { actions.childrenIn(listed?.layer === layer ? null : layer); }}
          >
            {text(lang, 'area.childrenOf', { layer: layerName(lang, city, layer), count: count.toLocaleString(lang) })}
          </button>
        ))}
      </div>
      {listed?.kind === 'waiting' && <div class="waiting"><div class="bone" /><div class="bone" /></div>}
      {listed?.kind === 'failed' && <p class="detail" role="alert">{problemText(lang, listed.problem)}</p>}
      {listed?.kind === 'ready' && (
        <ul class="child-list">
          {listed.areas.map((it) => (
            <li key={it.code} class="link-line">
              <button
                type="button"
                class="link-name"
                onClick={() => { actions.open({ what: 'area', area: { layer: it.layer, code: it.code } }, 'keyboard'); }}
                onMouseEnter={() => { actions.highlight({ layer: it.layer, code: it.code }); }}
                onMouseLeave={() => { actions.highlight(null); }}
              >
                <bdi>{nameIn(lang, it)}</bdi>
              </button>
              <span class="code"><bdi>{it.code}</bdi></span>
            </li>
          ))}
        </ul>
      )}
      {listed?.kind === 'ready' && listed.more && <p class="detail">{text(lang, 'area.childrenMore', { count: listed.areas.length })}</p>}
    </div>
  );
}
