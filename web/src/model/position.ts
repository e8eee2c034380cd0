/** A place on the earth: WGS-84 degrees, longitude first wherever the two stand in a row. */
export interface Position {
  readonly lon: number;
  readonly lat: number;
}

/** West, south, east, north in degrees. */
export type Bounds = readonly [number, number, number, number];

/** What the map shows. `zoom` is MapLibre's: at 0 the world is 512 px wide. */
export interface Camera {
  readonly centre: Position;
  readonly zoom: number;
}

const lattice = 1e7;

/** Moves a position to the store's lattice of 1e-7 degrees, so that a link gives the answer that the click gave. */
export function snapped(at: Position): Position {
  return { lon: Math.round(wrapped(at.lon) * lattice) / lattice, lat: Math.round(at.lat * lattice) / lattice };
}

/** Brings a longitude into [-180, 180): a map dragged around the world counts on. */
function wrapped(lon: number): number {
  return lon >= -180 && lon < 180 ? lon : lon - 360 * Math.floor((lon + 180) / 360);
}

/** The circumference of the equator of WGS-84 in metres. */
const equator = 40_075_016.686;

/** Ground metres under one CSS pixel of a Web Mercator map. */
export function metresPerPixel(camera: Camera): number {
  return (Math.cos((camera.centre.lat * Math.PI) / 180) * equator) / (512 * 2 ** camera.zoom);
}
