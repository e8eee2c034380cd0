import { rowsOf, separatorOf } from '../dispatch/csv';
import { visitColumns, visitMonth } from '../i18n/norms';
import type { Visits } from './norms';

/** As many rows, and as large a file in bytes, as the server takes. */
export const mostVisits = 200_000;
export const mostVisitBytes = 8_000_000;

/** The largest number of visits that a month can have. */
const mostInAMonth = 1e12;

/** Why a table of visits cannot be read; lines count from 1, the head is line 1. */
export type VisitFault =
  | { readonly what: 'large' | 'text' | 'empty' | 'many' }
  | { readonly what: 'column'; readonly column: keyof typeof visitColumns }
  | { readonly what: 'month' | 'visits' | 'code'; readonly line: number; readonly cell: string };

/** A month as the server reads it, of what people write; empty where it is none. */
export function monthOf(cell: string): string {
  const found = visitMonth.exec(cell.trim());
  const number = Number(found?.[2]);
  return found === null || number < 1 || number > 12 ? '' : `${found[1] ?? ''}-${String(number).padStart(2, '0')}`;
}

/** Reads a pasted table of visits by its column names. A row without visits says nothing and is left out. */
export function visitsOf(text: string): readonly Visits[] | VisitFault {
  const [head = [], ...rows] = rowsOf(text, separatorOf(text), mostVisits + 2);
  const at = { code: -1, month: -1, visits: -1 };
  for (const column of ['code', 'month', 'visits'] as const) {
    at[column] = head.findIndex((it) => visitColumns[column].test(it.trim()));
    if (at[column] < 0) {
      return head.length === 0 ? { what: 'empty' } : { what: 'column', column };
    }
  }
  if (rows.length > mostVisits) {
    return { what: 'many' };
  }
  const list: Visits[] = [];
  for (const [i, row] of rows.entries()) {
    const one = visitOf(row, at, i + 2);
    if (one !== null && 'what' in one) {
      return one;
    }
    if (one !== null) {
      list.push(one);
    }
  }
  return list.length === 0 ? { what: 'empty' } : list;
}

function visitOf(row: readonly string[], at: Readonly<Record<keyof typeof visitColumns, number>>, line: number): Visits | VisitFault | null {
  const [code, when, number] = [at.code, at.month, at.visits].map((it) => (row[it] ?? '').trim());
  if (number === undefined || number === '') {
    return null;
  }
  const visits = Number(number.replace(/^(\d{1,3})((?:,\d{3})+)$/, (whole) => whole.replace(/,/g, '')));
  if (code === undefined || code === '') {
    return { what: 'code', line, cell: '' };
  }
  const month = monthOf(when ?? '');
  if (month === '') {
    return { what: 'month', line, cell: (when ?? '').slice(0, 20) };
  }
  return Number.isInteger(visits) && visits >= 0 && visits <= mostInAMonth && /\d/.test(number) ? { code, month, visits } : { what: 'visits', line, cell: number.slice(0, 20) };
}

/** The text of a file in UTF-8, or in the GBK that office programs write; null where it is neither. */
export function textOf(bytes: ArrayBuffer): string | null {
  for (const encoding of ['utf-8', 'gb18030']) {
    try {
      const text = new TextDecoder(encoding, { fatal: true }).decode(bytes);
      return text.includes('\0') ? null : text;
    } catch {
      // The next one may fit.
    }
  }
  return null;
}
