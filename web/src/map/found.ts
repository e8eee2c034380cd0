import type { ExpressionSpecification, LayerSpecification, StyleSpecification } from 'maplibre-gl';

import type { Theme } from '../model/palette';
import type { Position } from '../model/position';
import type { Dress } from '../model/under';
import { few, mostFeatures } from './few';

/** What a mark stands for. */
export type FoundSort = 'rejected' | 'conflict' | 'gap' | 'uncovered' | 'overlap' | 'doubt' | 'unrepaired' | 'street' | 'repaired';

/** A place that a report names. */
export interface Found {
  readonly at: Position;
  readonly sort: FoundSort;
  /** Whose it is: the codes, beside the mark; empty = of none. */
  readonly label: string;
  /** The ground that it is of, as polygons; empty = the mark alone is drawn. */
  readonly outline: readonly (readonly (readonly (readonly [number, number])[])[])[];
}

const colours: Readonly<Record<Theme, Readonly<Record<FoundSort, string>> & { readonly edge: string; readonly ink: string; readonly pick: string }>> = {
  light: { rejected: '#b3261e', gap: '#9a5b00', uncovered: '#7a4a3a', overlap: '#6a3fa0', doubt: '#00687a', unrepaired: '#5b6570', repaired: '#0b7a55', conflict: '#a3195b', street: '#1f5fa8', edge: '#ffffff', ink: '#ffffff', pick: '#222b36' },
  dark: { rejected: '#ff8a96', gap: '#f0b868', uncovered: '#e0a890', overlap: '#c7a6f5', doubt: '#6fd3e6', unrepaired: '#a3afbd', repaired: '#5fd3a6', conflict: '#ff9ccb', street: '#8ab8ff', edge: '#0f1620', ink: '#0f1620', pick: '#e8edf3' },
};

/** The sign in a mark: a colour alone does not tell everybody. */
export const foundSigns: Readonly<Record<FoundSort, string>> = { rejected: '×', gap: '–', uncovered: 'o', overlap: '+', doubt: '?', unrepaired: '!', repaired: '=', conflict: '≠', street: '~' };

/** So few places are large at every zoom, signs included: on a map on which little else is. */
const fewMarks = 40;

/** So many places the map shows. */
export const mostMarks = mostFeatures;

/** The colours of a sort of marks, for the legend. */
export function foundColours(theme: Theme, sort: FoundSort): { readonly fill: string; readonly ink: string } {
  return { fill: colours[theme][sort], ink: colours[theme].ink };
}

/** Makes what puts the places of a report over the city, the picked one ringed; `left` is how many are too many for the map and not on it. */
export function dressingFound(found: readonly Found[], picked: Position | null, theme: Theme): { readonly dress: Dress; readonly left: number } {
  const marks = few(found.map(({ at, sort, label }) => ({ type: 'Feature', properties: { sort, sign: foundSigns[sort], label }, geometry: { type: 'Point', coordinates: [at.lon, at.lat] } })));
  const pick = few(picked === null ? [] : [{ type: 'Feature', properties: null, geometry: { type: 'Point', coordinates: [picked.lon, picked.lat] } }]);
  const grounds = few(found.slice(0, mostMarks).flatMap(({ sort, outline }) => (outline.length === 0 ? [] : [{ type: 'Feature' as const, properties: { sort }, geometry: { type: 'MultiPolygon', coordinates: outline } }])));
  const of = colours[theme];
  const large = found.length <= fewMarks;
  const fill = ['match', ['get', 'sort'], ...Object.keys(foundSigns).flatMap((sort) => [sort, of[sort as FoundSort]]), of.unrepaired] as unknown as ExpressionSpecification;
  const layers: LayerSpecification[] = [
    { id: 'found-grounds', type: 'fill', source: 'found-grounds', paint: { 'fill-color': fill, 'fill-opacity': 0.28 } },
    { id: 'found-outlines', type: 'line', source: 'found-grounds', layout: { 'line-join': 'round' }, paint: { 'line-color': fill, 'line-width': 3, 'line-dasharray': [2, 1] } },
    { id: 'found-pick', type: 'circle', source: 'found-pick', paint: { 'circle-radius': 19, 'circle-color': of.edge, 'circle-opacity': 0.6, 'circle-stroke-color': of.pick, 'circle-stroke-width': 3 } },
    {
      id: 'found-marks', type: 'circle', source: 'found-marks',
      paint: { 'circle-color': fill, 'circle-radius': large ? 10 : ['interpolate', ['linear'], ['zoom'], 10, 5, 16, 10], 'circle-stroke-color': of.edge, 'circle-stroke-width': 2 },
    },
    {
      id: 'found-signs', type: 'symbol', source: 'found-marks', minzoom: large ? 0 : 13,
      layout: { 'text-field': ['get', 'sign'], 'text-size': 13, 'text-font': ['Redsail Bold', 'sans-serif'], 'text-allow-overlap': true, 'text-ignore-placement': true },
      paint: { 'text-color': of.ink },
    },
    {
      id: 'found-labels', type: 'symbol', source: 'found-marks', minzoom: large ? 0 : 15,
      layout: { 'text-field': ['get', 'label'], 'text-size': 12, 'text-font': ['Redsail Bold', 'sans-serif'], 'text-anchor': 'left', 'text-offset': [1.2, 0], 'text-max-width': 14, 'text-justify': 'left' },
      paint: { 'text-color': of.pick, 'text-halo-color': of.edge, 'text-halo-width': 1.5 },
    },
  ];
  const put = (style: StyleSpecification): StyleSpecification => ({ ...style, sources: { ...style.sources, 'found-grounds': grounds.source, 'found-marks': marks.source, 'found-pick': pick.source }, layers: [...style.layers, ...layers] });
  return { left: marks.left, dress: <Style extends object>(style: Style): Style => put(style as unknown as StyleSpecification) as unknown as Style };
}
