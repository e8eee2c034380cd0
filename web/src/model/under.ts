import type { ComponentType } from 'preact';

import type { Words } from './city';
import type { DutySection, HistorySection } from './duty';
import type { Bounds } from './position';
import type { Reply } from './reply';
import type { Actions, Session } from './session';

/** What lies under the city: its own streets, nothing, or else the id of a base map of the server's list. */
export type UnderChoice = 'own' | 'none' | (string & {});

/** A base map of another maker, through our server. */
export interface BaseMap {
  readonly id: string;
  readonly name: Words;
  readonly type: 'raster' | 'vector';
  readonly look: 'map' | 'imagery';
  /** What a dark page does: dim it, show it as it is, or show the base map of this id. */
  readonly dark: string;
  readonly opacity: number;
  readonly attribution: string;
  /** The number under which the map was approved. */
  readonly approval: string;
  readonly state: 'ready' | 'failing' | 'refused';
  readonly layers: readonly BaseMapLayer[];
}

export interface BaseMapLayer {
  readonly id: string;
  readonly role: 'ground' | 'names';
  /** The address of its tiles, from that of the page. */
  readonly tiles: string;
  readonly tileSize: number;
  readonly zoom: readonly [number, number];
  readonly bounds: Bounds | null;
  /** Layers of its vector tiles. */
  readonly vectors: readonly string[];
}

/** Puts something else under the city: takes the style of the map and gives another. */
export type Dress = <Style extends object>(style: Style) => Style;

/** The parts of the page that come after the first map: the choice of base maps, who is responsible. */
export interface UnderParts {
  readonly Chooser: ComponentType<{ readonly session: Session; readonly actions: Actions }>;
  readonly Credit: ComponentType<{ readonly session: Session; readonly actions: Actions }>;
  readonly Duty: DutySection;
  readonly History: HistorySection;
  /** What is copied as an answer, in plain words. */
  readonly reply: (it: Reply) => string;
}
