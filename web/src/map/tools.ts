import type { ExpressionSpecification, LayerSpecification, SourceSpecification, StyleSpecification } from 'maplibre-gl';

import type { Layer } from '../model/city';
import type { Theme } from '../model/palette';
import type { Bounds, Position } from '../model/position';
import type { Dress } from '../model/under';
import { few } from './few';
import type { Tint } from './plan';

/** A line on the map: a way on foot, or what is being drawn. */
export interface DrawnLine {
  readonly look: 'way' | 'drawing';
  readonly line: readonly Position[];
}

/** Ground on the map: rings of longitude, latitude. */
export type DrawnGround = readonly (readonly (readonly (readonly [number, number])[])[])[];

/** What the tools of the dispatcher show over the city. */
export interface ToolsOverlay {
  readonly tints: { readonly layer: Layer; readonly of: readonly Tint[] } | null;
  readonly ground: DrawnGround;
  readonly lines: readonly DrawnLine[];
  readonly dots: readonly Position[];
  readonly theme: Theme;
  readonly base: string;
  readonly bounds: Bounds | null;
}

const colours: Readonly<Record<Theme, { readonly way: string; readonly drawing: string; readonly edge: string }>> = {
  light: { way: '#2f6fb3', drawing: '#6a3fa0', edge: '#ffffff' },
  dark: { way: '#7fb2e6', drawing: '#c7a6f5', edge: '#0f1620' },
};

/** How much of the ground the colours of a theme hide. */
export const themeOpacity = 0.7;

/** Makes what puts the overlay over the city; `left` is how many corners are too many to be marked. */
export function toolsOverlay(overlay: ToolsOverlay): { readonly dress: Dress; readonly left: number } {
  const pair = ({ lon, lat }: Position): readonly [number, number] => [lon, lat];
  const lines = few(overlay.lines.map(({ look, line }) => ({ type: 'Feature', properties: { look }, geometry: { type: 'LineString', coordinates: line.map(pair) } })));
  const ground = few(overlay.ground.length === 0 ? [] : [{ type: 'Feature', properties: null, geometry: { type: 'MultiPolygon', coordinates: overlay.ground } }]);
  const dots = few(overlay.dots.map((at) => ({ type: 'Feature', properties: null, geometry: { type: 'Point', coordinates: pair(at) } })));
  const sources: Record<string, SourceSpecification> = { 'tools-lines': lines.source, 'tools-ground': ground.source, 'tools-dots': dots.source, ...tintSource(overlay) };
  const [low, high] = [tintLayers(overlay), upper(overlay.theme)];
  return {
    left: dots.left,
    dress: <Style extends object>(style: Style): Style => put(style as unknown as StyleSpecification, sources, low, high) as unknown as Style,
  };
}

/** Colours lie on the ground and under borders and names. */
function put(style: StyleSpecification, sources: Record<string, SourceSpecification>, low: readonly LayerSpecification[], high: readonly LayerSpecification[]): StyleSpecification {
  const ground = (it: LayerSpecification): boolean => it.type === 'background' || it.type === 'raster' || (/^(base|under)-/.test(it.id) && it.type !== 'symbol') || it.id.endsWith('-land');
  const at = style.layers.reduce((last, it, i) => (ground(it) ? i + 1 : last), 0);
  return { ...style, sources: { ...style.sources, ...sources }, layers: [...style.layers.slice(0, at), ...low, ...style.layers.slice(at), ...high] };
}

const tintId = 'tools-areas';

/** The areas come as tiles of their own: the city's may begin at a closer zoom. */
function tintSource({ tints, base, bounds }: ToolsOverlay): Record<string, SourceSpecification> {
  if (tints === null) {
    return {};
  }
  const { layer } = tints;
  return {
    [`${tintId}-${layer.key}`]: {
      type: 'vector', tiles: [`${new URL(`tiles/${encodeURIComponent(layer.key)}/`, base).href}{z}/{x}/{y}.mvt`], minzoom: layer.zoom[0], maxzoom: layer.zoom[1],
      ...(bounds === null ? {} : { bounds: [...bounds] as [number, number, number, number] }),
    },
  };
}

function tintLayers({ tints }: ToolsOverlay): LayerSpecification[] {
  const of = tints?.of.filter((it) => it.codes.length > 0) ?? [];
  if (tints === null || of.length === 0) {
    return [];
  }
  return [{
    id: tintId, type: 'fill', source: `${tintId}-${tints.layer.key}`, 'source-layer': tints.layer.key,
    paint: {
      'fill-color': ['match', ['get', 'code'], ...of.flatMap((it) => [[...it.codes], it.colour]), 'rgba(0,0,0,0)'] as unknown as ExpressionSpecification,
      'fill-opacity': themeOpacity, 'fill-antialias': false,
    },
  }];
}

function upper(theme: Theme): LayerSpecification[] {
  const { way, drawing, edge } = colours[theme];
  const look: ExpressionSpecification = ['match', ['get', 'look'], 'way', way, drawing];
  return [
    { id: 'tools-ground', type: 'fill', source: 'tools-ground', paint: { 'fill-color': drawing, 'fill-opacity': 0.16 } },
    { id: 'tools-ground-edge', type: 'line', source: 'tools-ground', paint: { 'line-color': drawing, 'line-width': 2 } },
    { id: 'tools-lines-edge', type: 'line', source: 'tools-lines', layout: { 'line-cap': 'round', 'line-join': 'round' }, paint: { 'line-color': edge, 'line-width': 7 } },
    { id: 'tools-lines', type: 'line', source: 'tools-lines', layout: { 'line-cap': 'round', 'line-join': 'round' }, paint: { 'line-color': look, 'line-width': 4 } },
    { id: 'tools-dots', type: 'circle', source: 'tools-dots', paint: { 'circle-color': edge, 'circle-radius': 5, 'circle-stroke-color': drawing, 'circle-stroke-width': 2 } },
  ];
}
