import type { ExpressionSpecification, LayerSpecification, LineLayerSpecification, StyleSpecification } from 'maplibre-gl';

import type { City, Layer } from '../model/city';
import type { Palette, Stroke } from '../model/palette';
import { palette, ranked, type Theme } from '../model/palette';
import { maxZoom, windows } from '../model/zooms';
import { labelLayer, sourceSpec, sourcesOf } from './sources';

/** What the look of the map depends on. */
export interface Look {
  readonly city: City | null;
  readonly theme: Theme;
  readonly hidden: ReadonlySet<string>;
  /** The layer of the selected area, whose outline alone is prepared. */
  readonly selectedLayer: string | null;
  /** The address of the page. */
  readonly base: string;
}

/** A layer with all that its drawing depends on. */
interface Drawn {
  readonly layer: Layer;
  readonly source: string;
  /** 0 for the widest partition layer, counted without the free ones. */
  readonly rank: number;
  readonly border: number;
  readonly label: number;
  readonly labelEnd: number;
}

/**
 * Builds the whole style. There is no `glyphs`: MapLibre then draws every
 * character itself with the reader's fonts, `text-font` being a CSS list.
 */
export function buildStyle(look: Look): StyleSpecification {
  const colours = palette(look.theme);
  const sources = look.city === null ? [] : sourcesOf(look.city);
  const drawn = look.city === null ? [] : drawnLayers(look.city);
  const shown = drawn.filter((it) => !look.hidden.has(it.layer.key));
  // Deep borders lie under wide ones; the labels of wide layers are placed first, which is last in the list.
  const upwards = [...shown].reverse();
  return {
    version: 8,
    sources: Object.fromEntries(sources.map((it) => [it.id, sourceSpec(it, look.city ?? noCity, look.base)])),
    layers: [
      { id: 'ground', type: 'background', paint: { 'background-color': colours.ground } },
      ...drawn.filter((it) => it.rank === 0 && it.layer.partition).map((it) => land(it, colours)),
      ...upwards.filter((it) => !it.layer.partition).map((it) => freeFill(it, colours)),
      ...upwards.map((it) => borders(it, colours)),
      ...drawn.filter((it) => it.layer.key === look.selectedLayer).flatMap((it) => selection(it, colours)),
      ...upwards.map((it) => labels(it, colours)),
    ],
  };
}

const noCity: City = { revision: 0, layers: [], bounds: null, demo: false, insecureLocal: false };

function drawnLayers(city: City): Drawn[] {
  const depths = [...new Set(city.layers.filter((it) => it.partition && it.areas > 0).map((it) => it.depth))];
  depths.sort((a, b) => a - b);
  return sourcesOf(city).flatMap((source) =>
    source.layers.map((layer) => ({
      layer,
      source: source.id,
      rank: depths.filter((depth) => depth < layer.depth).length,
      ...windows(city, layer),
    })),
  ).sort((a, b) => a.layer.depth - b.layer.depth);
}

function land(it: Drawn, colours: Palette): LayerSpecification {
  return {
    id: `${it.layer.key}-land`,
    type: 'fill',
    source: it.source,
    'source-layer': it.layer.key,
    paint: { 'fill-color': colours.land, 'fill-antialias': false },
  };
}

function freeFill(it: Drawn, colours: Palette): LayerSpecification {
  return {
    id: `${it.layer.key}-fill`,
    type: 'fill',
    source: it.source,
    'source-layer': it.layer.key,
    minzoom: it.border,
    paint: { 'fill-color': colours.freeFill, 'fill-opacity': 0.18, 'fill-antialias': false },
  };
}

function borders(it: Drawn, colours: Palette): LayerSpecification {
  const stroke = strokeOf(it.layer, it.rank, colours);
  return {
    id: `${it.layer.key}-border`,
    ...line(it),
    minzoom: it.border,
    paint: {
      'line-color': stroke.colour,
      'line-width': growing(stroke.width),
      ...(stroke.dash === undefined ? {} : { 'line-dasharray': [...stroke.dash] }),
    },
  };
}

function strokeOf(layer: Layer, rank: number, colours: Palette): Stroke {
  return layer.partition ? ranked(colours.borders, rank) : colours.free;
}

/** The outline of the selected area: seen only where the feature state says so. */
function selection(it: Drawn, colours: Palette): LayerSpecification[] {
  const opacity: ExpressionSpecification = ['case', ['boolean', ['feature-state', 'selected'], false], 1, 0];
  return [
    {
      id: `${it.layer.key}-selected-casing`,
      ...line(it),
      paint: { 'line-color': colours.casing, 'line-width': 6, 'line-opacity': opacity },
    },
    {
      id: `${it.layer.key}-selected`,
      ...line(it),
      paint: { 'line-color': colours.selected, 'line-width': 3, 'line-opacity': opacity },
    },
  ];
}

function line(it: Drawn): Omit<LineLayerSpecification, 'id' | 'paint'> {
  return {
    type: 'line',
    source: it.source,
    'source-layer': it.layer.key,
    layout: { 'line-join': 'round', 'line-cap': 'butt' },
  };
}

/** Lines grow a little with the zoom, so that they stay lines on a close map and do not fill a wide one. */
function growing(width: number): ExpressionSpecification {
  return ['interpolate', ['linear'], ['zoom'], 8, width * 0.6, 12, width, 17, width * 1.25];
}

const sizes: readonly [number, ...number[]] = [16, 14, 13, 12];

const families = ['PingFang SC', 'HarmonyOS Sans SC', 'MiSans', 'Microsoft YaHei UI', 'Noto Sans CJK SC', 'sans-serif'];

function labels(it: Drawn, colours: Palette): LayerSpecification {
  const size = it.layer.partition ? ranked(sizes, it.rank) : 12;
  return {
    id: `${it.layer.key}-name`,
    type: 'symbol',
    source: it.source,
    'source-layer': labelLayer(it.layer.key),
    minzoom: it.label,
    maxzoom: it.labelEnd === maxZoom ? 24 : it.labelEnd,
    layout: {
      'text-field': ['get', 'name'],
      // MapLibre looks for a weight in the first name only, so a first name that is no font gives bold in any of the others.
      'text-font': it.layer.partition && it.rank < 2 ? ['Redsail Bold', ...families] : families,
      'text-size': ['interpolate', ['linear'], ['zoom'], it.label, size - 1, it.label + 3, size + 2],
      'text-max-width': 9,
      'text-padding': 4,
      'text-letter-spacing': it.layer.partition && it.rank === 0 ? 0.08 : 0,
    },
    paint: {
      'text-color': it.layer.partition ? ranked(colours.labels, it.rank) : colours.free.colour,
      'text-halo-color': colours.halo,
      'text-halo-width': 1.5,
    },
  };
}

/** The style before the city is known: nothing is drawn, the page's own ground shows. */
export const emptyStyle: StyleSpecification = { version: 8, sources: {}, layers: [] };
