import type { Polygon } from '../model/across';
import type { AreaDetail, AreaVersion, Neighbour } from '../model/area';
import type { Answer, AreaName, Station } from '../model/answer';
import type { Building } from '../model/building';
import type { City } from '../model/city';
import type { Place } from '../model/place';
import type { Position } from '../model/position';
import { ProblemError, tooSlow, unreachable, unreadable } from '../model/problem';
import type { Found } from '../model/search';
import type { PlaceName } from '../model/subject';
import { decodeAnswer, decodeCity, decodeProblem, decodeStations } from './decode';
import {
  type AreaPage, decodeArea, decodeAreas, decodeBuilding, decodeHistory, decodeNeighbours, decodePlace, decodeShape,
} from './decode_area';
import { decodeFound } from './decode_search';
import { parsed } from './parts';

const patience = 15_000;

/** How many areas below another are listed. */
const childrenAtOnce = 200;

/** The server's HTTP API. Each call rejects with a ProblemError, or with an AbortError when `signal` says stop. */
export class Client {
  /** `base` is the address of the page, which the API's paths are relative to; `asOf` the date that is asked about, YYYY-MM-DD or YYYY-MM-DDThh:mm:00±hh:mm, empty = now. */
  constructor(private readonly base: string, private readonly asOf?: { peek(): string }) {}

  /** Whether it knows no more of a place than where it is: a click on one asks about the spot. */
  tilesOnly = false;

  layers(signal: AbortSignal): Promise<City> {
    return this.call('layers', {}, decodeCity, signal); // of today, whatever is asked about
  }

  /** Asks in the body: a position in the query would end up in logs along the way. */
  locate(at: Position, signal: AbortSignal): Promise<Answer> {
    return this.locateAt(at, { fields: 'areas,border,stations,coverage' }, decodeAnswer, signal);
  }

  /** The places of some kinds, parted by commas, within ten minutes on foot; with `tags` those that offer or can do them. */
  near(at: Position, kinds: string, signal: AbortSignal, tags?: string): Promise<readonly Station[]> {
    return this.locateAt(at, { fields: 'stations', kinds, tags }, decodeStations, signal);
  }

  /** Asks in the body, since what somebody looks for is nobody else's business. Of equal hits those near `near` come first. */
  search(text: string, near: Position | null, limit: number, signal: AbortSignal): Promise<Found> {
    return this.post('search', { q: text, limit, ...(near === null ? {} : { lon: near.lon, lat: near.lat }) }, decodeFound, signal);
  }

  area(name: AreaName, signal: AbortSignal): Promise<AreaDetail> {
    return this.get(pathOf(name), decodeArea, signal);
  }

  neighbours(name: AreaName, signal: AbortSignal): Promise<readonly Neighbour[]> {
    return this.get(`${pathOf(name)}/neighbours`, decodeNeighbours, signal);
  }

  history(name: AreaName, signal: AbortSignal): Promise<readonly AreaVersion[]> {
    return this.get(`${pathOf(name)}/history`, decodeHistory, signal);
  }

  /** The areas of `layer` that name `parent`, by code. */
  children(parent: string, layer: string, signal: AbortSignal): Promise<AreaPage> {
    const query = `layer=${encodeURIComponent(layer)}&parent=${encodeURIComponent(parent)}&limit=${childrenAtOnce}`;
    return this.get(`areas?${query}`, decodeAreas, signal);
  }

  shape(name: AreaName, signal: AbortSignal): Promise<readonly Polygon[]> {
    return this.get(`${pathOf(name)}?f=geojson`, decodeShape, signal);
  }

  place({ kind, code }: PlaceName, signal: AbortSignal): Promise<Place> {
    return this.get(`places/${encodeURIComponent(code)}?kind=${encodeURIComponent(kind)}`, decodePlace, signal);
  }

  building(code: string, signal: AbortSignal): Promise<Building> {
    return this.get(`buildings/${encodeURIComponent(code)}`, decodeBuilding, signal);
  }

  /** Whether the server is there. */
  async alive(): Promise<boolean> {
    const ours = new AbortController();
    const timer = setTimeout(() => { ours.abort(); }, patience);
    try {
      const response = await fetch(new URL('livez', this.base), { signal: ours.signal, cache: 'no-store' });
      return response.ok;
    } catch {
      return false;
    } finally {
      clearTimeout(timer);
    }
  }

  private get<T>(path: string, decode: (body: unknown) => T | null, stop: AbortSignal): Promise<T> {
    const at = this.asOf?.peek();
    return this.call(at ? `${path}${path.includes('?') ? '&' : '?'}at=${encodeURIComponent(at)}` : path, {}, decode, stop);
  }

  private locateAt<T>({ lon, lat }: Position, what: object, decode: (body: unknown) => T | null, stop: AbortSignal): Promise<T> {
    return this.post('locate', { lon, lat, at: this.asOf?.peek() || undefined, ...what }, decode, stop);
  }

  private post<T>(path: string, body: unknown, decode: (body: unknown) => T | null, stop: AbortSignal): Promise<T> {
    const init = { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) };
    return this.call(path, init, decode, stop);
  }

  private async call<T>(path: string, init: RequestInit, decode: (body: unknown) => T | null, stop: AbortSignal): Promise<T> {
    // AbortSignal.timeout and .any are younger than the browsers that the page is for.
    const ours = new AbortController();
    const deadline = { passed: false };
    const timer = setTimeout(() => {
      deadline.passed = true;
      ours.abort();
    }, patience);
    const abort = (): void => { ours.abort(); };
    stop.addEventListener('abort', abort, { once: true });
    try {
      const response = await fetch(new URL(`api/v1/${path}`, this.base), { ...init, signal: ours.signal });
      const body = parsed(await response.text()); // one that is cut off on the way throws
      if (!response.ok) {
        throw new ProblemError(decodeProblem(body) ?? { ...unreadable, detail: `HTTP ${response.status}` });
      }
      const value = decode(body);
      if (value === null) {
        throw new ProblemError(unreadable);
      }
      return value;
    } catch (error) {
      if (error instanceof ProblemError || stop.aborted) {
        throw error;
      }
      throw new ProblemError(deadline.passed ? tooSlow : unreachable);
    } finally {
      clearTimeout(timer);
      stop.removeEventListener('abort', abort);
    }
  }
}

function pathOf({ layer, code }: AreaName): string {
  return `areas/${encodeURIComponent(layer)}/${encodeURIComponent(code)}`;
}
