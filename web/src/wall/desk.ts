import { batch, signal } from '@preact/signals';

import { Client } from '../api/client';
import { listen } from '../api/events';
import type { Named } from '../model/area';
import type { City } from '../model/city';
import { type Problem, ProblemError, unreachable } from '../model/problem';
import type { Renewal } from '../model/renewal';
import { allTiles } from '../model/renewal';
import { ask } from '../plan/server';
import { areasSchema, type Reach, reachSchema, type Staffed, staffingSchema, type Standing, standingSchema, type Stop } from './answers';
import { WallClock } from './clock';
import { type Ask, tourLayer } from './tour';

/** So often the server is asked whether the wall may still be shown. */
const beat = 5_000;

/** So often the figures are asked for again: who is on duty changes by the clock. */
const figuresEvery = 60_000;

/** After so long without a word what is shown is asked for anew, tiles and all. */
const missedAfter = 20_000;

const areasAtOnce = 200;
const mostPages = 10;

export type WallState = 'starting' | 'token' | 'shown' | 'revoked';

/** What stands on the map, which is not there at first. */
interface Shown {
  refresh(renewal: Renewal): void;
  reload(): void;
}

/** What a wall shows, kept true by itself: no hand is near it. */
export class WallDesk {
  readonly state = signal<WallState>('starting');
  readonly busy = signal(false);
  readonly problem = signal<Problem | null>(null);
  readonly standing = signal<Standing | null>(null);
  readonly city = signal<City | null>(null);
  /** The area of the wall with its names; null of the whole city. */
  readonly root = signal<Named | null>(null);
  /** False while the areas of the tour are not known yet. */
  readonly known = signal(false);
  readonly stops = signal<readonly Stop[]>([]);
  readonly at = signal(0);
  readonly reach = signal<Reach | null>(null);
  readonly staffed = signal<ReadonlyMap<string, Staffed>>(new Map());
  readonly clock = new WallClock();
  map: Shown | null = null;
  private readonly client: Client;
  private readonly stop = new AbortController();
  private timers: ReturnType<typeof setInterval>[] = [];
  private close: (() => void) | null = null;
  private asking = false;
  private reading = false;
  /** Something has changed while it was read. */
  private again = false;

  constructor(private readonly base: string, private readonly asked: Ask) {
    this.client = new Client(base);
  }

  async start(): Promise<void> {
    this.timers.push(setInterval(() => { this.clock.tick(); }, 1_000));
    this.timers.push(setInterval(() => { void this.check(); }, beat));
    if (this.asked.token !== '') {
      await this.enter(this.asked.token);
    } else {
      await this.check();
    }
  }

  /** Shows the token to the server, which hands it to the browser as a cookie: nothing of the page keeps it. */
  async enter(token: string): Promise<void> {
    this.busy.value = true;
    try {
      const standing = await ask(this.base, 'api/v1/session/wall', standingSchema, { method: 'POST', body: { token: token.trim() }, head: (it) => { this.clock.set(it.get('Date')); } });
      this.problem.value = null;
      this.stands(standing);
    } catch (error) {
      batch(() => {
        this.problem.value = problemOf(error);
        this.state.value = 'token';
      });
    }
    this.busy.value = false;
  }

  /** Asks whether what is shown may still be: a token that was taken back opens nothing more. */
  private async check(): Promise<void> {
    if (this.asking || this.busy.peek()) {
      return;
    }
    this.asking = true;
    try {
      this.stands(await ask(this.base, 'api/v1/session', standingSchema, { stop: this.stop.signal, head: (it) => { this.clock.set(it.get('Date')); } }));
    } catch (error) {
      if (this.state.peek() === 'starting') {
        this.problem.value = problemOf(error);
      }
    }
    this.asking = false;
  }

  private stands(standing: Standing): void {
    const state = this.state.peek();
    const may = standing.wall !== null || standing.account !== '';
    this.hear();
    if (!may) {
      this.end(state === 'shown' ? 'revoked' : state === 'starting' ? 'token' : state);
      return;
    }
    if (state !== 'shown') {
      batch(() => {
        this.problem.value = null;
        this.standing.value = standing;
        this.state.value = 'shown';
      });
      this.follow();
      void this.read();
    }
  }

  /** Takes away what was shown. */
  private end(state: WallState): void {
    this.close?.();
    this.close = null;
    batch(() => {
      this.state.value = state;
      this.city.value = null;
      this.root.value = null;
      this.known.value = false;
      this.stops.value = [];
      this.reach.value = null;
      this.staffed.value = new Map();
    });
  }

  private hear(): void {
    const missed = this.clock.hear() >= missedAfter;
    if (missed && this.state.peek() === 'shown') {
      this.map?.reload();
      this.map?.refresh(allTiles);
      void this.read();
    }
  }

  /** Follows the server's revisions, and goes from area to area. */
  private follow(): void {
    const quiet = (): void => undefined;
    const stop = listen(this.base, {
      heard: () => { this.hear(); },
      lost: () => { void this.check(); },
      revision: (revision) => {
        if (revision > (this.city.peek()?.revision ?? revision)) {
          void this.read();
        }
      },
      tiles: (renewal) => { this.map?.refresh(renewal); },
    });
    const timers = [
      setInterval(() => { this.next(); }, this.asked.every * 1000),
      setInterval(() => { void this.figures().catch(quiet); }, figuresEvery),
    ];
    this.close = (): void => {
      stop();
      timers.forEach((it) => { clearInterval(it); });
    };
  }

  /** Goes to the area after the one that is shown. */
  next(): void {
    const { length } = this.stops.peek();
    if (length > 0) {
      this.at.value = (this.at.peek() + 1) % length;
    }
  }

  /** Reads all that is shown; what cannot be had leaves the last, and is asked for again when the server is heard of or changes. */
  private async read(): Promise<void> {
    if (this.reading) {
      this.again = true;
      return;
    }
    this.reading = true;
    this.again = false;
    try {
      this.city.value = await this.client.layers(this.stop.signal);
      const area = this.standing.peek()?.wall?.area;
      this.root.value = area === undefined ? null : await this.client.area(area, this.stop.signal);
      await this.areas();
      await this.figures();
      this.problem.value = null;
    } catch (error) {
      this.problem.value = problemOf(error);
      this.again = true;
      await new Promise((kept) => { setTimeout(kept, beat); });
    }
    this.reading = false;
    if (this.wanted()) {
      void this.read();
    }
  }

  /** Whether what was read is not what is to be shown. */
  private wanted(): boolean {
    return this.again && this.state.peek() === 'shown';
  }

  /** The areas of the tour, in the order of their codes. */
  private async areas(): Promise<void> {
    const city = this.city.peek();
    const standing = this.standing.peek();
    const layer = city === null || standing === null ? null : tourLayer(city, standing);
    const stops: Stop[] = [];
    if (layer !== null) {
      const root = standing?.wall?.area;
      const own = root !== undefined && layer.key !== root.layer ? `&parent=${encodeURIComponent(root.code)}` : '';
      let cursor = '';
      for (let page = 0; page < mostPages; page++) {
        const path = `api/v1/areas?layer=${encodeURIComponent(layer.key)}${own}&limit=${areasAtOnce}${cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`}`;
        const { areas, next } = await ask(this.base, path, areasSchema, { stop: this.stop.signal });
        stops.push(...areas);
        cursor = next;
        if (cursor === '') {
          break;
        }
      }
    }
    batch(() => {
      this.stops.value = stops;
      this.at.value = Math.min(this.at.peek(), Math.max(0, stops.length - 1));
      this.known.value = true;
    });
  }

  private async figures(): Promise<void> {
    const layer = this.stops.peek()[0]?.layer;
    if (layer === undefined) {
      return;
    }
    const key = encodeURIComponent(layer);
    const [reach, staffing] = await Promise.all([
      ask(this.base, `api/v1/coverage?by=${key}`, reachSchema, { stop: this.stop.signal }),
      ask(this.base, `api/v1/staffing?layer=${key}`, staffingSchema, { stop: this.stop.signal }),
    ]);
    const ours = new Set(this.stops.peek().map((it) => it.code));
    if (this.state.peek() === 'shown') {
      batch(() => {
        this.reach.value = reach;
        this.staffed.value = new Map(staffing.areas.filter((it) => ours.has(it.code)).map((it) => [it.code, it]));
      });
    }
  }
}

function problemOf(error: unknown): Problem {
  return error instanceof ProblemError ? error.problem : { ...unreachable, detail: String(error) };
}
