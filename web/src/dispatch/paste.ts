import type { DrawnGround } from '../map/tools';
import type { Position } from '../model/position';

/** As many corners as the server takes. */
export const mostCorners = 10_000;

/** As long as a pasted text may be, in characters. */
export const longestPaste = 1_000_000;

/** Why a text is no ground: a key of the words of the page. */
export type PasteFault = 'tooLong' | 'notGround' | 'tooManyCorners' | 'offEarth' | 'projected' | 'lonelyPoint';

type Pair = readonly [number, number];
type Rings = readonly (readonly Pair[])[];

/** Reads ground out of WKT (POLYGON, MULTIPOLYGON, with or without SRID) or GeoJSON (Polygon, MultiPolygon, a Feature, or a collection of such). */
export function groundOfText(text: string): DrawnGround | PasteFault {
  if (text.length > longestPaste) {
    return 'tooLong';
  }
  const trimmed = text.trim();
  const polygons = trimmed.startsWith('{') ? ofJSON(trimmed) : ofWKT(trimmed);
  return typeof polygons === 'string' ? polygons : checked(polygons);
}

function checked(polygons: readonly Rings[]): DrawnGround | PasteFault {
  const corners = polygons.flat(2);
  if (polygons.length === 0 || polygons.some((it) => it.length === 0 || it.some((ring) => ring.length < 3))) {
    return 'notGround';
  }
  if (corners.length > mostCorners) {
    return 'tooManyCorners';
  }
  if (corners.some(([lon, lat]) => Math.abs(lon) > 1000 || Math.abs(lat) > 1000)) {
    return 'projected';
  }
  if (!corners.every(([lon, lat]) => Math.abs(lon) <= 180 && Math.abs(lat) <= 90)) {
    return 'offEarth';
  }
  return polygons.map((rings) => rings.map(closed));
}

/** A ring whose last corner is its first. */
function closed(ring: readonly Pair[]): readonly Pair[] {
  const [first, last] = [ring[0], ring[ring.length - 1]];
  return first === undefined || last === undefined || (first[0] === last[0] && first[1] === last[1]) ? ring : [...ring, first];
}

const number = String.raw`[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?`;

function ofWKT(text: string): readonly Rings[] | PasteFault {
  const found = /^(?:SRID\s*=\s*(\d+)\s*;\s*)?(MULTI)?(POLYGON|POINT|LINESTRING)\s*(?:Z|M|ZM)?\s*(\(.*\))$/is.exec(text);
  if (found === null) {
    return 'notGround';
  }
  const [, srid = '4326', multi, type = '', body = ''] = found;
  if (srid !== '4326' && srid !== '4490') {
    return 'projected';
  }
  if (type.toUpperCase() !== 'POLYGON') {
    return 'lonelyPoint';
  }
  // A ring's corners become pairs of numbers in brackets, and the whole JSON.
  const json = body.replace(new RegExp(`(${number})\\s+(${number})(?:\\s+${number}){0,2}`, 'g'), '[$1,$2]').replace(/\(/g, '[').replace(/\)/g, ']');
  return ofCoordinates(multi === undefined ? 'Polygon' : 'MultiPolygon', parsed(json));
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json) as unknown;
  } catch {
    return null;
  }
}

function ofJSON(text: string): readonly Rings[] | PasteFault {
  return ofObject(parsed(text), 0);
}

/** As much of an object of GeoJSON as is looked at. */
interface Loose {
  readonly type?: unknown;
  readonly features?: unknown;
  readonly geometry?: unknown;
  readonly coordinates?: unknown;
}

function ofObject(it: unknown, depth: number): readonly Rings[] | PasteFault {
  const { type, features, geometry, coordinates }: Loose = typeof it === 'object' && it !== null && depth < 4 ? it : {};
  switch (type) {
    case undefined: return 'notGround';
    case 'FeatureCollection': return Array.isArray(features) ? joined(features.map((each) => ofObject(each, depth + 1))) : 'notGround';
    case 'Feature': return ofObject(geometry, depth + 1);
    case 'Polygon':
    case 'MultiPolygon': return ofCoordinates(type, coordinates);
    default: return 'lonelyPoint';
  }
}

/** The parts together, or the fault of the first that has one. */
function joined(parts: readonly (readonly Rings[] | PasteFault)[]): readonly Rings[] | PasteFault {
  const fault = parts.find((each) => typeof each === 'string');
  return typeof fault === 'string' ? fault : parts.flatMap((each) => (typeof each === 'string' ? [] : each));
}

function ofCoordinates(type: 'Polygon' | 'MultiPolygon', coordinates: unknown): readonly Rings[] | PasteFault {
  const polygons = type === 'Polygon' ? [coordinates] : coordinates;
  return Array.isArray(polygons) && polygons.every(isRings) ? polygons.map((rings) => rings.map((ring) => ring.map(([lon, lat]) => [lon, lat] as const))) : 'notGround';
}

function isRings(it: unknown): it is Rings {
  return Array.isArray(it) && it.every((ring: unknown) => Array.isArray(ring) && ring.every((corner: unknown) =>
    Array.isArray(corner) && corner.length >= 2 && corner.every((each) => typeof each === 'number' && Number.isFinite(each))));
}

/** Ground out of the corners that were clicked. */
export function groundOfCorners(corners: readonly Position[]): DrawnGround {
  return corners.length < 3 ? [] : [[closed(corners.map(({ lon, lat }) => [lon, lat] as const))]];
}
