import { batch, computed, effect, signal } from '@preact/signals';

import type { Stage } from '../map/stage';
import { type City, filled, placeKindOf } from '../model/city';
import { type Bounds, type Position } from '../model/position';
import { knownCity, type Session } from '../model/session';
import type { Address } from '../modes/address';
import { type Coverage, coverageSchema, type GapList, gapsSchema, placesSchema, type Station, stationName } from './answers';
import { kind, type Load, problemOf } from './load';
import { formatPlan, type PlanLink, parsePlan, type Profile, type Tab } from './link';
import { Balance } from './balance';
import { Circles } from './circles';
import { Gates } from './gates';
import { Norms } from './norms';
import { Play } from './play';
import { ask, dated } from './server';
import { Records } from './records';
import { type Kept, Shelf } from './shelf';
import { Site } from './site';
import { Siting } from './siting';
import { Versus } from './versus';

/** So many gaps are listed. */
const gapLimit = 200;

/** So many stations are asked for at once, and in all. */
const stationsAtOnce = 1000;
const mostStations = 5000;

/** Half the height, in degrees, of what is shown around a spot. */
const near = 0.0025;

/** Who walks, and whether the class of an area has minutes of its own. */
export interface Whom {
  readonly profile: Profile;
  readonly policy: boolean;
}

/** The part of a question that says so: of adults, and of the same minutes for all, nothing is said. */
export function whom({ profile, policy }: Whom): Partial<Whom> {
  return { ...(profile === 'adult' ? {} : { profile }), ...(policy ? { policy } : {}) };
}

/** The part of a question that says which way people walk; of the way to the place nothing is said. */
export function way(home: boolean): { readonly direction?: 'from' } {
  return home ? { direction: 'from' } : {};
}

/** Who walks, in an address. */
export function whomQuery(of: Whom): string {
  return Object.entries(whom(of)).map(([key, value]) => `&${key}=${String(value)}`).join('');
}

/** An hour of the city as an instant that the server reads; empty stays empty. */
export function instantIn(zone: string, local: string): string {
  const at = Date.parse(`${local}Z`);
  if (Number.isNaN(at)) {
    return '';
  }
  const shown = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit' }).format(at);
  const ahead = Date.parse(`${shown.replace(' ', 'T')}Z`) - at; // as it is around that hour
  return new Date(at - ahead).toISOString();
}

/** What the desk of the planner shows, and what it asks the server for. */
export class Desk {
  readonly tab;
  readonly minutes;
  /** The layer whose areas are counted. */
  readonly by;
  /** Who walks. */
  readonly profile;
  /** Whether areas of some classes have minutes of their own, as the scheme says. */
  readonly policy;
  /** When a station must be open to count, in the city's time; empty = hours aside. */
  readonly openAt;
  /** The same as an instant that the server reads. */
  readonly instant = computed(() => instantIn(knownCity(this.session)?.zone ?? 'Asia/Shanghai', this.openAt.value));
  /** Whether the way home is counted, not the way to the station. */
  readonly home;
  /** Both, in an address. */
  readonly whenQuery = computed(() => `${this.instant.value === '' ? '' : `&open_at=${encodeURIComponent(this.instant.value)}`}${this.home.value ? '&direction=from' : ''}`);
  /** Both: what every count depends on beside the minutes. */
  readonly whom = computed<Whom>(() => ({ profile: this.profile.value, policy: this.policy.value }));
  readonly coverage = signal<Load<Coverage>>({ kind: 'none' });
  readonly gaps = signal<Load<GapList>>({ kind: 'none' });
  readonly stations = signal<readonly Station[]>([]);
  /** Those that the city has closed: a scenario can open them again. */
  readonly shut = signal<readonly Station[]>([]);
  /** The gap that was chosen last: the layer of what it is in, and its box. */
  readonly gap = signal<{ readonly layer: string; readonly box: Bounds } | null>(null);
  /** What was said last, for screen readers. */
  readonly said = signal('');
  readonly linkTooLong = signal(false);
  readonly play: Play;
  readonly siting: Siting;
  readonly site: Site;
  readonly records = new Records(this);
  readonly circles: Circles;
  readonly gates: Gates;
  readonly balance: Balance;
  readonly norms: Norms;
  readonly shelf = new Shelf();
  readonly versus = new Versus(this);
  /** Layers that can be counted by, the widest first. */
  readonly layers = computed(() => countable(knownCity(this.session)));
  private asking = new AbortController();
  private listing = new AbortController();
  private when = '';
  private circled = false; // the way of the circle that is drawn
  private ending: (() => void)[] = [];

  constructor(readonly session: Session, private readonly address: Address, readonly base: string, readonly stage: Stage) {
    const link = parsePlan(address.state().plan ?? '');
    this.tab = signal<Tab>(link.tab);
    this.minutes = signal(link.minutes);
    this.by = signal(link.by);
    this.profile = signal<Profile>(link.profile);
    this.policy = signal(link.policy);
    this.openAt = signal(link.openAt);
    this.home = signal(link.home);
    this.play = new Play(this, link.edits);
    this.siting = new Siting(this);
    this.site = new Site(this, link.spot);
    this.circles = new Circles(this);
    this.gates = new Gates(this);
    this.balance = new Balance(this, link.split);
    this.norms = new Norms(this, link.norm);
  }

  /** Begins to follow the choices. */
  start(): void {
    this.when = dated(this.session);
    this.circled = this.home.peek();
    this.ending = [
      effect(() => { this.chooseLayer(this.layers.value); }),
      effect(() => { this.load(this.minutes.value, this.by.value, this.whom.value, this.whenQuery.value); }), // and the date
      effect(() => {
        if (dated(this.session) !== this.when) {
          this.when = dated(this.session);
          this.circles.show(this.circles.code.peek(), false);
          void this.loadStations();
        }
      }),
      effect(() => { this.write({ tab: this.tab.value, minutes: this.minutes.value, by: this.by.value, ...this.whom.value, openAt: this.openAt.value, home: this.home.value, edits: this.play.wanted.value, split: this.balance.id.value, spot: this.site.at.value, norm: this.norms.part.value }); }),
      effect(() => {
        if (this.home.value !== this.circled) {
          this.circled = this.home.value;
          this.circles.show(this.circles.code.peek(), false);
        }
      }),
      this.site.follow(),
      this.versus.follow(),
      this.shelf.follow(),
      this.norms.follow(),
      this.records.follow(() => knownCity(this.session)?.revision ?? 0),
      effect(() => {
        if (this.tab.value === 'balance' && this.balance.layer.value !== '') {
          this.balance.open();
        }
      }),
      effect(() => {
        if (this.tab.value === 'scenario' && this.may('scenarios.write')) {
          this.play.open(this.minutes.value, this.whom.value, this.instant.value, this.home.value);
        }
      }),
    ];
    const bounds = knownCity(this.session)?.bounds;
    if (bounds != null && this.address.state().camera === undefined) {
      this.fly(bounds); // what was fitted to the window lies partly under the desk
    }
    void this.loadStations();
  }

  end(): void {
    this.ending.forEach((it) => { it(); });
    this.asking.abort();
    this.listing.abort();
    this.play.end();
    this.siting.end();
    this.site.end();
    this.records.end();
    this.versus.end();
    this.circles.end();
    this.balance.end();
    this.norms.end();
    this.address.keep({ plan: undefined });
  }

  /** Whether who is signed in may do something: what the desk offers depends on it. */
  may(action: string): boolean {
    return this.session.who.value?.actions.has(action) === true;
  }

  private chooseLayer(keys: readonly string[]): void {
    if (keys.length > 0 && !keys.includes(this.by.peek())) {
      this.by.value = keys.includes('street') ? 'street' : keys[0] ?? '';
    }
  }

  private write(link: PlanLink): void {
    const text = formatPlan(link);
    this.linkTooLong.value = text === null;
    this.address.keep({ plan: text ?? formatPlan({ ...link, edits: [] }) ?? '1' });
  }

  /** Follows a step in the history or a pasted link; edits that were made here are not lost to either. */
  follow(): void {
    const text = this.address.state().plan;
    const link = parsePlan(text ?? '');
    if (text !== undefined) {
      batch(() => {
        this.tab.value = link.tab;
        this.minutes.value = link.minutes;
        this.by.value = this.layers.peek().includes(link.by) ? link.by : this.by.peek();
        this.policy.value = link.policy;
        this.openAt.value = link.openAt;
        this.home.value = link.home;
        this.norms.part.value = link.norm;
        if (this.profile.peek() !== link.profile) {
          this.choose(link.profile);
        }
        this.followThings(link, this.address.pasted);
      });
    }
    this.write({ tab: this.tab.peek(), minutes: this.minutes.peek(), by: this.by.peek(), ...this.whom.peek(), openAt: this.openAt.peek(), home: this.home.peek(), edits: this.play.wanted.peek(), split: this.balance.id.peek(), spot: this.site.at.peek(), norm: this.norms.part.peek() });
  }

  /** Takes the spot, the split and the edits of a link. One that was pasted is shown as it is: what stood here before is no part of it. */
  private followThings({ spot, split, edits, tab }: PlanLink, pasted: boolean): void {
    if (pasted || spot !== null) {
      this.site.shown(spot);
    }
    if (pasted) {
      this.balance.follow(split);
    }
    const own = this.play.wanted.peek();
    const wanted = pasted ? edits.length > 0 || tab === 'scenario' : own.length === 0 && edits.length > 0;
    if (wanted && JSON.stringify(own) !== JSON.stringify(edits)) {
      this.play.put(edits);
      this.play.again();
    }
  }

  /** Chooses who walks; a circle that is shown is drawn again, one that is not is put away. */
  choose(profile: Profile): void {
    this.profile.value = profile;
    this.circles.show(this.tab.peek() === 'circle' ? this.circles.code.peek() : '', false);
  }

  /** Puts a scenario that was kept in the place of the one that is edited. */
  open(kept: Kept): void {
    batch(() => {
      this.minutes.value = kept.minutes;
      this.policy.value = kept.policy;
      this.openAt.value = kept.openAt;
      this.home.value = kept.home;
      if (this.profile.peek() !== kept.profile) {
        this.choose(kept.profile);
      }
      this.play.put(kept.edits);
    });
    this.play.again();
  }

  /** Counts once more, as the data is now. */
  again(): void {
    this.load(this.minutes.peek(), this.by.peek(), this.whom.peek(), this.whenQuery.peek());
    this.play.again();
    this.balance.again();
    this.site.again();
    this.records.again();
    this.norms.again();
    void this.loadStations();
  }

  private load(minutes: number, by: string, of: Whom, when: string): void {
    if (by === '') {
      return;
    }
    this.asking.abort();
    const asking = this.asking = new AbortController();
    void this.take(this.coverage, ask(this.base, `api/v1/coverage?minutes=${minutes}&by=${encodeURIComponent(by)}${whomQuery(of)}${when}${dated(this.session)}`, coverageSchema, { stop: asking.signal }), asking);
    void this.take(this.gaps, ask(this.base, `api/v1/coverage/gaps?minutes=${minutes}&limit=${gapLimit}${whomQuery(of)}${when}${dated(this.session)}`, gapsSchema, { stop: asking.signal }), asking);
  }

  /** What was there stays until the next is there: the reader keeps the place. */
  async take<T>(into: { value: Load<T>; peek(): Load<T> }, asked: Promise<T>, asking: AbortController): Promise<void> {
    if (into.peek().kind !== 'ready') {
      into.value = { kind: 'loading' };
    }
    this.waiting.value = this.waiting.peek() + 1;
    try {
      into.value = { kind: 'ready', value: await asked };
    } catch (error) {
      if (!asking.signal.aborted) {
        into.value = { kind: 'failed', problem: problemOf(error) };
      }
    } finally {
      this.waiting.value = this.waiting.peek() - 1;
    }
  }

  /** How many answers are waited for. */
  readonly waiting = signal(0);

  private async loadStations(): Promise<void> {
    this.listing.abort();
    const { signal: stop } = this.listing = new AbortController();
    const city = knownCity(this.session);
    if (city === null || (placeKindOf(city, kind)?.count ?? 0) === 0) {
      return;
    }
    const open = await this.stationsThat('open', stop);
    if (!stop.aborted) { // else a later question answers, maybe of another date
      this.stations.value = open;
    }
    const shut = await this.stationsThat('closed', stop);
    if (!stop.aborted) {
      this.shut.value = shut;
    }
  }

  /** The stations in a state; where the server fails the list stays short, and the map still takes clicks. */
  private async stationsThat(state: 'open' | 'closed', stop: AbortSignal): Promise<Station[]> {
    const all: Station[] = [];
    try {
      for (let cursor = ''; all.length < mostStations;) {
        const page = await ask(this.base, `api/v1/places?kind=${kind}&state=${state}&limit=${stationsAtOnce}${dated(this.session)}${cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`}`, placesSchema, { stop });
        all.push(...page.places);
        cursor = page.next;
        if (cursor === '') {
          break;
        }
      }
    } catch {
      // What has come is listed.
    }
    return all;
  }

  /** The revision of what stands here; null before there is anything. */
  readonly revision = computed(() => (this.coverage.value.kind === 'ready' ? this.coverage.value.value.revision : null));

  /** Shows a spot, or a box, clear of the desk. */
  fly(to: Position | Bounds): void {
    const bounds: Bounds = 'lon' in to ? [to.lon - near, to.lat - near, to.lon + near, to.lat + near] : to;
    const small = window.innerWidth < 640;
    const open = this.session.question.peek().kind !== 'none';
    this.stage.fit(bounds, true, small
      ? { top: 32, left: 32, right: 32, bottom: Math.round(window.innerHeight * 0.5) }
      : { top: 64, bottom: 64, left: Math.min(deskWidth + 48, window.innerWidth * 0.6), right: open ? 400 : 48 });
  }

  /** Shows a gap and outlines what it is in. */
  showGap(layer: string, code: string, bounds: Bounds): void {
    batch(() => {
      this.session.selected.value = { layer, code };
      this.gap.value = { layer, box: bounds };
    });
    this.fly(bounds);
  }

  /** What a station of the city is called in the language of the page; empty where it is none. */
  nameOf(code: string): string {
    const found = [...this.stations.value, ...this.shut.value].find((it) => it.code === code);
    return found === undefined ? '' : stationName(this.session.lang.value, found);
  }
}

/** How wide the desk is, in CSS pixels. */
export const deskWidth = 420;

/** The layers that households can be summed by: partitions, and free ones under a parent as compounds are; free ones that nest in nothing may overlap. */
export function countable(city: City | null): readonly string[] {
  const layers = city === null ? [] : filled(city).filter((it) => !it.base && (it.partition || it.parent !== ''));
  const many = layers.filter((it) => it.areas > 1); // a layer of one area says what the sum says
  return (many.length > 0 ? many : layers).map((it) => it.key);
}
