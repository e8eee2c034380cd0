import * as v from 'valibot';

import { type Found, type Hit, hitKinds } from '../model/search';
import { bounds, count, decoded, maybe, position } from './parts';

const hit = v.pipe(
  v.object({
    kind: v.picklist(hitKinds),
    layer: maybe,
    code: maybe,
    name: maybe,
    name_en: maybe,
    context: maybe,
    matched: maybe,
    note: maybe,
    point: position,
    bounds: v.nullish(bounds, null),
  }),
  v.transform(({ name_en, ...rest }): Hit => ({ ...rest, nameEn: name_en })),
);

const foundSchema = v.pipe(
  v.object({ revision: count, results: v.array(hit) }),
  v.transform((it): Found => ({ revision: it.revision, hits: it.results })),
);

/** Reads the body of `POST api/v1/search`; null when it is not one. */
export function decodeFound(body: unknown): Found | null {
  return decoded(foundSchema, body);
}
