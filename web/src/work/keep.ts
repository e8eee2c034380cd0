import type { City } from '../model/city';
import { sourceSpec, sourcesOf } from '../map/sources';
import type { Bounds } from '../model/position';
import script from '../sw?worker&url';
import { packCache } from './wipe';

/** So many bytes a pack takes at most, the page itself aside. */
export const mostBytes = 3_000_000;

/** The first zoom of which a street's tiles are kept. */
const firstZoom = 11;

/** How many tiles are asked for at once. */
const atOnce = 6;

/** What installing has done. */
export interface Kept {
  readonly bytes: number;
  readonly tiles: number;
  /** Some tiles were left out, the closest zooms first, so that the pack stays small. */
  readonly cut: boolean;
}

/** Whether this browser can keep the page: over HTTPS or on this machine, and not in every app's own browser. */
export function canKeep(): boolean {
  return window.isSecureContext && 'serviceWorker' in navigator && 'caches' in window;
}

/** Addresses of the tiles that show a box, the widest first. */
export function tilesOf(city: City, base: string, box: Bounds): string[] {
  const specs = sourcesOf(city).map((it) => sourceSpec(it, city, base));
  const out: string[] = [];
  for (let z = firstZoom; z <= 16; z++) {
    for (const { tiles, minzoom, maxzoom } of specs) {
      const [template] = tiles ?? [];
      if (template !== undefined && z >= (minzoom ?? 0) && z <= (maxzoom ?? 22)) {
        out.push(...tilesAt(z, box).map(([x, y]) => template.replace('{z}', `${z}`).replace('{x}', `${x}`).replace('{y}', `${y}`)));
      }
    }
  }
  return out;
}

function tilesAt(z: number, [west, south, east, north]: Bounds): [number, number][] {
  const across = (lon: number): number => Math.floor(((lon + 180) / 360) * 2 ** z);
  const down = (lat: number): number => Math.floor(((1 - Math.asinh(Math.tan((lat * Math.PI) / 180)) / Math.PI) / 2) * 2 ** z);
  const out: [number, number][] = [];
  for (let x = across(west); x <= across(east); x++) {
    for (let y = down(north); y <= down(south); y++) {
      out.push([x, y]);
    }
  }
  return out;
}

/** The files of the page that are loaded now: what it needs to begin again. */
function shell(base: string): string[] {
  const loaded = performance.getEntriesByType('resource').map((it) => it.name);
  return [...new Set([new URL('.', base).href, ...loaded.filter((it) => it.startsWith(new URL('assets/', base).href))])];
}

/** Keeps the page, the pack and the tiles of its street; `told` hears how far it is, from 0 to 1. */
export async function install(city: City, base: string, box: Bounds, pack: Response, told: (share: number) => void): Promise<Kept> {
  await navigator.serviceWorker.register(new URL(script, document.baseURI), { scope: new URL('.', base).pathname });
  const cache = await caches.open(packCache);
  const text = await pack.text();
  let [bytes, tiles, cut] = [Number(pack.headers.get('Content-Length') ?? 0) || text.length, 0, false];
  const body = new Response(text, { headers: { 'Content-Type': 'application/json' } });
  await Promise.all([cache.put(new URL('api/v1/pack', base).href, body), ...shell(base).map((it) => keepOne(cache, it).catch(() => 0)),
    keepOne(cache, new URL('api/v1/layers', base).href)]);
  const all = tilesOf(city, base, box);
  for (let i = 0; i < all.length && !cut; i += atOnce) {
    const sizes = await Promise.all(all.slice(i, i + atOnce).map((it) => keepOne(cache, it)));
    bytes += sizes.reduce((sum, it) => sum + it, 0);
    tiles += sizes.length;
    cut = bytes > mostBytes;
    told(Math.min((i + atOnce) / all.length, 1));
  }
  await (navigator.storage as StorageManager | undefined)?.persist().catch(() => false);
  return { bytes, tiles, cut: cut && tiles < all.length };
}

/** Keeps an answer; gives its bytes as they came over the net, where the browser tells, else as they are. */
async function keepOne(cache: Cache, url: string): Promise<number> {
  const answer = await fetch(url, { credentials: 'same-origin', cache: 'no-cache' });
  if (!answer.ok) {
    throw new Error(`${answer.status} for a part of the pack`);
  }
  if (answer.status === 204) {
    await cache.put(url, new Response(null, { status: 204 })).catch(() => undefined);
    return 0;
  }
  const body = await answer.clone().arrayBuffer();
  await cache.put(url, answer);
  return Number(answer.headers.get('Content-Length') ?? 0) || body.byteLength;
}

/** The pack that this phone keeps; null = none. */
export async function kept(base: string): Promise<unknown> {
  if (!('caches' in window)) {
    return null;
  }
  const found = await caches.match(new URL('api/v1/pack', base).href, { cacheName: packCache });
  return found === undefined ? null : await found.json() as unknown;
}
