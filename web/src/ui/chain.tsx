import type { JSX } from 'preact';

import { text } from '../i18n/text';
import type { AreaEntry } from '../model/answer';
import { called } from '../model/area';
import type { City } from '../model/city';
import { Code } from './copy';
import type { Panel } from './context';
import { layerName, remarks } from './words';

interface ChainProps extends Panel {
  readonly city: City | null;
  readonly areas: readonly AreaEntry[];
}

/** The areas that hold the spot, widest first. A name opens the card of its area. */
export function Chain({ session, actions, city, areas }: ChainProps): JSX.Element {
  const lang = session.lang.value;
  const selected = session.selected.value;
  return (
    <ol class="chain" aria-label={text(lang, 'card.chain')}>
      {areas.map((area) => {
        const layer = layerName(lang, city, area.layer);
        const here = selected?.layer === area.layer && selected.code === area.code;
        return (
          <li key={`${area.layer} ${area.code}`} class={here ? 'link link-selected' : 'link'} data-area={area.layer} data-code={area.code}>
            <span class="link-layer">{layer}</span>
            <button
              type="button"
              class="link-name"
              title={text(lang, 'card.open', { layer, name: called(lang, area) })}
              onClick={() => { actions.open({ what: 'area', area: { layer: area.layer, code: area.code } }, 'keyboard'); }}
              onMouseEnter={() => { actions.highlight({ layer: area.layer, code: area.code }); }}
              onMouseLeave={() => { actions.highlight(null); }}
            >
              <bdi>{called(lang, area)}</bdi>
            </button>
            <Code code={area.code} lang={lang} />
            {remarks(lang, area).map((remark) => <p key={remark} class="remark" data-remark><bdi>{remark}</bdi></p>)}
          </li>
        );
      })}
    </ol>
  );
}
