import type { Position } from './position';

/** The systems in which Chinese maps give coordinates. */
export const datums = ['wgs84', 'gcj02', 'bd09'] as const;
export type Datum = (typeof datums)[number];

/** How the systems are called everywhere. */
export const datumNames: Readonly<Record<Datum, string>> = { wgs84: 'WGS-84', gcj02: 'GCJ-02', bd09: 'BD-09' };

/**
 * Moves a WGS-84 position into another system, by the formulas that all
 * libraries share (as geo/crs does): they meet the providers' maps to some
 * metres, not better. Outside the formulas' box nothing is moved.
 */
export function inDatum(at: Position, datum: Datum): Position {
  if (datum === 'wgs84' || !inBox(at)) {
    return at;
  }
  const shifted = toGcj(at);
  return datum === 'gcj02' ? shifted : toBd(shifted);
}

/** The box in which the published formula shifts positions. */
function inBox({ lon, lat }: Position): boolean {
  return lon >= 72.004 && lon <= 137.8347 && lat >= 0.8293 && lat <= 55.8271;
}

const { PI, abs, atan2, cos, hypot, sin, sqrt } = Math;

/** The formula of GCJ-02, on the Krasovsky ellipsoid. */
function toGcj({ lon, lat }: Position): Position {
  const a = 6378245;
  const e2 = 0.006693421622965943;
  const x = lon - 105;
  const y = lat - 35;
  const waves = ((20 * sin(6 * x * PI) + 20 * sin(2 * x * PI)) * 2) / 3;
  const north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(abs(x)) + waves
    + ((20 * sin(y * PI) + 40 * sin((y / 3) * PI)) * 2) / 3
    + ((160 * sin((y / 12) * PI) + 320 * sin((y * PI) / 30)) * 2) / 3;
  const east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(abs(x)) + waves
    + ((20 * sin(x * PI) + 40 * sin((x / 3) * PI)) * 2) / 3
    + ((150 * sin((x / 12) * PI) + 300 * sin((x / 30) * PI)) * 2) / 3;
  const radian = PI / 180;
  const w = 1 - e2 * sin(lat * radian) ** 2;
  const meridian = (a * (1 - e2)) / (w * sqrt(w));
  const prime = a / sqrt(w);
  return { lon: lon + east / (prime * cos(lat * radian) * radian), lat: lat + north / (meridian * radian) };
}

/** The formula that makes BD-09 of GCJ-02. */
function toBd({ lon, lat }: Position): Position {
  const turns = (PI * 3000) / 180;
  const radius = hypot(lon, lat) + 0.00002 * sin(lat * turns);
  const angle = atan2(lat, lon) + 0.000003 * cos(lon * turns);
  return { lon: radius * cos(angle) + 0.0065, lat: radius * sin(angle) + 0.006 };
}
