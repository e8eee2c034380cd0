import type { Spot } from './city';

/** A position as the phone gives it. */
export interface Fix {
  readonly lon: number;
  readonly lat: number;
  /** Metres within which it lies, most of the time. */
  readonly accuracy: number;
  /** The worker tapped it on the map. */
  readonly tapped: boolean;
  /** When, in milliseconds since 1970. */
  readonly at: number;
}

/** What can be said of "am I in my grid". */
export type Verdict =
  /** In the worker's grid, for sure. */
  | { readonly kind: 'inside'; readonly grid: string; readonly metres: number }
  /** In another grid, for sure. */
  | { readonly kind: 'outside'; readonly grid: string; readonly metres: number }
  /** In no grid of the pack. */
  | { readonly kind: 'away'; readonly metres: number }
  /** The border is nearer than the accuracy: `own` is on which side the position itself lies. */
  | { readonly kind: 'doubtful'; readonly grid: string; readonly own: boolean; readonly metres: number; readonly neighbour: string }
  /** The accuracy is so bad that nothing is said. */
  | { readonly kind: 'vague'; readonly accuracy: number };

/** An accuracy of more metres than this says nothing about a grid of some hundred metres. */
export const vagueFrom = 1000;

/** Judges a spot by the accuracy of the position: what cannot be told is not told. */
export function judge({ grid, own, metres, neighbour }: Spot, accuracy: number): Verdict {
  if (accuracy >= vagueFrom) {
    return { kind: 'vague', accuracy };
  }
  if (metres <= accuracy) {
    return { kind: 'doubtful', grid, own, metres, neighbour };
  }
  if (own) {
    return { kind: 'inside', grid, metres };
  }
  return grid === '' ? { kind: 'away', metres } : { kind: 'outside', grid, metres };
}
