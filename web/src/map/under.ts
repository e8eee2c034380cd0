import type { LayerSpecification, RasterLayerSpecification, SourceSpecification, StyleSpecification } from 'maplibre-gl';

import type { Lang } from '../model/lang';
import type { Theme } from '../model/palette';
import type { BaseMap, BaseMapLayer, Dress } from '../model/under';
import { vectorLayers } from './undervector';

/** What is put under the city. */
export interface Under {
  /** Null = nothing at all. */
  readonly map: BaseMap | null;
  readonly theme: Theme;
  readonly lang: Lang;
  /** The address of the page. */
  readonly base: string;
}

/** Sources of base maps begin so: what fails of them is told apart. */
export const underPrefix = 'under-';

/** Makes what turns the style of the city on its own streets into that on another ground. */
export function dressing(under: Under): Dress {
  return <Style extends object>(style: Style): Style => dress(style as unknown as StyleSpecification, under) as unknown as Style;
}

function dress(style: StyleSpecification, under: Under): StyleSpecification {
  const own = style.layers.filter((it) => !it.id.startsWith('base-'));
  if (under.map === null) {
    return { ...style, layers: own };
  }
  const { map } = under;
  const ground = own.filter((it) => it.id === 'ground');
  const city = own.filter((it) => it.id !== 'ground' && !it.id.endsWith('-land')).map((it) => over(it, map));
  const sources = Object.fromEntries(map.layers.map((it) => [sourceId(map, it), source(map, it, under.base)]));
  return { ...style, sources: { ...style.sources, ...sources }, layers: [...ground, ...map.layers.flatMap((it) => drawn(map, it, under, fontsOf(style))), ...city] };
}

/** Our own layers over a foreign ground: tints let it through, names keep their edge. */
function over(layer: LayerSpecification, map: BaseMap): LayerSpecification {
  if (layer.type === 'fill' && layer.id.endsWith('-fill')) {
    return { ...layer, paint: { ...layer.paint, 'fill-opacity': map.look === 'imagery' ? 0.12 : 0.35 } };
  }
  if (layer.type === 'symbol') {
    return { ...layer, paint: { ...layer.paint, 'text-halo-width': map.look === 'imagery' ? 2.2 : 1.8 } };
  }
  return layer;
}

function sourceId(map: BaseMap, layer: BaseMapLayer): string {
  return `${underPrefix}${map.id}-${layer.id}`;
}

function source(map: BaseMap, layer: BaseMapLayer, base: string): SourceSpecification {
  const common = {
    tiles: [decodeURI(new URL(layer.tiles, base).href)],
    minzoom: layer.zoom[0],
    maxzoom: layer.zoom[1],
    ...(layer.bounds === null ? {} : { bounds: [...layer.bounds] as [number, number, number, number] }),
  };
  return map.type === 'vector' ? { type: 'vector', ...common } : { type: 'raster', tileSize: layer.tileSize, ...common };
}

/** The fonts of the city's names. */
function fontsOf(style: StyleSpecification): string[] {
  const fonts = style.layers.flatMap((it) => (it.type === 'symbol' && Array.isArray(it.layout?.['text-font']) ? [it.layout['text-font'] as string[]] : []));
  return fonts.find((it) => it[0] !== 'Redsail Bold') ?? ['sans-serif'];
}

function drawn(map: BaseMap, layer: BaseMapLayer, under: Under, fonts: string[]): LayerSpecification[] {
  const id = sourceId(map, layer);
  return map.type === 'vector' ? vectorLayers(id, layer.vectors, under, fonts) : [{ id, type: 'raster', source: id, paint: paint(map, layer, under.theme) }];
}

/** A dark page dims pictures, unless the list says that they are dark already. */
function paint(map: BaseMap, layer: BaseMapLayer, theme: Theme): NonNullable<RasterLayerSpecification['paint']> {
  const opacity = { 'raster-opacity': map.opacity, 'raster-fade-duration': 0 };
  if (theme === 'light' || map.dark !== 'dim') {
    return opacity;
  }
  if (layer.role === 'names') {
    return { ...opacity, 'raster-brightness-max': 0.85 };
  }
  // A drawn map is mostly white: turned to grey and far down, its lines remain.
  return map.look === 'imagery'
    ? { ...opacity, 'raster-brightness-max': 0.62 }
    : { ...opacity, 'raster-brightness-max': 0.38, 'raster-saturation': -0.45 };
}
