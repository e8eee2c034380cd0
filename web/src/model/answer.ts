import type { City } from './city';
import { filled, type Layer, layerOf } from './city';
import type { Position } from './position';

/** One area that holds the point. */
export interface AreaEntry {
  readonly layer: string;
  readonly code: string;
  readonly name: string;
  /** Its name in English; empty or absent where it has none. */
  readonly nameEn?: string;
  /** The code of its registered parent, empty when it has none. */
  readonly parent: string;
  /** False where the registered parent is not the area that answered for the parent layer. */
  readonly agrees: boolean;
  /** In an overlap all codes there, the owner first; else empty. */
  readonly contested: readonly string[];
}

/** The nearest border; outside every area, the nearest area of the widest partition within 5 km. */
export interface Border {
  readonly distanceMetres: number;
  readonly layer: string;
  /** The code across it; null across the outer frame or a gap. */
  readonly neighbour: string | null;
  /** True when the accuracy that was sent is wider than the distance. */
  readonly doubtful: boolean;
}

/** The kind of places that every answer is asked for. */
export const stationKind = 'red_sail_station';

/** A place of service within ten minutes on foot. */
export interface Station {
  readonly kind: string;
  readonly code: string;
  readonly name: string;
  /** Its name in English; empty or absent where it has none. */
  readonly nameEn?: string;
  readonly walkSeconds: number;
  readonly distanceMetres: number;
  /** Null when its hours do not say. */
  readonly open: boolean | null;
  /** Over the walking network, or as the crow flies with a detour added. */
  readonly method: 'network' | 'estimate';
  readonly point: Position;
}

/** Whether a place of service lies within ten minutes. */
export interface Coverage {
  readonly within: boolean;
  readonly method: 'network' | 'estimate';
}

/** The answer to `POST api/v1/locate`. */
export interface Answer {
  /** The instant that was asked for, RFC 3339 with the city's offset. */
  readonly at: string;
  readonly revision: number;
  /** By depth in the scheme; empty outside every area. */
  readonly areas: readonly AreaEntry[];
  readonly border: Border | null;
  /** Nearest first; null from a server that was not asked for them. */
  readonly stations: readonly Station[] | null;
  readonly coverage: Coverage | null;
}

/** An area by its outside name. */
export interface AreaName {
  readonly layer: string;
  readonly code: string;
}

/**
 * The area that the card is about: the deepest of the partition layers, since
 * a free overlay may lie below it in the list without being a closer answer.
 */
export function closest(answer: Answer, city: City): AreaEntry | undefined {
  const owners = answer.areas.filter((area) => layerOf(city, area.layer)?.partition === true);
  return owners[owners.length - 1] ?? answer.areas[answer.areas.length - 1];
}

/** The partition layers that have areas, but none here: gaps, which the dispatcher must know of. */
export function gaps(answer: Answer, city: City): readonly Layer[] {
  return filled(city).filter((layer) => layer.partition && !answer.areas.some((area) => area.layer === layer.key));
}
