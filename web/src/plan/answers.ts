import * as v from 'valibot';

import { bounds, count, finite, key, maybe, metres, names, position } from '../api/parts';
import { called } from '../model/area';
import type { Lang } from '../model/lang';

// What the server answers about the service circle, as far as the desk reads it. Counts are households; null = not told.

const told = v.nullable(count);
const share = v.nullable(finite);
const counted = { total: told, covered: told, uncovered: told, estimated: told };

/** Households of a place or of all. */
export const countSchema = v.object(counted);
export type Count = v.InferOutput<typeof countSchema>;

const assumptions = v.object({
  speed_kmh: finite, profile: v.nullish(v.string(), 'adult'), datum: v.string(), data_date: v.string(), made_up: v.boolean(),
  network: v.nullable(v.object({ nodes: count, edges: count, islets: v.optional(count, 0), private_parts: v.optional(count, 0), left_out: v.optional(v.array(v.string()), []) })), detours: v.tuple([finite, finite, finite]),
  sources: v.nullish(v.array(v.string()), []), without_storeys: v.optional(count, 0), without_ground: v.optional(count, 0),
  set_back: v.optional(v.array(v.object({ layer: v.string(), east_m: finite, north_m: finite })), []),
});
export type Assumptions = v.InferOutput<typeof assumptions>;

/** What something is called in the two languages. */
export const title = { code: v.string(), name: v.string(), name_en: v.nullish(v.string(), '') };

/** Its name in the language of the page, else any, else its code. */
export function titled(lang: Lang, { code, name, name_en }: { readonly code: string; readonly name: string; readonly name_en: string }): string {
  const found = called(lang, { name, nameEn: name_en });
  return found === '' ? code : found;
}

const row = v.object({ layer: v.string(), ...title, ...counted, share });
export type Row = v.InferOutput<typeof row>;

/** A rule of the scheme: areas of a class have minutes of their own. */
const rules = v.nullish(v.array(v.object({ layer: v.string(), is: v.string(), minutes: count })), []);
export type Rule = NonNullable<v.InferOutput<typeof rules>>[number];

/** The hour that was asked for, and how many places it left out since nobody knows their hours. */
const openAt = v.nullish(v.string(), null);
const unknown = v.optional(count, 0);

/** `GET coverage`. */
export const coverageSchema = v.object({
  minutes: count, at: v.string(), revision: count, exact: v.boolean(), households: countSchema, share,
  estimate: v.nullable(v.object({ covered_low: told, covered_likely: told, covered_high: told, off_network: told, spread: told, share })),
  places: v.object({ open: count, off_network: v.array(v.string()), unknown_hours: unknown }), open_at: openAt,
  walking: v.nullable(v.object({ mean_s: finite, p90_s: finite, worst_tenth_mean_s: finite, unreachable: count, by_minute: v.array(count) })),
  by: v.array(row), policies: rules, assumptions,
});
export type Coverage = v.InferOutput<typeof coverageSchema>;

const causeFields = { kind: v.string(), words: v.object({ zh: v.string(), en: v.string() }), layer: v.string(), code: v.string(), name: v.string(), at: position };
const causeLine = v.object(causeFields);
const gap = v.object({
  layer: v.string(), ...title, buildings: count, households: told, at: position,
  nearest: v.nullable(v.object({ ...title, walk_s: finite, line_m: metres })),
  cause: v.object({ kind: v.string(), barrier: v.nullable(causeLine), binding: v.nullable(causeLine), locked: v.nullable(v.object({ ...causeFields, saved_s: finite })), detour_s: finite }),
  bounds,
});
export type Gap = v.InferOutput<typeof gap>;

/** `GET coverage/gaps`. */
export const gapsSchema = v.object({ minutes: count, revision: count, open_at: openAt, unknown_hours: unknown, exact: v.boolean(), groups: count, gaps: v.array(gap) });
export type GapList = v.InferOutput<typeof gapsSchema>;

export const editSchema = v.object({
  op: v.picklist(['open', 'close', 'move', 'hours', 'gate']), place: v.optional(v.string()), name: v.optional(v.string()),
  lon: v.optional(finite), lat: v.optional(finite), line: v.optional(v.string()), closed: v.optional(v.boolean()),
  daily: v.optional(v.array(v.tuple([v.string(), v.string()]))), even_refused: v.optional(v.boolean()),
});
export type Edit = v.InferOutput<typeof editSchema>;

const delta = v.object({
  gained: count, lost: count, gained_estimated: count, lost_estimated: count, gained_buildings: count, lost_buildings: count,
  by: v.array(v.object({ layer: v.string(), ...title, gained: count, lost: count })),
});
export type Delta = v.InferOutput<typeof delta>;

/** A scenario as it stands. */
export const scenarioSchema = v.object({
  id: key, revision: count, minutes: count, profile: v.nullish(v.string(), 'adult'), policy: rules, open_at: openAt, unknown_hours: unknown, direction: v.nullish(v.picklist(['to', 'from']), 'to'), edits: v.array(editSchema), undone: count,
  on_refused: v.optional(v.array(v.object({ edit: count, why: v.string(), why_zh: v.string() })), []),
  left_out: v.optional(v.array(v.object({ edit: count, code: v.string(), detail: v.string() })), []),
  places: v.array(v.object({ code: v.string(), name: v.string(), state: v.string(), point: position })),
  before: countSchema, after: countSchema, share: v.tuple([share, share]), p90_s: v.tuple([v.nullable(finite), v.nullable(finite)]), change: delta, last: v.nullable(delta),
});
export type Scenario = v.InferOutput<typeof scenarioSchema>;

/** `GET scenarios/{id}/compare`: both in numbers, and the buildings whose answer differs; `a` = covered with the edits only. */
export const comparisonSchema = v.object({
  in_a: countSchema, in_b: countSchema, delta,
  layer: v.object({ features: v.array(v.object({ geometry: v.object({ coordinates: position }), properties: v.object({ covered: v.picklist(['a', 'b']) }) })) }),
});
export type Comparison = v.InferOutput<typeof comparisonSchema>;

const sites = v.object({
  model: v.string(), minutes: count, revision: count, seed: count,
  chosen: v.array(v.object({ lon: finite, lat: finite, gain_households: count, saves_minutes: v.optional(finite), name: maybe, cost: v.nullish(count, null), code: maybe, state: maybe })),
  closed: v.array(v.object({ code: v.string(), name: v.string(), lost: finite })), open_at: openAt, unknown_hours: unknown,
  objective: finite, upper_bound: finite, gap_percent: finite, before: countSchema, curve: v.array(finite), candidates: count,
  left_out: v.array(v.object({ why: v.string(), why_zh: maybe, count })), unreached_households: count,
  assumptions: v.object({ ...assumptions.entries, demand: v.string(), candidates_made: v.boolean(), spacing_m: finite, method: v.string(), estimated_households: told }),
});
export type Sites = v.InferOutput<typeof sites>;

/** What a run is doing. */
const step = v.object({ stage: v.string(), of: v.optional(count), found: v.optional(finite), bound: v.optional(finite) });

/** A job of siting. */
export const jobSchema = v.object({
  id: key, state: v.picklist(['queued', 'running', 'done', 'failed', 'cancelled']), progress: finite, note: v.string(), step: v.optional(step), result: v.nullable(sites),
  error: v.nullable(v.object({ code: maybe, title: maybe, detail: maybe })),
});
export type Job = v.InferOutput<typeof jobSchema>;

/** Places of a kind. */
export const placesSchema = v.object({
  places: v.array(v.object({ code: v.string(), name: v.string(), names, point: position, state: v.string() })), next: maybe,
});
export type Station = v.InferOutput<typeof placesSchema>['places'][number];

/** What a station is called in the language of the page. */
export function stationName(lang: Lang, { code, name, names: { en } }: Station): string {
  return titled(lang, { code, name, name_en: en });
}

// What is taken from valibot is what the first load has of it: it lies in one chunk with that.

/** Gates of the map, as features. */
export const gatesSchema = v.object({
  features: v.array(v.object({
    geometry: v.object({ coordinates: v.array(v.array(position)) }),
    properties: v.object({ code: v.string(), name: maybe, class_closed: maybe, class_locked: maybe, class_access: maybe }),
  })),
});

/** `GET balance`: the areas that do not keep to the norm. */
export const gridsSchema = v.object({
  layer: v.string(), revision: count, norm: v.object({ least: count, most: count }), areas: count, within: count, special: v.optional(count, 0), empty: v.optional(count, 0), unknown: count,
  above: v.array(v.object({ ...title, households: count, parts: v.optional(count) })),
  below: v.array(v.object({ ...title, households: count })),
});
export type GridList = v.InferOutput<typeof gridsSchema>;

/** A proposed split that the server keeps; `change` goes back to it as it came. */
export const proposalSchema = v.object({
  id: key, kept: v.boolean(), ...title, revision: count, balanced: v.boolean(), worst_percent: v.nullable(finite), below_norm: v.boolean(), above_norm: v.optional(v.boolean(), false), sources: v.optional(v.array(v.string()), []), exact: v.boolean(), proven: v.boolean(),
  method: v.picklist(['streets', 'prolonged', 'straight', 'none']), reason: maybe, says: maybe,
  parts: v.array(v.object({ code: maybe, at: position, buildings: count, households: told })),
  border: v.object({ street_m: metres, path_m: metres, water_m: metres, fence_m: metres, open_m: metres }),
  cuts_compounds: v.array(v.object({ ...title, length_m: metres })), cuts_walls: v.array(v.unknown()),
  change: v.nullable(v.unknown()),
  drawing: v.array(v.object({ type: v.literal('MultiPolygon'), coordinates: v.array(v.array(v.array(v.tuple([finite, finite])))) })),
});
export type Proposal = v.InferOutput<typeof proposalSchema>;

const faults = v.object({ opened: v.array(v.unknown()) });

/** `POST changes?dry_run=true`, as far as the desk reads it. */
export const dryRunSchema = v.object({
  revision: count,
  report: v.object({ areas: v.array(v.unknown()), households: v.array(v.object({ households: told })), gaps: faults, overlaps: faults }),
});
export type DryRun = v.InferOutput<typeof dryRunSchema>;

/** Drawn bands of minutes around a place. */
export const bandsSchema = v.object({
  features: v.array(v.object({
    geometry: v.object({ type: v.literal('MultiPolygon'), coordinates: v.array(v.array(v.array(v.tuple([finite, finite])))) }),
    properties: v.object({ minutes: count }),
  })),
});
export type Bands = v.InferOutput<typeof bandsSchema>;
