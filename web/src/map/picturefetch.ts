import type { Camera, Position } from '../model/position';
import type { Seen } from '../model/seen';
import type { Size } from './mercator';
import type { Look } from './stage';

/** The body of `POST api/v1/picture`. */
export interface PictureAsk {
  readonly lon: number;
  readonly lat: number;
  readonly zoom: number;
  readonly width: number;
  readonly height: number;
  readonly scale: number;
  readonly theme: Look['theme'];
  readonly lang: Look['lang'];
  readonly hidden: readonly string[];
  readonly selected: Look['selected'];
}

/** What the server drew. */
export interface Picture {
  readonly png: Blob;
  /** Areas whose label points are in the picture, nearest to the middle first. */
  readonly areas: readonly Seen[];
  /** Places of service that are drawn. */
  readonly places: readonly Seen[];
}

/** Limits of the server: CSS pixels on a side, device pixels in a CSS pixel, device pixels in all. */
const limits = { side: 2048, scale: 3, pixels: 12_000_000 };

/** How many keys may be hidden. */
const mostHidden = 64;

/** The camera and size that are asked for: a window wider than pictures may be gets a coarser one, to be stretched. */
export function askFor(camera: Camera, size: Size, ratio: number, { theme, lang, hidden, selected }: Look): PictureAsk {
  const stretch = Math.max(1, size.width / limits.side, size.height / limits.side);
  const [width, height] = [pixels(size.width / stretch), pixels(size.height / stretch)];
  const most = Math.sqrt(limits.pixels / (width * height));
  const scale = Math.min(Math.max(ratio * stretch, 1), limits.scale, most);
  return {
    lon: camera.centre.lon,
    lat: camera.centre.lat,
    zoom: Math.max(camera.zoom - Math.log2(stretch), 0),
    width,
    height,
    scale: Math.floor(scale * 100) / 100,
    theme,
    lang,
    hidden: [...hidden].sort().slice(0, mostHidden),
    selected: selected === null ? null : { layer: selected.layer, code: selected.code },
  };
}

/** A side that a picture can have. */
function pixels(side: number): number {
  return Math.min(Math.max(Math.round(side), 16), limits.side);
}

/** Asks the server to draw; rejects when it does not, or when `signal` says stop. The position is in the body only. */
export async function fetchPicture(base: string, ask: PictureAsk, signal: AbortSignal): Promise<Picture> {
  const response = await fetch(new URL('api/v1/picture', base), {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Accept: 'application/json' },
    body: JSON.stringify(ask),
    signal,
  });
  if (!response.ok) {
    throw new Error(`HTTP ${response.status}`);
  }
  return readPicture(await response.json());
}

/** Reads the answer; throws when it is none. */
export function readPicture(body: unknown): Picture {
  if (!isRecord(body) || typeof body['png'] !== 'string') {
    throw new Error('no picture');
  }
  const bytes = Uint8Array.from(atob(body['png']), (char) => char.charCodeAt(0));
  return { png: new Blob([bytes], { type: 'image/png' }), areas: seen(body['areas']), places: seen(body['places']) };
}

function seen(list: unknown): Seen[] {
  return (Array.isArray(list) ? list : []).flatMap((it: unknown) => {
    if (!isRecord(it)) {
      return [];
    }
    const { layer, code, name, point } = it;
    const at = position(point);
    return typeof layer === 'string' && typeof code === 'string' && typeof name === 'string' && at !== null ? [{ layer, code, name, at }] : [];
  });
}

function position(point: unknown): Position | null {
  const [lon, lat] = (Array.isArray(point) ? point : []) as readonly unknown[];
  return typeof lon === 'number' && typeof lat === 'number' ? { lon, lat } : null;
}

function isRecord(it: unknown): it is Readonly<Record<string, unknown>> {
  return typeof it === 'object' && it !== null;
}
