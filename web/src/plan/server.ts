import type * as v from 'valibot';

import { decodeProblem } from '../api/decode';
import { decoded } from '../api/parts';
import { pause } from '../model/pause';
import { ProblemError, tooSlow, unreachable, unreadable } from '../model/problem';
import type { Session } from '../model/session';

/** The first question of a revision makes the walking network: a large city takes its time. */
const patience = 60_000;

/** How often a question is asked again that the server was too busy for, and the longest that it may ask to wait, in seconds. */
const again = 3;
const soon = 5;

/** A question to the server; `body` goes into the body, where no log sees it. */
export interface Question {
  readonly method?: 'GET' | 'POST' | 'DELETE';
  readonly body?: unknown;
  readonly stop?: AbortSignal | undefined;
  /** The revision that a change was made on. */
  readonly match?: number;
  /** By which sending it again is known: it is done once. */
  readonly key?: string;
  /** Is given the head of the answer, of whatever kind that is. */
  readonly head?: (headers: Headers) => void;
}

/** The part of an address, after others, that says of which date is asked; empty = of now. Follows the date where it is read in an effect. */
export function dated({ asOf }: Pick<Session, 'asOf'>): string {
  return asOf.value === '' ? '' : `&at=${encodeURIComponent(asOf.value)}`;
}

/**
 * Asks the server, and reads the answer by its schema. Rejects with a ProblemError, or with an AbortError when `stop` says so.
 * What only reads is asked again where the server is busy for a moment: the desk asks for much at once.
 */
export async function ask<T>(base: string, path: string, schema: v.GenericSchema<unknown, T>, question: Question = {}): Promise<T> {
  for (let turn = 1; ; turn++) {
    try {
      return await once(base, path, schema, question);
    } catch (error) {
      const wait = error instanceof ProblemError ? error.problem.retry : undefined;
      if (wait === undefined || wait > soon || turn > again || (question.method ?? 'GET') !== 'GET' || question.stop?.aborted === true) {
        throw error;
      }
      await pause(wait * 1000, question.stop);
    }
  }
}

async function once<T>(base: string, path: string, schema: v.GenericSchema<unknown, T>, { method = 'GET', body, stop, match, key, head }: Question = {}): Promise<T> {
  const ours = new AbortController();
  const timer = setTimeout(() => { ours.abort(); }, patience);
  const abort = (): void => { ours.abort(); };
  stop?.addEventListener('abort', abort, { once: true });
  try {
    const headers = headersOf(match, key);
    const init: RequestInit = { method, signal: ours.signal, credentials: 'same-origin', headers };
    if (body !== undefined) {
      headers['Content-Type'] = 'application/json';
      init.body = JSON.stringify(body);
    }
    const response = await fetch(new URL(path, base), init);
    head?.(response.headers);
    return await read(response, schema);
  } catch (error) {
    if (error instanceof ProblemError || stop?.aborted === true) {
      throw error;
    }
    throw new ProblemError(ours.signal.aborted ? tooSlow : unreachable);
  } finally {
    clearTimeout(timer);
    stop?.removeEventListener('abort', abort);
  }
}

function headersOf(match?: number, key?: string): Record<string, string> {
  return { ...(match === undefined ? {} : { 'If-Match': `"${match}"` }), ...(key === undefined ? {} : { 'Idempotency-Key': key }) };
}

async function read<T>(response: Response, schema: v.GenericSchema<unknown, T>): Promise<T> {
  const answer = (response.status === 204 ? {} : await response.json().catch(() => null)) as unknown;
  if (!response.ok) {
    const retry = Number(response.headers.get('Retry-After'));
    throw new ProblemError({ ...decodeProblem(answer) ?? { ...unreadable, detail: `HTTP ${response.status}` }, ...(retry > 0 ? { retry } : {}) });
  }
  const value = decoded(schema, answer);
  if (value === null) {
    throw new ProblemError(unreadable);
  }
  return value;
}
