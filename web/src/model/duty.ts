import type { ComponentType } from 'preact';

import type { Answer, AreaName } from './answer';
import type { AreaDetail, AreaVersion } from './area';
import type { Words } from './city';
import type { Lang } from './lang';
import type { ClockSpan } from './place';
import type { Position } from './position';
import type { Actions, Session } from './session';

/** Hours of duty. Of the rules of a date the first that speaks of it decides: dates, turns, days of the month, of the week. */
export interface DutyHours {
  readonly week: readonly { readonly days: readonly string[]; readonly open: readonly ClockSpan[] }[];
  readonly dates: readonly { readonly from: string; readonly to: string; readonly open: readonly ClockSpan[] }[];
  readonly month: readonly { readonly days: readonly number[]; readonly open: readonly ClockSpan[] }[];
  /** Of a rota: which turn of how many, each so many days long. */
  readonly turn: { readonly from: string; readonly days: number; readonly of: number; readonly nth: number } | null;
  readonly calendar: string;
}

/** When a post is on duty and what it does, as far as the reader is told. */
export interface PostWork {
  readonly hours: DutyHours | null;
  /** The spans of the date that was asked about; empty = off; null where that is not known or not told. */
  readonly today: readonly ClockSpan[] | null;
  readonly tasks: readonly string[];
  readonly duty: string;
}

/** A post that answers for a spot. */
export interface Post extends PostWork {
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

/** An organisation, as anybody may know it. */
export interface Body {
  readonly code: string;
  readonly name: string;
  readonly kind: Words;
  /** How it was set up: own or joint of a branch, or another word of the record; empty when none is said. */
  readonly form: string;
  /** What it is the organisation of: a layer and a code in it; empty when that is nothing. */
  readonly layer: string;
  readonly area: string;
  readonly areaName: string;
  /** Of the office; empty when none is known. */
  readonly phone: string;
}

/** The organisations of an area. */
export interface Bodies {
  /** Those of it and those that look after it. */
  readonly own: readonly Body[];
  /** Party organisations from the widest down to its own. */
  readonly chain: readonly Body[];
  /** Party organisations right below its own. */
  readonly below: readonly Body[];
}

/** Who answers for a spot or an area. */
export interface Duty {
  readonly posts: readonly Post[];
  /** Whether somebody who answers is on duty; null when it is not known. */
  readonly onDuty: boolean | null;
  readonly next: string;
  readonly nearest: readonly NearArea[];
  /** Null of a spot. */
  readonly bodies: Bodies | null;
}

/** What a card is about, and which answer of the server it shows: another one is of another moment or revision. */
export type DutyOf = { readonly at: Position; readonly of: Answer } | { readonly at?: undefined; readonly of: AreaDetail };

/** Asks the server who answers on a date (empty = now) for a spot or an area; null when it cannot be had. */
export type AskDuty = (of: Position | AreaName, at: string, stop: AbortSignal) => Promise<Duty | null>;

/** The part of a card that says so: with `brief` the line on top, else all of it. */
export type DutySection = ComponentType<DutyOf & { readonly session: Session; readonly actions: Actions; readonly brief?: boolean }>;

/** The versions of an area. */
export type HistorySection = ComponentType<{ readonly lang: Lang; readonly history: readonly AreaVersion[] }>;
