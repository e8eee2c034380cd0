import type { Position } from '../model/position';
import type { Edit } from './answers';
import { type NormPart, normParts } from './normparts';

/** The pages of the desk. */
export const tabs = ['coverage', 'gaps', 'scenario', 'siting', 'site', 'records', 'circle', 'norms', 'balance'] as const;
export type Tab = (typeof tabs)[number];

/** Who walks: the profiles of the usual rules of walking. */
export const profiles = ['adult', 'elderly', 'wheelchair', 'bicycle'] as const;
export type Profile = (typeof profiles)[number];

/** What a link says of the desk. */
export interface PlanLink {
  readonly tab: Tab;
  readonly minutes: number;
  /** The layer whose areas are counted; empty = the desk chooses. */
  readonly by: string;
  readonly profile: Profile;
  /** Whether the class of an area has minutes of its own. */
  readonly policy: boolean;
  /** When a station must be open to count, in the city's time, as in 2026-10-01T20:00; empty = hours aside. */
  readonly openAt: string;
  /** True where the way home is counted, not the way to the station. */
  readonly home: boolean;
  readonly edits: readonly Edit[];
  /** The number of a proposed split; empty = none. */
  readonly split: string;
  /** The spot whose site card is shown. */
  readonly spot: Position | null;
  /** The list of what the city should have. */
  readonly norm: NormPart;
}

/** Whether a text is a number of minutes that can be asked for: 1 to 120. */
export function isWalk(text: string): boolean {
  return /^(?:[1-9]|[1-9]\d|1[01]\d|120)$/.test(text);
}

/** Longer links are cut off on their way by mail and chat programs. */
export const longestLink = 4000;

/** As many as the server takes. */
const mostEdits = 500;

/** Writes what stands after `plan=`: `scenario.10.street~o,119.92,38.64,,~c,RS00001`. Null when it is too long for a link. */
export function formatPlan({ tab, minutes, by, profile, policy, openAt, home, edits, split, spot, norm }: PlanLink): string | null {
  const text = [`${tab}.${minutes}.${by}`, ...(profile === 'adult' ? [] : [`w,${profile}`]), ...(policy ? ['k,1'] : []), ...(openAt === '' ? [] : [`t,${openAt}`]), ...(home ? ['d,from'] : []), ...(split === '' ? [] : [`b,${split}`]), ...(spot === null ? [] : [`p,${degrees(spot)}`]), ...(norm === 'venues' ? [] : [`n,${norm}`]), ...edits.map(formatEdit)].join('~');
  return text.length > longestLink ? null : text;
}

/** Reads it; what cannot be read is left out, so that an old or mangled link still opens the desk. */
export function parsePlan(text: string): PlanLink {
  const [head = '', ...rest] = text.split('~');
  const [tab, minutes, by = ''] = head.split('.');
  const edits = rest.slice(0, mostEdits).flatMap((it) => parseEdit(it) ?? []);
  return {
    tab: tabs.find((it) => it === tab) ?? 'coverage',
    minutes: isWalk(minutes ?? '') ? Number(minutes) : 10,
    by: /^[a-z][a-z0-9_]{0,31}$/.test(by) ? by : '',
    profile: profiles.find((it) => rest.includes(`w,${it}`)) ?? 'adult',
    policy: rest.includes('k,1'),
    openAt: rest.map((it) => /^t,(\d{4}-\d\d-\d\dT\d\d:\d\d)$/.exec(it)?.[1] ?? '').find((it) => it !== '' && !Number.isNaN(Date.parse(`${it}Z`))) ?? '',
    home: rest.includes('d,from'),
    edits,
    split: rest.map((it) => /^b,([A-Z2-7]{26})$/.exec(it)?.[1] ?? '').find((it) => it !== '') ?? '',
    spot: spotOf(rest.find((it) => it.startsWith('p,'))),
    norm: normParts.find((it) => rest.includes(`n,${it}`)) ?? 'venues',
  };
}

function degrees({ lon, lat }: Pick<Edit, 'lon' | 'lat'>): string {
  return [lon, lat].map((it) => (it ?? 0).toFixed(7)).join(',');
}

function spotOf(text = ''): Position | null {
  const found = /^p,(-?\d{1,3}(?:\.\d{1,7})?),(-?\d{1,2}(?:\.\d{1,7})?)$/.exec(text);
  const [lon, lat] = [Number(found?.[1]), Number(found?.[2])];
  return Math.abs(lon) <= 180 && Math.abs(lat) <= 90 ? { lon, lat } : null;
}

/** Codes and names may hold anything: what parts a link is written otherwise. */
function safe(text: string): string {
  return text.replace(/[%~.,]/g, (it) => `%${it.charCodeAt(0).toString(16).toUpperCase()}`);
}

function plain(text: string | undefined): string {
  try {
    return decodeURIComponent(text ?? '');
  } catch {
    return '';
  }
}

function formatEdit(it: Edit): string {
  const { op, place = '', name = '', line = '' } = it;
  switch (op) {
    case 'open': return `o,${it.lon === undefined ? ',' : degrees(it)},${safe(place)},${safe(name)}${evenSo(it)}`;
    case 'move': return `m,${degrees(it)},${safe(place)}${evenSo(it)}`;
    case 'close': return `c,${safe(place)}`;
    case 'gate': return `g,${safe(line)},${it.closed === true ? 1 : 0}`;
    case 'hours': return formatHours(it);
  }
}

/** Said of a spot on ground that refuses a place. */
function evenSo({ even_refused: even }: Edit): string {
  return even === true ? ',1' : '';
}

/** As in `h,RS00001,08:00-12:00_14:00-21:00`. */
function formatHours({ place = '', daily = [] }: Edit): string {
  return `h,${safe(place)},${daily.map((span) => span.join('-')).join('_')}`;
}

function parseHours(place: string, text = ''): Edit | null {
  const spans = text.split('_').map((it) => /^(\d\d:\d\d)-(\d\d:\d\d)$/.exec(it));
  const daily = spans.flatMap((it): [string, string][] => (it === null ? [] : [[it[1] ?? '', it[2] ?? '']]));
  return place === '' || daily.length !== spans.length ? null : { op: 'hours', place, daily };
}

function parseEdit(text: string): Edit | null {
  const [op = '', ...parts] = text.split(',');
  const code = plain(parts[0]);
  switch (op) {
    case 'o':
    case 'm': return parsePlaced(op, parts);
    case 'c': return code === '' ? null : { op: 'close', place: code };
    case 'g': return code === '' ? null : { op: 'gate', line: code, closed: parts[1] === '1' };
    case 'h': return parseHours(code, parts[1]);
    default: return null;
  }
}

/** An edit with a position; a place that the data has is opened by its code alone. */
function parsePlaced(op: 'o' | 'm', parts: readonly string[]): Edit | null {
  const [lon, lat, place] = [Number(parts[0]), Number(parts[1]), plain(parts[2])];
  if (op === 'o' && parts[0] === '' && parts[1] === '') {
    return place === '' ? null : { op: 'open', place };
  }
  if (!(Math.abs(lon) <= 180 && Math.abs(lat) <= 90)) {
    return null;
  }
  const even = parts[op === 'm' ? 3 : 4] === '1' ? { even_refused: true } : {};
  if (op === 'm') {
    return place === '' ? null : { op: 'move', lon, lat, place, ...even };
  }
  return { op: 'open', lon, lat, ...given('place', place), ...given('name', plain(parts[3])), ...even };
}

function given<K extends string>(key: K, value: string): Partial<Record<K, string>> {
  return value === '' ? {} : { [key]: value } as Record<K, string>;
}
