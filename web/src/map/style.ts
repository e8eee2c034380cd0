import type { LayerSpecification, StyleSpecification } from 'maplibre-gl';

import type { City } from '../model/city';
import { borders, freeFill, hover, land, selection } from './borders';
import { drawnLayers, type Drawn } from './drawn';
import { groundLayers } from './ground';
import { areaLabels, baseLabels } from './labels';
import { colour } from './look';
import { placeDots, placeLayers } from './places';
import { sourceSpec, sourcesOf } from './sources';
import type { Look } from './stage';

/**
 * Builds the whole style. There is no `glyphs`: MapLibre then draws every
 * character itself with the reader's fonts, `text-font` being a CSS list.
 */
export function buildStyle(look: Look): StyleSpecification {
  const sources = look.city === null ? [] : sourcesOf(look.city);
  const { city, base } = look;
  return {
    version: 8,
    sources: city === null ? {} : Object.fromEntries(sources.map((it) => [it.id, sourceSpec(it, city, base)])),
    layers: [
      { id: 'ground', type: 'background', paint: { 'background-color': colour(look.theme, 'ground') } },
      ...(city === null ? [] : cityLayers(city, look)),
    ],
  };
}

/** Bottom to top: ground, borders, marks, names. Deep borders lie under wide ones; of names, what is last is placed first. */
function cityLayers(city: City, look: Look): LayerSpecification[] {
  const { theme, lang, hidden } = look;
  const sources = sourcesOf(city);
  const drawn = drawnLayers(city);
  const upwards = drawn.filter((it) => !hidden.has(it.layer.key)).reverse();
  const free = upwards.filter((it) => !it.layer.partition);
  const ground = { city, sources, theme, hidden };
  const [wide, deep] = [upwards.filter((it) => !isDeep(it)), upwards.filter(isDeep)];
  return [
    ...drawn.filter((it) => it.rank === 0 && it.layer.partition).map((it) => land(it, theme)),
    ...free.flatMap((it) => freeFill(it, theme)),
    ...groundLayers(ground),
    ...hover([...upwards].reverse(), theme),
    ...borders(drawn, ground),
    ...marked(drawn, look).flatMap((it) => selection(it, theme)),
    ...placeDots(ground),
    ...baseLabels(ground, lang),
    ...deep.map((it) => areaLabels(it, theme, lang)),
    ...placeLayers(ground, lang),
    ...wide.map((it) => areaLabels(it, theme, lang)),
  ];
}

/** Free areas, and the deepest of the nested ones: their names give way to places of service. */
function isDeep(it: Drawn): boolean {
  return !it.layer.partition || it.labelEnd >= 20;
}

/**
 * The one layer whose outlines are drawn where the feature state says so: that of the
 * selected area, else the deepest partition, which most clicks select, so that the
 * first click shows at once.
 */
function marked(drawn: readonly Drawn[], { selected }: Look): Drawn[] {
  const of = drawn.find((it) => it.layer.key === selected?.layer) ?? drawn.filter((it) => it.layer.partition).pop();
  return of === undefined ? [] : [of];
}

/** The style before the city is known: nothing is drawn, the page's own ground shows. */
export const emptyStyle: StyleSpecification = { version: 8, sources: {}, layers: [] };
