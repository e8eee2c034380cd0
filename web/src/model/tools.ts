import type { ReadonlySignal } from '@preact/signals';
import type { ComponentType } from 'preact';

import type { Station } from './answer';
import type { AreaDetail } from './area';
import type { Place } from './place';
import type { Hit as PlanHit } from './plan';
import type { Position } from './position';
import type { Hit } from './search';
import type { Actions, Session, Via } from './session';
import type { Dress } from './under';

interface Panel {
  readonly session: Session;
  readonly actions: Actions;
}

/** The tools of the dispatcher, which come after the first map. */
export interface ToolParts {
  /** The panel of the tools and what lies over the page; nothing while none is open. */
  readonly Desk: ComponentType<Panel>;
  /** The button that draws the way on foot to a station of a spot's card. */
  readonly Way: ComponentType<Panel & { readonly station: Station }>;
  /** The choice of places near a spot by what they offer. */
  readonly Offers: ComponentType<Panel>;
  /** The areas that one of a free layer shares ground with; nothing for others. */
  readonly Covers: ComponentType<Panel & { readonly area: AreaDetail }>;
  /** The organisations of a place; nothing for who may not read them. */
  readonly PlaceBodies: ComponentType<Panel & { readonly place: Place }>;
  /** Draws what the tools show over the city; null = nothing. */
  readonly dress: ReadonlySignal<Dress | null>;
  /** Takes a click for itself; false leaves it to the map. */
  take(at: Position, on?: PlanHit): boolean;
  /** Commands whose words fit a text. */
  commands(text: string): readonly Hit[];
  /** Walks to the neighbour that lies where an arrow key points. */
  walk(key: string, via: Via): boolean;
  /** Ends what is begun; false where nothing is. */
  escape(): boolean;
  /** Opens the panel of the tools, or puts it away. */
  toggle(): void;
  /** Puts the panel away. */
  close(): void;
}
