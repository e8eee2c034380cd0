import type { Names } from './area';
import type { Bounds, Position } from './position';

/** A building: never who, or how many, live in it. */
export interface Building {
  readonly code: string;
  readonly name: string;
  readonly names: Names;
  readonly address: string;
  /** Home, school, hospital …: a term of the scheme; empty when it is not said. */
  readonly use: string;
  readonly storeys: number | null;
  /** Null from a server that does not say. */
  readonly bounds: Bounds | null;
  readonly source: string;
  readonly dataDate: string;
}

/** Whether a spot lies in the box around a building, give or take some metres: a link may name any two. */
export function stands(building: Building, { lon, lat }: Position): boolean {
  if (building.bounds === null) {
    return true;
  }
  const slack = 0.0005;
  const [west, south, east, north] = building.bounds;
  return lon >= west - slack && lon <= east + slack && lat >= south - slack && lat <= north + slack;
}
