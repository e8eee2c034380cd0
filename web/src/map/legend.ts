import type { City, Words } from '../model/city';
import type { Icon, Legend, LegendRow, Stroke, Swatch } from '../model/legend';
import type { Theme } from '../model/palette';
import { borderLook } from './borders';
import { type Drawn, drawnLayers } from './drawn';
import { tileLayers } from './ground';
import { type BaseStep, borderFrom, type BorderLook, colour, look as table, type PlaceLook, sizeAt } from './look';
import { placeKinds } from './places';
import { sourcesOf } from './sources';
import type { Look } from './stage';

/** What the map can show of this city, and which of it it shows at this zoom: out of the same table and windows that draw it. */
export function legend({ city, theme, hidden }: Look, zoom: number): Legend {
  if (city === null) {
    return { areas: [], places: [], base: [] };
  }
  const row = (key: string, name: Words, count: number | null, from: number, swatch: Swatch): LegendRow =>
    ({ key, name, swatch, count, from, drawn: zoom >= from && !hidden.has(key) });
  return {
    areas: drawnLayers(city).map((it) => row(it.layer.key, it.layer.name, it.layer.areas, borderFrom(it.layer), borderSwatch(it, theme, zoom))),
    places: placeKinds(city).reverse().map(({ kind, of }) => row(kind.key, kind.name, kind.count, of.zoom, { kind: 'icon', icon: icon(of, theme) })),
    base: baseRows(city).map(({ key, name, first, from }) => row(key, name, null, from, stepSwatch(first, theme, zoom))),
  };
}

interface BaseRow {
  readonly key: string;
  readonly name: Words;
  readonly first: BaseStep;
  readonly from: number;
}

/** The groups of the base map for which the city has something. */
function baseRows(city: City): BaseRow[] {
  const where = { city, sources: sourcesOf(city) };
  return table.legend.flatMap(({ key, name, steps }) => {
    const drawn = steps.flatMap((id) => table.base.filter((step) => step.id === id && tileLayers(step.layer, where).length > 0));
    const [first] = drawn;
    return first === undefined ? [] : [{ key, name, first, from: Math.min(...drawn.map((it) => it.zoom[0])) }];
  });
}

function borderSwatch(it: Drawn, theme: Theme, zoom: number): Swatch {
  return { kind: 'line', strokes: [stroke(borderLook(it), theme, zoom)] };
}

function stroke(of: BorderLook, theme: Theme, zoom: number): Stroke {
  const width = Math.max(sizeAt(of.width, zoom), 1);
  return { colour: colour(theme, of.colour), width, dash: dashes(of.dash, width) };
}

/** The width of the sample of a line. */
const sample = 24;

/** Dashes in pixels, drawn together where the sample would not show the whole pattern and the dash after it. */
function dashes(dash: readonly number[] | undefined, width: number): number[] | null {
  if (dash === undefined) {
    return null;
  }
  const whole = dash.reduce((sum, it) => sum + it, dash[0] ?? 0);
  return dash.map((it) => it * Math.min(width, sample / whole));
}

/** A line as wide as a row of text bears, whatever the zoom. */
const widest = 7;

function stepSwatch(step: BaseStep, theme: Theme, zoom: number): Swatch {
  if (step.type === 'fill') {
    return { kind: 'fill', colour: colour(theme, step.colour), outline: step.outline === undefined ? null : colour(theme, step.outline), opacity: 1 };
  }
  const width = Math.min(Math.max(sizeAt(step.width, zoom), 1.5), widest - 2);
  const line: Stroke = { colour: colour(theme, step.colour), width, dash: dashes(step.dash, width) };
  if (step.casing === undefined) {
    return { kind: 'line', strokes: [line] };
  }
  const edge: Stroke = { colour: colour(theme, step.casing.colour), width: width + 2 * step.casing.width, dash: null };
  return { kind: 'line', strokes: [edge, line] };
}

function icon(of: PlaceLook, theme: Theme): Icon {
  return {
    path: table.icons[of.icon] ?? '',
    plate: of.plate,
    colour: colour(theme, of.colour),
    other: colour(theme, of.plate === 'none' ? 'halo' : 'plate'),
  };
}
