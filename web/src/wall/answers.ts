import * as v from 'valibot';

import { bounds, count, finite, maybe, names } from '../api/parts';

const seat = v.object({ layer: v.string(), code: v.string(), name: maybe });

/** Of `GET api/v1/session`, and of `POST api/v1/session/wall`: whose wall this is. */
export const standingSchema = v.object({ account: maybe, via: maybe, wall: v.nullish(v.object({ area: seat, layers: v.array(v.string()) }), null) });
export type Standing = v.InferOutput<typeof standingSchema>;

const area = v.object({ layer: v.string(), code: v.string(), name: v.string(), names, bounds });

/** `GET api/v1/areas`. */
export const areasSchema = v.object({ areas: v.array(area), next: maybe });
/** An area that the tour goes to. */
export type Stop = v.InferOutput<typeof area>;

const told = v.nullable(count);
const share = v.nullable(finite);

/** `GET api/v1/coverage`, as far as a wall shows it. */
export const reachSchema = v.object({
  minutes: count, households: v.object({ total: told, covered: told }), share, places: v.object({ open: count }),
  by: v.array(v.object({ code: v.string(), share, total: told })),
});
export type Reach = v.InferOutput<typeof reachSchema>;

const staffed = v.object({ code: v.string(), posts: count, vacant: count, on_duty: count, unknown: count });

/** `GET api/v1/staffing`. */
export const staffingSchema = v.object({ areas: v.array(staffed) });
export type Staffed = v.InferOutput<typeof staffed>;
