import * as v from 'valibot';

import type { BaseMap, BaseMapLayer } from '../model/under';
import { bounds, decoded, finite, key, maybe, strings, words, zoom } from './parts';

const layer = v.pipe(
  v.object({
    id: key, role: v.picklist(['ground', 'names']), tiles: key, tile_size: v.picklist([256, 512]), min_zoom: zoom, max_zoom: zoom,
    bounds: v.nullable(bounds), vectors: strings,
  }),
  v.transform(({ tile_size, min_zoom, max_zoom, ...rest }): BaseMapLayer => ({ ...rest, tileSize: tile_size, zoom: [min_zoom, max_zoom] })),
);

const list = v.object({
  basemaps: v.array(v.object({
    id: key, name: words, type: v.picklist(['raster', 'vector']), look: v.picklist(['map', 'imagery']), dark: key, opacity: finite,
    attribution: maybe, approval: maybe, state: v.picklist(['ready', 'failing', 'refused']), layers: v.array(layer),
  })),
});

/** Reads the body of `GET api/v1/basemaps`; null when it is not one. */
export function decodeBaseMaps(body: unknown): readonly BaseMap[] | null {
  return decoded(list, body)?.basemaps ?? null;
}

/** Asks for the base maps of the server; none when it cannot be asked. */
export async function fetchBaseMaps(base: string): Promise<readonly BaseMap[]> {
  try {
    const response = await fetch(new URL('api/v1/basemaps', base), { credentials: 'same-origin' });
    return response.ok ? decodeBaseMaps(await response.json()) ?? [] : [];
  } catch {
    return [];
  }
}
