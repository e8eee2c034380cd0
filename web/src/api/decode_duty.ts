import * as v from 'valibot';

import type { AreaName } from '../model/answer';
import type { Body, Duty, NearArea, Post } from '../model/duty';
import type { Position } from '../model/position';
import { count, decoded, finite, key, maybe, strings, words } from './parts';

const flag = v.nullish(v.boolean(), false);
const known = v.nullish(v.boolean(), null);

const spans = v.array(v.tuple([v.string(), v.string()]));

/** Hours of duty. */
export const hoursSchema = v.object({
  week: v.nullish(v.array(v.object({ days: v.array(v.string()), open: spans })), []),
  dates: v.nullish(v.array(v.object({ from: maybe, to: maybe, open: spans })), []),
  month: v.nullish(v.array(v.object({ days: v.array(finite), open: spans })), []),
  turn: v.nullish(v.object({ from: v.string(), days: count, of: count, nth: count }), null),
  calendar: maybe,
});

/** When a post is on duty, where that is told. */
export const timesOf = { hours: v.nullish(hoursSchema, null), today: v.nullish(spans, null) };

const post = v.pipe(
  v.object({
    role: key, role_name: words, layer: key, area: key, area_name: maybe, area_name_en: maybe, form: maybe, level: maybe, on_duty: known,
    vacant: flag, stand_in: flag, fallback: flag, phone: maybe, next: maybe, person: v.optional(v.unknown()), ...timesOf, tasks: strings, duty: maybe,
  }),
  v.transform(({ role_name, area_name, area_name_en, on_duty, stand_in, ...rest }): Post => ({ ...rest, name: role_name, areaName: area_name, areaNameEn: area_name_en, onDuty: on_duty, standIn: stand_in })),
);

const near = v.pipe(
  v.object({ code: key, name: maybe, distance_m: finite }),
  v.transform(({ distance_m, ...rest }): NearArea => ({ ...rest, distanceMetres: distance_m })),
);

const body = v.pipe(
  v.object({ code: key, name: maybe, kind_name: words, form: maybe, layer: maybe, area: maybe, area_name: maybe, phone: maybe }),
  v.transform(({ kind_name, area_name, ...rest }): Body => ({ ...rest, kind: kind_name, areaName: area_name })),
);

const bodies = v.nullish(v.array(body), []);

const staffed = {
  posts: v.array(post),
  duty: v.nullish(v.object({ on_duty: known, next: maybe }), { on_duty: null, next: '' }),
};

const answer = v.pipe(
  v.object({ ...staffed, nearest_grids: v.nullish(v.array(near), []) }),
  v.transform(({ posts, duty, nearest_grids }): Duty => ({ posts, onDuty: duty.on_duty, next: duty.next, nearest: nearest_grids, bodies: null })),
);

const areaAnswer = v.pipe(
  v.object({ ...staffed, organisations: bodies, chain: bodies, below: bodies }),
  v.transform(({ posts, duty, organisations, chain, below }): Duty => ({ posts, onDuty: duty.on_duty, next: duty.next, nearest: [], bodies: { own: organisations, chain, below } })),
);

/** Reads the posts out of a locate that asked for them; null when it has none to read. */
export function decodeDuty(body: unknown): Duty | null {
  return decoded(answer, body);
}

/** Reads the body of `GET api/v1/areas/{layer}/{code}/posts`; null when it is not one. */
export function decodeAreaDuty(body: unknown): Duty | null {
  return decoded(areaAnswer, body);
}

/** Asks who answers for a spot on a date (empty = now), with the spot in the body; without `names` not by whom the posts are held. Null when the server cannot say. */
export async function fetchDuty(base: string, { lon, lat }: Position, at: string, stop: AbortSignal, names = true): Promise<Duty | null> {
  try {
    const response = await fetch(new URL('api/v1/locate', base), {
      method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ lon, lat, fields: 'posts,work', at: at === '' ? undefined : at, names: names ? undefined : 'false' }), credentials: 'same-origin', signal: stop,
    });
    return response.ok ? decodeDuty(await response.json()) : null;
  } catch {
    return null;
  }
}

/** Asks who answers for an area on a date (empty = now). Null when the server cannot say. */
export async function fetchAreaDuty(base: string, { layer, code }: AreaName, at: string, stop: AbortSignal): Promise<Duty | null> {
  try {
    const url = new URL(`api/v1/areas/${encodeURIComponent(layer)}/${encodeURIComponent(code)}/posts`, base);
    if (at !== '') {
      url.searchParams.set('at', at);
    }
    const response = await fetch(url, { credentials: 'same-origin', signal: stop });
    return response.ok ? decodeAreaDuty(await response.json()) : null;
  } catch {
    return null;
  }
}
