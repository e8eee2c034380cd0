import type { Position } from './position';

/** Metres on the sphere: for "how far away", not for surveying. */
export function metresBetween(a: Position, b: Position): number {
  const radian = Math.PI / 180;
  const [dLat, dLon] = [(b.lat - a.lat) * radian, (b.lon - a.lon) * radian];
  const h = Math.sin(dLat / 2) ** 2 + Math.cos(a.lat * radian) * Math.cos(b.lat * radian) * Math.sin(dLon / 2) ** 2;
  return 2 * 6_371_008.8 * Math.asin(Math.min(1, Math.sqrt(h)));
}
