import * as v from 'valibot';

import type { Polygon } from '../model/across';
import type { AreaDetail, AreaRow, AreaVersion, Neighbour } from '../model/area';
import type { Building } from '../model/building';
import type { Place } from '../model/place';
import { days } from '../model/place';
import { bounds, classes, count, decoded, finite, maybe, metres, names, position, span, strings } from './parts';

const rowParts = {
  layer: v.string(),
  code: v.string(),
  name: v.string(),
  names,
  parent: maybe,
  class: classes,
  households: v.nullish(count, null),
  population: v.nullish(count, null),
  source: maybe,
  data_date: maybe,
  label: position,
  bounds,
  area_m2: metres,
};

/** The names of the contract to those of the page. */
function named<T extends { readonly data_date: string; readonly area_m2: number }>(it: T): Omit<T, 'data_date' | 'area_m2'> & { dataDate: string; squareMetres: number } {
  const { data_date, area_m2, ...rest } = it;
  return { ...rest, dataDate: data_date, squareMetres: area_m2 };
}

const detailSchema = v.pipe(
  v.object({
    ...rowParts,
    matched: v.nullish(v.picklist(['code', 'former', 'retired']), 'code'),
    former: strings,
    successors: strings,
    predecessors: strings,
    valid: span,
    chain: v.nullish(v.array(v.object({ layer: v.string(), code: v.string(), name: v.string() })), []),
    children: v.nullish(v.array(v.object({ layer: v.string(), count })), []),
  }),
  v.transform((it): AreaDetail => named(it)),
);

const listSchema = v.pipe(
  v.object({ areas: v.array(v.pipe(v.object(rowParts), v.transform((it): AreaRow => named(it)))), next: maybe }),
  v.transform((it) => ({ areas: it.areas, more: it.next !== '' })),
);

const neighboursSchema = v.pipe(
  v.object({ neighbours: v.array(v.object({ code: v.string(), name: v.string(), border_m: metres, corner_only: v.optional(v.boolean(), false) })) }),
  v.transform(({ neighbours }): readonly Neighbour[] =>
    neighbours.map(({ border_m, corner_only, ...rest }) => ({ ...rest, borderMetres: border_m, cornerOnly: corner_only }))),
);

const historySchema = v.pipe(
  v.object({ versions: v.array(v.object({ code: v.string(), name: v.string(), parent: maybe, valid: span, successors: strings })) }),
  v.transform((it): readonly AreaVersion[] => it.versions),
);

const clock = v.pipe(v.string(), v.regex(/^\d{2}:\d{2}$/));
const open = v.nullish(v.array(v.tuple([clock, clock])), []);
export const hours = v.object({
  week: v.nullish(v.array(v.object({ days: v.array(v.picklist(days)), open })), []),
  dates: v.nullish(v.array(v.object({ from: maybe, to: maybe, open })), []),
  calendar: maybe,
});

const placeSchema = v.pipe(
  v.object({
    kind: v.string(),
    code: v.string(),
    name: v.string(),
    names,
    address: maybe,
    point: position,
    hours: v.nullish(hours, null),
    open: v.nullish(v.boolean(), null),
    state: v.string(),
    services: strings,
    skills: strings,
    floor_area: v.nullish(finite, null),
    tenure: maybe,
    class: classes,
    source: maybe,
    data_date: maybe,
  }),
  v.transform(({ floor_area, data_date, ...rest }): Place => ({ ...rest, floorArea: floor_area, dataDate: data_date })),
);

const buildingSchema = v.pipe(
  v.object({
    code: v.string(), name: v.string(), names, address: maybe, use: maybe, storeys: v.nullish(count, null), bounds: v.nullish(bounds, null), source: maybe, data_date: maybe,
  }),
  v.transform(({ data_date, ...rest }): Building => ({ ...rest, dataDate: data_date })),
);

const lonLat = v.pipe(v.array(finite), v.minLength(2), v.transform((it): readonly [number, number] => [it[0] ?? 0, it[1] ?? 0]));
const rings = v.array(v.array(lonLat));
const shapeSchema = v.pipe(
  v.object({
    geometry: v.variant('type', [
      v.object({ type: v.literal('Polygon'), coordinates: rings }),
      v.object({ type: v.literal('MultiPolygon'), coordinates: v.array(rings) }),
    ]),
  }),
  v.transform(({ geometry }): readonly Polygon[] => (geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates)),
);

/** A page of a list of areas, and whether it goes on. */
export interface AreaPage {
  readonly areas: readonly AreaRow[];
  readonly more: boolean;
}

/** Reads the body of `GET api/v1/areas/{layer}/{code}`; null when it is not one. So do the others below, of their own calls. */
export function decodeArea(body: unknown): AreaDetail | null {
  return decoded(detailSchema, body);
}

/** Of `…/children`. */
export function decodeAreas(body: unknown): AreaPage | null {
  return decoded(listSchema, body);
}

/** Of `…/neighbours`. */
export function decodeNeighbours(body: unknown): readonly Neighbour[] | null {
  return decoded(neighboursSchema, body);
}

/** Of `…/history`. */
export function decodeHistory(body: unknown): readonly AreaVersion[] | null {
  return decoded(historySchema, body);
}

/** Of `GET api/v1/places/{code}`. */
export function decodePlace(body: unknown): Place | null {
  return decoded(placeSchema, body);
}

/** Of `GET api/v1/buildings/{code}`. */
export function decodeBuilding(body: unknown): Building | null {
  return decoded(buildingSchema, body);
}

/** Of `GET api/v1/areas/{layer}/{code}?f=geojson`: the polygons alone. */
export function decodeShape(body: unknown): readonly Polygon[] | null {
  return decoded(shapeSchema, body);
}
