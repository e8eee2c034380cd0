import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { signal } from '@preact/signals';

import { printText } from '../i18n/print';
import { legend } from '../map/legend';
import { called } from '../model/area';
import type { AreaName } from '../model/answer';
import type { City } from '../model/city';
import type { Bounds } from '../model/position';
import type { Load } from '../plan/load';
import { distance } from '../ui/words';
import { Swatch } from '../ui/layers';
import type { PrintDesk } from './desk';
import { Missing } from './missing';
import { barOf, middleOf, type Paper, pixelsOf, scaleFor, zoomOf } from './paper';

/** As sharp as a printer shows: 96 · 2.5 = 240 dots an inch, where the server draws so large a picture. */
const sharp = 2.5;

interface MapProps {
  readonly desk: PrintDesk;
  readonly city: City;
  readonly bounds: Bounds;
  readonly selected: AreaName | null;
  /** Millimetres. */
  readonly frame: Paper;
  /** With the legend below. */
  readonly full: boolean;
}

/** A map to scale with its bar, the north and what its lines mean; what does not fit at any scale says so. */
export function PrintMap({ desk, city, bounds, selected, frame, full }: MapProps): JSX.Element {
  const { lang } = desk;
  const fits = scaleFor(bounds, frame);
  const scale = desk.ask.value.scale ?? fits;
  const [drawn] = useState(() => signal<Load<string>>({ kind: 'none' }));
  const centre = middleOf(bounds);
  const zoom = scale === null ? 0 : zoomOf(scale, centre.lat);
  useEffect(() => {
    if (scale === null) {
      return;
    }
    let url = '';
    const give = desk.wait(drawn, async (stop) => {
      const size = { width: pixelsOf(frame.width), height: pixelsOf(frame.height) };
      const png = await desk.picture({ centre, zoom }, size, sharp, { city, theme: 'light', lang, hidden: new Set(), selected, base: desk.base }, stop);
      url = URL.createObjectURL(png);
      const image = new Image();
      image.src = url;
      await image.decode(); // what is printed is there
      return url;
    });
    return () => {
      give();
      URL.revokeObjectURL(url);
    };
  }, [desk, drawn, scale, frame.width, frame.height, selected?.code]);
  if (scale === null) {
    return <p class="print-none" data-print-fits="no">{printText(lang, 'tooLarge')}</p>;
  }
  const load = drawn.value;
  return (
    <figure class="print-map">
      <div class="print-frame" style={{ width: `${frame.width}mm`, height: `${frame.height}mm` }}>
        {load.kind === 'ready' && <img src={load.value} alt={printText(lang, 'sheet')} data-print-map={scale} style={{ width: `${frame.width}mm`, height: `${frame.height}mm` }} />}
        {load.kind === 'loading' && <p class="print-none">{printText(lang, 'waiting')}</p>}
        {load.kind === 'failed' && <Missing desk={desk} problem={load.problem} />}
        <North lang={lang} />
      </div>
      <figcaption class="print-caption">
        <Bar desk={desk} scale={scale} />
        {fits !== null && scale < fits && <span>{printText(lang, 'partly')}</span>}
        {full && <Legend city={city} desk={desk} zoom={zoom} />}
      </figcaption>
    </figure>
  );
}

function North({ lang }: { readonly lang: 'zh' | 'en' }): JSX.Element {
  return (
    <svg class="print-north" viewBox="0 0 24 36" aria-hidden="true" focusable="false">
      <path d="M12 10 19 34 12 28 5 34Z" fill="currentColor" />
      <text x="12" y="8" text-anchor="middle" font-size="9">{printText(lang, 'north')}</text>
    </svg>
  );
}

function Bar({ desk, scale }: { readonly desk: PrintDesk; readonly scale: number }): JSX.Element {
  const { lang } = desk;
  const { metres, millimetres } = barOf(scale);
  const paper = desk.ask.value.paper.toUpperCase();
  return (
    <span class="print-scale">
      <span class="print-bar" data-bar={metres} style={{ width: `${millimetres}mm` }}>{distance(lang, metres)}</span>
      <span>{printText(lang, 'ratio', { n: scale.toLocaleString('en').replace(/,/g, ' '), paper })}</span>
    </span>
  );
}

/** What is drawn at this zoom, and nothing else: out of the table that draws it. */
function Legend({ city, desk, zoom }: { readonly city: City; readonly desk: PrintDesk; readonly zoom: number }): JSX.Element {
  const { lang } = desk;
  const { areas, places, base } = legend({ city, theme: 'light', lang, hidden: new Set(), selected: null, base: desk.base }, zoom);
  const rows = [...areas, ...places, ...base].filter((it) => it.drawn && it.count !== 0);
  return (
    <span class="print-legend">
      <b>{printText(lang, 'legend')}</b>
      {rows.map((it) => <span key={it.key} class="print-sign-of" data-legend={it.key}><Swatch look={it.swatch} />{called(lang, { name: it.name.zh, nameEn: it.name.en })}</span>)}
    </span>
  );
}
