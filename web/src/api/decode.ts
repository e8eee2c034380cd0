import * as v from 'valibot';

import type { Answer, AreaEntry, Coverage, Station } from '../model/answer';
import type { City, Show } from '../model/city';
import type { Problem } from '../model/problem';
import { bounds, count, decoded, finite, key, maybe, metres, position, words, zoom } from './parts';

const show = v.pipe(
  v.object({ border: zoom, label: zoom, label_end: zoom }),
  v.transform(({ label_end, ...rest }): Show => ({ ...rest, labelEnd: label_end })),
);

const layer = v.object({
  key,
  name: words,
  parent: maybe,
  partition: v.boolean(),
  base: v.optional(v.boolean(), false),
  depth: count,
  zoom: v.tuple([zoom, zoom]),
  areas: count,
  kinds: v.nullish(v.array(v.object({ key, name: words })), []),
  show: v.nullish(show, null),
});

const citySchema = v.object({
  revision: count,
  recorded: maybe,
  layers: v.array(layer),
  places: v.nullish(v.array(v.object({ key, name: words, count })), []),
  lines: v.nullish(v.array(v.object({ key, count })), []),
  buildings: v.optional(count, 0),
  terms: v.nullish(v.record(v.string(), words), {}),
  bounds: v.nullable(bounds),
  zone: maybe,
  notices: v.nullish(v.array(v.string()), []),
  demo: v.boolean(),
});

const area = v.pipe(
  v.object({
    layer: v.string(),
    code: v.string(),
    name: v.string(),
    name_en: maybe,
    parent: maybe,
    agrees: v.optional(v.boolean(), true),
    contested: v.nullish(v.array(v.string()), []),
  }),
  v.transform(({ name_en, ...rest }): AreaEntry => ({ ...rest, nameEn: name_en })),
);

const border = v.pipe(
  v.object({
    distance_m: metres,
    layer: v.string(),
    neighbour: v.nullish(v.string(), null),
    doubtful: v.optional(v.boolean(), false),
  }),
  v.transform(({ distance_m, ...rest }) => ({ ...rest, distanceMetres: distance_m })),
);

const method = v.picklist(['network', 'estimate']);

const station = v.pipe(
  v.object({
    kind: v.string(), code: v.string(), name: v.string(), name_en: maybe, walk_s: v.pipe(finite, v.minValue(0)), distance_m: metres,
    open: v.nullish(v.boolean(), null), method, point: position,
  }),
  v.transform(({ name_en, walk_s, distance_m, ...rest }): Station => ({ ...rest, nameEn: name_en, walkSeconds: walk_s, distanceMetres: distance_m })),
);

const coverage = v.pipe(
  v.object({ within_10_min: v.boolean(), method }),
  v.transform((it): Coverage => ({ within: it.within_10_min, method: it.method })),
);

const answerSchema = v.pipe(
  v.object({
    at: v.string(),
    revision: count,
    areas: v.array(area),
    border: v.nullish(border, null),
    stations: v.nullish(v.array(station), null),
    coverage: v.nullish(coverage, null),
  }),
  v.transform((it): Answer => it),
);

const stationsSchema = v.object({ stations: v.array(station) });

const problemSchema = v.object({
  code: key,
  title: v.optional(v.string(), ''),
  detail: v.optional(v.string(), ''),
  revision: v.optional(v.number(), 0),
});

/** Reads the body of `GET api/v1/layers`; null when it is not one. */
export function decodeCity(body: unknown): City | null {
  return decoded(citySchema, body);
}

/** Reads the body of `POST api/v1/locate`; null when it is not one. */
export function decodeAnswer(body: unknown): Answer | null {
  return decoded(answerSchema, body);
}

/** Reads the places near out of a locate that asked for them alone; null when it has none. */
export function decodeStations(body: unknown): readonly Station[] | null {
  return decoded(stationsSchema, body)?.stations ?? null;
}

/** Reads a problem+json body; null when it is not one. */
export function decodeProblem(body: unknown): Problem | null {
  return decoded(problemSchema, body);
}
