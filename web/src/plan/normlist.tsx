import type { ComponentChildren, JSX } from 'preact';
import { useState } from 'preact/hooks';

import { save, table } from '../dispatch/csv';
import { type NormKey, normText } from '../i18n/norms';
import { text } from '../i18n/text';
import { spotColour } from '../map/plan';
import { knownCity } from '../model/session';
import type { Page } from './parts';

type Cell = string | number | null;

/** A column of a list: how it is sorted by, and what it shows where that is not its value. */
export interface Column<T> {
  readonly key: NormKey;
  readonly value: (it: T) => Cell;
  readonly shown?: (it: T) => ComponentChildren;
  readonly isNumber?: boolean;
}

/** What a list is of: the first column is its name, which opens the card. */
interface ListProps<T> {
  readonly page: Page;
  readonly name: string;
  readonly title: NormKey;
  readonly rows: readonly T[];
  readonly keyOf: (it: T) => string;
  readonly open: (it: T) => void;
  readonly columns: readonly [Column<T>, ...Column<T>[]];
  /** The same as a file: columns and cells have one form, whoever makes it. */
  readonly file: { readonly head: readonly string[]; readonly cells: (it: T) => readonly Cell[] };
}

/** So many rows are shown at first. */
const fewRows = 12;

/** Rows in the order of a column; those without a value last. */
export function ordered<T>(rows: readonly T[], value: (it: T) => Cell, down: boolean): T[] {
  const sign = down ? -1 : 1;
  return rows.map((it) => [it, value(it)] as const).sort(([, a], [, b]) => {
    if (a === null || b === null) {
      return (a === null ? 1 : 0) - (b === null ? 1 : 0);
    }
    return sign * (typeof a === 'number' && typeof b === 'number' ? a - b : String(a).localeCompare(String(b), 'zh'));
  }).map(([it]) => it);
}

/** A list that can be sorted and taken away; each row opens its card, which shows it on the map. */
export function NormTable<T>({ page, name, title, rows, keyOf, open, columns, file }: ListProps<T>): JSX.Element {
  const { lang, say } = page;
  const [order, setOrder] = useState<{ readonly at: number; readonly down: boolean } | null>(null);
  const [all, setAll] = useState(false);
  const column = order === null ? undefined : columns[order.at];
  const list = order === null || column === undefined ? rows : ordered(rows, column.value, order.down);
  return (
    <>
      <div class="plan-scroll" tabIndex={0} role="region" aria-label={normText(lang, title)}>
        <table class="plan-table" data-table={name} data-rows={rows.length}>
          <caption class="unseen">{normText(lang, title)}</caption>
          <thead>
            <tr>
              {columns.map((it, i) => (
                <th key={it.key} scope="col" class={it.isNumber === true ? 'plan-number' : ''} aria-sort={order?.at === i ? (order.down ? 'descending' : 'ascending') : undefined}>
                  <button type="button" data-action={`sort-${it.key}`} title={normText(lang, 'sort', { name: normText(lang, it.key) })} onClick={() => { setOrder({ at: i, down: order?.at === i ? !order.down : it.isNumber === true }); }}>
                    {normText(lang, it.key)}{order?.at === i && <span aria-hidden="true">{order.down ? ' ↓' : ' ↑'}</span>}
                  </button>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>{(all ? list : list.slice(0, fewRows)).map((it) => <Row key={keyOf(it)} of={it} columns={columns} code={keyOf(it)} open={open} />)}</tbody>
        </table>
      </div>
      <p class="plan-files">
        {rows.length > fewRows && <button type="button" class="button button-quiet" data-action="all-rows" onClick={() => { setAll(!all); }}>{all ? say('showFewer', { n: fewRows }) : say('showAll', { n: rows.length.toLocaleString(lang) })}</button>}
        <Csv page={page} name={name} head={file.head} rows={() => rows.map(file.cells)} />
      </p>
    </>
  );
}

function Row<T>({ of, columns, code, open }: { readonly of: T; readonly columns: readonly Column<T>[]; readonly code: string; readonly open: (it: T) => void }): JSX.Element {
  const shown = (it: Column<T>): ComponentChildren => (it.shown === undefined ? it.value(of) ?? '–' : it.shown(of));
  return (
    <tr data-row={code}>
      {columns.map((it, i) => (i === 0
        ? <th key={it.key} scope="row"><button type="button" class="plan-link" onClick={() => { open(of); }}><bdi>{shown(it)}</bdi></button></th>
        : <td key={it.key} class={it.isNumber === true ? 'plan-number' : ''}>{shown(it)}</td>))}
    </tr>
  );
}

/** A table as a file, made when it is asked for; made-up data says so in each row. */
export function Csv({ page: { desk, lang }, name, head, rows, label = 'csv' }: {
  readonly page: Page; readonly name: string; readonly head: readonly string[]; readonly rows: () => readonly (readonly Cell[])[]; readonly label?: NormKey;
}): JSX.Element {
  const note = knownCity(desk.session)?.demo === true ? text('zh', 'map.demo') : '';
  return <button type="button" class="button" data-action={`export-${name}`} onClick={() => { save(`redsail-${name}.csv`, table(head, rows(), note)); }}>{normText(lang, label)}</button>;
}

/** A dot of the map. */
export function Dot({ page: { desk }, look }: { readonly page: Page; readonly look: Parameters<typeof spotColour>[1] }): JSX.Element {
  return <svg class="plan-swatch" viewBox="0 0 14 14" width="14" height="14" aria-hidden="true" focusable="false"><circle cx="7" cy="7" r="5" fill={spotColour(desk.session.theme.value, look)} /></svg>;
}
