import { effect, signal } from '@preact/signals';
import * as v from 'valibot';

import { count, finite, maybe, position } from '../api/parts';
import { title } from './answers';
import { type Desk, whomQuery } from './desk';
import { kind, type Load, loadInto } from './load';
import type { NormPart } from './normparts';
import { ask, dated } from './server';

const place = { kind: v.string(), ...title, at: position };

/** `GET coverage/norms`. */
export const normsSchema = v.object({
  at: v.string(), revision: count, exact: v.boolean(),
  compounds_without_venue: v.array(v.object({ ...title, households: v.nullable(count), nearest: v.string(), nearest_name: maybe, nearest_name_en: maybe, walk_s: finite, at: v.nullable(position) })),
  areas_without: v.array(v.object({ layer: v.string(), ...title, lacks: v.string() })),
  below_norm: v.array(v.object({ ...place, floor_m2: v.nullable(count), norm_m2: v.nullable(count), rented: v.boolean() })),
  not_every_day: v.array(v.object({ ...place, closed_days: count, unknown_days: count, first: v.string() })),
  no_calendar: v.array(v.object({ calendar: v.string(), first: v.string(), days: count, places: count })),
  by_hour: v.array(v.object({ hour: count, at: v.string(), open: count, unknown_hours: v.optional(count, 0), share: v.nullable(finite) })),
});
export type NormList = v.InferOutput<typeof normsSchema>;

/** The classes of use, as the server sorts places. */
export const useClasses = ['over_used', 'idle', 'remote', 'usual', 'unknown'] as const;
export type UseClass = (typeof useClasses)[number];

/** `POST coverage/usage`. */
export const usageSchema = v.object({
  revision: count, minutes: count, months: v.array(v.string()), median: finite, unknown: v.array(v.string()),
  places: v.array(v.object({ ...place, months: count, visits_a_month: finite, households: count, per_100_households: v.nullable(finite), class: v.picklist(useClasses) })),
});
export type Usage = v.InferOutput<typeof usageSchema>;

/** What a place was used in a month. */
export interface Visits {
  readonly code: string;
  readonly month: string;
  readonly visits: number;
}

/** The codes of compounds without a venue are hatched on this layer. */
export const compoundLayer = 'compound';

/** What the city should have and has not: asked for when its page is open. */
export class Norms {
  readonly part;
  readonly list = signal<Load<NormList>>({ kind: 'none' });
  readonly usage = signal<Load<Usage>>({ kind: 'none' });
  /** The class of use that is listed; null = all. */
  readonly shown = signal<UseClass | null>(null);
  /** The text of the table of visits. It is gone with the desk: nothing keeps it. */
  readonly text = signal('');
  private asking = new AbortController();
  private counting = new AbortController();
  private readonly turn = signal(0);

  constructor(private readonly desk: Desk, part: NormPart) {
    this.part = signal<NormPart>(part);
  }

  /** Reads the lists as long as their page is open, and anew when what they rest on is another; returns what ends that. */
  follow(): () => void {
    let read = '';
    return effect(() => {
      const { desk } = this;
      const query = `minutes=${desk.minutes.value}${whomQuery(desk.whom.value)}${dated(desk.session)}`;
      const asked = `${this.turn.value} ${query}`;
      if (desk.tab.value === 'norms' && asked !== read) {
        read = asked;
        this.forget();
        this.asking.abort();
        const asking = this.asking = new AbortController();
        void desk.take(this.list, ask(desk.base, `api/v1/coverage/norms?${query}`, normsSchema, { stop: asking.signal }), asking);
      }
    });
  }

  again(): void {
    this.turn.value = this.turn.peek() + 1;
  }

  /** Drops what the table of visits came to: it was of other minutes, or of another date. */
  forget(): void {
    this.counting.abort();
    this.usage.value = { kind: 'none' };
  }

  /** Asks what the visits say of each station. */
  async count(rows: readonly Visits[]): Promise<void> {
    const { desk } = this;
    this.counting.abort();
    const { signal: stop } = this.counting = new AbortController();
    const { profile } = desk.whom.peek();
    const query = `minutes=${desk.minutes.peek()}${whomQuery({ profile, policy: false })}${dated(desk.session)}`;
    this.shown.value = null;
    await loadInto(this.usage, ask(desk.base, `api/v1/coverage/usage?kind=${kind}&${query}`, usageSchema, { method: 'POST', body: { rows }, stop }), stop);
  }

  end(): void {
    this.asking.abort();
    this.counting.abort();
  }
}
