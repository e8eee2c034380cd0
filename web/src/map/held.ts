import type { ExpressionSpecification, LayerSpecification, StyleSpecification } from 'maplibre-gl';

import type { Polygon } from '../model/across';
import type { Theme } from '../model/palette';
import type { Position } from '../model/position';
import type { Dress } from '../model/under';
import { few } from './few';

/** What the posts of a person are for. */
export interface Held {
  readonly areas: readonly (readonly Polygon[])[];
  readonly spots: readonly Position[];
  /** What is drawn over them. */
  readonly lines?: readonly (readonly Position[])[];
}

const colours: Readonly<Record<Theme, string>> = { light: '#1f6f8b', dark: '#6cc3df' };

/** Of a line that somebody drew. */
const lines: Readonly<Record<Theme, string>> = { light: '#6a3fa0', dark: '#c7a6f5' };

const id = 'held';

/** Makes what puts the areas and places of a person over the city. */
export function dressingHeld(held: Held, theme: Theme): Dress {
  const { source } = few([
    ...held.areas.map((coordinates) => ({ type: 'Feature' as const, properties: null, geometry: { type: 'MultiPolygon', coordinates } })),
    ...(held.lines ?? []).filter((it) => it.length > 1).map((it) => ({ type: 'Feature' as const, properties: null, geometry: { type: 'LineString', coordinates: it.map(({ lon, lat }) => [lon, lat]) } })),
    ...(held.lines ?? []).flat().map(({ lon, lat }) => ({ type: 'Feature' as const, properties: { drawn: true }, geometry: { type: 'Point', coordinates: [lon, lat] } })),
    ...held.spots.map(({ lon, lat }) => ({ type: 'Feature' as const, properties: null, geometry: { type: 'Point', coordinates: [lon, lat] } })),
  ]);
  const colour = colours[theme];
  const ground: ExpressionSpecification = ['in', ['geometry-type'], ['literal', ['Polygon', 'MultiPolygon']]];
  const fill: LayerSpecification = { id: `${id}-fill`, type: 'fill', source: id, filter: ground, paint: { 'fill-color': colour, 'fill-opacity': 0.18 } };
  const over: LayerSpecification[] = [
    { id: `${id}-edge`, type: 'line', source: id, filter: ground, layout: { 'line-join': 'round' }, paint: { 'line-color': colour, 'line-width': 2.5 } },
    { id: `${id}-line`, type: 'line', source: id, filter: ['==', ['geometry-type'], 'LineString'], layout: { 'line-cap': 'round', 'line-join': 'round' }, paint: { 'line-color': lines[theme], 'line-width': 4 } },
    {
      id: `${id}-corner`, type: 'circle', source: id, filter: ['has', 'drawn'],
      paint: { 'circle-radius': 4.5, 'circle-color': '#ffffff', 'circle-stroke-color': lines[theme], 'circle-stroke-width': 2 },
    },
    {
      id: `${id}-spot`, type: 'circle', source: id, filter: ['all', ['==', ['geometry-type'], 'Point'], ['!', ['has', 'drawn']]],
      paint: { 'circle-radius': 9, 'circle-color': colour, 'circle-opacity': 0.3, 'circle-stroke-color': colour, 'circle-stroke-width': 2.5 },
    },
  ];
  return <Style extends object>(style: Style): Style => put(style as unknown as StyleSpecification) as unknown as Style;

  /** The areas lie under the first of the names, so that these are read. */
  function put(style: StyleSpecification): StyleSpecification {
    const named = style.layers.findIndex((it) => it.type === 'symbol');
    const at = named < 0 ? style.layers.length : named;
    return { ...style, sources: { ...style.sources, [id]: source }, layers: [...style.layers.slice(0, at), fill, ...over, ...style.layers.slice(at)] };
  }
}
