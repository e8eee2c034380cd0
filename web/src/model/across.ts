import type { Position } from './position';

/** Rings of longitude, latitude: the outer one first, then holes. */
export type Polygon = readonly (readonly (readonly [number, number])[])[];

/**
 * The spot across the border of a neighbouring area: as far behind the border
 * as `at` is in front of it, so that walking on and walking back are alike;
 * nearer where the neighbour is too narrow. Null when the shape has no border.
 */
export function across(at: Position, neighbour: readonly Polygon[]): Position | null {
  const squeeze = Math.cos((at.lat * Math.PI) / 180);
  const border = nearest(at, neighbour, squeeze);
  if (border === null) {
    return null;
  }
  const [east, north] = [border.lon - at.lon, border.lat - at.lat];
  const far = Math.hypot(east * squeeze, north);
  const lengths: number[] = [];
  for (let length = Math.max(far, least); length > least / 4; length /= 2) {
    lengths.push(length);
  }
  // At the border itself, and at a sharp corner, straight on leads nowhere: the other directions are tried.
  const directions = [...(far === 0 ? [] : [[east / far, north / far] as const]), ...around(squeeze)];
  for (const [x, y] of directions) {
    for (const length of lengths) {
      const there = { lon: border.lon + x * length, lat: border.lat + y * length };
      if (inside(there, neighbour)) {
        return there;
      }
    }
  }
  return border;
}

/** The shortest step, in degrees: about two metres. */
const least = 2e-5;

/** Directions all around, none of them due north or east, as borders may be. */
function around(squeeze: number): readonly (readonly [number, number])[] {
  const angles = Array.from({ length: 16 }, (_, i) => ((i + 0.4) * Math.PI) / 8);
  return angles.map((it) => [Math.cos(it) / squeeze, Math.sin(it)] as const);
}

/** The nearest point of the rings. */
function nearest(at: Position, polygons: readonly Polygon[], squeeze: number): Position | null {
  let best: Position | null = null;
  let least = Infinity;
  for (const ring of polygons.flat()) {
    for (let i = 0; i + 1 < ring.length; i++) {
      const [a, b] = [ring[i], ring[i + 1]];
      if (a === undefined || b === undefined) {
        continue;
      }
      const [ax, ay] = [(a[0] - at.lon) * squeeze, a[1] - at.lat];
      const [dx, dy] = [(b[0] - a[0]) * squeeze, b[1] - a[1]];
      const length = dx * dx + dy * dy;
      const t = length === 0 ? 0 : Math.min(Math.max(-(ax * dx + ay * dy) / length, 0), 1);
      const far = Math.hypot(ax + t * dx, ay + t * dy);
      if (far < least) {
        least = far;
        best = { lon: a[0] + t * (b[0] - a[0]), lat: a[1] + t * (b[1] - a[1]) };
      }
    }
  }
  return best;
}

/** Whether a point lies in the polygons, holes taken out. */
function inside(at: Position, polygons: readonly Polygon[]): boolean {
  let odd = false;
  for (const ring of polygons.flat()) {
    for (let i = 0; i + 1 < ring.length; i++) {
      const [a, b] = [ring[i], ring[i + 1]];
      if (a !== undefined && b !== undefined && (a[1] > at.lat) !== (b[1] > at.lat)
        && at.lon < a[0] + ((at.lat - a[1]) / (b[1] - a[1])) * (b[0] - a[0])) {
        odd = !odd;
      }
    }
  }
  return odd;
}
