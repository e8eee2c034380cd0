/**
 * Why something could not be had. `code` is the stable code of the server's
 * problem+json, or one of those below for what never reached the server.
 */
export interface Problem {
  readonly code: string;
  /** The server's own words, shown when the code is not one that the page knows. */
  readonly title: string;
  readonly detail: string;
}

/** No answer at all: server stopped, cable out. */
export const unreachable: Problem = { code: 'unreachable', title: '', detail: '' };

/** No answer in time. */
export const tooSlow: Problem = { code: 'timeout', title: '', detail: '' };

/** An answer that is not what the contract says. */
export const unreadable: Problem = { code: 'unreadable', title: '', detail: '' };

/** The error that carries a problem through a promise. */
export class ProblemError extends Error {
  constructor(readonly problem: Problem) {
    super(problem.code);
    this.name = 'ProblemError';
  }
}
