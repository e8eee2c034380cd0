import { effect, signal } from '@preact/signals';
import * as v from 'valibot';

import { count, maybe, metres } from '../api/parts';
import { type Position, snapped } from '../model/position';
import { type Desk, way, whom } from './desk';
import { kind, type Load, loadInto } from './load';
import { factsSchema } from './records';
import { ask } from './server';

const place = { code: v.string(), name: v.string() };
const english = { name_en: maybe };
const area = v.object({ layer: v.string(), ...place, ...english, kind: v.string() });

/** `POST siting/spot`, as far as the desk reads it. */
export const siteSchema = v.object({
  revision: count, minutes: count, areas: v.array(area), land_use: v.array(area), allowed: v.boolean(), on_network: v.boolean(), why: v.string(), why_zh: v.string(),
  open_at: v.nullish(v.string(), null), unknown_hours: v.optional(count, 0), households: count, new_households: count, twice_households: count, circles: v.array(v.object({ ...place, shared_households: count })),
  nearest_home_s: v.nullable(count), nearest_300_s: v.nullable(count),
  candidates: v.array(v.object({ ...factsSchema, line_m: metres })),
  buildings: v.array(v.object({ ...place, ...english, address: maybe, use: v.string(), storeys: v.nullable(count), line_m: metres })),
});
export type SiteCard = v.InferOutput<typeof siteSchema>;

/** The card of a spot where a station could stand. */
export class Site {
  /** The spot that was clicked or proposed; null = none yet. */
  readonly at;
  readonly card = signal<Load<SiteCard>>({ kind: 'none' });
  private asking = new AbortController();

  constructor(private readonly desk: Desk, at: Position | null) {
    this.at = signal(at);
  }

  /** Follows the spot, the minutes, who walks, the hour and the date, while its page is shown; returns what ends that. */
  follow(): () => void {
    const { desk } = this;
    return effect(() => {
      const [at, minutes, of, home, hour, date] = [this.at.value, desk.minutes.value, desk.whom.value, desk.home.value, desk.instant.value, desk.session.asOf.value];
      this.asking.abort();
      if (at === null || desk.tab.value !== 'site' || !desk.may('siting.read')) {
        return;
      }
      const { signal: stop } = this.asking = new AbortController();
      void loadInto(this.card, ask(desk.base, 'api/v1/siting/spot', siteSchema, { method: 'POST', body: { lon: at.lon, lat: at.lat, minutes, kind, ...whom(of), ...way(home), ...(hour === '' ? {} : { open_at: hour }), ...(date === '' ? {} : { at: date }) }, stop }), stop);
    });
  }

  /** Asks for the card of a spot and brings its page; `fly` goes there too. */
  show(at: Position, fly = false): void {
    const { desk } = this;
    this.at.value = snapped(at);
    desk.tab.value = 'site';
    if (fly) {
      desk.fly(at);
    }
  }

  /** The spot of a link, or none; where it is the same nothing is asked again. */
  shown(spot: Position | null): void {
    const at = this.at.peek();
    if (spot?.lon !== at?.lon || spot?.lat !== at?.lat) {
      this.at.value = spot;
    }
  }

  /** The same question once more. */
  again(): void {
    const at = this.at.peek();
    this.at.value = at === null ? null : { ...at };
  }

  end(): void {
    this.asking.abort();
  }
}
