import type * as v from 'valibot';

import { decodeProblem } from '../api/decode';
import { decoded } from '../api/parts';
import { type Problem, ProblemError, unreachable, unreadable } from '../model/problem';

/** How far a file has gone to the server. */
export interface Sent {
  readonly loaded: number;
  readonly total: number;
  /** Bytes in a second, over all that was sent; 0 = not known yet. */
  readonly rate: number;
}

/** How long the rest takes, in seconds; null while that is not known. */
export function secondsLeft({ loaded, total, rate }: Sent): number | null {
  return rate > 0 && total > loaded ? (total - loaded) / rate : null;
}

/** Whether nobody answered, as against an answer that says no. */
export function isAway({ code }: Problem): boolean {
  return code === 'unreachable' || code === 'timeout' || code === 'unreadable' || code === 'busy';
}

/** Without a byte that goes on for so long the server is taken to be gone. */
const patience = 60_000;

interface Sending<T> {
  readonly url: URL;
  readonly body: Blob | FormData;
  readonly schema: v.GenericSchema<unknown, T>;
  readonly stop: AbortSignal;
  readonly told: (sent: Sent) => void;
}

/**
 * Sends a file, and tells how far it has gone, which fetch cannot. Rejects with a ProblemError, or
 * with an AbortError when `stop` says so.
 */
export async function send<T>({ url, body, schema, stop, told }: Sending<T>): Promise<T> {
  return await new Promise<T>((done, failed) => {
    const request = new XMLHttpRequest();
    const begun = performance.now();
    let idle = 0;
    const wait = (): void => {
      clearTimeout(idle);
      idle = window.setTimeout(() => { request.abort(); }, patience);
    };
    const end = (): void => {
      clearTimeout(idle);
      stop.removeEventListener('abort', give);
    };
    const give = (): void => { request.abort(); };
    const fail = (): void => {
      end();
      failed(stop.aborted ? new DOMException('stopped', 'AbortError') : new ProblemError(unreachable));
    };
    request.upload.onprogress = ({ loaded, total }) => {
      wait();
      const seconds = (performance.now() - begun) / 1000;
      told({ loaded, total, rate: seconds > 0.5 ? loaded / seconds : 0 });
    };
    request.onload = () => {
      end();
      try {
        done(read(request, schema));
      } catch (error) {
        failed(error instanceof Error ? error : new ProblemError(unreadable));
      }
    };
    request.onerror = fail;
    request.onabort = fail;
    stop.addEventListener('abort', give, { once: true });
    request.open('POST', url);
    if (body instanceof Blob) {
      request.setRequestHeader('Content-Type', 'application/octet-stream');
    }
    wait();
    request.send(body);
  });
}

function read<T>(request: XMLHttpRequest, schema: v.GenericSchema<unknown, T>): T {
  const answer = parsed(request.responseText);
  if (request.status < 200 || request.status > 299) {
    const retry = Number(request.getResponseHeader('Retry-After'));
    throw new ProblemError({ ...decodeProblem(answer) ?? { ...unreadable, detail: `HTTP ${request.status}` }, ...(retry > 0 ? { retry } : {}) });
  }
  const value = decoded(schema, answer);
  if (value === null) {
    throw new ProblemError(unreadable);
  }
  return value;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
