import type { Bounds, Position } from './position';
import type { Problem } from './problem';

export const hitKinds = ['area', 'place', 'building', 'address', 'crossing', 'line', 'coordinate'] as const;
/** What the server finds, or what the page itself can do. */
export type HitKind = (typeof hitKinds)[number] | 'command';

/** One thing that a search found. */
export interface Hit {
  readonly kind: HitKind;
  /** A layer of the scheme, a kind of places, `building`; empty for coordinates. */
  readonly layer: string;
  readonly code: string;
  readonly name: string;
  readonly nameEn: string;
  /** Where it is, from the widest area inwards. */
  readonly context: string;
  /** What of it was like the text: code, former, retired, name, pinyin, initials, address, coordinate. */
  readonly matched: string;
  /** The old code or name that matched, the successor's story, the datum of coordinates. */
  readonly note: string;
  readonly point: Position;
  readonly bounds: Bounds | null;
  /** Of a command: does it. */
  readonly run?: () => void;
}

/** The answer to `POST api/v1/search`. */
export interface Found {
  readonly revision: number;
  readonly hits: readonly Hit[];
}

/** What was found for the words that stand in the box. */
export interface FoundFor {
  readonly kind: 'found';
  readonly text: string;
  readonly hits: readonly Hit[];
}

/** What stands under the search box. */
export type Search =
  | { readonly kind: 'idle' }
  /** Asked, not yet answered; `before` is what was found for the words before, to be seen but not chosen. */
  | { readonly kind: 'waiting'; readonly text: string; readonly before: FoundFor | null }
  | FoundFor
  | { readonly kind: 'failed'; readonly text: string; readonly problem: Problem };

/** The most characters that are searched for. */
export const longestText = 200;

/** The same hit: what the list of recent ones goes by. */
export function sameHit(a: Hit, b: Hit): boolean {
  return a.kind === b.kind && a.layer === b.layer && a.code === b.code && a.point.lon === b.point.lon && a.point.lat === b.point.lat;
}

/** Puts a hit in front of the recent ones, each of which stands once. */
export function remembered(recent: readonly Hit[], hit: Hit, most = 6): readonly Hit[] {
  return [hit, ...recent.filter((it) => !sameHit(it, hit))].slice(0, most);
}

/** Where so many steps down (or, below 0, up) lead in a list of `count` that nothing stands in yet; -1 for nowhere. */
export function stepped(steps: number, count: number): number {
  if (steps === 0 || count === 0) {
    return -1;
  }
  return (((steps > 0 ? steps - 1 : steps) % count) + count) % count;
}

/** A part of a text, and whether it is what was searched for. */
export interface Piece {
  readonly text: string;
  readonly hit: boolean;
}

/**
 * Cuts a text where the words of the query stand in it, whatever their case.
 * What the server found by other ways (pinyin, traditional characters) is
 * marked as far as it is written the same: by whole words, else by the
 * characters of the query in their order.
 */
export function marked(text: string, query: string): readonly Piece[] {
  const chars = Array.from(text);
  const low = chars.map((it) => it.toLowerCase());
  const hits = new Array<boolean>(chars.length).fill(false);
  for (const word of query.toLowerCase().split(/\s+/)) {
    const sought = Array.from(word);
    const at = sought.length === 0 ? -1 : indexOf(low, sought);
    for (let i = 0; at >= 0 && i < sought.length; i++) {
      hits[at + i] = true;
    }
  }
  if (!hits.includes(true)) {
    inOrder(low, Array.from(query.toLowerCase())).forEach((i) => { hits[i] = true; });
  }
  return pieces(chars, hits);
}

function indexOf(chars: readonly string[], sought: readonly string[]): number {
  for (let i = 0; i + sought.length <= chars.length; i++) {
    if (sought.every((it, j) => chars[i + j] === it)) {
      return i;
    }
  }
  return -1;
}

/** Where the Han characters of a query stand one after the other; nowhere when one of them is missing. */
function inOrder(chars: readonly string[], query: readonly string[]): readonly number[] {
  const sought = query.filter((it) => /\p{Script=Han}/u.test(it));
  const found: number[] = [];
  for (const it of sought) {
    const at = chars.indexOf(it, (found[found.length - 1] ?? -1) + 1);
    if (at < 0) {
      return [];
    }
    found.push(at);
  }
  return found;
}

function pieces(chars: readonly string[], hits: readonly boolean[]): readonly Piece[] {
  const out: { text: string; hit: boolean }[] = [];
  chars.forEach((char, i) => {
    const hit = hits[i] === true;
    const last = out[out.length - 1];
    if (last?.hit === hit) {
      last.text += char;
    } else {
      out.push({ text: char, hit });
    }
  });
  return out;
}
