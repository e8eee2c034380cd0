import type { ExpressionSpecification, FilterSpecification, LayerSpecification } from 'maplibre-gl';

import type { Under } from './under';

/**
 * The colours that it takes from the table of the look, copied: sharing the table would split the scripts of the first load. A test
 * holds them together.
 */
export const colours = {
  light: { water: '#c3dae6', water_line: '#b4d0df', garden: '#dfead3', building: '#e7e2d8', road_case: '#d9d3c7', wall: '#b8ab97', label_free: '#6b6455', halo: '#f8f6f2' },
  dark: { water: '#14344a', water_line: '#1a3d55', garden: '#1b2b26', building: '#212c39', road_case: '#111923', wall: '#4a5463', label_free: '#a8a294', halo: '#141c26' },
} as const;

type ColourName = keyof typeof colours.light;

/** What a layer of somebody's vector tiles is taken for, by the names of OpenMapTiles and Protomaps. */
type Meaning = 'water' | 'green' | 'building' | 'road' | 'names' | 'nothing' | 'other';

const meanings: Readonly<Record<string, Meaning>> = {
  water: 'water', waterway: 'water', ocean: 'water',
  landcover: 'green', landuse: 'green', park: 'green', natural: 'green',
  building: 'building', buildings: 'building',
  transportation: 'road', roads: 'road', road: 'road', transit: 'road',
  place: 'names', places: 'names',
  // Borders of countries out of somebody's file are not drawn; the ground has the page's own colour; points are ours.
  boundary: 'nothing', boundaries: 'nothing', earth: 'nothing', poi: 'nothing', pois: 'nothing', housenumber: 'nothing',
  transportation_name: 'nothing', water_name: 'nothing', mountain_peak: 'nothing', aerodrome_label: 'nothing',
};

const order: readonly Meaning[] = ['green', 'other', 'water', 'building', 'road', 'names'];

const geometry = (of: 'Polygon' | 'LineString'): FilterSpecification => ['==', ['geometry-type'], of];

/** Draws vector tiles in the page's own quiet colours: known layers as what they are, others as grey lines and grounds. */
export function vectorLayers(source: string, names: readonly string[], under: Under, fonts: string[]): LayerSpecification[] {
  const known = names.map((name) => ({ name, meaning: meanings[name] ?? 'other' }));
  return order.flatMap((meaning) => known.filter((it) => it.meaning === meaning).flatMap(({ name }) => layers(source, name, meaning, under, fonts)));
}

function layers(source: string, name: string, meaning: Meaning, { theme, lang }: Under, fonts: string[]): LayerSpecification[] {
  const common = { source, 'source-layer': name };
  const id = `${source}-${name}`;
  const fill = (of: ColourName, opacity = 1): LayerSpecification =>
    ({ id: `${id}-area`, type: 'fill', ...common, filter: geometry('Polygon'), paint: { 'fill-color': colours[theme][of], 'fill-opacity': opacity } });
  const line = (of: ColourName, near: number): LayerSpecification => ({
    id: `${id}-line`, type: 'line', ...common, filter: geometry('LineString'), layout: { 'line-join': 'round', 'line-cap': 'round' },
    paint: { 'line-color': colours[theme][of], 'line-width': ['interpolate', ['exponential', 1.5], ['zoom'], 8, 0.6, 18, near] },
  });
  switch (meaning) {
    case 'water': return [fill('water'), line('water_line', 4)];
    case 'green': return [fill('garden', 0.6)];
    case 'building': return [fill('building')];
    case 'road': return [line('road_case', 14)];
    case 'other': return [fill('building', 0.4), line('wall', 2)];
    case 'names': return [{
      id: `${id}-name`, type: 'symbol', ...common,
      layout: { 'text-field': nameOf(lang), 'text-font': fonts, 'text-size': ['interpolate', ['linear'], ['zoom'], 6, 11, 14, 13], 'text-padding': 12 },
      paint: { 'text-color': colours[theme].label_free, 'text-halo-color': colours[theme].halo, 'text-halo-width': 1.5 },
    }];
    case 'nothing': return [];
  }
}

function nameOf(lang: Under['lang']): ExpressionSpecification {
  return lang === 'zh'
    ? ['coalesce', ['get', 'name:zh'], ['get', 'name:zh-Hans'], ['get', 'name'], '']
    : ['coalesce', ['get', 'name:en'], ['get', 'name_en'], ['get', 'name'], ''];
}
