import type { CircleLayerSpecification, ExpressionSpecification, SymbolLayerSpecification } from 'maplibre-gl';

import type { City, PlaceKind } from '../model/city';
import type { Lang } from '../model/lang';
import type { Theme } from '../model/palette';
import { lastZoom } from './drawn';
import { byZoom } from './expression';
import type { Ground } from './ground';
import { iconId, iconSize } from './icons';
import { nameIn, textLayout, textPaint } from './labels';
import { colour, look, type PlaceLook, placeLook } from './look';
import { sourceWith } from './sources';

/** The key of the tile layer with all places. */
export const placeLayer = 'place';

export function placeId(kind: string): string {
  return `place-${kind}`;
}

export function dotId(kind: string): string {
  return `place-${kind}-dot`;
}

/** The state of a place; what says nothing is open. */
const state: ExpressionSpecification = ['coalesce', ['get', 'state'], 'open'];

/** The kinds of places that the city has, those that give way first. */
export function placeKinds(city: City): { readonly kind: PlaceKind; readonly of: PlaceLook }[] {
  return city.places
    .filter((kind) => kind.count > 0)
    .map((kind) => ({ kind, of: placeLook(kind.key) }))
    .sort((a, b) => b.of.rank - a.of.rank);
}

/** Icons, and from a closer zoom names, of the places of service: a layer for each kind, since each begins at its own zoom. */
export function placeLayers(ground: Ground, lang: Lang): SymbolLayerSpecification[] {
  return shownKinds(ground).map(({ key, of, source }) => placesOf(key, of, source, ground.theme, lang));
}

/** A dot under each open place, for where its icon has no room: the map then shows no gap where there is none. */
export function placeDots(ground: Ground): CircleLayerSpecification[] {
  return shownKinds(ground).map(({ key, of, source }) => dotsOf(key, of, source, ground.theme));
}

function shownKinds({ city, sources, hidden }: Ground): { readonly key: string; readonly of: PlaceLook; readonly source: string }[] {
  const source = sourceWith(sources, placeLayer);
  if (source?.others.includes(placeLayer) !== true) {
    return [];
  }
  return placeKinds(city).flatMap(({ kind: { key }, of }) => (hidden.has(key) ? [] : [{ key, of, source: source.id }]));
}

function dotsOf(kind: string, of: PlaceLook, source: string, theme: Theme): CircleLayerSpecification {
  return {
    id: dotId(kind),
    type: 'circle',
    source,
    'source-layer': placeLayer,
    minzoom: of.zoom,
    maxzoom: lastZoom,
    filter: ['all', ['==', ['get', 'kind'], kind], ['==', state, 'open']],
    paint: {
      'circle-color': colour(theme, of.colour),
      'circle-radius': byZoom(look.place_dot.size, { times: 0.5 }),
      'circle-stroke-color': colour(theme, 'halo'),
      'circle-stroke-width': look.place_dot.edge,
    },
  };
}

function placesOf(kind: string, of: PlaceLook, source: string, theme: Theme, lang: Lang): SymbolLayerSpecification {
  return {
    id: placeId(kind),
    type: 'symbol',
    source,
    'source-layer': placeLayer,
    minzoom: of.zoom,
    maxzoom: lastZoom,
    filter: ['==', ['get', 'kind'], kind],
    layout: {
      // Open ones go first: what is planned or closed takes no room from a help of today.
      'symbol-sort-key': ['match', state, 'open', 0, 1],
      'icon-image': iconId(theme, kind),
      'icon-size': byZoom(of.size, { times: 1 / iconSize }),
      'icon-padding': 1,
      ...textLayout(look.place_label, named(of, lang)),
      'text-optional': true,
      'text-variable-anchor': ['top', 'bottom', 'left', 'right'],
      'text-radial-offset': 0.95,
      'text-justify': 'auto',
      'text-max-width': 8,
      'text-padding': 3,
    },
    paint: {
      // Planned, closed: still a place, not a help today.
      'icon-opacity': ['match', state, 'open', 1, 0.5],
      ...textPaint(look.place_label, theme),
    },
  };
}

function named(of: PlaceLook, lang: Lang): ExpressionSpecification {
  return ['step', ['zoom'], '', of.label_zoom, nameIn(lang)];
}
