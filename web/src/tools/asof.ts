import { computed, effect, signal } from '@preact/signals';
import * as v from 'valibot';

import type { Client } from '../api/client';
import type { DrawnLine } from '../map/tools';
import type { Polygon } from '../model/across';
import type { AreaName } from '../model/answer';
import { civil } from '../model/hash';
import { type Actions, knownCity, type Session } from '../model/session';
import type { Address } from '../modes/address';
import { type Load, loadInto } from '../plan/load';
import { ask } from '../plan/server';

/** `GET dates`: the days on which areas begin or end, the earliest first. */
const turnsSchema = v.object({ dates: v.array(v.object({ date: v.string(), layers: v.array(v.string()) })), more: v.boolean() });
export type Turns = v.InferOutput<typeof turnsSchema>;

/** The border of the chosen area on the date: null while it is not known, none where there was none. */
type Border = readonly Polygon[] | null;

/** The date that everything on the page is asked about: `session.asOf`, kept in the link as `at=`. */
export class AsOf {
  /** The control shows. */
  readonly open = signal(false);
  readonly turns = signal<Load<Turns>>({ kind: 'none' });
  readonly border = signal<Border>(null);
  readonly lines = computed<readonly DrawnLine[]>(() => (this.border.value ?? []).flatMap((it) =>
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

  /** Asks about another date from now on, empty = now; what is no date is left. */
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
    this.border.value = null;
    if (date === '' || area === null) {
      return;
    }
    this.client.shape(area, stop).catch(() => []).then((shape) => {
      if (!stop.aborted) {
        this.border.value = shape;
      }
    }, () => undefined);
  }
}

/** Where a date stands among the days of changes: how many of them are not after it. */
export function placeOf(days: readonly string[], date: string): number {
  return days.filter((it) => it <= date).length;
}
