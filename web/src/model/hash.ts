import { isLang, type Lang } from './lang';
import type { Camera, Position } from './position';
import { snapped } from './position';

/**
 * What stands after `#` in the address: only what the user set, and never sent
 * to any server.
 *
 *     #z=14.60/36.73300/117.16800&lang=en&p=117.168,36.733
 */
export interface LinkState {
  readonly camera?: Camera | undefined;
  readonly lang?: Lang | undefined;
  readonly point?: Position | undefined;
}

/** Reads a fragment. Parts that cannot be are left out: an old or mangled link still opens the map. */
export function parseHash(hash: string): LinkState {
  const parts = new URLSearchParams(hash.replace(/^#/, ''));
  const lang = parts.get('lang');
  return {
    camera: parseCamera(parts.get('z')),
    lang: isLang(lang) ? lang : undefined,
    point: parsePoint(parts.get('p')),
  };
}

/** Writes the fragment without `#`; empty when the user set nothing. */
export function formatHash(state: LinkState): string {
  const parts: string[] = [];
  if (state.camera !== undefined) {
    const { centre, zoom } = state.camera;
    parts.push(`z=${zoom.toFixed(2)}/${centre.lat.toFixed(5)}/${centre.lon.toFixed(5)}`);
  }
  if (state.lang !== undefined) {
    parts.push(`lang=${state.lang}`);
  }
  if (state.point !== undefined) {
    parts.push(`p=${plain(state.point.lon)},${plain(state.point.lat)}`);
  }
  return parts.join('&');
}

/** A degree without exponent or idle zeros. */
function plain(degrees: number): string {
  return degrees.toFixed(7).replace(/\.?0+$/, '');
}

function parseCamera(text: string | null): Camera | undefined {
  const [zoom, lat, lon] = numbers(text, '/', 3);
  const centre = place(lon, lat, 85);
  if (zoom === undefined || centre === undefined || zoom < 0 || zoom > 24) {
    return undefined;
  }
  return { centre, zoom };
}

function parsePoint(text: string | null): Position | undefined {
  const [lon, lat] = numbers(text, ',', 2);
  const point = place(lon, lat, 90);
  return point && snapped(point);
}

function place(lon: number | undefined, lat: number | undefined, maxLat: number): Position | undefined {
  if (lon === undefined || lat === undefined || Math.abs(lon) > 180 || Math.abs(lat) > maxLat) {
    return undefined;
  }
  return { lon, lat };
}

/** Plain decimal numbers, exactly `count` of them, else none. */
function numbers(text: string | null, separator: string, count: number): number[] {
  const parts = text?.split(separator) ?? [];
  const plain = parts.length === count && parts.every((part) => /^-?\d{1,3}(\.\d{1,12})?$/.test(part));
  return plain ? parts.map(Number) : [];
}
