import * as v from 'valibot';

import type { Answer } from '../model/answer';
import type { City } from '../model/city';
import type { Problem } from '../model/problem';

// Names and codes come out of other people's files: any text is taken, and
// shown as text. Numbers are checked, since a NaN would break the map.

const finite = v.pipe(v.number(), v.finite());
const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const zoom = v.pipe(v.number(), v.minValue(0), v.maxValue(24));

const layer = v.object({
  key: v.pipe(v.string(), v.minLength(1)),
  name: v.object({ zh: v.string(), en: v.string() }),
  parent: v.optional(v.string(), ''),
  partition: v.boolean(),
  depth: count,
  zoom: v.tuple([zoom, zoom]),
  areas: count,
});

const citySchema = v.pipe(
  v.object({
    revision: count,
    layers: v.array(layer),
    bounds: v.nullable(v.tuple([finite, finite, finite, finite])),
    demo: v.boolean(),
    insecure_local: v.boolean(),
  }),
  v.transform(({ insecure_local, ...rest }): City => ({ ...rest, insecureLocal: insecure_local })),
);

const area = v.object({
  layer: v.string(),
  code: v.string(),
  name: v.string(),
  parent: v.optional(v.string(), ''),
  agrees: v.optional(v.boolean(), true),
  contested: v.optional(v.array(v.string()), []),
});

const border = v.pipe(
  v.object({
    distance_m: v.pipe(finite, v.minValue(0)),
    layer: v.string(),
    neighbour: v.optional(v.nullable(v.string()), null),
    doubtful: v.optional(v.boolean(), false),
  }),
  v.transform(({ distance_m, ...rest }) => ({ ...rest, distanceMetres: distance_m })),
);

const answerSchema = v.pipe(
  v.object({
    at: v.string(),
    revision: count,
    areas: v.array(area),
    border: v.optional(v.nullable(border), null),
  }),
  v.transform((it): Answer => it),
);

const problemSchema = v.object({
  code: v.pipe(v.string(), v.minLength(1)),
  title: v.optional(v.string(), ''),
  detail: v.optional(v.string(), ''),
});

/** Reads the body of `GET api/v1/layers`; null when it is not one. */
export function decodeCity(body: unknown): City | null {
  return decoded(citySchema, body);
}

/** Reads the body of `POST api/v1/locate`; null when it is not one. */
export function decodeAnswer(body: unknown): Answer | null {
  return decoded(answerSchema, body);
}

/** Reads a problem+json body; null when it is not one. */
export function decodeProblem(body: unknown): Problem | null {
  return decoded(problemSchema, body);
}

function decoded<T>(schema: v.GenericSchema<unknown, T>, body: unknown): T | null {
  const result = v.safeParse(schema, body);
  return result.success ? result.output : null;
}
