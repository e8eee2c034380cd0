import type { JSX } from 'preact';

import { text } from '../i18n/text';
import type { Lang } from '../model/lang';
import type { LegendRow, Swatch as Look } from '../model/legend';
import type { Panel } from './context';
import { PlaceSign } from './icons';

/** The layers: legend and switches in one, so that it is always true to the map. */
export function Layers({ session, actions }: Panel): JSX.Element {
  const lang = session.lang.value;
  const legend = session.legend.value;
  if (session.city.value.kind === 'loading' || legend === null) {
    return (
      <div class="waiting" data-state="loading">
        <p class="late">{text(lang, 'load.city')}</p>
        <div class="bone" /><div class="bone" /><div class="bone" />
      </div>
    );
  }
  const groups = [
    { title: text(lang, 'layers.areas'), rows: legend.areas },
    { title: text(lang, 'layers.places'), rows: legend.places },
    { title: text(lang, 'layers.base'), rows: session.dress.value === null ? legend.base : [] },
  ];
  const hidden = session.hidden.value;
  const Under = session.underParts.value;
  return (
    <div class="layers">
      {groups.filter(({ rows }) => rows.length > 0).map(({ title, rows }) => (
        <section key={title} aria-label={title}>
          <h2 class="layers-title">{title}</h2>
          <ul>
            {rows.map((row) => (
              <Row key={row.key} row={row} lang={lang} shown={!hidden.has(row.key)} show={(shown) => { actions.showLayer(row.key, shown); }} />
            ))}
          </ul>
        </section>
      ))}
      {Under !== null && <Under.Chooser session={session} actions={actions} />}
    </div>
  );
}

interface RowProps {
  readonly row: LegendRow;
  readonly lang: Lang;
  readonly shown: boolean;
  readonly show: (shown: boolean) => void;
}

function Row({ row, lang, shown, show }: RowProps): JSX.Element {
  const empty = row.count === 0;
  const later = shown && !row.drawn && !empty;
  return (
    <li data-layer={row.key} data-drawn={row.drawn}>
      <label class={empty ? 'layer layer-empty' : later ? 'layer layer-later' : 'layer'}>
        <input type="checkbox" checked={shown && !empty} disabled={empty} onChange={(event) => { show(event.currentTarget.checked); }} />
        <Swatch look={row.swatch} />
        <span class="layer-name">{row.name[lang]}</span>
        <span class="layer-count">
          {empty ? text(lang, 'layers.none') : later ? text(lang, 'layers.from') : row.count === null ? '' : text(lang, 'layers.count', { count: row.count.toLocaleString(lang) })}
        </span>
      </label>
    </li>
  );
}

export function Swatch({ look }: { readonly look: Look }): JSX.Element {
  switch (look.kind) {
    case 'icon': return <span class="swatch"><PlaceSign swatch={look} /></span>;
    case 'fill':
      return (
        <svg class="swatch" viewBox="0 0 24 14" width="24" height="14" aria-hidden="true" focusable="false">
          <rect x="1" y="1" width="22" height="12" rx="3" fill={look.colour} fill-opacity={look.opacity} stroke={look.outline ?? 'none'} />
        </svg>
      );
    case 'line':
      return (
        <svg class="swatch" viewBox="0 0 24 14" width="24" height="14" aria-hidden="true" focusable="false">
          {look.strokes.map((it, i) => (
            <line key={i} x1="0" x2="24" y1="7" y2="7" stroke={it.colour} stroke-width={it.width} stroke-dasharray={it.dash?.join(' ')} />
          ))}
        </svg>
      );
  }
}
