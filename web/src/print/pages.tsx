import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { signal } from '@preact/signals';

import { printText } from '../i18n/print';
import { type AreaRow, nameIn } from '../model/area';
import type { City } from '../model/city';
import type { Load } from '../plan/load';
import { layerName } from '../ui/words';
import { layerBelow, type PrintDesk, type Rows } from './desk';
import { type Mark, PrintMap } from './map';
import { Missing } from './missing';
import { inside, type OneProps, Page, type PageProps } from './page';
import { paperOf } from './paper';
import { pagesOf, plainHeight, type Run } from './rows';
import { SignPage } from './sign';

/** Millimetres above and below the map; of the legend square millimetres. */
const room = { caption: 12, legend: 4_600, table: 92, gap: 3, cut: 18 };

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

function Sheet(props: OneProps): JSX.Element {
  const { desk, city, area } = props;
  const { width } = paperOf(desk.ask.value.paper, desk.ask.value.turn);
  const legend = room.caption + room.legend / width; // the narrower the paper, the more rows
  return <Page {...props} heading={printText(desk.lang, 'sheet')}><PrintMap desk={desk} city={city} bounds={area.bounds} selected={area} frame={inside(desk, legend)} full /></Page>;
}

/** A map beside or above a table, as the paper lies. What of the table has no room there goes on, on pages behind it that have its number and their own. A map `waits` for the table: what that leaves is its own. */
function AtlasPage(props: OneProps & { readonly rows: Rows; readonly number: number; readonly waits?: boolean; readonly instead?: JSX.Element | null }): JSX.Element {
  const { desk, city, area, rows, number, book, waits = false, instead = null } = props;
  const { areas } = rows;
  const { lang } = desk;
  const beside = desk.ask.value.turn === 'landscape';
  const all = inside(desk, room.caption);
  const { pages, height } = layOut(desk, rows, all.height, beside);
  const frame = beside ? { width: all.width - room.table - 4, height: all.height } : { width: all.width, height: all.height - height };
  const index = area.code === book.area.code && area.layer === book.area.layer;
  const marks = areas.map((it, i): Mark => ({ at: it.label, text: String(i + 1) }));
  const heading = printText(lang, index ? 'overview' : 'atlasOf', { layer: layerName(lang, city, area.layer) });
  const columns = (runs: readonly Run[]): JSX.Element => <div class="print-columns">{runs.map((run) => <Table key={run.from} desk={desk} city={city} area={area} rows={rows} index={index} run={run} />)}</div>;
  const cut = rows.cut && <p class="print-none" data-print-cut={number}>{printText(lang, 'cut', { n: rows.areas.length })}</p>;
  return (
    <>
      <Page {...props} heading={heading}>
        <div class={beside ? 'print-beside' : 'print-above'}>
          {!waits && <PrintMap desk={desk} city={city} bounds={area.bounds} selected={area} frame={frame} full={false} marks={marks} />}
          {instead ?? (pages[0] === undefined ? <Table desk={desk} city={city} area={area} rows={rows} index={index} run={null} /> : columns(pages[0]))}
        </div>
        {pages.length < 2 && cut}
      </Page>
      {pages.slice(1).map((runs, i) => <Page key={i} {...props} heading={heading} number={`${String(number)}-${String(i + 2)}`}>{columns(runs)}{i === pages.length - 2 && cut}</Page>)}
    </>
  );
}

/** How high the table of a first page is where it stands below the map, and the columns of each page: none where it has room as it is. */
function layOut({ lang }: PrintDesk, { areas, cut }: Rows, high: number, beside: boolean): { readonly pages: ReturnType<typeof pagesOf>; readonly height: number } {
  const names = areas.map((it, i) => `${String(i + 1)} ${nameIn(lang, it)}`);
  const left = cut ? room.cut : 0;
  const height = (beside ? high : room.table - room.gap) - left;
  const plain = plainHeight(names, beside ? 15 : 30);
  return plain <= height
    ? { pages: [], height: plain + room.gap + left }
    : { pages: pagesOf(names, { height, columns: beside ? 1 : 2 }, { height: high - left, columns: beside ? 3 : 2 }), height: room.table };
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
      <tbody>{here.map((it, i) => <tr key={it.code}><td><b class="print-index">{from + i + 1}</b> <bdi>{nameIn(lang, it)}</bdi></td><td>{it.code}</td><td>{it.households?.toLocaleString(lang) ?? '—'}</td>{index && <td>{from + i + 2}</td>}</tr>)}</tbody>
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
  return <AtlasPage {...props} rows={load.kind === 'ready' ? load.value : { areas: [], cut: false }} waits={load.kind === 'none' || load.kind === 'loading'} instead={instead} />;
}
