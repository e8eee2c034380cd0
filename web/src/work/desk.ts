import { batch, computed, effect, signal, untracked } from '@preact/signals';

import { decoded } from '../api/parts';
import { dressingHeld } from '../map/held';
import type { Stage } from '../map/stage';
import { unreadable } from '../model/problem';
import { knownCity, type Session } from '../model/session';
import { type Load, problemOf } from '../plan/load';
import { ask } from '../plan/server';
import { Drawing } from '../dispatch/drawing';
import { PackCity } from './city';
import { canKeep, install, type Kept, kept } from './keep';
import { Whereabouts } from './locate';
import { Outbox } from './outbox';
import { type Pack, packSchema } from './pack';
import { judge, type Verdict } from './verdict';
import { dropReports, markPack, packOwner, wipePack } from './wipe';

/** So long a phone that has a pack waits for a new one. */
const patience = 4000;

/** The codes by which the server says that there is no right to a pack any more. */
const lost: ReadonlySet<string> = new Set(['sign_in_needed', 'forbidden', 'no_grid']);

/** A day in milliseconds. */
const day = 86_400_000;

/** So much of the height of a phone the sheet takes at first. */
const sheetShare = 0.52;

/** Where a pack came from. */
export interface Held {
  readonly city: PackCity;
  /** It came from the phone: there is no net. */
  readonly offline: boolean;
  /** What the phone's clock is off by against the server's, in milliseconds. */
  readonly clock: number;
}

/** How the phone stands with its pack. */
export type Keeping =
  | { readonly kind: 'cannot' | 'none' | 'lost' }
  | { readonly kind: 'working'; readonly share: number }
  | { readonly kind: 'kept'; readonly made: string; readonly expires: string; readonly what: Kept | null }
  | { readonly kind: 'failed'; readonly why: string };

/** The grid worker's desk: the pack, where the phone is, and what follows from both. Positions stay here. */
export class WorkDesk {
  readonly pack = signal<Load<Held>>({ kind: 'none' });
  readonly keeping = signal<Keeping>({ kind: 'none' });
  /** There was a pack, and the browser has thrown it away; true until the page is loaded anew. */
  readonly lost = signal(false);
  readonly where: Whereabouts;
  /** Where a border should run. */
  readonly drawing: Drawing;
  readonly outbox: Outbox;
  readonly verdict = computed<Verdict | null>(() => {
    const [load, fix] = [this.pack.value, this.where.fix.value];
    return load.kind === 'ready' && fix !== null ? judge(load.value.city.spot(fix), fix.accuracy) : null;
  });
  /** The worker's grids and where the worker stands, over the city. */
  readonly dress = computed(() => {
    const [load, fix] = [this.pack.value, this.where.fix.value];
    return load.kind === 'ready' && this.open.value
      ? dressingHeld({ areas: load.value.city.ownShapes(), spots: fix === null ? [] : [{ lon: fix.lon, lat: fix.lat }], lines: [this.drawing.corners.value] }, this.session.theme.value) : null;
  });
  readonly open = signal(false);
  private fitted = false;

  constructor(readonly session: Session, readonly base: string, private readonly stage: Pick<Stage, 'fit' | 'reveal'>, window: Window) {
    this.where = new Whereabouts(window);
    this.drawing = new Drawing(session, () => false, () => 2, () => undefined);
    this.outbox = new Outbox(base, () => session.who.peek()?.account ?? packOwner(), window);
  }

  /** Follows the page, and sends what waits whether the worker's page is open or not, until the function that it gives is called. */
  start(): () => void {
    const ends = [this.outbox.start(), this.followTaps(), this.followFix()];
    return () => { ends.forEach((it) => { it(); }); };
  }

  /** Where the phone does not find itself, a tap on the map says where the worker stands. */
  private followTaps(): () => void {
    return effect(() => {
      const question = this.session.question.value;
      const waits = ['slow', 'denied', 'insecure', 'missing'].includes(this.where.seeking.peek()) || this.where.fix.peek()?.tapped === true;
      if (this.open.peek() && waits && question.kind !== 'none' && question.subject.what === 'point') {
        this.where.tap(question.subject.at);
      }
    });
  }

  /** Once the phone has found itself, the map shows it beside the worker's grids. */
  private followFix(): () => void {
    const found = computed(() => this.where.fix.value !== null);
    return effect(() => {
      if (found.value) {
        untracked(() => { this.fit(true); });
      }
    });
  }

  /** Whether reports are this account's to make; without an answer of the server who keeps a pack may. */
  mayReport(): boolean {
    return this.session.who.value?.actions.has('reports.write') !== false;
  }

  show(): void {
    if (!this.open.peek()) {
      this.session.pen.value = { take: (at) => this.drawing.add(at) };
      void this.outbox.send(); // what became of the others may be news
    }
    this.open.value = true;
    if (this.pack.peek().kind === 'none') {
      void this.load();
    }
  }

  hide(): void {
    batch(() => {
      this.open.value = false;
      this.fitted = false;
      this.session.pen.value = null;
      this.drawing.stop();
    });
    this.where.forget();
  }

  /** Asks the server for the pack; without a net, or without an answer in time, the phone's own is taken, if it is this account's. */
  async load(): Promise<void> {
    this.pack.value = { kind: 'loading' };
    const account = this.session.who.peek()?.account;
    const ours = account === undefined || account === packOwner();
    const own = ours ? decoded(packSchema, await kept(this.base).catch(() => null)) : null;
    const late = new AbortController();
    const timer = own === null ? undefined : setTimeout(() => { late.abort(); }, patience);
    try {
      this.take(await ask(this.base, 'api/v1/pack', packSchema, { stop: late.signal }), false);
      this.renew(own !== null, ours && packOwner() !== '');
    } catch (error) {
      const problem = problemOf(error);
      if (lost.has(problem.code)) {
        await this.remove(); // the right to it is gone
        if (problem.code !== 'sign_in_needed') { // who signs in again goes on
          dropReports();
        }
      } else if (own !== null) {
        this.take(own, true);
        return;
      }
      this.pack.value = { kind: 'failed', problem };
    } finally {
      clearTimeout(timer);
    }
  }

  /** Brings the pack up to date; where one was kept and is gone, says so instead of acting as if there had been none: the worker may count on it. */
  private renew(held: boolean, marked: boolean): void {
    if (held) {
      void this.keep(true);
    } else if (marked && canKeep()) {
      batch(() => {
        this.lost.value = true;
        this.keeping.value = { kind: 'lost' };
      });
    }
  }

  private take(pack: Pack, offline: boolean): void {
    const over = offline && Date.parse(pack.expires) < Date.now();
    batch(() => {
      this.keeping.value = canKeep() ? (offline ? { kind: 'kept', made: pack.made, expires: pack.expires, what: null } : this.keeping.peek()) : { kind: 'cannot' };
      this.pack.value = over
        ? { kind: 'failed', problem: { ...unreadable, code: 'pack_expired', detail: pack.expires } }
        : { kind: 'ready', value: { city: new PackCity(pack), offline, clock: offline ? 0 : Date.now() - Date.parse(pack.made) } };
    });
    this.fit();
  }

  /** Shows the worker's grids, once, and where the worker stands if that is in the street. */
  fit(again = false): void {
    const load = this.pack.peek();
    if (load.kind !== 'ready' || (this.fitted && !again)) {
      return;
    }
    this.fitted = true;
    const { city } = load.value;
    const all = city.ownShapes().flat(3);
    const [lons, lats] = [all.map(([lon]) => lon), all.map(([, lat]) => lat)];
    const fix = this.where.fix.peek();
    const [west, south, east, north] = city.pack.bounds;
    if (fix !== null && fix.lon >= west && fix.lon <= east && fix.lat >= south && fix.lat <= north) {
      lons.push(fix.lon);
      lats.push(fix.lat);
    }
    if (lons.length > 0) {
      const phone = window.innerWidth < 640;
      this.stage.fit([Math.min(...lons), Math.min(...lats), Math.max(...lons), Math.max(...lats)], true,
        phone ? { top: 160, right: 24, bottom: window.innerHeight * sheetShare + 12, left: 24 } : { top: 40, right: 40, bottom: 40, left: 470 });
    }
  }

  /** Keeps the pack, the page and its tiles on this phone. One that is only brought up to date stays where that fails; else half a pack is none. */
  async keep(again = false): Promise<void> {
    const [load, city, account] = [this.pack.peek(), knownCity(this.session), this.session.who.peek()?.account ?? ''];
    if (load.kind !== 'ready' || city === null || account === '' || !canKeep()) {
      return;
    }
    const { pack } = load.value.city;
    this.keeping.value = { kind: 'working', share: 0 };
    try {
      const answer = await fetch(new URL('api/v1/pack', this.base), { credentials: 'same-origin' });
      if (!answer.ok) {
        throw new Error(`HTTP ${answer.status}`);
      }
      const what = await install(city, this.base, pack.bounds, answer, (share) => { this.keeping.value = { kind: 'working', share }; });
      this.keeping.value = { kind: 'kept', made: pack.made, expires: pack.expires, what };
      markPack(account);
    } catch (error) {
      if (again) {
        this.keeping.value = { kind: 'kept', made: pack.made, expires: pack.expires, what: null };
        return;
      }
      await wipePack().catch(() => undefined);
      this.keeping.value = { kind: 'failed', why: whyNot(error) };
    }
  }

  async remove(): Promise<void> {
    await wipePack().catch(() => undefined);
    this.keeping.value = { kind: canKeep() ? 'none' : 'cannot' };
  }

  /** Whether the phone's clock is off by so much that the date of expiry means little. */
  clockOff(): boolean {
    const load = this.pack.value;
    return load.kind === 'ready' && Math.abs(load.value.clock) > day;
  }
}

/** Why a pack was not installed: a word of the page, or what the error says. */
function whyNot(error: unknown): string {
  if (error instanceof DOMException && error.name === 'QuotaExceededError') {
    return 'full';
  }
  return error instanceof TypeError ? 'noNet' : String(error instanceof Error ? error.message : error);
}
