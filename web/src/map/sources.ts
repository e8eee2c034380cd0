import type { VectorSourceSpecification } from 'maplibre-gl';

import type { City, Layer } from '../model/city';
import { filled } from '../model/city';

/** A vector source and the layers in it. */
export interface Source {
  readonly id: string;
  readonly layers: readonly Layer[];
}

/** How many layers one tile address may name (docs: the HTTP contract). */
const layersPerTile = 16;

/**
 * Groups the layers into sources: in the common case one. Layers whose tiles
 * end at different zooms stand apart, or the shallower ones would vanish where
 * the deeper ones still have tiles.
 */
export function sourcesOf(city: City): Source[] {
  const byLastZoom = new Map<number, Layer[]>();
  for (const layer of filled(city)) {
    const last = layer.zoom[1];
    byLastZoom.set(last, [...(byLastZoom.get(last) ?? []), layer]);
  }
  const sources: Source[] = [];
  for (const layers of byLastZoom.values()) {
    for (let i = 0; i < layers.length; i += layersPerTile) {
      sources.push({ id: `areas-${sources.length}`, layers: layers.slice(i, i + layersPerTile) });
    }
  }
  return sources;
}

/** The source as MapLibre wants it; `base` is the address of the page. */
export function sourceSpec(source: Source, city: City, base: string): VectorSourceSpecification {
  const keys = source.layers.map((layer) => encodeURIComponent(layer.key)).join(',');
  const bounds = city.bounds;
  return {
    type: 'vector',
    tiles: [`${new URL(`tiles/${keys}/`, base).href}{z}/{x}/{y}.mvt`],
    minzoom: Math.min(...source.layers.map((layer) => layer.zoom[0])),
    maxzoom: Math.max(...source.layers.map((layer) => layer.zoom[1])),
    // Codes, since an answer names areas by code: so a code is the key of the feature state.
    promoteId: Object.fromEntries(source.layers.map((layer) => [layer.key, 'code'])),
    ...(bounds === null ? {} : { bounds: [...bounds] }),
  };
}

/** The layer of label points that goes with a layer of areas. */
export function labelLayer(key: string): string {
  return `${key}_label`;
}
