import type { City, Layer } from '../model/city';
import { windows, type Windows } from '../model/zooms';
import { sourcesOf } from './sources';

/** A layer of the scheme with all that its drawing depends on. */
export interface Drawn extends Windows {
  readonly layer: Layer;
  /** The id of its source. */
  readonly source: string;
  /** 0 for the widest partition layer, counted without the free ones. */
  readonly rank: number;
}

/** The layers that have areas, widest first; the ground of the base map is not among them. */
export function drawnLayers(city: City): Drawn[] {
  return sourcesOf(city)
    .flatMap((source) => source.areas.map((layer) => ({ layer, source: source.id, rank: rankOf(layer, city), ...windows(layer) })))
    .filter((it) => !it.layer.base)
    .sort((a, b) => a.layer.depth - b.layer.depth);
}

/** The place among the depths of the partition layers that have areas. */
export function rankOf(layer: Layer, city: City): number {
  const above = city.layers.filter((it) => it.partition && it.areas > 0 && it.depth < layer.depth);
  return new Set(above.map((it) => it.depth)).size;
}

/** The partition layers, each with the zooms at which it is the deepest whose borders are drawn. */
export function deepest(drawn: readonly Drawn[]): { readonly it: Drawn; readonly from: number; readonly to: number }[] {
  const nested = drawn.filter(({ layer }) => layer.partition);
  return nested
    .map((it, i) => ({ it, from: it.border, to: Math.min(lastZoom, ...nested.slice(i + 1).map((deeper) => deeper.border)) }))
    .filter(({ from, to }) => from < to);
}

/** MapLibre's word for a layer that never ends. */
export const lastZoom = 24;
