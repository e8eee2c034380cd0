import type { Opened, Seat } from './answers';

// What is asked of the server, out of what was typed and switched.

/** What the audit is asked for; empty = anything. */
export interface Filter {
  readonly from: string;
  readonly to: string;
  readonly account: string;
  readonly action: string;
  readonly of: string;
}

/** What has to be asked so that one key is open, or closed. */
export function changeOf({ whole, all }: Opened, key: string, open: boolean): { readonly open?: readonly string[]; readonly close?: readonly string[] } {
  if (open) {
    return { open: [key] };
  }
  return whole ? { close: ['all'], open: all.filter((it) => it.key !== key).map((it) => it.key) } : { close: [key] };
}

/** The query of a page of the audit, the newest rows first. A day to which it goes is told whole: the server ends before an instant. */
export function auditQuery(filter: Filter, after: number): string {
  const query = new URLSearchParams({ order: 'newest' });
  for (const name of ['from', 'account', 'action', 'of'] as const) {
    const value = filter[name].trim();
    if (value !== '') {
      query.set(name, value);
    }
  }
  if (filter.to !== '') {
    query.set('to', dayAfter(filter.to));
  }
  if (after > 0) {
    query.set('after', String(after));
  }
  return query.toString();
}

/** The next day of a date: `2026-11-30` → `2026-12-01`; what is none stays. */
export function dayAfter(date: string): string {
  const at = new Date(`${date}T00:00:00Z`);
  if (Number.isNaN(at.getTime())) {
    return date;
  }
  at.setUTCDate(at.getUTCDate() + 1);
  return at.toISOString().slice(0, 10);
}

/** What a wall shows, as the server reads it: an area, keys of layers, and more of the address. */
export function wallView(area: Seat | undefined, layers: readonly string[], more: string): string {
  const rest = more.trim().replace(/^#/, '');
  return area === undefined ? rest : `area=${area.layer}/${area.code}&layers=${layers.join(',')}${rest === '' ? '' : `&${rest}`}`;
}
