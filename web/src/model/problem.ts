import { signal } from '@preact/signals';

/**
 * Why something could not be had. `code` is the stable code of the server's
 * problem+json, or one of those below for what never reached the server.
 */
export interface Problem {
  readonly code: string;
  /** The server's own words, shown when the code is not one that the page knows. */
  readonly title: string;
  readonly detail: string;
  /** After so many seconds the server takes another try, where it says so. */
  readonly retry?: number;
  /** Of a conflict: the last revision that touched the same things; 0 = the server names none. */
  readonly revision?: number;
}

/** No answer at all: server stopped, cable out. */
export const unreachable: Problem = { code: 'unreachable', title: '', detail: '' };

/** No answer in time. */
export const tooSlow: Problem = { code: 'timeout', title: '', detail: '' };

/** An answer that is not what the contract says. */
export const unreadable: Problem = { code: 'unreadable', title: '', detail: '' };

/** The codes of a server that answered well: what was asked for is not there. */
const missing: ReadonlySet<string> = new Set(['unknown_area', 'unknown_code', 'unknown_kind', 'unknown_layer', 'unknown_revision']);

/** The codes of troubles that pass when the server is there again. */
const passing: ReadonlySet<string> = new Set(['unreachable', 'timeout', 'unreadable', 'internal', 'store_busy', 'store_io', 'store_closed']);

/** Whether there is nothing to be found, as against a question that failed. */
export function isMissing({ code }: Problem): boolean {
  return missing.has(code);
}

/** Whether the same question may well be answered once the server is back. */
export function isPassing({ code }: Problem): boolean {
  return passing.has(code);
}

/** How often the server asked for somebody to sign in: a session may have ended while the page was open. */
export const strangers = signal(0);

/** The error that carries a problem through a promise. */
export class ProblemError extends Error {
  constructor(readonly problem: Problem) {
    super(problem.code);
    this.name = 'ProblemError';
    if (problem.code === 'sign_in_needed') {
      strangers.value = strangers.peek() + 1;
    }
  }
}
