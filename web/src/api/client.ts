import type { Answer } from '../model/answer';
import type { City } from '../model/city';
import type { Position } from '../model/position';
import { ProblemError, tooSlow, unreachable, unreadable } from '../model/problem';
import { decodeAnswer, decodeCity, decodeProblem } from './decode';

const patience = 15_000;

/** The server's HTTP API. Each call rejects with a ProblemError, or with an AbortError when `signal` says stop. */
export class Client {
  /** `base` is the address of the page, which the API's paths are relative to. */
  constructor(private readonly base: string) {}

  layers(signal: AbortSignal): Promise<City> {
    return this.call('api/v1/layers', { method: 'GET' }, decodeCity, signal);
  }

  /** Asks in the body: a position in the query would end up in logs along the way. */
  locate(at: Position, signal: AbortSignal): Promise<Answer> {
    const init = {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ lon: at.lon, lat: at.lat }),
    };
    return this.call('api/v1/locate', init, decodeAnswer, signal);
  }

  private async call<T>(path: string, init: RequestInit, decode: (body: unknown) => T | null, stop: AbortSignal): Promise<T> {
    const deadline = AbortSignal.timeout(patience);
    const aborted = new AbortController();
    const abort = (): void => { aborted.abort(); };
    stop.addEventListener('abort', abort, { once: true });
    deadline.addEventListener('abort', abort, { once: true });
    try {
      const response = await fetch(new URL(path, this.base), { ...init, signal: aborted.signal, credentials: 'same-origin' });
      const body = await json(response);
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
      throw new ProblemError(deadline.aborted ? tooSlow : unreachable);
    } finally {
      stop.removeEventListener('abort', abort);
    }
  }
}

/** The body as JSON, null when it is not JSON. A body cut off on the way still throws. */
async function json(response: Response): Promise<unknown> {
  const text = await response.text();
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}
