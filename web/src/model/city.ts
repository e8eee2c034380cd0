import type { Bounds } from './position';

/** A text that the city's scheme gives in both languages of the page. */
export interface Words {
  readonly zh: string;
  readonly en: string;
}

/** A class of areas in a layer, such as ordinary and special-purpose grids. */
export interface Kind {
  readonly key: string;
  readonly name: Words;
}

/** From which zoom a layer's borders and labels are drawn, and from which its labels give way to deeper ones. */
export interface Show {
  readonly border: number;
  readonly label: number;
  readonly labelEnd: number;
}

/** One layer of the city's scheme, widest first. */
export interface Layer {
  readonly key: string;
  readonly name: Words;
  /** The key of the layer above, empty for a root. */
  readonly parent: string;
  /** True when every spot belongs to at most one area of the layer. */
  readonly partition: boolean;
  /** Ground of the base map, in no answer. */
  readonly base: boolean;
  /** 0 for a root. */
  readonly depth: number;
  /** First and last zoom with tiles. */
  readonly zoom: readonly [number, number];
  /** How many areas are in force. */
  readonly areas: number;
  readonly kinds: readonly Kind[];
  /** The server's word on when the layer is drawn; null from a server that does not say. */
  readonly show: Show | null;
}

/** A kind of places of service, with how many there are. */
export interface PlaceKind {
  readonly key: string;
  readonly name: Words;
  readonly count: number;
}

/** A layer of lines of the base map: roads, rivers, walls. */
export interface Lines {
  readonly key: string;
  readonly count: number;
}

/** The answer to `GET api/v1/layers`. */
export interface City {
  readonly revision: number;
  /** The day on which the revision was written, YYYY-MM-DD; empty where that is not told. */
  readonly recorded: string;
  readonly layers: readonly Layer[];
  readonly places: readonly PlaceKind[];
  readonly lines: readonly Lines[];
  /** How many buildings there are. */
  readonly buildings: number;
  /** Words of the interface for the values of classes and tags. */
  readonly terms: Readonly<Record<string, Words>>;
  /** Of all areas; null when there is none. */
  readonly bounds: Bounds | null;
  /** The IANA name of its time zone; empty from a server that does not say. */
  readonly zone: string;
  /** What the sources of its data ask to be said, © and all. */
  readonly notices: readonly string[];
  readonly demo: boolean;
}

export function isEmpty(city: City): boolean {
  return city.bounds === null || filled(city).length === 0;
}

/** The layers that have areas, in scheme order. */
export function filled(city: City): readonly Layer[] {
  return city.layers.filter((layer) => layer.areas > 0);
}

/** The layers that answer for a spot: all but the ground of the base map. */
export function answering(city: City): readonly Layer[] {
  return city.layers.filter((layer) => !layer.base);
}

export function layerOf(city: City, key: string): Layer | undefined {
  return city.layers.find((layer) => layer.key === key);
}

export function placeKindOf(city: City, key: string): PlaceKind | undefined {
  return city.places.find((kind) => kind.key === key);
}
