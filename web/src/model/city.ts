import type { Bounds } from './position';

/** A text that the city's scheme gives in both languages of the page. */
export interface Words {
  readonly zh: string;
  readonly en: string;
}

/** One layer of the city's scheme, widest first. */
export interface Layer {
  readonly key: string;
  readonly name: Words;
  /** The key of the layer above, empty for a root. */
  readonly parent: string;
  /** True when every spot belongs to at most one area of the layer. */
  readonly partition: boolean;
  /** 0 for a root. */
  readonly depth: number;
  /** First and last zoom with tiles. */
  readonly zoom: readonly [number, number];
  /** How many areas are in force. */
  readonly areas: number;
}

/** The answer to `GET api/v1/layers`. */
export interface City {
  readonly revision: number;
  readonly layers: readonly Layer[];
  /** Of all areas; null when there is none. */
  readonly bounds: Bounds | null;
  readonly demo: boolean;
  readonly insecureLocal: boolean;
}

export function isEmpty(city: City): boolean {
  return city.bounds === null || filled(city).length === 0;
}

/** The layers that have areas, in scheme order. */
export function filled(city: City): readonly Layer[] {
  return city.layers.filter((layer) => layer.areas > 0);
}

export function layerOf(city: City, key: string): Layer | undefined {
  return city.layers.find((layer) => layer.key === key);
}
