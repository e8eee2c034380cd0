import { computed, effect, signal } from '@preact/signals';
import * as v from 'valibot';

import type { Client } from '../api/client';
import type { DrawnLine } from '../map/tools';
import type { Polygon } from '../model/across';
import type { AreaName } from '../model/answer';
import { civil } from '../model/hash';
import { type Actions, knownCity, type Session } from '../model/session';
import type { Address } from '../modes/address';
import { type Load, loadInto, problemOf } from '../plan/load';
import { ask } from '../plan/server';

/** `GET dates`: the days on which areas begin or end, the earliest first. */
const turnsSchema = v.object({ dates: v.array(v.object({ date: v.string(), layers: v.array(v.string()) })), more: v.boolean() });
export type Turns = v.InferOutput<typeof turnsSchema>;

/** The date that everything on the page is asked about: `session.asOf`, kept in the link as `at=`. */
export class AsOf {
  /** The control shows. */
  readonly open = signal(false);
  readonly turns = signal<Load<Turns>>({ kind: 'none' });
  /** That of the chosen area on the date; none where the area was not there. */
  readonly border = signal<Load<readonly Polygon[]>>({ kind: 'none' });
  readonly lines = computed<readonly DrawnLine[]>(() => (this.border.value.kind === 'ready' ? this.border.value.value : []).flatMap((it) =>
    it.map((ring): DrawnLine => ({ look: 'then', line: ring.map(([lon, lat]) => ({ lon, lat })) }))));
  private asking = new AbortController();
  private of = -1; // the revision that the turns are of

  constructor(private readonly session: Session, private readonly actions: Actions, private readonly address: Address, private readonly base: string, private readonly client: Client) {
    effect(() => { this.outline(session.asOf.value, session.selected.value); });
    effect(() => {
      const revision = knownCity(session)?.revision;
      if (revision !== undefined && revision !== this.of && (this.open.value || session.asOf.value !== '')) {
        this.of = revision;
        this.load();
      }
    });
  }

  load(): void {
    void loadInto(this.turns, ask(this.base, 'api/v1/dates', turnsSchema), new AbortController().signal);
  }

  /** Asks about another date or moment from now on; empty = now. What is neither is left. */
  choose(date: string): void {
    if (date === this.session.asOf.peek() || (date !== '' && civil(date) === undefined)) {
      return;
    }
    this.session.asOf.value = date;
    this.address.keep({ at: date === '' ? undefined : date });
    this.actions.repeatQuestion();
  }

  /** Back to now, the control put away. */
  now(): void {
    this.open.value = false;
    this.choose('');
  }

  private outline(date: string, area: AreaName | null): void {
    this.asking.abort();
    const { signal: stop } = this.asking = new AbortController();
    this.border.value = { kind: 'none' };
    if (date === '' || area === null) {
      return;
    }
    void loadInto(this.border, this.client.shape(area, stop).catch((error: unknown) => {
      if (problemOf(error).code === 'unknown_code') {
        return []; // there was no such area then
      }
      throw error;
    }), stop);
  }
}

/** The date of what is asked about, and the hh:mm; each empty where there is none. */
export function partsOf(asOf: string): { readonly day: string; readonly time: string } {
  return { day: asOf.slice(0, 10), time: asOf.slice(11, 16) };
}

/** The moment of an hour and minute (hh:mm) of a date on the clock of a zone (that of the browser where it is empty), with its offset. Where clocks are put back it is the earlier one. */
export function momentOf(day: string, time: string, zone: string): string {
  const wall = Date.parse(`${day}T${time}Z`);
  let offset = 0;
  for (let i = 0; i < 2; i++) { // the second time with the offset of about then
    offset = clockOf(wall - offset, zone) - (wall - offset);
  }
  const minutes = Math.round(Math.abs(offset) / 60_000);
  return `${day}T${time}:00${offset < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

function two(n: number): string {
  return String(n).padStart(2, '0');
}

/** What a clock of the zone shows at a moment, as if it were UTC. */
function clockOf(at: number, zone: string): number {
  const form = new Intl.DateTimeFormat('sv-SE', { ...(zone === '' ? {} : { timeZone: zone }), year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit' });
  return Date.parse(`${form.format(at).replace(' ', 'T')}Z`);
}

/** The day before one, as the calendar has it. */
export function eveOf(day: string): string {
  return new Date(Date.parse(`${day}T00:00Z`) - 86_400_000).toISOString().slice(0, 10);
}

/** Where a date stands among the days of changes: how many of them are not after it. */
export function placeOf(days: readonly string[], date: string): number {
  return days.filter((it) => it <= date).length;
}
