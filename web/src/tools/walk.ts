import type { Polygon } from '../model/across';
import type { Position } from '../model/position';

/** Where an arrow key points: steps to the east and to the north. */
export const ways: Readonly<Record<string, readonly [number, number]>> = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

/** Behind a border, in degrees: some three metres. */
const behind = 3e-5;

/** How far a ray from a spot goes until it meets a border of the polygons, in degrees; null where it meets none. */
function leaves(from: Position, polygons: readonly Polygon[], [east, north]: readonly [number, number]): number | null {
  let least: number | null = null;
  for (const ring of polygons.flat()) {
    for (let i = 0; i + 1 < ring.length; i++) {
      const [p, q] = [ring[i], ring[i + 1]];
      if (p === undefined || q === undefined) {
        continue;
      }
      // Along the ray and across it; a corner on the ray belongs to the side above.
      const [pa, pc] = [(p[0] - from.lon) * east + (p[1] - from.lat) * north, (p[1] - from.lat) * east - (p[0] - from.lon) * north];
      const [qa, qc] = [(q[0] - from.lon) * east + (q[1] - from.lat) * north, (q[1] - from.lat) * east - (q[0] - from.lon) * north];
      if (pc >= 0 === qc >= 0) {
        continue;
      }
      const along = pa + ((qa - pa) * pc) / (pc - qc);
      if (along > 0 && (least === null || along < least)) {
        least = along;
      }
    }
  }
  return least;
}

function moved({ lon, lat }: Position, [east, north]: readonly [number, number], far: number): Position {
  return { lon: lon + east * far, lat: lat + north * far };
}

/** The spot just behind the border of an area that a ray from within it meets; null where it meets none. */
export function beyond(from: Position, area: readonly Polygon[], way: readonly [number, number]): Position | null {
  const far = leaves(from, area, way);
  return far === null ? null : moved(from, way, far + behind);
}

/** Half way from a spot at the edge of an area to where a ray leaves it again: so walking on leads through the middles. */
export function within(from: Position, area: readonly Polygon[], way: readonly [number, number]): Position {
  const far = leaves(from, area, way);
  return far === null ? from : moved(from, way, far / 2);
}
