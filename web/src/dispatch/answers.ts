import * as v from 'valibot';

import type { Position } from '../model/position';

const pair = v.pipe(v.tuple([v.number(), v.number()]), v.transform(([lon, lat]): Position => ({ lon, lat })));
const words = v.object({ zh: v.string(), en: v.string() });
const text = v.nullish(v.string(), '');

const areaIn = v.object({ layer: v.string(), code: v.string(), name: v.string(), whole: v.boolean(), share: v.number() });

/** The answer to `POST api/v1/areas/within`. */
export const countsSchema = v.object({
  revision: v.number(), area_m2: v.number(), areas: v.array(areaIn), buildings: v.number(),
  places: v.array(v.object({ kind: v.string(), count: v.number() })), households: v.nullish(v.number(), null), withheld: v.nullish(v.boolean(), false),
});

/** The answer to `POST api/v1/areas/within/list`. */
export const insideSchema = v.object({
  revision: v.number(),
  households: v.nullish(v.number(), null),
  unknown: v.number(),
  untold: v.nullish(v.array(v.object({ layer: v.string(), code: v.string() })), []),
  withheld: v.nullish(v.object({ households: v.boolean(), posts: v.boolean() }), null),
  buildings: v.array(v.object({ code: v.string(), name: v.string(), address: text, grid: text, compound: text, point: pair, households: v.nullish(v.number(), null) })),
  places: v.array(v.object({ kind: v.string(), code: v.string(), name: v.string(), name_en: text, address: text, state: v.string(), open: v.nullish(v.boolean(), null), point: pair })),
  posts: v.array(v.object({
    code: v.string(), role: v.string(), role_name: words, layer: v.string(), area: v.string(), area_name: text, area_name_en: text, state: v.string(),
    phone: text, on_duty: v.nullish(v.boolean(), null), person: v.optional(v.unknown()),
  })),
});

/** A page of `GET api/v1/areas`. */
export const rowsSchema = v.object({
  areas: v.array(v.object({
    code: v.string(), name: v.string(), class: v.nullish(v.record(v.string(), v.string()), {}), households: v.nullish(v.number(), null), population: v.nullish(v.number(), null), area_m2: v.number(),
  })),
  next: text,
});

/** The answer to `GET api/v1/coverage`, as far as the theme reads it. */
export const sharesSchema = v.object({ by: v.array(v.object({ code: v.string(), share: v.nullish(v.number(), null) })) });

export type Counts = v.InferOutput<typeof countsSchema>;
export type Inside = v.InferOutput<typeof insideSchema>;
export type PostInside = Inside['posts'][number];
export type ThemeRow = v.InferOutput<typeof rowsSchema>['areas'][number];
