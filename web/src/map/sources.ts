import type { VectorSourceSpecification } from 'maplibre-gl';

import type { City, Layer } from '../model/city';
import { filled } from '../model/city';
import { windows } from '../model/zooms';
import { borderFrom, firstDrawn } from './look';

/** A vector source and what is in it. */
export interface Source {
  readonly id: string;
  /** Layers of the scheme. */
  readonly areas: readonly Layer[];
  /** Other layers of the tiles: lines, buildings, places. */
  readonly others: readonly string[];
  /** First and last zoom with tiles. */
  readonly zoom: readonly [number, number];
}

/** How many layers one tile address may name (docs: the HTTP contract). */
const layersPerTile = 16;

/** The last zoom of the tile layers that are not in the scheme. */
const othersLast = 16;

/** A layer of the tiles, with the zooms of its tiles, from the first that draws it. */
interface Part {
  readonly layer: Layer | string;
  readonly from: number;
  readonly last: number;
}

/**
 * Groups the layers into sources: in the common case two. What the view of the
 * whole city does not draw stands apart, so that the first view is light; so do
 * layers whose tiles end at different zooms, or the shallower ones would vanish
 * where the deeper ones still have tiles.
 */
export function sourcesOf(city: City): Source[] {
  const whole = wholeZoom(city);
  const groups = new Map<string, Part[]>();
  for (const part of partsOf(city)) {
    const group = `${part.from > whole ? 'deep' : 'wide'} ${part.last}`;
    groups.set(group, [...(groups.get(group) ?? []), part]);
  }
  const cut = [...groups.values()].flatMap((parts) =>
    Array.from({ length: Math.ceil(parts.length / layersPerTile) }, (_, i) => parts.slice(i * layersPerTile, (i + 1) * layersPerTile)));
  return cut.map((parts, i) => ({
    id: `city-${i}`,
    areas: parts.flatMap(({ layer }) => (typeof layer === 'string' ? [] : [layer])),
    others: parts.flatMap(({ layer }) => (typeof layer === 'string' ? [layer] : [])),
    zoom: [Math.min(...parts.map((it) => it.from)), parts[0]?.last ?? 0],
  }));
}

function partsOf(city: City): Part[] {
  const areas = filled(city).map((layer) => ({ layer, from: firstZoom(layer), last: layer.zoom[1] }));
  const others = otherLayers(city).map((layer) => ({ layer, from: firstOther(layer, city), last: othersLast }));
  return [...areas, ...others].map((it) => ({ ...it, from: Math.min(it.from, it.last) }));
}

/** The first zoom with tiles that the map needs of a layer of the scheme; the widest is the land itself. */
function firstZoom(layer: Layer): number {
  if (layer.base || (layer.partition && layer.depth === 0)) {
    return layer.zoom[0];
  }
  return Math.max(layer.zoom[0], Math.floor(Math.min(borderFrom(layer), windows(layer).label)));
}

function firstOther(key: string, city: City): number {
  const from = key === borderLayer ? filled(city).filter((it) => it.partition).map(borderFrom) : [firstDrawn(key)];
  return Math.floor(Math.min(...from));
}

/** The zoom at which the whole city is about as wide as a window. */
function wholeZoom(city: City): number {
  const [west, , east] = city.bounds ?? [-180, 0, 180, 0];
  return Math.log2((360 * 1024) / (512 * Math.max(east - west, 1e-4)));
}

/** The tile layers beside the scheme's that have something in them; a layer of the scheme wins over one of the same key. */
export function otherLayers(city: City): string[] {
  const keys = city.lines.filter((it) => it.count > 0).map((it) => it.key);
  if (city.buildings > 0) {
    keys.push('building');
  }
  if (city.places.some((it) => it.count > 0)) {
    keys.push('place');
  }
  if (filled(city).some((it) => it.partition)) {
    keys.push(borderLayer);
  }
  return keys.filter((key) => !city.layers.some((layer) => layer.key === key && layer.areas > 0));
}

/** The layer with the borders of all partitions, each drawn once for the widest layer that it bounds. */
export const borderLayer = 'border';

/** The source as MapLibre wants it; `base` is the address of the page. */
export function sourceSpec(source: Source, city: City, base: string): VectorSourceSpecification {
  const keys = [...source.areas.map((layer) => layer.key), ...source.others].map(encodeURIComponent).join(',');
  const bounds = city.bounds;
  return {
    type: 'vector',
    tiles: [`${new URL(`tiles/${keys}/`, base).href}{z}/{x}/{y}.mvt`],
    minzoom: source.zoom[0],
    maxzoom: source.zoom[1],
    // Codes, since an answer names areas by code: so a code is the key of the feature state.
    promoteId: Object.fromEntries(source.areas.filter((layer) => !layer.base).map((layer) => [layer.key, 'code'])),
    ...(bounds === null ? {} : { bounds: [...bounds] }),
  };
}

/** The source that has a layer of the tiles. */
export function sourceWith(sources: readonly Source[], key: string): Source | undefined {
  return sources.find((it) => it.others.includes(key) || it.areas.some((layer) => layer.key === key));
}

/** The layer of label points that goes with a layer of areas. */
export function labelLayer(key: string): string {
  return `${key}_label`;
}
