import type { FillLayerSpecification, LayerSpecification, LineLayerSpecification } from 'maplibre-gl';

import type { Theme } from '../model/palette';
import { deepest, type Drawn, lastZoom } from './drawn';
import { among, byZoom, stateIs } from './expression';
import { borderFrom, type BorderLook, colour, look, ranked } from './look';
import { borderLayer, type Source, sourceWith } from './sources';

type LinePaint = NonNullable<LineLayerSpecification['paint']>;

/** The ground of the city, which tells inside from outside. */
export function land(it: Drawn, theme: Theme): FillLayerSpecification {
  return {
    id: `${it.layer.key}-land`,
    type: 'fill',
    source: it.source,
    'source-layer': it.layer.key,
    paint: { 'fill-color': colour(theme, 'land'), 'fill-antialias': false },
  };
}

/** The tint of compounds and the like, under the streets: quiet ground, not a veil over the map. Overlays have none. */
export function freeFill(it: Drawn, theme: Theme): FillLayerSpecification[] {
  return it.layer.partition || it.layer.parent === '' ? [] : [{
    id: `${it.layer.key}-fill`,
    type: 'fill',
    source: it.source,
    'source-layer': it.layer.key,
    minzoom: borderFrom(it.layer),
    paint: { 'fill-color': colour(theme, look.free.fill), 'fill-antialias': false },
  }];
}

/** How the borders of a layer look. */
export function borderLook({ layer, rank }: Drawn): BorderLook {
  if (layer.partition) {
    return ranked(look.borders, rank);
  }
  return layer.parent === '' ? look.overlay : look.free;
}

/**
 * The borders of the layers that are shown, deepest first. The tiles have each border
 * of a partition once, as that of the widest layer that it bounds: where the reader
 * hid that one, it is drawn as a border of the next that is shown.
 */
export function borders(drawn: readonly Drawn[], where: Where): LineLayerSpecification[] {
  const source = sourceWith(where.sources, borderLayer);
  let widerHidden: string[] = [];
  const lines = drawn.flatMap((it) => {
    const { layer } = it;
    if (where.hidden.has(layer.key)) {
      widerHidden = layer.partition ? [...widerHidden, layer.key] : widerHidden;
      return [];
    }
    if (!layer.partition || source?.others.includes(borderLayer) !== true) {
      return [outlines(it, where.theme)];
    }
    const keys = [...widerHidden, layer.key];
    widerHidden = [];
    return [{ ...outlines(it, where.theme), source: source.id, 'source-layer': borderLayer, ...among('layer', keys) }];
  });
  return lines.reverse();
}

/** What decides which borders are drawn, and from where. */
export interface Where {
  readonly sources: readonly Source[];
  readonly hidden: ReadonlySet<string>;
  readonly theme: Theme;
}

function outlines(it: Drawn, theme: Theme): LineLayerSpecification {
  const of = borderLook(it);
  return {
    id: borderId(it.layer.key),
    ...outline(it),
    minzoom: borderFrom(it.layer),
    paint: {
      'line-color': colour(theme, of.colour),
      'line-width': byZoom(of.width),
      ...(of.dash === undefined ? {} : { 'line-dasharray': [...of.dash] }),
    },
  };
}

/**
 * The tint under the pointer, of the deepest layer whose borders the zoom shows.
 * Only one layer is tinted at a zoom, since each fill over the whole set costs.
 */
export function hover(drawn: readonly Drawn[], theme: Theme): FillLayerSpecification[] {
  return deepest(drawn).map(({ it, from, to }) => ({
    id: hoverId(it.layer.key),
    type: 'fill',
    source: it.source,
    'source-layer': it.layer.key,
    minzoom: from,
    maxzoom: to,
    paint: {
      'fill-color': colour(theme, look.hover.colour),
      'fill-opacity': ['case', stateIs('hover'), look.hover.opacity, 0],
      'fill-antialias': false,
    },
  }));
}

export function borderId(key: string): string {
  return `${key}-border`;
}

export function hoverId(key: string): string {
  return `${key}-hover`;
}

/** The outline of the selected area: seen only where the feature state says so. */
export function selection(it: Drawn, theme: Theme): LayerSpecification[] {
  const shown = { 'line-opacity': ['case', stateIs('selected'), 1, 0] } satisfies LinePaint;
  const { selected } = look;
  return [
    {
      id: `${it.layer.key}-selected-casing`,
      ...outline(it),
      paint: { 'line-color': colour(theme, selected.casing.colour), 'line-width': selected.casing.width, ...shown },
    },
    {
      id: `${it.layer.key}-selected`,
      ...outline(it),
      paint: { 'line-color': colour(theme, selected.colour), 'line-width': selected.width, ...shown },
    },
  ];
}

function outline(it: Drawn): Omit<LineLayerSpecification, 'id' | 'paint'> {
  return {
    type: 'line',
    source: it.source,
    'source-layer': it.layer.key,
    maxzoom: lastZoom,
    layout: { 'line-join': 'round', 'line-cap': 'butt' },
  };
}
