import type { Words } from './city';

/** How a row of the legend is drawn, its colours resolved for the theme. */
export type Swatch =
  | { readonly kind: 'line'; readonly strokes: readonly Stroke[] }
  | { readonly kind: 'fill'; readonly colour: string; readonly outline: string | null; readonly opacity: number }
  | { readonly kind: 'icon'; readonly icon: Icon };

/** Lines one over the other: CSS pixels, dashes in pixels too. */
export interface Stroke {
  readonly colour: string;
  readonly width: number;
  readonly dash: readonly number[] | null;
}

/** An icon as the map draws it. */
export interface Icon {
  /** A filled shape in a square of 24, as the `d` of an SVG path. */
  readonly path: string;
  readonly plate: 'disc' | 'square' | 'none';
  /** Of the plate, or of the shape where there is none. */
  readonly colour: string;
  /** Of the shape on the plate, or of the edge around a shape without. */
  readonly other: string;
}

/** One thing that the map can show. */
export interface LegendRow {
  /** The key that hides it: of a layer, of a kind of places, or of a group of the base map. */
  readonly key: string;
  readonly name: Words;
  readonly swatch: Swatch;
  /** How many there are in the city; null where counting means nothing to a reader. */
  readonly count: number | null;
  /** True when this zoom shows it and the reader has not hidden it. */
  readonly drawn: boolean;
  /** From which zoom it is drawn. */
  readonly from: number;
}

/** All that the city's map can show, as it is at one zoom. */
export interface Legend {
  readonly areas: readonly LegendRow[];
  readonly places: readonly LegendRow[];
  readonly base: readonly LegendRow[];
}
