import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { signal } from '@preact/signals';
import * as v from 'valibot';

import { printText } from '../i18n/print';
import { type AreaRow, called, nameIn, otherName } from '../model/area';
import { type Station, stationKind } from '../model/answer';
import type { City } from '../model/city';
import type { Post } from '../model/duty';
import type { Load } from '../plan/load';
import { qrPath } from '../qr';
import { inSentence, layerName, placeKindName } from '../ui/words';
import { type Book, layerBelow, type PrintDesk, type Rows, type Sign } from './desk';
import { PrintMap } from './map';
import { Missing } from './missing';
import { type Paper, paperOf } from './paper';
import { fitsPlain, pagesOf, type Run } from './rows';

/** Millimetres free on each side, and what stands above and below the map; of the legend square millimetres. */
const margin = 10;
const room = { head: 18, foot: 10, caption: 12, legend: 4_600, table: 92, gap: 3, cut: 18, sign: 88 };

interface PageProps {
  readonly desk: PrintDesk;
  readonly city: City;
  readonly book: Book;
}

/** All pages of a print, in order. */
export function Pages({ desk, city, book }: PageProps): JSX.Element {
  const { what } = desk.ask.value;
  useEffect(() => { desk.laidOut(); }, [desk]); // behind those of the pages
  if (what === 'sheet') {
    return <Sheet desk={desk} city={city} book={book} area={book.area} />;
  }
  if (book.areas.length === 0) {
    return <p class="print-none" data-print-none>{printText(desk.lang, 'noneBelow', { name: nameIn(desk.lang, book.area) })}</p>;
  }
  if (what === 'signs') {
    return <>{book.areas.map((it) => <SignPage key={it.code} desk={desk} city={city} book={book} area={it} />)}</>;
  }
  return (
    <>
      <AtlasPage desk={desk} city={city} book={book} area={book.area} rows={book} number={1} />
      {book.areas.map((it, i) => <CommunityPage key={it.code} desk={desk} city={city} book={book} area={it} number={i + 2} />)}
    </>
  );
}

interface OneProps extends PageProps {
  readonly area: AreaRow;
}

/** The paper with its head and foot. */
function Page({ desk, city, book, area, heading, children, number }: OneProps & { readonly heading: string; readonly children: ComponentChildren; readonly number?: number | string }): JSX.Element {
  const { lang } = desk;
  const { paper, turn, internal, review } = desk.ask.value;
  const other = otherName(lang, area);
  return (
    <section class={`print-page print-${paper}-${turn}`} data-print-page={area.code}>
      <header class="print-head">
        <h2><bdi>{nameIn(lang, area)}</bdi>{other !== '' && <small><bdi>{other}</bdi></small>}</h2>
        <p class="print-chain"><bdi>{chainOf(book, area, lang)}</bdi> · {heading}</p>
        <p class="print-marks">
          {internal && <b class="print-internal">{printText(lang, 'internal')}</b>}
          {city.demo && <b data-made>{printText(lang, 'made')}</b>}
        </p>
      </header>
      {children}
      <footer class="print-foot">
        <span>{review === '' ? printText(lang, 'reviewNone') : printText(lang, 'reviewIs', { number: review })}</span>
        {area.dataDate !== '' && <span>{printText(lang, 'dateOf', { date: area.dataDate })}</span>}
        {area.source !== '' && <span><bdi>{printText(lang, 'source', { source: area.source })}</bdi></span>}
        {city.notices.map((it) => <span key={it}>{it}</span>)}
        <span>{printText(lang, 'printed', { date: today(city.zone), n: city.revision })}</span>
        {number !== undefined && <b class="print-number">{number}</b>}
      </footer>
    </section>
  );
}

function chainOf({ area: top, above }: Book, area: AreaRow, lang: 'zh' | 'en'): string {
  const whole = area.code === top.code && area.layer === top.layer ? above : [...above, nameIn(lang, top)];
  return [...whole, printText(lang, 'code', { code: area.code })].join(' › ');
}

/** The civil date in the city's zone. */
function today(zone: string): string {
  return new Intl.DateTimeFormat('sv-SE', { year: 'numeric', month: '2-digit', day: '2-digit', ...(zone === '' ? {} : { timeZone: zone }) }).format(new Date());
}

function inside(desk: PrintDesk, below: number): Paper {
  const { width, height } = paperOf(desk.ask.value.paper, desk.ask.value.turn);
  return { width: width - 2 * margin, height: height - 2 * margin - room.head - room.foot - below };
}

function Sheet(props: OneProps): JSX.Element {
  const { desk, city, area } = props;
  const { width } = paperOf(desk.ask.value.paper, desk.ask.value.turn);
  const legend = room.caption + room.legend / width; // the narrower the paper, the more rows
  return <Page {...props} heading={printText(desk.lang, 'sheet')}><PrintMap desk={desk} city={city} bounds={area.bounds} selected={area} frame={inside(desk, legend)} full /></Page>;
}

/** A map beside or above a table, as the paper lies. What of the table has no room there goes on, on pages behind it that have its number and their own. */
function AtlasPage(props: OneProps & { readonly rows: Rows; readonly number: number; readonly instead?: JSX.Element | null }): JSX.Element {
  const { desk, city, area, rows, number, book, instead = null } = props;
  const { lang } = desk;
  const beside = desk.ask.value.turn === 'landscape';
  const all = inside(desk, room.caption);
  const frame = beside ? { width: all.width - room.table - 4, height: all.height } : { width: all.width, height: all.height - room.table };
  const index = area.code === book.area.code && area.layer === book.area.layer;
  const heading = printText(lang, index ? 'overview' : 'atlasOf', { layer: layerName(lang, city, area.layer) });
  const pages = splitOf(desk, rows, all.height, beside);
  const columns = (runs: readonly Run[]): JSX.Element => <div class="print-columns">{runs.map((run) => <Table key={run.from} desk={desk} city={city} area={area} rows={rows} index={index} run={run} />)}</div>;
  const cut = rows.cut && <p class="print-none" data-print-cut={number}>{printText(lang, 'cut', { n: rows.areas.length })}</p>;
  return (
    <>
      <Page {...props} heading={heading}>
        <div class={beside ? 'print-beside' : 'print-above'}>
          <PrintMap desk={desk} city={city} bounds={area.bounds} selected={area} frame={frame} full={false} />
          {instead ?? (pages[0] === undefined ? <Table desk={desk} city={city} area={area} rows={rows} index={index} run={null} /> : columns(pages[0]))}
        </div>
        {pages.length < 2 && cut}
      </Page>
      {pages.slice(1).map((runs, i) => <Page key={i} {...props} heading={heading} number={`${String(number)}-${String(i + 2)}`}>{columns(runs)}{i === pages.length - 2 && cut}</Page>)}
    </>
  );
}

/** The columns of each page of a table that has no room beside or above its map as it is; none where it has. */
function splitOf({ lang }: PrintDesk, { areas, cut }: Rows, high: number, beside: boolean): ReturnType<typeof pagesOf> {
  const names = areas.map((it) => nameIn(lang, it));
  const left = cut ? room.cut : 0;
  const height = (beside ? high : room.table - room.gap) - left;
  return fitsPlain(names, height, beside ? 15 : 30) ? [] : pagesOf(names, { height, columns: beside ? 1 : 2 }, { height: high - left, columns: beside ? 3 : 2 });
}

interface TableProps {
  readonly desk: PrintDesk;
  readonly city: City;
  readonly area: AreaRow;
  readonly rows: Rows;
  /** With the page on which each is. */
  readonly index: boolean;
  /** The rows that stand here, in small letters; null for all of them. The sum is the last. */
  readonly run: Run | null;
}

/** The areas below one. The sum stands there only where it is that of all. */
function Table({ desk, city, area, rows: { areas, cut }, index, run }: TableProps): JSX.Element {
  const { lang } = desk;
  const known = areas.flatMap((it) => it.households ?? []);
  const below = layerBelow(city, area.layer);
  const { from, to } = run ?? { from: 0, to: areas.length + 1 };
  const here = areas.slice(from, to);
  const sum = to > areas.length && !cut && known.length === areas.length && known.length > 0;
  return (
    <table class={`print-table${run === null ? '' : ' print-small'}`} data-print-rows={here.length}>
      <thead><tr><th scope="col">{below?.name[lang]}</th><th scope="col">{printText(lang, 'codeHead')}</th><th scope="col">{printText(lang, 'householdsHead')}</th>{index && <th scope="col">{printText(lang, 'page')}</th>}</tr></thead>
      <tbody>{here.map((it, i) => <tr key={it.code}><td><bdi>{nameIn(lang, it)}</bdi></td><td>{it.code}</td><td>{it.households?.toLocaleString(lang) ?? '—'}</td>{index && <td>{from + i + 2}</td>}</tr>)}</tbody>
      {sum && <tfoot><tr><th scope="row" colSpan={2}>{printText(lang, 'total')}</th><td>{known.reduce((a, b) => a + b, 0).toLocaleString(lang)}</td>{index && <td />}</tr></tfoot>}
    </table>
  );
}

function CommunityPage(props: OneProps & { readonly number: number }): JSX.Element {
  const { desk, city, area } = props;
  const [rows] = useState(() => signal<Load<Rows>>({ kind: 'none' }));
  useEffect(() => desk.wait(rows, (stop) => desk.below(city, area, stop)), [desk, area.code]);
  const load = rows.value;
  const instead = load.kind === 'ready' ? null : load.kind === 'failed' ? <Missing desk={desk} problem={load.problem} /> : <p class="print-none">{printText(desk.lang, 'waiting')}</p>;
  return <AtlasPage {...props} rows={load.kind === 'ready' ? load.value : { areas: [], cut: false }} instead={instead} />;
}

/** The sign of an area: where it lies, who answers for it, and a code that opens it. */
function SignPage(props: OneProps): JSX.Element {
  const { desk, city, area } = props;
  const { lang } = desk;
  const layer = layerName(lang, city, area.layer);
  const { path, size } = qrPath(new URL(`#a=${encodeURIComponent(area.layer)}:${encodeURIComponent(area.code)}`, desk.base).href);
  const said = [area.households === null ? '' : printText(lang, 'households', { n: area.households.toLocaleString(lang) }), printText(lang, 'area', { n: (area.squareMetres / 10_000).toFixed(1) })];
  return (
    <Page {...props} heading={printText(lang, 'signOf', { layer })}>
      <PrintMap desk={desk} city={city} bounds={area.bounds} selected={area} frame={inside(desk, room.sign)} full={false} />
      <div class="print-sign">
        <div>
          <p class="print-said">{said.filter((it) => it !== '').join(' · ')}</p>
          <Posts desk={desk} area={area} />
          <Around desk={desk} city={city} area={area} />
        </div>
        <figure class="print-qr">
          <svg viewBox={`0 0 ${size} ${size}`} shape-rendering="crispEdges" aria-hidden="true" data-qr={size}><path d={path} fill="#000000" /></svg>
          <figcaption>{printText(lang, 'scan', { layer: inSentence(lang, layer) })}</figcaption>
        </figure>
      </div>
    </Page>
  );
}

/** Who answers for an area. */
function Posts({ desk, area }: { readonly desk: PrintDesk; readonly area: AreaRow }): JSX.Element {
  const { lang } = desk;
  const names = desk.names.value;
  const [posts] = useState(() => signal<Load<readonly Post[]>>({ kind: 'none' }));
  useEffect(() => desk.wait(posts, (stop) => desk.posts(area, names, stop)), [desk, area.code, names]);
  const load = posts.value;
  if (load.kind === 'failed') {
    return <Missing desk={desk} problem={load.problem} />;
  }
  return (
    <dl class="print-facts">
      <dt>{printText(lang, 'posts')}</dt>
      {load.kind === 'ready' && load.value.length === 0 && <dd>{printText(lang, 'noPosts')}</dd>}
      {load.kind === 'ready' && load.value.map((it, i) => <dd key={i} data-post={it.role}><b>{it.name[lang]}</b> {it.vacant ? printText(lang, 'vacant') : <>{names && <bdi>{nameOf(it)} </bdi>}<span class="print-phone">{it.phone === '' ? printText(lang, 'noPhone') : it.phone}</span></>}</dd>)}
    </dl>
  );
}

/** Where help is, and what lies next to an area. */
function Around({ desk, city, area }: { readonly desk: PrintDesk; readonly city: City; readonly area: AreaRow }): JSX.Element | null {
  const { lang } = desk;
  const [sign] = useState(() => signal<Load<Sign>>({ kind: 'none' }));
  useEffect(() => desk.wait(sign, (stop) => desk.sign(area, stop)), [desk, area.code]);
  const load = sign.value;
  if (load.kind === 'failed') {
    return <Missing desk={desk} problem={load.problem} />;
  }
  if (load.kind !== 'ready') {
    return null;
  }
  const { stations, neighbours } = load.value;
  const [nearest] = stations ?? [];
  return (
    <dl class="print-facts">
      {stations !== null && (
        <>
          <dt>{printText(lang, 'station', { kind: placeKindName(lang, city, stationKind) })}</dt>
          <dd data-print-station>{nearest === undefined ? printText(lang, 'noStation') : walkTo(lang, nearest)}</dd>
        </>
      )}
      <dt>{printText(lang, 'neighbours')}</dt>
      <dd data-print-neighbours><bdi>{neighbours.join(printText(lang, 'comma'))}</bdi></dd>
    </dl>
  );
}

/** As the answer that is copied says it. */
function walkTo(lang: 'zh' | 'en', station: Station): string {
  return printText(lang, station.method === 'estimate' ? 'walkEstimate' : 'walk', { name: called(lang, station), minutes: Math.max(1, Math.round(station.walkSeconds / 60)) });
}

const personSchema = v.object({ name: v.string() });

/** The name of who holds a post, masked or not as the server says it to this account; empty for strangers. */
function nameOf({ person }: Post): string {
  const read = v.safeParse(personSchema, person);
  return read.success ? read.output.name : '';
}
