import type { FillLayerSpecification, LayerSpecification, LineLayerSpecification } from 'maplibre-gl';

import type { City } from '../model/city';
import type { Theme } from '../model/palette';
import { among, byZoom } from './expression';
import { type BaseFill, type BaseLine, type BaseStep, colour, look } from './look';
import { type Source, sourceWith } from './sources';

/** What the base map is drawn from. */
export interface Ground {
  readonly city: City;
  readonly sources: readonly Source[];
  readonly theme: Theme;
  readonly hidden: ReadonlySet<string>;
}

/** The layers of the base map, bottom to top, as the table of the look lists them. */
export function groundLayers(ground: Ground): LayerSpecification[] {
  const layers: LayerSpecification[] = [];
  for (const run of runs(look.base.filter((step) => !hiddenStep(step.id, ground.hidden)))) {
    layers.push(...run.flatMap((step) => (step.type === 'line' ? casing(step, ground) : [])));
    layers.push(...run.flatMap((step): LayerSpecification[] => (step.type === 'line' ? line(step, ground) : fill(step, ground))));
  }
  return layers;
}

/** Whether the reader hid a step: by its own id, or by the row of the legend that it belongs to. */
function hiddenStep(id: string, hidden: ReadonlySet<string>): boolean {
  return look.legend.some((row) => hidden.has(row.key) && row.steps.includes(id));
}

/** Groups neighbouring lines that have a casing, whose casings lie under all of them; every other step is alone. */
export function runs(steps: readonly BaseStep[]): BaseStep[][] {
  const all: BaseStep[][] = [];
  let open: BaseStep[] | null = null;
  for (const step of steps) {
    const cased = step.type === 'line' && step.casing !== undefined;
    if (cased && open !== null) {
      open.push(step);
      continue;
    }
    const run = [step];
    all.push(run);
    open = cased ? run : null;
  }
  return all;
}

/** Where a layer of the look is in the tiles: `land_use` stands for every base layer of the scheme. */
export function tileLayers(layer: string, { city, sources }: Pick<Ground, 'city' | 'sources'>): { readonly source: string; readonly key: string }[] {
  const scheme = city.layers.filter((it) => it.base).map((it) => it.key);
  const keys = layer === 'land_use' ? scheme : [layer];
  return keys.flatMap((key) => {
    const source = sourceWith(sources, key);
    const built = source?.others.includes(key) === true;
    return source !== undefined && (layer === 'land_use' || built) ? [{ source: source.id, key }] : [];
  });
}

function fill(step: BaseFill, ground: Ground): FillLayerSpecification[] {
  return tileLayers(step.layer, ground).map(({ source, key }) => ({
    id: `base-${step.id}-${key}`,
    type: 'fill',
    source,
    'source-layer': key,
    minzoom: step.zoom[0],
    maxzoom: step.zoom[1],
    ...among('class', step.classes),
    paint: {
      'fill-color': colour(ground.theme, step.colour),
      ...(step.outline === undefined
        ? { 'fill-antialias': false }
        : { 'fill-outline-color': colour(ground.theme, step.outline) }),
    },
  }));
}

function casing(step: BaseLine, ground: Ground): LineLayerSpecification[] {
  const edge = step.casing;
  if (edge === undefined) {
    return [];
  }
  return lines(step, ground, 'casing').map((it) => ({
    ...it,
    minzoom: Math.max(step.zoom[0], edge.zoom),
    paint: { 'line-color': colour(ground.theme, edge.colour), 'line-width': byZoom(step.width, { add: 2 * edge.width }) },
  }));
}

function line(step: BaseLine, ground: Ground): LineLayerSpecification[] {
  return lines(step, ground, 'line').map((it) => ({
    ...it,
    paint: {
      'line-color': colour(ground.theme, step.colour),
      'line-width': byZoom(step.width),
      ...(step.dash === undefined ? {} : { 'line-dasharray': [...step.dash] }),
    },
  }));
}

function lines(step: BaseLine, ground: Ground, part: 'casing' | 'line'): LineLayerSpecification[] {
  // A dash with a round cap is longer than it says; a bridge ends where its water does.
  const cap = step.dash === undefined && step.casing !== undefined ? 'round' : 'butt';
  return tileLayers(step.layer, ground).map(({ source, key }) => ({
    id: `base-${step.id}-${part === 'casing' ? 'casing-' : ''}${key}`,
    type: 'line',
    source,
    'source-layer': key,
    minzoom: step.zoom[0],
    maxzoom: step.zoom[1],
    ...among('class', step.classes),
    layout: { 'line-join': 'round', 'line-cap': cap },
  }));
}
