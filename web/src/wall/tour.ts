import { called } from '../model/area';
import type { City, Layer } from '../model/city';
import { filled } from '../model/city';
import type { Lang } from '../model/lang';
import type { WallKey } from '../i18n/wall';
import type { Staffed, Standing, Stop } from './answers';

/** What the part of the address after `#` says of a wall. */
export interface Ask {
  /** A token that came with the address, which is then taken out of it. */
  readonly token: string;
  /** The time between two areas, in seconds. */
  readonly every: number;
}

const usualPace = 20;

/** Reads `#wall=1&tour=20`, or `…&token=rs_…`. */
export function readAsk(hash: string): Ask {
  const parts = new URLSearchParams(hash.replace(/^#/, ''));
  const every = Number(parts.get('tour') ?? usualPace);
  return { token: parts.get('token') ?? '', every: Number.isFinite(every) ? Math.min(600, Math.max(2, every)) : usualPace };
}

/** The fragment without the token. */
export function withoutToken(hash: string): string {
  return '#' + hash.replace(/^#/, '').split('&').filter((it) => !it.startsWith('token=')).join('&');
}

/** The layer whose areas the tour goes to: the one below the wall's area, else its own; of the whole city the widest with several areas. */
export function tourLayer(city: City, standing: Standing): Layer | null {
  const layers = filled(city).filter((it) => !it.base && it.partition);
  const root = standing.wall?.area;
  const below = root === undefined ? layers.find((it) => it.areas > 1) : layers.find((it) => it.parent === root.layer) ?? layers.find((it) => it.key === root.layer);
  return below ?? layers[0] ?? null;
}

/** What an area is called in the language of the wall. */
export function stopName(lang: Lang, { name, names, code }: Stop): string {
  const found = called(lang, { name, nameEn: names.en });
  return found === '' ? code : found;
}

/** The rows around the one that is shown, as many as there is room for. */
export function around<T>(list: readonly T[], at: number, room: number): readonly T[] {
  const from = Math.max(0, Math.min(at - Math.floor(room / 2), list.length - room));
  return list.slice(from, from + room);
}

/** Sums of the posts of areas. */
export function totals(list: readonly Staffed[]): Omit<Staffed, 'code'> {
  const sum = { posts: 0, vacant: 0, on_duty: 0, unknown: 0 };
  for (const it of list) {
    sum.posts += it.posts;
    sum.vacant += it.vacant;
    sum.on_duty += it.on_duty;
    sum.unknown += it.unknown;
  }
  return sum;
}

/** A share as a percentage, never rounded up to the whole. */
export function percentOf(share: number): string {
  return `${(Math.floor(share * 1000) / 10).toFixed(1)}%`;
}

/** How old what is shown is: from a minute on it is late, from three minutes on old. */
export type Age = 'now' | 'late' | 'old';

export function ageOf(ms: number): Age {
  return ms < 60_000 ? 'now' : ms < 180_000 ? 'late' : 'old';
}

/** An age in the largest unit that says something. */
export function ageWords(ms: number): readonly [WallKey, number] {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  if (seconds < 120) {
    return ['seconds', seconds];
  }
  if (seconds < 7200) {
    return ['minutes', Math.floor(seconds / 60)];
  }
  return seconds < 2 * 86_400 ? ['hours', Math.floor(seconds / 3600)] : ['days', Math.floor(seconds / 86_400)];
}
