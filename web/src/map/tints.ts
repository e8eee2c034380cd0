import type { ExpressionSpecification, LayerSpecification, SourceSpecification, StyleSpecification } from 'maplibre-gl';

import type { Layer } from '../model/city';
import type { Theme } from '../model/palette';
import type { Bounds } from '../model/position';
import type { Dress } from '../model/under';

/** Areas in one colour. */
export interface Tint {
  readonly colour: string;
  readonly codes: readonly string[];
}

/** Areas of a layer by colour, and where their tiles are had from. */
export interface Tinted {
  /** Null = none. */
  readonly tints: { readonly layer: Layer; readonly of: readonly Tint[] } | null;
  readonly base: string;
  readonly bounds: Bounds | null;
}

/** The name of slanted lines that mark ground, as the map draws them. */
export function hatchId(theme: Theme): string {
  return `hatch/${theme}`;
}

/** How much of the ground the tints hide: streets and names are read through them. */
export const tintOpacity = 0.7;

/** Makes what puts sources and layers over the city: `low` lies on the ground and under borders and names, `high` over all. */
export function dressing(sources: Readonly<Record<string, SourceSpecification>>, low: readonly LayerSpecification[], high: readonly LayerSpecification[]): Dress {
  return <Style extends object>(style: Style): Style => put(style as unknown as StyleSpecification, sources, low, high) as unknown as Style;
}

function put(style: StyleSpecification, sources: Readonly<Record<string, SourceSpecification>>, low: readonly LayerSpecification[], high: readonly LayerSpecification[]): StyleSpecification {
  const ground = (it: LayerSpecification): boolean => it.type === 'background' || it.type === 'raster' || (/^(base|under)-/.test(it.id) && it.type !== 'symbol') || it.id.endsWith('-land');
  const at = style.layers.reduce((last, it, i) => (ground(it) ? i + 1 : last), 0);
  return { ...style, sources: { ...style.sources, ...sources }, layers: [...style.layers.slice(0, at), ...low, ...style.layers.slice(at), ...high] };
}

/** The areas come as tiles of their own: the city's may begin at a closer zoom. */
export function tintSource(id: string, { tints, base, bounds }: Tinted): Record<string, SourceSpecification> {
  if (tints === null) {
    return {};
  }
  const { layer } = tints;
  return {
    [`${id}-${layer.key}`]: {
      type: 'vector', tiles: [`${new URL(`tiles/${encodeURIComponent(layer.key)}/`, base).href}{z}/{x}/{y}.mvt`], minzoom: layer.zoom[0], maxzoom: layer.zoom[1],
      ...(bounds === null ? {} : { bounds: [...bounds] as [number, number, number, number] }),
    },
  };
}

/** The layer that fills them; none where no area has a colour. */
export function tintLayers(id: string, { tints }: Tinted): LayerSpecification[] {
  const of = tints?.of.filter((it) => it.codes.length > 0) ?? [];
  if (tints === null || of.length === 0) {
    return [];
  }
  return [{
    id, type: 'fill', source: `${id}-${tints.layer.key}`, 'source-layer': tints.layer.key,
    paint: {
      'fill-color': ['match', ['get', 'code'], ...of.flatMap((it) => [[...it.codes], it.colour]), 'rgba(0,0,0,0)'] as unknown as ExpressionSpecification,
      'fill-opacity': tintOpacity, 'fill-antialias': false,
    },
  }];
}
