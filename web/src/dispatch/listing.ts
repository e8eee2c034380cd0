import { computed, effect, signal } from '@preact/signals';

import { decodeProblem } from '../api/decode';
import { addressPattern, headPattern, latPattern, lonPattern } from '../i18n/tools';
import { type Problem, ProblemError, unreachable, unreadable } from '../model/problem';
import type { Session } from '../model/session';
import { dated } from '../plan/server';
import { rowsOf, separatorOf } from './csv';

/** As much as is read of a file or a paste, in bytes. */
export const mostBytes = 20_000_000;

/** So many rows are shown before, and so many of those that were not found after. */
export const previewed = 5;
export const badShown = 100;

/** So many rows are looked through for errors. */
const mostRows = 500_000;

export const wants = ['codes', 'border', 'station', 'posts', 'all'] as const;
export type Want = (typeof wants)[number];
export const datums = ['wgs84', 'gcj02', 'bd09'] as const;

/** A row that came back with an error. */
export interface BadRow {
  /** Of the rows below the head, from 1. */
  readonly row: number;
  readonly words: string;
  readonly error: string;
}

export type Run =
  | { readonly kind: 'none' }
  | { readonly kind: 'running'; readonly done: number }
  | { readonly kind: 'done'; readonly text: string; readonly rows: number; readonly bad: number; readonly first: readonly BadRow[] }
  | { readonly kind: 'failed'; readonly problem: Problem }
  | { readonly kind: 'cut' };

export type ListFault = 'tooLarge' | 'notText' | 'nothing';

/** A list of addresses or points, and what comes back of it. */
export class Listing {
  readonly text = signal('');
  readonly name = signal('');
  readonly kind = signal<'address' | 'point'>('address');
  readonly hasHead = signal(false);
  readonly address = signal(0);
  readonly lon = signal(0);
  readonly lat = signal(1);
  readonly datum = signal<(typeof datums)[number]>('wgs84');
  readonly want = signal<Want>('station');
  readonly fault = signal<ListFault | null>(null);
  readonly run = signal<Run>({ kind: 'none' });
  private asking = new AbortController();

  readonly separator = computed(() => separatorOf(this.text.value));
  /** The first rows, with the head where there is one. */
  readonly first = computed(() => rowsOf(this.text.value.slice(0, 200_000), this.separator.value, previewed + 1));
  /** What the columns are called. */
  readonly columns = computed<readonly string[]>(() => {
    const [head = []] = this.first.value;
    return head.map((it, i) => (this.hasHead.value ? it : String(i + 1)));
  });
  readonly rows = computed(() => {
    const lines = this.text.value.split('\n').filter((it) => it.trim() !== '').length;
    return Math.max(0, lines - (this.hasHead.value ? 1 : 0));
  });

  constructor(private readonly session: Pick<Session, 'asOf'>, private readonly base: string) {}

  /** Drops what came back when another date is asked about, until the function that it gives is called. The list stays. */
  start(): () => void {
    let of = this.session.asOf.peek();
    return effect(() => {
      if (this.session.asOf.value !== of) {
        of = this.session.asOf.value;
        this.stop();
        this.run.value = { kind: 'none' };
      }
    });
  }

  /** Takes a text and guesses what its columns are. */
  put(text: string, name = ''): void {
    this.stop();
    this.run.value = { kind: 'none' };
    this.fault.value = text.length > mostBytes ? 'tooLarge' : text.includes('\ufffd') || text.includes('\0') ? 'notText' : null;
    this.text.value = this.fault.peek() === null ? text : '';
    this.name.value = name;
    const [head = [], next = head] = this.first.peek();
    this.hasHead.value = head.some((it) => headPattern.test(it.trim()));
    const guess = guessed(this.hasHead.peek() ? head : [], next);
    this.kind.value = guess.kind;
    this.address.value = guess.address;
    this.lon.value = guess.lon;
    this.lat.value = Math.min(guess.lat, Math.max(0, head.length - 1));
  }

  async take(file: File): Promise<void> {
    if (file.size > mostBytes) {
      this.put('', file.name);
      this.fault.value = 'tooLarge';
      return;
    }
    this.put(await file.text(), file.name);
  }

  stop(): void {
    this.asking.abort();
    if (this.run.peek().kind === 'running') {
      this.run.value = { kind: 'none' };
    }
  }

  /** Looks them up. Columns that the table has already make the new ones begin with `redsail_`. */
  async ask(): Promise<void> {
    this.fault.value = this.rows.peek() === 0 ? 'nothing' : null;
    if (this.fault.peek() !== null) {
      return;
    }
    this.stop();
    const asking = this.asking = new AbortController();
    try {
      this.run.value = { kind: 'running', done: 0 };
      const text = await this.answered('', asking.signal).catch(async (error: unknown) => {
        if (error instanceof ProblemError && error.problem.code === 'column_exists') {
          return await this.answered('redsail_', asking.signal);
        }
        throw error;
      });
      this.run.value = this.summed(text);
    } catch (error) {
      if (!asking.signal.aborted) {
        this.run.value = error instanceof ProblemError ? { kind: 'failed', problem: error.problem } : { kind: 'cut' };
      }
    }
  }

  private path(prefix: string): string {
    const name = (at: number): string => encodeURIComponent(this.head()[at] ?? '');
    const common = `columns=${this.want.peek()}${prefix === '' ? '' : `&prefix=${prefix}`}${dated(this.session)}`;
    return this.kind.peek() === 'address'
      ? `api/v1/addresses?${common}&address_field=${name(this.address.peek())}`
      : `api/v1/locate?${common}&lon_field=${name(this.lon.peek())}&lat_field=${name(this.lat.peek())}&crs=${this.datum.peek()}`;
  }

  /** The names of the columns as they are sent. */
  private head(): readonly string[] {
    const columns = this.columns.peek();
    return this.hasHead.peek() ? columns : columns.map((it) => `c${it}`);
  }

  private async answered(prefix: string, stop: AbortSignal): Promise<string> {
    const head = this.hasHead.peek() ? '' : `${this.head().join(this.separator.peek())}\n`;
    const response = await fetch(new URL(this.path(prefix), this.base), {
      method: 'POST', headers: { 'Content-Type': 'text/csv' }, body: head + this.text.peek().replace(/^\ufeff/, ''), signal: stop, credentials: 'same-origin',
    }).catch((error: unknown) => { throw stop.aborted ? error : new ProblemError(unreachable); });
    if (!response.ok || response.body === null) {
      throw new ProblemError(decodeProblem(await response.json().catch(() => null)) ?? { ...unreadable, detail: `HTTP ${response.status}` });
    }
    return await this.streamed(response.body.getReader());
  }

  private async streamed(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<string> {
    const decoder = new TextDecoder();
    const parts: string[] = [];
    let lines = 0;
    for (;;) {
      const { done, value } = await reader.read();
      const part = decoder.decode(value, { stream: !done });
      parts.push(part);
      lines += part.split('\n').length - 1;
      this.run.value = { kind: 'running', done: Math.min(Math.max(0, lines - 1), this.rows.peek()) };
      if (done) {
        return parts.join('');
      }
    }
  }

  private summed(text: string): Run {
    const all = rowsOf(text, this.separator.peek(), mostRows);
    const [head = [], ...rows] = all;
    const at = Math.max(head.lastIndexOf('error'), head.lastIndexOf('redsail_error'));
    const shown = this.kind.peek() === 'address' ? [this.address.peek()] : [this.lon.peek(), this.lat.peek()];
    const bad = rows.flatMap((row, i): BadRow[] => {
      const error = row[at] ?? '';
      return error === '' ? [] : [{ row: i + 1, error, words: shown.map((it) => row[it] ?? '').join(', ') }];
    });
    return { kind: 'done', text, rows: rows.length, bad: bad.length, first: bad.slice(0, badShown) };
  }
}

/** Which columns hold what, by their names, else by what stands in the first row. */
export function guessed(head: readonly string[], row: readonly string[]): { readonly kind: 'address' | 'point'; readonly address: number; readonly lon: number; readonly lat: number } {
  const at = (pattern: RegExp): number => head.findIndex((it) => pattern.test(it.trim()));
  const [lon, lat, address] = [at(lonPattern), at(latPattern), at(addressPattern)];
  const numbers = row.flatMap((it, i) => (/^\s*-?\d{1,3}\.\d{3,}\s*$/.test(it) ? [i] : []));
  const points = (lon >= 0 && lat >= 0) || numbers.length >= 2;
  return { kind: address < 0 && points ? 'point' : 'address', address: Math.max(0, address), lon: lon >= 0 ? lon : numbers[0] ?? 0, lat: lat >= 0 ? lat : numbers[1] ?? 1 };
}
