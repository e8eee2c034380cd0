/** The coverage at the beginning of an hour of the week. */
export interface Hour {
  /** From Monday 00:00 on. */
  readonly hour: number;
  readonly at: string;
  readonly open: number;
  readonly share: number | null;
}

/** Hours of a day that are alike: from one on the clock to another, 24 being the end of the day. */
export interface Run {
  readonly from: number;
  readonly to: number;
  readonly open: number;
  readonly share: number | null;
  /** The first of them, as an instant. */
  readonly at: string;
}

/** Days in a row, 0 = Monday, whose hours are alike. */
export interface Days {
  readonly first: number;
  readonly last: number;
  readonly runs: readonly Run[];
}

function runsOf(hours: readonly Hour[]): Run[] {
  const runs: Run[] = [];
  for (const { hour, at, open, share } of hours) {
    const from = hour % 24;
    const last = runs[runs.length - 1];
    if (last !== undefined && last.open === open && last.share === share) {
      runs[runs.length - 1] = { ...last, to: from + 1 };
    } else {
      runs.push({ from, to: from + 1, open, share, at });
    }
  }
  return runs;
}

function alike(a: readonly Run[], b: readonly Run[]): boolean {
  return a.length === b.length && a.every((it, i) => it.from === b[i]?.from && it.open === b[i].open && it.share === b[i].share);
}

/** The 168 hours of a week as few rows: days in a row that are alike together. */
export function weekOf(hours: readonly Hour[]): Days[] {
  const week: Days[] = [];
  for (let day = 0; day < 7; day++) {
    const runs = runsOf(hours.filter((it) => Math.floor(it.hour / 24) === day));
    const last = week[week.length - 1];
    if (last !== undefined && alike(last.runs, runs)) {
      week[week.length - 1] = { ...last, last: day };
    } else {
      week.push({ first: day, last: day, runs });
    }
  }
  return week;
}
