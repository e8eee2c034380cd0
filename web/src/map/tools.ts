import type { ExpressionSpecification, LayerSpecification, SourceSpecification } from 'maplibre-gl';

import type { Theme } from '../model/palette';
import type { Position } from '../model/position';
import type { Dress } from '../model/under';
import { few } from './few';
import { dressing, type Tinted, tintLayers, tintSource } from './tints';

/** A line on the map: a way on foot, what is being drawn, or a border of another date. */
export interface DrawnLine {
  readonly look: 'way' | 'drawing' | 'then';
  readonly line: readonly Position[];
}

/** Ground on the map: rings of longitude, latitude. */
export type DrawnGround = readonly (readonly (readonly (readonly [number, number])[])[])[];

/** What the tools of the dispatcher show over the city. */
export interface ToolsOverlay extends Tinted {
  readonly ground: DrawnGround;
  readonly lines: readonly DrawnLine[];
  readonly dots: readonly Position[];
  readonly theme: Theme;
}

const colours: Readonly<Record<Theme, { readonly way: string; readonly drawing: string; readonly then: string; readonly edge: string }>> = {
  light: { way: '#2f6fb3', drawing: '#6a3fa0', then: '#a35b00', edge: '#ffffff' },
  dark: { way: '#7fb2e6', drawing: '#c7a6f5', then: '#ffb84d', edge: '#0f1620' },
};

/** Makes what puts the overlay over the city; `left` is how many corners are too many to be marked. */
export function toolsOverlay(overlay: ToolsOverlay): { readonly dress: Dress; readonly left: number } {
  const pair = ({ lon, lat }: Position): readonly [number, number] => [lon, lat];
  const lines = few(overlay.lines.map(({ look, line }) => ({ type: 'Feature', properties: { look }, geometry: { type: 'LineString', coordinates: line.map(pair) } })));
  const ground = few(overlay.ground.length === 0 ? [] : [{ type: 'Feature', properties: null, geometry: { type: 'MultiPolygon', coordinates: overlay.ground } }]);
  const dots = few(overlay.dots.map((at) => ({ type: 'Feature', properties: null, geometry: { type: 'Point', coordinates: pair(at) } })));
  const sources: Record<string, SourceSpecification> = { 'tools-lines': lines.source, 'tools-ground': ground.source, 'tools-dots': dots.source, ...tintSource(tintId, overlay) };
  const [low, high] = [tintLayers(tintId, overlay), upper(overlay.theme)];
  return {
    left: dots.left,
    dress: dressing(sources, low, high),
  };
}

const tintId = 'tools-areas';

function upper(theme: Theme): LayerSpecification[] {
  const { way, drawing, then, edge } = colours[theme];
  const dated: ExpressionSpecification = ['==', ['get', 'look'], 'then'];
  const look: ExpressionSpecification = ['match', ['get', 'look'], 'way', way, drawing];
  return [
    { id: 'tools-ground', type: 'fill', source: 'tools-ground', paint: { 'fill-color': drawing, 'fill-opacity': 0.16 } },
    { id: 'tools-ground-edge', type: 'line', source: 'tools-ground', paint: { 'line-color': drawing, 'line-width': 2 } },
    { id: 'tools-lines-edge', type: 'line', source: 'tools-lines', layout: { 'line-cap': 'round', 'line-join': 'round' }, paint: { 'line-color': edge, 'line-width': 7 } },
    { id: 'tools-lines', type: 'line', source: 'tools-lines', filter: ['!', dated], layout: { 'line-cap': 'round', 'line-join': 'round' }, paint: { 'line-color': look, 'line-width': 4 } },
    { id: 'tools-then', type: 'line', source: 'tools-lines', filter: dated, paint: { 'line-color': then, 'line-width': 3.5, 'line-dasharray': [2.5, 1.5] } },
    { id: 'tools-dots', type: 'circle', source: 'tools-dots', paint: { 'circle-color': edge, 'circle-radius': 5, 'circle-stroke-color': drawing, 'circle-stroke-width': 2 } },
  ];
}
