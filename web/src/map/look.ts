import type { Layer, Words } from '../model/city';
import type { Theme } from '../model/palette';
import { windows } from '../model/zooms';
import table from './look.json';

/** The name of a colour in every theme of the table. */
export type ColourName = keyof typeof table.themes.light;

/** A size in CSS pixels by zoom: straight lines between the stops, level outside them. */
export type ByZoom = readonly (readonly [zoom: number, pixels: number])[];

/** From the first zoom to before the second. */
export type ZoomSpan = readonly [from: number, to: number];

/**
 * One step of painting the base map, over all that stands before it in the list.
 * `layer` is a layer of the tiles; `land_use` stands for every base layer of the scheme.
 * `classes` are values of the tiles' attribute `class`; without it all are meant.
 */
export interface BaseFill {
  readonly id: string;
  readonly layer: string;
  readonly type: 'fill';
  readonly classes?: readonly string[];
  readonly zoom: ZoomSpan;
  readonly colour: ColourName;
  /** The line around it, one pixel wide. */
  readonly outline?: ColourName;
}

/** As BaseFill; dashes in widths of the line. */
export interface BaseLine {
  readonly id: string;
  readonly layer: string;
  readonly type: 'line';
  readonly classes?: readonly string[];
  readonly zoom: ZoomSpan;
  readonly colour: ColourName;
  readonly width: ByZoom;
  readonly dash?: readonly number[];
  /**
   * The edge, `width` pixels on each side, from a zoom on. The casings of a run
   * of cased steps lie under all lines of the run, so that roads open into each other.
   */
  readonly casing?: { readonly colour: ColourName; readonly width: number; readonly zoom: number };
}

export type BaseStep = BaseFill | BaseLine;

/** A border; dashes in widths of the line. */
export interface BorderLook {
  readonly colour: ColourName;
  readonly width: ByZoom;
  readonly dash?: readonly number[];
}

/** A border of a layer that is no partition, from a zoom on. */
export interface FreeLook extends BorderLook {
  readonly zoom: number;
}

/** Text; `spacing` between characters in em. */
export interface LabelLook {
  readonly colour: ColourName;
  readonly size: ByZoom;
  readonly bold?: boolean;
  readonly spacing?: number;
}

/** Names of the base map: along the line, or at the point of the layer's labels. */
export interface BaseLabel extends LabelLook {
  readonly id: string;
  readonly layer: string;
  readonly classes?: readonly string[];
  readonly zoom: ZoomSpan;
  readonly along?: boolean;
}

/** What an icon stands on: shape tells kinds apart where colour cannot. */
export type Plate = 'disc' | 'square' | 'none';

/** A kind of places; a lower rank goes before others where there is no room for both. */
export interface PlaceLook {
  readonly icon: string;
  readonly plate: Plate;
  readonly colour: ColourName;
  readonly size: ByZoom;
  readonly zoom: number;
  readonly label_zoom: number;
  readonly rank: number;
}

/** A row of the legend of the base map: ids of steps and of names, the first of which stands for all. */
export interface LegendGroup {
  readonly key: string;
  readonly name: Words;
  readonly steps: readonly string[];
}

/** The look of the map: one table for the page and for the pictures that the server draws. */
export interface LookTable {
  readonly themes: Readonly<Record<Theme, Readonly<Record<ColourName, string>>>>;
  readonly base: readonly BaseStep[];
  /** By rank of partition layers, widest first; deeper layers share the last. */
  readonly borders: readonly [BorderLook, ...BorderLook[]];
  /** Layers that nest in nothing, but lie within one of the city's: compounds. */
  readonly free: FreeLook & { readonly fill: ColourName };
  /** Layers that nest in nothing at all. */
  readonly overlay: FreeLook;
  readonly hover: { readonly colour: ColourName; readonly opacity: number };
  readonly selected: { readonly colour: ColourName; readonly width: number; readonly casing: { readonly colour: ColourName; readonly width: number } };
  readonly labels: readonly [LabelLook, ...LabelLook[]];
  readonly free_label: LabelLook & { readonly zoom: ZoomSpan };
  readonly overlay_label: LabelLook & { readonly zoom: ZoomSpan };
  readonly base_labels: readonly BaseLabel[];
  readonly places: Readonly<Record<string, PlaceLook>>;
  /** Kinds that the table does not know. */
  readonly other_place: PlaceLook;
  readonly place_label: LabelLook;
  /** An open place that has no room for its icon, in the colour of its kind: how wide, and the edge around it. */
  readonly place_dot: { readonly size: ByZoom; readonly edge: number };
  readonly legend: readonly LegendGroup[];
  /** Filled shapes in a square of 24, as the `d` of an SVG path. */
  readonly icons: Readonly<Record<string, string>>;
}

// A JSON import loses literal types; look.test.ts holds the file to this one.
export const look = table as unknown as LookTable;

/** The colour of that name in a theme. */
export function colour(theme: Theme, name: ColourName): string {
  return look.themes[theme][name];
}

/** Takes the entry for a rank, the last one for ranks beyond. */
export function ranked<T>(list: readonly [T, ...T[]], rank: number): T {
  return list[Math.min(rank, list.length - 1)] ?? list[0];
}

/** How a kind of places looks. */
export function placeLook(kind: string): PlaceLook {
  return look.places[kind] ?? look.other_place;
}

/** From which zoom the borders of a layer are drawn. */
export function borderFrom(layer: Layer): number {
  const { border } = windows(layer);
  if (layer.partition) {
    return border;
  }
  return Math.max(border, (layer.parent === '' ? look.overlay : look.free).zoom);
}

/** From which zoom something of a layer of the base map, or of the places, is drawn. */
export function firstDrawn(layer: string): number {
  const steps = look.base.filter((it) => it.layer === layer).map((it) => it.zoom[0]);
  const places = [...Object.values(look.places), look.other_place].map((it) => it.zoom);
  return Math.min(...(layer === 'place' ? places : steps));
}

/** The size at a zoom. */
export function sizeAt(stops: ByZoom, zoom: number): number {
  let [at, size] = stops[0] ?? [0, 0];
  for (const [next, pixels] of stops) {
    if (zoom < next) {
      return next > at && zoom > at ? size + ((pixels - size) * (zoom - at)) / (next - at) : size;
    }
    [at, size] = [next, pixels];
  }
  return size;
}
