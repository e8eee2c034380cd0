import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { signal } from '@preact/signals';

import { printText } from '../i18n/print';
import { legend } from '../map/legend';
import { screenOf } from '../map/mercator';
import { called } from '../model/area';
import type { AreaName } from '../model/answer';
import type { City } from '../model/city';
import type { Bounds, Camera, Position } from '../model/position';
import type { Load } from '../plan/load';
import { distance } from '../ui/words';
import { Swatch } from '../ui/layers';
import type { PrintDesk } from './desk';
import { Missing } from './missing';
import { barOf, middleOf, type Paper, pixelsOf, scaleFor, zoomOf } from './paper';

/** As sharp as a printer shows: 96 · 2.5 = 240 dots an inch, where the server draws so large a picture. */
const sharp = 2.5;

/** A text in a disc where something is. */
export interface Mark {
  readonly at: Position;
  readonly text: string;
}

const none: readonly Mark[] = [];

interface MapProps {
  readonly desk: PrintDesk;
  readonly city: City;
  readonly bounds: Bounds;
  readonly selected: AreaName | null;
  /** Millimetres. */
  readonly frame: Paper;
  /** With the legend below. */
  readonly full: boolean;
  /** Those that lie outside the frame are left out. */
  readonly marks?: readonly Mark[];
}

/** A map to scale with its bar, the north and what its lines mean; what does not fit at any scale says so. */
export function PrintMap({ desk, city, bounds, selected, frame, full, marks = none }: MapProps): JSX.Element {
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
  return (
    <figure class="print-map">
      <div class="print-frame" style={{ width: `${frame.width}mm`, height: `${frame.height}mm` }}>
        <Drawn desk={desk} load={drawn.value} scale={scale} frame={frame} />
        {drawn.value.kind === 'ready' && <Marks marks={marks} camera={{ centre, zoom }} frame={frame} />}
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

/** The picture, or why it is not there. */
function Drawn({ desk, load, scale, frame: { width, height } }: { readonly desk: PrintDesk; readonly load: Load<string>; readonly scale: number; readonly frame: Paper }): JSX.Element | null {
  switch (load.kind) {
    case 'ready': return <img src={load.value} alt={printText(desk.lang, 'sheet')} data-print-map={scale} style={{ width: `${width}mm`, height: `${height}mm` }} />;
    case 'loading': return <p class="print-none">{printText(desk.lang, 'waiting')}</p>;
    case 'failed': return <Missing desk={desk} problem={load.problem} />;
    case 'none': return null;
  }
}

/** Numbers over the map, which a table beside it has too. */
function Marks({ marks, camera, frame }: { readonly marks: readonly Mark[]; readonly camera: Camera; readonly frame: Paper }): JSX.Element {
  const size = { width: pixelsOf(frame.width), height: pixelsOf(frame.height) };
  const placed = marks.map(({ at, text }) => ({ text, ...screenOf(at, camera, size) })).filter(({ x, y }) => x > 0 && y > 0 && x < size.width && y < size.height);
  return <>{placed.map(({ text, x, y }) => <b key={text} class="print-mark" aria-hidden="true" data-print-mark={text} style={{ left: `${x}px`, top: `${y}px` }}>{text}</b>)}</>;
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
