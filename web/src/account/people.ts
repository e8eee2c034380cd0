import { computed, effect, signal } from '@preact/signals';

import { Client } from '../api/client';
import { dressingHeld, type Held } from '../map/held';
import type { Stage } from '../map/stage';
import type { Polygon } from '../model/across';
import { layerOf, placeKindOf } from '../model/city';
import type { Bounds, Position } from '../model/position';
import { knownCity, type Session } from '../model/session';
import type { Subject } from '../model/subject';
import type { HeldPost, PersonPage, Shown } from '../model/who';
import { type Load, problemOf } from '../plan/load';
import { ask } from '../plan/server';
import { type Found, foundSchema, personSchema, type Reason, reasonsSchema } from './answers';
import type { Identity } from './identity';

/** Of so many of a person's areas and places the map is asked. */
export const mostHeld = 24;

/** Half the height, in degrees, of what is shown around a spot. */
const near = 0.0015;

/** How wide the page of a person is, with its margins, in CSS pixels. */
const panelWidth = 440;

/** Persons, as far as whoever is signed in may see them. What was revealed is kept as long as it is on the page. */
export class People {
  readonly session: Session;
  readonly page = signal<Load<PersonPage>>({ kind: 'none' });
  readonly found = signal<Load<Found>>({ kind: 'none' });
  readonly reasons = signal<Load<readonly Reason[]>>({ kind: 'none' });
  /** What the map shows of the person whose page is open. */
  readonly held = signal<Held | null>(null);
  readonly dress = computed(() => (this.held.value === null ? null : dressingHeld(this.held.value, this.session.theme.value)));
  private readonly client: Client;
  private opening = new AbortController();
  private finding = new AbortController();

  constructor(readonly identity: Identity, private readonly stage: Pick<Stage, 'fit'>) {
    this.session = identity.session;
    this.client = new Client(identity.base);
  }

  /** Begins to follow which person is asked for, and who asks. */
  start(): () => void {
    let subject = this.subject();
    const ends = [effect(() => { this.follow(); }), effect(() => {
      const next = this.subject();
      // On a phone a card that is opened takes the place of the sheet.
      if (next !== null && next !== subject && window.innerWidth < 640 && this.identity.person.peek() !== null) {
        this.identity.show(null);
      }
      subject = next;
    })];
    return () => { ends.forEach((it) => { it(); }); };
  }

  /** What the card is about; it is asked within an effect, which follows it. */
  private subject(): Subject | null {
    const question = this.session.question.value;
    return question.kind === 'none' ? null : question.subject;
  }

  private follow(): void {
    const code = this.identity.person.value;
    const may = this.may('persons.read');
    this.opening.abort();
    this.held.value = null;
    this.page.value = { kind: 'none' };
    if (code === null) {
      this.finding.abort();
      this.found.value = { kind: 'none' };
    } else if (code !== '' && may) {
      void this.open(code, this.opening = new AbortController());
    }
  }

  may(action: string): boolean {
    return this.session.who.value?.actions.has(action) === true;
  }

  again(): void {
    const code = this.identity.person.peek();
    if (code !== null && code !== '') {
      this.opening.abort();
      void this.open(code, this.opening = new AbortController());
    }
  }

  private async open(code: string, { signal: stop }: AbortController): Promise<void> {
    this.page.value = { kind: 'loading' };
    try {
      const value = await ask(this.identity.base, `api/v1/persons/${encodeURIComponent(code)}`, personSchema, { stop });
      this.page.value = { kind: 'ready', value };
      await this.draw(value.posts, stop);
    } catch (error) {
      if (!stop.aborted) {
        this.page.value = { kind: 'failed', problem: problemOf(error) };
      }
    }
  }

  /** Shows on the map what the posts are for; what cannot be had stays away. */
  private async draw(posts: readonly HeldPost[], stop: AbortSignal): Promise<void> {
    const city = knownCity(this.session);
    const some = posts.slice(0, mostHeld);
    const areas = some.filter((it) => city !== null && layerOf(city, it.layer) !== undefined)
      .map(({ layer, area }) => this.client.shape({ layer, code: area }, stop).catch(() => null));
    const spots = some.filter((it) => city !== null && placeKindOf(city, it.layer) !== undefined)
      .map(({ layer, area }) => this.client.place({ kind: layer, code: area }, stop).then((it) => it.point).catch(() => null));
    const held: Held = { areas: present(await Promise.all(areas)), spots: present(await Promise.all(spots)) };
    if (stop.aborted || held.areas.length + held.spots.length === 0) {
      return;
    }
    this.held.value = held;
    this.fit();
  }

  /** Shows all that is drawn of the person, clear of the panels. */
  fit(): void {
    const held = this.held.peek();
    const bounds = held === null ? null : around(held);
    if (bounds === null) {
      return;
    }
    const small = window.innerWidth < 640;
    const open = this.session.question.peek().kind !== 'none';
    this.stage.fit(bounds, true, small
      ? { top: 32, left: 32, right: 32, bottom: Math.round(window.innerHeight * 0.55) }
      : { top: 64, bottom: 64, left: Math.min(panelWidth, window.innerWidth * 0.6), right: open ? 400 : 48 });
  }

  /** Looks for persons: in the body, since whom somebody looks for is nobody else's business. */
  async find(text: string): Promise<void> {
    const q = text.trim();
    this.finding.abort();
    if (q === '') {
      this.found.value = { kind: 'none' };
      return;
    }
    const { signal: stop } = this.finding = new AbortController();
    this.found.value = { kind: 'loading' };
    try {
      this.found.value = { kind: 'ready', value: await ask(this.identity.base, 'api/v1/persons/search', foundSchema, { method: 'POST', body: { q }, stop }) };
    } catch (error) {
      if (!stop.aborted) {
        this.found.value = { kind: 'failed', problem: problemOf(error) };
      }
    }
  }

  /** The short list of reasons, asked for once. */
  async loadReasons(): Promise<void> {
    if (this.reasons.peek().kind === 'ready') {
      return;
    }
    this.reasons.value = { kind: 'loading' };
    try {
      this.reasons.value = { kind: 'ready', value: await ask(this.identity.base, 'api/v1/persons/reasons', reasonsSchema) };
    } catch (error) {
      this.reasons.value = { kind: 'failed', problem: problemOf(error) };
    }
  }

  /** All numbers of a person, for a reason; the server writes it down before it answers. */
  async reveal(code: string, reason: string): Promise<Shown> {
    return await ask(this.identity.base, `api/v1/persons/${encodeURIComponent(code)}/reveal`, personSchema, { method: 'POST', body: { reason } });
  }
}

function present<T>(list: readonly (T | null)[]): T[] {
  return list.filter((it): it is T => it !== null);
}

/** The box around all that is held; null when that is nothing. */
export function around({ areas, spots }: Held): Bounds | null {
  const box: [number, number, number, number] = [Infinity, Infinity, -Infinity, -Infinity];
  const take = (lon: number, lat: number): void => {
    box[0] = Math.min(box[0], lon);
    box[1] = Math.min(box[1], lat);
    box[2] = Math.max(box[2], lon);
    box[3] = Math.max(box[3], lat);
  };
  areas.forEach((shape: readonly Polygon[]) => { shape.forEach((polygon) => { polygon[0]?.forEach(([lon, lat]) => { take(lon, lat); }); }); });
  spots.forEach(({ lon, lat }: Position) => {
    take(lon - near, lat - near);
    take(lon + near, lat + near);
  });
  return box[0] > box[2] ? null : box;
}
