import type { Position } from './position';

// The ellipsoid of WGS-84 and CGCS2000; their flattenings differ in the ninth digit, which is a tenth of a millimetre.
const a = 6_378_137;
const f = 1 / 298.257_223_563;
const b = a * (1 - f);
const e2 = f * (2 - f);
const e = Math.sqrt(e2);

function radians(degrees: number): number {
  return (degrees * Math.PI) / 180;
}

/**
 * The length in metres of the shortest line on the ellipsoid between two spots: Vincenty's inverse formula, right to a millimetre.
 * Of spots that lie all but opposite each other on the earth it does not settle: then null.
 */
export function metresBetween(from: Position, to: Position): number | null {
  const L = radians(to.lon - from.lon);
  const [u1, u2] = [Math.atan((1 - f) * Math.tan(radians(from.lat))), Math.atan((1 - f) * Math.tan(radians(to.lat)))];
  const [s1, c1, s2, c2] = [Math.sin(u1), Math.cos(u1), Math.sin(u2), Math.cos(u2)];
  let lambda = L;
  for (let round = 0; round < 200; round++) {
    const [sl, cl] = [Math.sin(lambda), Math.cos(lambda)];
    const sinS = Math.hypot(c2 * sl, c1 * s2 - s1 * c2 * cl);
    if (sinS === 0) {
      return 0;
    }
    const cosS = s1 * s2 + c1 * c2 * cl;
    const sigma = Math.atan2(sinS, cosS);
    const sinA = (c1 * c2 * sl) / sinS;
    const cos2A = 1 - sinA * sinA;
    const cosM = cos2A === 0 ? 0 : cosS - (2 * s1 * s2) / cos2A; // on the equator there is no such term
    const C = (f / 16) * cos2A * (4 + f * (4 - 3 * cos2A));
    const before = lambda;
    lambda = L + (1 - C) * f * sinA * (sigma + C * sinS * (cosM + C * cosS * (2 * cosM * cosM - 1)));
    if (Math.abs(lambda - before) < 1e-12) {
      return b * series(cos2A, sinS, cosS, sigma, cosM);
    }
  }
  return null;
}

/** Vincenty's series: the length on a sphere of radius 1, mended for the ellipsoid. */
function series(cos2A: number, sinS: number, cosS: number, sigma: number, cosM: number): number {
  const u = (cos2A * (a * a - b * b)) / (b * b);
  const A = 1 + (u / 16384) * (4096 + u * (-768 + u * (320 - 175 * u)));
  const B = (u / 1024) * (256 + u * (-128 + u * (74 - 47 * u)));
  const delta = B * sinS * (cosM + (B / 4) * (cosS * (2 * cosM * cosM - 1) - (B / 6) * cosM * (4 * sinS * sinS - 3) * (4 * cosM * cosM - 3)));
  return A * (sigma - delta);
}

/** The length in metres of a line through spots; null where a piece of it has none. */
export function lengthOf(line: readonly Position[]): number | null {
  let sum = 0;
  for (let i = 1; i < line.length; i++) {
    const [from, to] = [line[i - 1], line[i]];
    const part = from === undefined || to === undefined ? null : metresBetween(from, to);
    if (part === null) {
      return null;
    }
    sum += part;
  }
  return sum;
}

/** The ground between the equator and a latitude, for each radian of longitude. */
function below(lat: number): number {
  const s = Math.sin(radians(lat));
  return ((b * b) / 2) * (s / (1 - e2 * s * s) + Math.log((1 + e * s) / (1 - e * s)) / (2 * e));
}

/** Gauss's three points in -1 … 1, and their weights. */
const gauss: readonly (readonly [number, number])[] = [[-Math.sqrt(0.6), 5 / 9], [0, 8 / 9], [Math.sqrt(0.6), 5 / 9]];

/** A longer piece is cut, in degrees. */
const step = 0.25;

/**
 * The ground in square metres within a ring of spots, which closes by itself, on the ellipsoid. Its sides are straight in longitude and latitude,
 * as the borders of the city are, so that it agrees with what the server says of the same ring. The sense of the ring does not matter;
 * of one that crosses itself the parts are taken from each other.
 */
export function groundOf(ring: readonly Position[]): number {
  const first = ring[0];
  if (first === undefined || ring.length < 3) {
    return 0;
  }
  const zero = below(first.lat); // else small rings would be differences of large numbers
  let sum = 0;
  ring.forEach((from, i) => {
    const to = ring[(i + 1) % ring.length] ?? first;
    const pieces = Math.max(1, Math.ceil(Math.max(Math.abs(to.lon - from.lon), Math.abs(to.lat - from.lat)) / step));
    const dLat = (to.lat - from.lat) / pieces;
    const dLon = radians(to.lon - from.lon) / pieces;
    for (let k = 0; k < pieces; k++) {
      const middle = from.lat + (k + 0.5) * dLat;
      sum += gauss.reduce((part, [at, weight]) => part + weight * (below(middle + (at * dLat) / 2) - zero), 0) * (dLon / 2);
    }
  });
  return Math.abs(sum);
}
