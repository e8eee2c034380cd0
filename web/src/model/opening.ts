import { type ClockSpan, type Day, dayOf, type Hours } from './place';

/** When a place that is closed opens again. */
export interface Opening {
  /** 0 = later on the same date, 1 = on the next. */
  readonly days: number;
  readonly day: Day;
  /** On the clock of the city, `09:00`. */
  readonly time: string;
  /** False where the place keeps a calendar of holidays, which the page does not have. */
  readonly sure: boolean;
}

/** What the hours say of a place that is closed at an instant. */
export interface Closed {
  /** True when it was open earlier on that date, and will not be again. */
  readonly over: boolean;
  /** Null when the hours do not tell. */
  readonly next: Opening | null;
}

/** As far as is looked ahead: a week that is closed throughout is followed by one like it. */
const ahead = 7;

const dayInMilliseconds = 86_400_000;

/**
 * Reads the hours of a place that the server says is closed at `instant`, RFC
 * 3339 with the city's offset. Where the hours of that date say otherwise, it
 * is a holiday, and the rest of the date does not count.
 */
export function closedAt(hours: Hours, instant: string): Closed {
  const [, date, now] = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2})/.exec(instant) ?? [];
  if (date === undefined || now === undefined) {
    return { over: false, next: null };
  }
  const today = ruleOf(hours, date)?.open ?? [];
  const holiday = today.some((it) => holds(it, now));
  const left = holiday ? [] : today.filter(([from]) => from > now);
  return {
    over: !holiday && left.length === 0 && today.some(([from, to]) => from < to && to <= now),
    next: earliest(left) === undefined ? laterThan(hours, date) : opening(hours, date, 0, left),
  };
}

/** The first opening on the dates after one; null from the first date on of which nothing is known. */
function laterThan(hours: Hours, date: string): Opening | null {
  for (let days = 1; days <= ahead; days++) {
    const then = dateAfter(date, days);
    const rule = ruleOf(hours, then);
    if (rule === null) {
      return null;
    }
    const found = opening(hours, then, days, rule.open);
    if (found !== null) {
      return found;
    }
  }
  return null;
}

function opening(hours: Hours, date: string, days: number, spans: readonly ClockSpan[]): Opening | null {
  const time = earliest(spans);
  const sure = hours.calendar === '' || days === 0 || ruleOf(hours, date)?.exact === true;
  return time === undefined ? null : { days, day: dayOf(date), time, sure };
}

/** The hours of a date: of the exception that holds it, else of its weekday; null where neither speaks. */
function ruleOf(hours: Hours, date: string): { readonly open: readonly ClockSpan[]; readonly exact: boolean } | null {
  const exception = hours.dates.find(({ from, to }) => from <= date && (to === '' || date < to));
  if (exception !== undefined) {
    return { open: exception.open, exact: true };
  }
  const day = dayOf(date);
  const week = hours.week.find(({ days }) => days.includes(day));
  return week === undefined ? null : { open: week.open, exact: false };
}

/** Whether a span that begins on the date holds a time of it. */
function holds([from, to]: ClockSpan, time: string): boolean {
  return from <= time && (to <= from || time < to);
}

function earliest(spans: readonly ClockSpan[]): string | undefined {
  return spans.map(([from]) => from).sort()[0];
}

function dateAfter(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * dayInMilliseconds).toISOString().slice(0, 10);
}
