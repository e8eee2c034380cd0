import type { Position } from './position';

/** A thing that the map shows now. */
export interface Seen {
  /** The key of its layer, or of its kind of places. */
  readonly layer: string;
  readonly code: string;
  readonly name: string;
  /** Its name in English, where it has one and the map tells. */
  readonly nameEn?: string;
  /** Where its label or its icon stands. */
  readonly at: Position;
}

/** Keeps each thing once, nearest to the centre first; of equal distances the lower code. */
export function outwards(things: readonly Seen[], centre: Position): Seen[] {
  const squeeze = Math.cos((centre.lat * Math.PI) / 180);
  const far = ({ at }: Seen): number => ((at.lon - centre.lon) * squeeze) ** 2 + (at.lat - centre.lat) ** 2;
  const once = new Map(things.map((it) => [JSON.stringify([it.layer, it.code]), { it, far: far(it) }]));
  return [...once.values()].sort((a, b) => a.far - b.far || (a.it.code < b.it.code ? -1 : 1)).map(({ it }) => it);
}
