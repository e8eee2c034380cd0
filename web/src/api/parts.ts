import * as v from 'valibot';

import type { Position } from '../model/position';

// Names and codes come out of other people's files: any text is taken, and
// shown as text. Numbers are checked, since a NaN would break the map.

export const finite = v.pipe(v.number(), v.finite());
export const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
export const zoom = v.pipe(v.number(), v.minValue(0), v.maxValue(24));
export const metres = v.pipe(finite, v.minValue(0));
export const key = v.pipe(v.string(), v.minLength(1));
export const words = v.object({ zh: v.string(), en: v.string() });
export const bounds = v.tuple([finite, finite, finite, finite]);
export const strings = v.nullish(v.array(v.string()), []);
export const classes = v.nullish(v.record(v.string(), v.string()), {});
/** A text that may be left out. */
export const maybe = v.nullish(v.string(), '');
export const names = v.nullish(v.object({ zh: maybe, en: maybe }), { zh: '', en: '' });
export const span = v.nullish(v.object({ from: maybe, to: maybe }), { from: '', to: '' });

/** Longitude and latitude on the earth. */
export const position = v.pipe(
  v.tuple([v.pipe(finite, v.minValue(-180), v.maxValue(180)), v.pipe(finite, v.minValue(-90), v.maxValue(90))]),
  v.transform(([lon, lat]): Position => ({ lon, lat })),
);

/** Reads a body; null when it is not what the schema says. */
export function decoded<T>(schema: v.GenericSchema<unknown, T>, body: unknown): T | null {
  const result = v.safeParse(schema, body);
  return result.success ? result.output : null;
}

/** A text as JSON; null when it is none. */
export function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}
