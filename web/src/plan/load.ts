import { type Problem, ProblemError, unreachable } from '../model/problem';

/** The kind of places that the desk plans. */
export const kind = 'red_sail_station';

/** Something that is asked for. */
export type Load<T> =
  | { readonly kind: 'none' | 'loading' }
  | { readonly kind: 'ready'; readonly value: T }
  | { readonly kind: 'failed'; readonly problem: Problem };

export function problemOf(error: unknown): Problem {
  return error instanceof ProblemError ? error.problem : { ...unreachable, detail: String(error) };
}
