/**
 * The owner rule of the house on a phone: coordinates become integers once, and a point has exactly the owner that the
 * server would give it (docs/architecture.md, "Owner rule").
 */

/** A point of the lattice: 1e-7 degrees, as integers. */
export type Point = readonly [x: number, y: number];

/** A ring as the corners one after the other, x and y by turns; not closed. */
export type Ring = readonly number[];

/** Degrees to the lattice: the product as a float64, then rounded half away from zero. */
export function lattice(degrees: number): number {
  const v = degrees * 1e7;
  return Math.trunc(v + (v < 0 ? -0.5 : 0.5));
}

/** The shape of a pack: the first corner of each ring, and steps from there. */
export function corners(stepped: readonly (readonly (readonly number[])[])[]): readonly Ring[] {
  return stepped.flat().map((steps) => {
    const out: number[] = [];
    let [x, y] = [0, 0];
    for (let i = 0; i + 1 < steps.length; i += 2) {
      x += steps[i] ?? 0;
      y += steps[i + 1] ?? 0;
      out.push(x, y);
    }
    return out;
  });
}

/** Calls `f` for each edge of the rings. */
export function edges(rings: readonly Ring[], f: (ax: number, ay: number, bx: number, by: number) => void): void {
  for (const ring of rings) {
    let [ax, ay] = [ring[ring.length - 2] ?? 0, ring[ring.length - 1] ?? 0];
    for (let i = 0; i + 1 < ring.length; i += 2) {
      const [bx, by] = [ring[i] ?? 0, ring[i + 1] ?? 0];
      f(ax, ay, bx, by);
      [ax, ay] = [bx, by];
    }
  }
}

/** Beyond it the products of differences are no longer exact in a float64. */
const exact = 2 ** 26;

/** Whether l·m > r·s, exactly. */
function larger(l: number, m: number, r: number, s: number): boolean {
  if (Math.max(Math.abs(l), Math.abs(m), Math.abs(r), Math.abs(s)) < exact) {
    return l * m > r * s;
  }
  return BigInt(l) * BigInt(m) > BigInt(r) * BigInt(s);
}

/** Whether the rings, read by the even–odd rule, own a point: their open interior holds (x+ε, y+ε²). */
export function owns(rings: readonly Ring[], [x, y]: Point): boolean {
  let odd = false;
  edges(rings, (ax, ay, bx, by) => {
    if (ay <= y !== by <= y) {
      // The edge crosses the ray to the east where it lies on the right side of the point, seen from below.
      const [l, m, r, s] = [bx - ax, y - ay, by - ay, x - ax];
      if (ay <= y ? larger(l, m, r, s) : larger(r, s, l, m)) {
        odd = !odd;
      }
    }
  });
  return odd;
}

/** Metres that a step of the lattice is worth at a latitude, to the east and to the north, on the ellipsoid of WGS-84. */
export function scale(y: number): readonly [east: number, north: number] {
  const radian = Math.PI / 180;
  const lat = y * 1e-7 * radian;
  const [a, e2] = [6378137, 0.0066943799901413165];
  const w = 1 - e2 * Math.sin(lat) ** 2;
  return [(a / Math.sqrt(w)) * Math.cos(lat) * radian * 1e-7, ((a * (1 - e2)) / (w * Math.sqrt(w))) * radian * 1e-7];
}

/** Metres from a point to an edge. */
export function distanceTo([x, y]: Point, ax: number, ay: number, bx: number, by: number): number {
  const [east, north] = scale(y);
  const [px, py] = [(ax - x) * east, (ay - y) * north];
  const [dx, dy] = [(bx - ax) * east, (by - ay) * north];
  const length = dx * dx + dy * dy;
  const t = length === 0 ? 0 : Math.min(Math.max(-(px * dx + py * dy) / length, 0), 1);
  return Math.hypot(px + t * dx, py + t * dy);
}
