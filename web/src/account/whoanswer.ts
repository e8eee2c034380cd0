import * as v from 'valibot';

import { key, maybe, strings } from '../api/parts';
import type { Who } from '../model/who';

const area = v.object({ layer: v.string(), code: v.string(), name: maybe });
const demo = v.object({ account: key, role: v.string(), title: maybe });

/** Of `GET api/v1/session`, and of all that signs in. */
export const whoSchema = v.pipe(
  v.object({
    account: v.string(), title: maybe, roles: strings, whole_city: v.optional(v.boolean(), false), scope: v.nullish(v.array(area), []), actions: strings,
    bound: v.nullish(v.picklist(['', 'password', 'factor']), ''), via: maybe, demo: v.nullish(v.array(demo), []), oidc: v.optional(v.boolean(), false),
  }),
  v.transform(({ whole_city, actions, ...rest }): Who => ({ ...rest, wholeCity: whole_city, actions: new Set(actions) })),
);
