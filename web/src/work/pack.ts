import * as v from 'valibot';

import { bounds, count, finite, maybe, strings, words } from '../api/parts';
import { hours } from '../api/decode_area';
import type { Position } from '../model/position';

const whole = v.pipe(v.number(), v.integer(), v.minValue(-(2 ** 31)), v.maxValue(2 ** 31 - 1));
const spot = v.pipe(v.tuple([whole, whole]), v.transform(([x, y]): Position => ({ lon: x / 1e7, lat: y / 1e7 })));

const area = v.pipe(
  v.object({ layer: v.string(), code: v.string(), name: v.string(), name_en: maybe, parent: maybe, ground: v.nullish(v.array(v.array(v.array(whole))), []) }),
  v.transform(({ name_en, ...rest }) => ({ ...rest, names: { zh: rest.name, en: name_en === '' ? rest.name : name_en } })),
);

const post = v.pipe(
  v.object({
    code: v.string(), role: v.string(), role_name: words, specialty: maybe, layer: v.string(), area: v.string(), area_name: maybe, state: v.string(), tasks: strings,
    duty: maybe, hours: v.nullish(hours, null), stand_ins: strings, phone: maybe, phones: strings, valid: v.nullish(v.object({ from: maybe, to: maybe }), { from: '', to: '' }),
  }),
  v.transform(({ role_name, area_name, stand_ins, valid, ...rest }) => ({ ...rest, roleName: role_name, areaName: area_name, standIns: stand_ins, until: valid.to })),
);

const building = v.object({ code: v.string(), name: v.string(), address: maybe, grid: v.string(), at: spot, households: v.nullish(count, null), links: v.nullish(count, 0) });

/** Of `GET api/v1/pack`. */
export const packSchema = v.object({
  revision: count, made: v.string(), expires: v.string(), layer: v.string(), code: v.string(), name: v.string(), bounds, grid: v.string(), own: strings,
  neighbours: v.array(v.object({ of: v.string(), code: v.string(), name: v.string(), border_m: finite })),
  layers: v.array(v.object({ key: v.string(), name: words, parent: maybe, partition: v.boolean() })),
  areas: v.array(area),
  buildings: v.array(building),
  places: v.array(v.object({ kind: v.string(), code: v.string(), name: v.string(), name_en: maybe, address: maybe, at: spot, hours: v.nullish(hours, null) })),
  posts: v.array(post),
  mine: v.array(post),
  left_out: v.nullish(v.array(v.object({ what: v.string(), count })), []),
});

/** What a grid worker's phone holds of a street. */
export type Pack = v.InferOutput<typeof packSchema>;
export type PackArea = v.InferOutput<typeof area>;
export type PackPost = v.InferOutput<typeof post>;
export type PackBuilding = v.InferOutput<typeof building>;
