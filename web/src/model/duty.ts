import type { ComponentType } from 'preact';

import type { Words } from './city';
import type { Position } from './position';
import type { Session } from './session';

/** A post that answers for a spot. */
export interface Post {
  /** A key of the scheme's roles, and its name. */
  readonly role: string;
  readonly name: Words;
  /** What it is for: a layer, building, organisation or a kind of places, its code and its name. */
  readonly layer: string;
  readonly area: string;
  readonly areaName: string;
  readonly areaNameEn: string;
  /** Of the branch that it is for: own, joint, or another word of the record; empty when none is said. */
  readonly form: string;
  readonly level: string;
  /** Null when its hours are not known. */
  readonly onDuty: boolean | null;
  readonly vacant: boolean;
  readonly standIn: boolean;
  /** There is no grid: the area above answers. */
  readonly fallback: boolean;
  /** Of the office; empty when none is known. */
  readonly phone: string;
  /** When it is on duty next, as the server wrote it; empty while it is, and when that is not known. */
  readonly next: string;
  /** Who holds it, as the server says it to those who may know: read where it is shown. Strangers are told nothing. */
  readonly person?: unknown;
}

/** An area near a spot that lies in none of its layer. */
export interface NearArea {
  readonly code: string;
  readonly name: string;
  readonly distanceMetres: number;
}

/** Who answers for a spot. */
export interface Duty {
  readonly posts: readonly Post[];
  /** Whether somebody who answers is on duty; null when it is not known. */
  readonly onDuty: boolean | null;
  readonly next: string;
  readonly nearest: readonly NearArea[];
}

/** Asks the server who answers for a spot now; null when it cannot be had. */
export type AskDuty = (at: Position, stop: AbortSignal) => Promise<Duty | null>;

/** The section of a spot's card that says so; it asks anew when the answer of the card is another one. */
export type DutySection = ComponentType<{ readonly session: Session; readonly at: Position; readonly answer: object }>;
