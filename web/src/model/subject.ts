import type { AreaName } from './answer';
import type { Position } from './position';
import { snapped } from './position';
import type { Hit } from './search';

/** A place of service by its outside name. */
export interface PlaceName {
  readonly kind: string;
  readonly code: string;
}

/** What a card is about. */
export type Subject =
  | {
      readonly what: 'point';
      readonly at: Position;
      /** The building or address that was searched for there; null for a bare spot. */
      readonly found: Hit | null;
      /** The code of the building there that the card tells of; empty for none. */
      readonly building: string;
    }
  | { readonly what: 'area'; readonly area: AreaName }
  | { readonly what: 'place'; readonly place: PlaceName };

/** A spot of the map. */
export function spot(at: Position, found: Hit | null = null, building = ''): Subject {
  return { what: 'point', at: snapped(at), found, building };
}

/** Whether two cards are about the same. */
export function sameSubject(a: Subject | null, b: Subject | null): boolean {
  if (a === null || b === null) {
    return a === b;
  }
  switch (a.what) {
    case 'point': return b.what === 'point' && samePosition(a.at, b.at) && a.building === b.building;
    case 'area': return b.what === 'area' && a.area.layer === b.area.layer && a.area.code === b.area.code;
    case 'place': return b.what === 'place' && a.place.kind === b.place.kind && a.place.code === b.place.code;
  }
}

function samePosition(a: Position, b: Position): boolean {
  return a.lon === b.lon && a.lat === b.lat;
}

/** What a search result opens. */
export function subjectOf(hit: Hit): Subject {
  switch (hit.kind) {
    case 'area': return { what: 'area', area: { layer: hit.layer, code: hit.code } };
    case 'place': return { what: 'place', place: { kind: hit.layer, code: hit.code } };
    case 'building':
    case 'address': return spot(hit.point, hit, hit.code);
    case 'crossing':
    case 'line': return spot(hit.point, hit);
    case 'coordinate':
    case 'command': return spot(hit.point);
  }
}
