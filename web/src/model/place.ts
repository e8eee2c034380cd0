import type { Names } from './area';
import type { Position } from './position';
import type { PlaceName } from './subject';

/** Days by which hours are chosen: Monday to Sunday, then holidays. */
export const days = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun', 'holiday'] as const;
export type Day = (typeof days)[number];

/** From and to on the clock, `08:30`; an end that is not later than the beginning lies on the next day. */
export type ClockSpan = readonly [from: string, to: string];

/** When a place is open on some days of the week; no span = closed on them. */
export interface WeekRule {
  readonly days: readonly Day[];
  readonly open: readonly ClockSpan[];
}

/** An exception for dates. */
export interface DateRule {
  readonly from: string;
  readonly to: string;
  readonly open: readonly ClockSpan[];
}

/** The hours of every day of the year. Where no rule speaks of a day it is not known. */
export interface Hours {
  readonly week: readonly WeekRule[];
  readonly dates: readonly DateRule[];
  readonly calendar: string;
}

/** A place of service. */
export interface Place extends PlaceName {
  readonly name: string;
  readonly names: Names;
  readonly address: string;
  readonly point: Position;
  readonly hours: Hours | null;
  /** Whether it is open now; null when that is not known. */
  readonly open: boolean | null;
  /** From planned to closed. */
  readonly state: string;
  readonly services: readonly string[];
  readonly skills: readonly string[];
  /** In square metres; null when it is not known. */
  readonly floorArea: number | null;
  readonly tenure: string;
  readonly class: Readonly<Record<string, string>>;
  readonly source: string;
  readonly dataDate: string;
}

/** A row of the table of hours: days in a row that are alike. */
export interface HoursRow {
  readonly first: Day;
  readonly last: Day;
  /** Null where it is not known; empty where it is closed. */
  readonly open: readonly ClockSpan[] | null;
  readonly today: boolean;
}

/** The week as a table, neighbouring days that are alike in one row; holidays in a row of their own, as far as they are ruled. */
export function weekTable(hours: Hours, today: Day | null): readonly HoursRow[] {
  const rows: HoursRow[] = [];
  for (const day of days) {
    const rule = hours.week.find((it) => it.days.includes(day));
    const open = rule === undefined ? null : rule.open;
    const last = rows[rows.length - 1];
    if (day === 'holiday') {
      if (open !== null) {
        rows.push({ first: day, last: day, open, today: false });
      }
    } else if (last !== undefined && same(last.open, open)) {
      rows[rows.length - 1] = { ...last, last: day, today: last.today || day === today };
    } else {
      rows.push({ first: day, last: day, open, today: day === today });
    }
  }
  return rows;
}

function same(a: readonly ClockSpan[] | null, b: readonly ClockSpan[] | null): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** The day of the week of an instant, by the clock that it was written with. */
export function dayOf(instant: string): Day {
  const date = /^\d{4}-\d{2}-\d{2}/.exec(instant)?.[0];
  const number = date === undefined ? NaN : new Date(`${date}T00:00:00Z`).getUTCDay();
  return days[(number + 6) % 7] ?? 'mon';
}
