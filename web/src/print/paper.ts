import type { Bounds, Position } from '../model/position';

/** A sheet of paper, in millimetres as it lies. */
export interface Paper {
  readonly width: number;
  readonly height: number;
}

export type PaperName = 'a4' | 'a3';
export type Turn = 'portrait' | 'landscape';

const sides: Readonly<Record<PaperName, readonly [number, number]>> = { a4: [210, 297], a3: [297, 420] };

export function paperOf(name: PaperName, turn: Turn): Paper {
  const [short, long] = sides[name];
  return turn === 'portrait' ? { width: short, height: long } : { width: long, height: short };
}

/** A CSS pixel is 1/96 inch on paper (CSS Values 4, §6.2). */
const millimetresPerPixel = 25.4 / 96;

export function pixelsOf(millimetres: number): number {
  return millimetres / millimetresPerPixel;
}

/** Scales that a sheet may have, as on official maps: 1 to so many. */
export const scales = [500, 1_000, 2_000, 2_500, 5_000, 10_000, 15_000, 20_000, 25_000, 50_000, 100_000, 200_000] as const;

/** Equatorial circumference of WGS-84, along which Web Mercator is true to itself, in metres. */
const around = 2 * Math.PI * 6_378_137;

/** CSS pixels of the world at zoom 0. */
const world = 512;

const rad = Math.PI / 180;

/** The zoom at which the map is 1 : `scale` on paper along a parallel at this latitude: Web Mercator is larger by 1/cos φ. */
export function zoomOf(scale: number, latitude: number): number {
  const metresPerPixel = scale * millimetresPerPixel / 1000;
  return Math.log2(around * Math.cos(latitude * rad) / (world * metresPerPixel));
}

function up(latitude: number): number {
  return Math.asinh(Math.tan(latitude * rad)) / rad;
}

/** The middle of bounds as the map shows them. */
export function middleOf([west, south, east, north]: Bounds): Position {
  const y = (up(south) + up(north)) / 2;
  return { lon: (west + east) / 2, lat: Math.atan(Math.sinh(y * rad)) / rad };
}

/** The largest scale at which all of the bounds lie within a frame of so many millimetres, with a twentieth of it free on each side; null where none is small enough. */
export function scaleFor(bounds: Bounds, frame: Paper): number | null {
  const [west, south, east, north] = bounds;
  const { lat } = middleOf(bounds);
  const metres = around / 360 * Math.cos(lat * rad);
  const wide = (east - west) * metres;
  const high = (up(north) - up(south)) * metres;
  const least = Math.max(wide / frame.width, high / frame.height) * 1000 / 0.9;
  return scales.find((it) => it >= least) ?? null;
}

/** A scale bar: metres of a round length that is 30 to 75 mm on paper, and these millimetres. */
export function barOf(scale: number): { readonly metres: number; readonly millimetres: number } {
  const longest = 75 * scale / 1000;
  const ten = 10 ** Math.floor(Math.log10(longest));
  const metres = [5, 2, 1].map((it) => it * ten).find((it) => it <= longest) ?? ten;
  return { metres, millimetres: metres * 1000 / scale };
}
