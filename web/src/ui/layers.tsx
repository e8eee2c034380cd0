import type { JSX } from 'preact';
import { useState } from 'preact/hooks';

import { text } from '../i18n/text';
import { type City, isEmpty, type Layer } from '../model/city';
import type { Lang } from '../model/lang';
import { palette, ranked, type Theme } from '../model/palette';
import type { Panel } from './context';
import { LayersIcon } from './icons';

/** The list of layers: legend and switches in one, so that it is always true to the map. */
export function Layers({ session, actions }: Panel): JSX.Element | null {
  const [wide] = useState(() => window.matchMedia('(min-width: 1000px)').matches);
  const state = session.city.value;
  const lang = session.lang.value;
  if (state.kind === 'failed' || (state.kind === 'ready' && isEmpty(state.city))) {
    return null;
  }
  return (
    <details class="panel layers" open={wide} data-panel="layers">
      <summary>
        <LayersIcon />
        {text(lang, 'layers.title')}
      </summary>
      {state.kind === 'loading' ? (
        <div class="waiting" data-state="loading">
          <p class="late">{text(lang, 'load.city')}</p>
          <div class="bone" /><div class="bone" /><div class="bone" />
        </div>
      ) : (
        <ul>
          {state.city.layers.map((layer) => (
            <Row
              key={layer.key}
              layer={layer}
              rank={rankOf(layer, state.city)}
              lang={lang}
              theme={session.theme.value}
              shown={!session.hidden.value.has(layer.key)}
              show={(shown) => { actions.showLayer(layer.key, shown); }}
            />
          ))}
        </ul>
      )}
    </details>
  );
}

/** As in the map's style: the place among the depths of the partition layers that have areas. */
function rankOf(layer: Layer, city: City): number {
  const above = city.layers.filter((it) => it.partition && it.areas > 0 && it.depth < layer.depth);
  return new Set(above.map((it) => it.depth)).size;
}

interface RowProps {
  readonly layer: Layer;
  readonly rank: number;
  readonly lang: Lang;
  readonly theme: Theme;
  readonly shown: boolean;
  readonly show: (shown: boolean) => void;
}

function Row({ layer, rank, lang, theme, shown, show }: RowProps): JSX.Element {
  const empty = layer.areas === 0;
  return (
    <li data-layer={layer.key}>
      <label class={empty ? 'layer layer-empty' : 'layer'}>
        <input
          type="checkbox"
          checked={shown && !empty}
          disabled={empty}
          onChange={(event) => { show(event.currentTarget.checked); }}
        />
        <Swatch layer={layer} rank={rank} theme={theme} />
        <span class="layer-name">{layer.name[lang]}</span>
        <span class="layer-count">
          {empty ? text(lang, 'layers.none') : text(lang, 'layers.count', { count: layer.areas.toLocaleString(lang) })}
        </span>
      </label>
    </li>
  );
}

function Swatch({ layer, rank, theme }: { readonly layer: Layer; readonly rank: number; readonly theme: Theme }): JSX.Element {
  const colours = palette(theme);
  const stroke = layer.partition ? ranked(colours.borders, rank) : colours.free;
  const dash = stroke.dash?.map((it) => it * stroke.width).join(' ');
  return (
    <svg class="swatch" viewBox="0 0 24 8" width="24" height="8" aria-hidden="true" focusable="false">
      <line x1="0" x2="24" y1="4" y2="4" stroke={stroke.colour} stroke-width={stroke.width} stroke-dasharray={dash} />
    </svg>
  );
}
