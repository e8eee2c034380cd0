import type { ExpressionSpecification, LayerSpecification, SourceSpecification } from 'maplibre-gl';

import type { Layer } from '../model/city';
import type { Theme } from '../model/palette';
import type { Bounds, Position } from '../model/position';
import type { Dress } from '../model/under';
import { few } from './few';
import { colour } from './look';
import { dressing, hatchId, type Tinted, tintLayers, tintSource } from './tints';

/** A point that the desk shows; `label` stands in it. */
export interface Spot {
  readonly at: Position;
  readonly look: 'opened' | 'closed' | 'moved' | 'chosen' | 'gate' | 'gate-closed' | 'gained' | 'lost' | 'picked';
  readonly label?: string;
}

/** Polygons of one colour, over those before them. */
export interface Band {
  readonly type: 'Polygon' | 'MultiPolygon';
  readonly coordinates: unknown;
  readonly colour: string;
}

/** What the desk shows over the city. */
export interface Overlay extends Tinted {
  readonly spots: readonly Spot[];
  readonly bands: readonly Band[];
  /** Areas under slanted lines, by layer. */
  readonly hatched: readonly { readonly layer: Layer; readonly codes: readonly string[] }[];
  /** A box that is outlined. */
  readonly box: Bounds | null;
  readonly theme: Theme;
}

const colours: Readonly<Record<Theme, Readonly<Record<Spot['look'] | 'edge' | 'ink' | 'box', string>>>> = {
  light: {
    opened: '#0b7a55', closed: '#8a1c2b', moved: '#2f6fb3', chosen: '#6a3fa0', gate: '#ffffff', 'gate-closed': '#8a1c2b', gained: '#2c6a9e', lost: '#a8530a',
    picked: '#2f6fb3', edge: '#ffffff', ink: '#ffffff', box: '#222b36',
  },
  dark: {
    opened: '#5fd3a6', closed: '#ff8a96', moved: '#7fb2e6', chosen: '#c7a6f5', gate: '#18212d', 'gate-closed': '#ff8a96', gained: '#7fb2e6', lost: '#f0a03c',
    picked: '#7fb2e6', edge: '#0f1620', ink: '#0f1620', box: '#e8edf3',
  },
};

/** The colour of the land under tints, for the legend. */
export function landColour(theme: Theme): string {
  return colour(theme, 'land');
}

/** The colour of a kind of points, for the legend. */
export function spotColour(theme: Theme, of: Spot['look']): string {
  return colours[theme][of];
}

/** Makes what puts the overlay of the desk over the city; `left` is how many points are too many for the map and not on it. */
export function overlaying(overlay: Overlay): { readonly dress: Dress; readonly left: number } {
  const spots = few(overlay.spots.map(({ at, look, label }) => ({
    type: 'Feature', properties: { look, label: label ?? '' }, geometry: { type: 'Point', coordinates: [at.lon, at.lat] },
  })));
  const bands = few(overlay.bands.map(({ type, coordinates, colour }) => ({ type: 'Feature', properties: { colour }, geometry: { type, coordinates } })));
  const box = few(overlay.box === null ? [] : [outline(overlay.box)]);
  const sources: Record<string, SourceSpecification> = { 'plan-spots': spots.source, 'plan-bands': bands.source, 'plan-box': box.source, ...tintSource(tintId, overlay) };
  overlay.hatched.forEach(({ layer }) => { Object.assign(sources, tintSource(hatchedId, { ...overlay, tints: { layer, of: [] } })); });
  const [low, high] = [[...tintLayers(tintId, overlay), ...hatchLayers(overlay), ...bandLayers], [...boxLayers(overlay.theme), ...spotLayers(overlay.theme)]];
  return {
    left: spots.left + bands.left,
    dress: dressing(sources, low, high),
  };
}

function outline([west, south, east, north]: Bounds): { type: 'Feature'; properties: null; geometry: { type: string; coordinates: unknown } } {
  return { type: 'Feature', properties: null, geometry: { type: 'LineString', coordinates: [[west, south], [east, south], [east, north], [west, north], [west, south]] } };
}

const tintId = 'plan-areas';

const hatchedId = 'plan-hatched';

function hatchLayers({ hatched, theme }: Overlay): LayerSpecification[] {
  return hatched.map(({ layer, codes }) => ({
    id: `${hatchedId}-${layer.key}`, type: 'fill', source: `${hatchedId}-${layer.key}`, 'source-layer': layer.key,
    filter: ['in', ['get', 'code'], ['literal', [...codes]]], paint: { 'fill-pattern': hatchId(theme), 'fill-opacity': 0.6 },
  }));
}

const bandLayers: readonly LayerSpecification[] = [
  { id: 'plan-bands', type: 'fill', source: 'plan-bands', paint: { 'fill-color': ['get', 'colour'], 'fill-opacity': 0.3 } },
  { id: 'plan-bands-edge', type: 'line', source: 'plan-bands', paint: { 'line-color': ['get', 'colour'], 'line-width': 1.5 } },
];

function boxLayers(theme: Theme): LayerSpecification[] {
  return [{ id: 'plan-box', type: 'line', source: 'plan-box', paint: { 'line-color': colours[theme].box, 'line-width': 2, 'line-dasharray': [3, 2] } }];
}

const small = ['gained', 'lost', 'gate', 'gate-closed'];

function spotLayers(theme: Theme): LayerSpecification[] {
  const of = colours[theme];
  const isSmall: ExpressionSpecification = ['in', ['get', 'look'], ['literal', small]];
  const fill = ['match', ['get', 'look'], ...Object.entries(of).flat(), of.moved] as unknown as ExpressionSpecification;
  return [
    {
      id: 'plan-spots', type: 'circle', source: 'plan-spots',
      paint: {
        'circle-color': fill, 'circle-radius': ['interpolate', ['linear'], ['zoom'], 10, ['case', isSmall, 2, 9], 16, ['case', isSmall, 5, 11]],
        'circle-stroke-color': ['match', ['get', 'look'], 'gate', of.box, of.edge], 'circle-stroke-width': ['case', isSmall, 1, 2],
      },
    },
    {
      id: 'plan-labels', type: 'symbol', source: 'plan-spots', filter: ['!=', ['get', 'label'], ''],
      layout: { 'text-field': ['get', 'label'], 'text-size': 12, 'text-font': ['Redsail Bold', 'sans-serif'], 'text-allow-overlap': true, 'text-ignore-placement': true },
      paint: { 'text-color': of.ink },
    },
  ];
}
