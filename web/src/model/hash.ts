import { isLang, type Lang } from './lang';
import type { Theme } from './palette';
import type { Camera, Position } from './position';
import { spot, type Subject } from './subject';

/**
 * What stands after `#` in the address: only what the user set, and never sent
 * to any server.
 *
 *     #z=14.60/36.73300/117.16800&lang=en&p=117.168,36.733&hide=road,place
 *
 * A card is about a spot (`p`, with the building there: `p=117.168,36.733&b=B00042`), an area (`a=grid:370811001001007`) or a place
 * of service (`s=red_sail_station:RS00042`), today, as of a date or as of a minute (`at=2025-07-01T20:00:00%2B08:00`). Programs of a hotline open `at=117.168,36.733`, or `q=` with an address.
 */
export interface LinkState {
  readonly camera?: Camera | undefined;
  readonly lang?: Lang | undefined;
  readonly theme?: Theme | undefined;
  readonly subject?: Subject | undefined;
  /** Keys of what is switched off. */
  readonly hidden?: readonly string[] | undefined;
  /** What lies under the city, unless it is its own streets. */
  readonly under?: string | undefined;
  /** What the desk of the planner shows, as it writes it itself. */
  readonly plan?: string | undefined;
  /** What the tools of the dispatcher show, as they write it themselves. */
  readonly tools?: string | undefined;
  /** What everything is asked about, YYYY-MM-DD or YYYY-MM-DDThh:mm:00±hh:mm; now where there is none. */
  readonly at?: string | undefined;
  /** An address or anything else that another program asks about. */
  readonly q?: string | undefined;
  /** The code of the person whose page is open; empty = the search for persons. */
  readonly person?: string | undefined;
  /** The section of the administration that is open. */
  readonly admin?: string | undefined;
  /** The grid worker's page is open. */
  readonly work?: string | undefined;
  /** What is to be imported there: its kind, and the layer or the sort that it is for. */
  readonly kind?: string | undefined;
  readonly layer?: string | undefined;
  /** The picture that the server draws, also where the browser could draw the map. */
  readonly picture?: true | undefined;
}

/** `q`, which is asked once and not written again, and what each desk writes itself. */
const asTheyAre = ['q', 'at', 'plan', 'tools', 'person', 'admin', 'kind', 'layer', 'work'] as const;

/** Reads a fragment. Parts that cannot be are left out: an old or mangled link still opens the map. */
export function parseHash(hash: string): LinkState {
  const parts = new URLSearchParams(hash.replace(/^#/, ''));
  const lang = parts.get('lang');
  const theme = parts.get('theme');
  return {
    camera: parseCamera(parts.get('z')),
    lang: isLang(lang) ? lang : undefined,
    theme: theme === 'light' || theme === 'dark' ? theme : undefined,
    subject: parsePoint(parts.get('p') ?? parts.get('at'), parts.get('b')) ?? parseArea(parts.get('a')) ?? parsePlace(parts.get('s')),
    hidden: parseKeys(parts.get('hide')),
    under: key(parts.get('base')),
    ...Object.fromEntries(asTheyAre.map((name) => [name, parts.get(name) ?? undefined])),
    at: civil(parts.get('at')),
    picture: parts.get('map') === 'picture' ? true : undefined,
  };
}

/** Writes the fragment without `#`; empty when the user set nothing. */
export function formatHash(state: LinkState): string {
  const parts: string[] = [];
  if (state.camera !== undefined) {
    const { centre, zoom } = state.camera;
    parts.push(`z=${zoom.toFixed(2)}/${centre.lat.toFixed(5)}/${centre.lon.toFixed(5)}`);
  }
  if (state.lang !== undefined) {
    parts.push(`lang=${state.lang}`);
  }
  if (state.theme !== undefined) {
    parts.push(`theme=${state.theme}`);
  }
  if (state.under !== undefined) {
    parts.push(`base=${state.under}`);
  }
  if (state.subject !== undefined) {
    parts.push(formatSubject(state.subject));
  }
  if (state.hidden !== undefined && state.hidden.length > 0) {
    parts.push(`hide=${[...state.hidden].sort().join(',')}`);
  }
  for (const key of asTheyAre.slice(1)) {
    if (state[key] !== undefined) {
      parts.push(`${key}=${encodeURIComponent(state[key])}`);
    }
  }
  if (state.picture === true) {
    parts.push('map=picture');
  }
  return parts.join('&');
}

/** A date that the calendar has, or a minute of it, each in its one form; undefined where a text is none. */
export function civil(text: string | null): string | undefined {
  const [whole, minute = ''] = /^([-\d]{10}(?:T(?!24)\d\d:\d\d(?=:00[-+ ][01]\d:[0-5]\d$)|$)).*/.exec(text ?? '') ?? [];
  const written = new Date(`${minute}${minute[10] ? '' : 'T00:00'}Z`).toJSON() as string | null; // null where there is none
  return written?.startsWith(minute) ? whole : undefined;
}

function formatSubject(subject: Subject): string {
  switch (subject.what) {
    case 'point': {
      const building = subject.building === '' ? '' : `&b=${encodeURIComponent(subject.building)}`;
      return `p=${plain(subject.at.lon)},${plain(subject.at.lat)}${building}`;
    }
    case 'area': return `a=${subject.area.layer}:${encodeURIComponent(subject.area.code)}`;
    case 'place': return `s=${subject.place.kind}:${encodeURIComponent(subject.place.code)}`;
  }
}

/** A degree without exponent or idle zeros. */
function plain(degrees: number): string {
  return degrees.toFixed(7).replace(/\.?0+$/, '');
}

function parseCamera(text: string | null): Camera | undefined {
  const [zoom, lat, lon] = numbers(text, '/', 3);
  const centre = place(lon, lat, 85);
  if (zoom === undefined || centre === undefined || zoom < 0 || zoom > 24) {
    return undefined;
  }
  return { centre, zoom };
}

function parsePoint(text: string | null, building: string | null): Subject | undefined {
  const [lon, lat] = numbers(text, ',', 2);
  const point = place(lon, lat, 90);
  return point && spot(point, null, building !== null && isCode(building) ? building : '');
}

function parseArea(text: string | null): Subject | undefined {
  const name = parseName(text);
  return name && { what: 'area', area: { layer: name.key, code: name.code } };
}

function parsePlace(text: string | null): Subject | undefined {
  const name = parseName(text);
  return name && { what: 'place', place: { kind: name.key, code: name.code } };
}

const keyForm = /^[a-z][a-z0-9_]{0,31}$/;

/** A key and a code of 1 to 64 characters, as the scheme and its code profiles allow. */
function parseName(text: string | null): { key: string; code: string } | undefined {
  const cut = text?.indexOf(':') ?? -1;
  const [key, code] = [text?.slice(0, cut) ?? '', text?.slice(cut + 1) ?? ''];
  return cut > 0 && keyForm.test(key) && isCode(code) ? { key, code } : undefined;
}

function isCode(text: string): boolean {
  const { length } = Array.from(text);
  // eslint-disable-next-line no-control-regex -- a code with control characters is none
  return length >= 1 && length <= 64 && !/[\u0000-\u001f\u007f]/.test(text);
}

function parseKeys(text: string | null): readonly string[] | undefined {
  const keys = (text ?? '').split(',').filter((key) => key.split(':').every((part) => keyForm.test(part))).slice(0, 64);
  return keys.length === 0 ? undefined : [...new Set(keys)];
}

function key(text: string | null): string | undefined {
  return parseKeys(text)?.[0];
}

function place(lon: number | undefined, lat: number | undefined, maxLat: number): Position | undefined {
  if (lon === undefined || lat === undefined || Math.abs(lon) > 180 || Math.abs(lat) > maxLat) {
    return undefined;
  }
  return { lon, lat };
}

/** Plain decimal numbers, exactly `count` of them, else none. */
function numbers(text: string | null, separator: string, count: number): number[] {
  const parts = text?.split(separator) ?? [];
  const plain = parts.length === count && parts.every((part) => /^-?\d{1,3}(\.\d{1,12})?$/.test(part));
  return plain ? parts.map(Number) : [];
}
