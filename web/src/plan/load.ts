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

/** Puts an answer, or what went wrong, where it is waited for; an answer that is wanted no more is dropped. */
export async function loadInto<T>(into: { value: Load<T> }, asked: Promise<T>, stop: AbortSignal): Promise<void> {
  into.value = { kind: 'loading' };
  try {
    const value = await asked;
    if (!stop.aborted) {
      into.value = { kind: 'ready', value };
    }
  } catch (error) {
    if (!stop.aborted) {
      into.value = { kind: 'failed', problem: problemOf(error) };
    }
  }
}
