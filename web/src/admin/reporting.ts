import { batch, type Signal, signal } from '@preact/signals';
import type * as v from 'valibot';

import type { Problem } from '../model/problem';
import { type Load, problemOf } from '../plan/load';
import { ask } from '../plan/server';
import { type Report, reportSchema, reportsSchema } from '../work/outbox';
import type { Desk } from './desk';

type Page = v.InferOutput<typeof reportsSchema>;

/** Room around a line, in degrees. */
const near = 0.0015;

/** So many reports are fetched at once. */
const page = 50;

/** So often the list is read again while it is open, in milliseconds: nothing else tells of a report. */
export const beat = 15_000;

/** The keeper's list of reports of borders. It follows the server while it is open, and what is typed in it stays. */
export class Reporting {
  readonly list = signal<Load<Page>>({ kind: 'none' });
  /** Only those that nobody has looked at. */
  readonly fresh = signal(true);
  /** The one whose line is on the map. */
  readonly looked = signal<Report | null>(null);
  /** Later than those of the list: they wait, so that no row moves under the hand. */
  readonly arrived = signal<readonly Report[]>([]);
  /** The numbers of those that are being answered. */
  readonly busy = signal<ReadonlySet<number>>(new Set());
  /** What is typed and not sent, by number. */
  readonly drafts = signal<ReadonlyMap<number, string>>(new Map());
  /** Why an answer was not taken, by number. */
  readonly problems = signal<ReadonlyMap<number, Problem>>(new Map());
  /** The numbers of those that somebody else answered at the same time. */
  readonly changed = signal<ReadonlySet<number>>(new Set());
  /** Why the older ones did not come. */
  readonly problem = signal<Problem | null>(null);
  /** The row that gets the focus as soon as it is there. */
  lead = 0;
  /** Answered here: they stay in the list of new ones until it is chosen anew. */
  private answered = new Set<number>();
  private reading: AbortController | null = null;

  constructor(private readonly desk: { readonly identity: { readonly base: string } } & Pick<Desk, 'stage' | 'looked'>) {}

  /** Reads the list, and reads it again until the function that it gives is called. */
  start(): () => void {
    void this.load();
    const follow = (): void => {
      if (document.visibilityState === 'visible' && this.reading === null) {
        void this.read(true);
      }
    };
    const timer = setInterval(follow, beat);
    document.addEventListener('visibilitychange', follow);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', follow);
      this.reading?.abort();
      this.reading = null;
    };
  }

  async choose(fresh: boolean): Promise<void> {
    batch(() => {
      this.fresh.value = fresh;
      this.looked.value = null;
      this.arrived.value = [];
      this.list.value = { kind: 'none' };
      this.problem.value = null;
    });
    this.answered = new Set();
    await this.load();
  }

  /** Reads the first page again. What stands stays on the page meanwhile. */
  async load(): Promise<void> {
    if (this.list.peek().kind !== 'ready') {
      this.list.value = { kind: 'loading' };
    }
    await this.read(false);
  }

  /** Takes those that wait into the list. */
  show(): void {
    const [now, arrived] = [this.list.peek(), this.arrived.peek()];
    if (now.kind === 'ready' && arrived.length > 0) {
      batch(() => {
        this.lead = arrived[0]?.n ?? 0;
        this.list.value = { kind: 'ready', value: { ...now.value, reports: [...arrived, ...now.value.reports] } };
        this.arrived.value = [];
      });
    }
  }

  async older(): Promise<void> {
    const now = this.list.peek();
    if (now.kind !== 'ready' || now.value.next === 0) {
      return;
    }
    this.problem.value = null;
    await this.turn(async (stop) => {
      const { reports, next } = await this.fetch(now.value.next, stop);
      this.change((all) => ({ reports: [...all.reports, ...reports], next }));
    }, (problem) => { this.problem.value = problem; });
  }

  /** Reads the first page; by itself (`quiet`) it tells of no failure, and lets later ones wait. */
  private async read(quiet: boolean): Promise<void> {
    await this.turn(async (stop) => {
      const first = await this.fetch(0, stop);
      const now = this.list.peek();
      if (now.kind !== 'ready') {
        this.list.value = { kind: 'ready', value: first };
        return;
      }
      const all = merged(now.value, first, (it) => this.stays(it));
      const top = now.value.reports[0]?.n;
      const waits = (it: Report): boolean => quiet && top !== undefined && it.n > top;
      batch(() => {
        this.arrived.value = all.reports.filter(waits);
        this.list.value = { kind: 'ready', value: { ...all, reports: all.reports.filter((it) => !waits(it)) } };
      });
    }, (problem) => {
      if (!quiet) {
        this.list.value = { kind: 'failed', problem };
      }
    });
  }

  /** Whether a row is in use, so that it must not go by itself. */
  private stays({ n }: Report): boolean {
    return this.answered.has(n) || this.busy.peek().has(n) || this.drafts.peek().has(n) || this.looked.peek()?.n === n;
  }

  /** Reads one thing at a time: what was asked for before is wanted no more. */
  private async turn(what: (stop: AbortSignal) => Promise<void>, failed: (problem: Problem) => void): Promise<void> {
    this.reading?.abort();
    const mine = this.reading = new AbortController();
    try {
      await what(mine.signal);
    } catch (error) {
      if (!mine.signal.aborted) {
        failed(problemOf(error));
      }
    } finally {
      if (this.reading === mine) {
        this.reading = null;
      }
    }
  }

  private async fetch(before: number, stop: AbortSignal): Promise<Page> {
    const got = await ask(this.desk.identity.base, `api/v1/reports?limit=${page}&before=${before}${this.fresh.peek() ? '&state=new' : ''}`, reportsSchema, { stop });
    if (stop.aborted) {
      throw new DOMException('stopped', 'AbortError'); // another list is wanted by now
    }
    return got;
  }

  private change(how: (all: Page) => Page): void {
    const now = this.list.peek();
    if (now.kind === 'ready') {
      this.list.value = { kind: 'ready', value: how(now.value) };
    }
  }

  /** Shows a line on the map, over the borders. */
  look(report: Report): void {
    const [lons, lats] = [report.line.map((it) => it.lon), report.line.map((it) => it.lat)];
    batch(() => {
      this.looked.value = report;
      this.desk.looked.value++;
    });
    this.desk.stage.fit([Math.min(...lons) - near, Math.min(...lats) - near, Math.max(...lons) + near, Math.max(...lats) + near], true,
      window.innerWidth < 640 ? { top: 24, right: 24, bottom: window.innerHeight * 0.5, left: 24 } : { top: 40, right: 40, bottom: 40, left: 650 });
  }

  /** Keeps what is typed beside a report. */
  type(n: number, words: string): void {
    this.drafts.value = new Map(this.drafts.peek()).set(n, words);
  }

  /** Answers a report, each by itself; one that somebody else answered meanwhile is read again. */
  async answer({ n, state: was }: Report, state: Report['state'], answer: string): Promise<void> {
    if (this.busy.peek().has(n)) {
      return;
    }
    batch(() => {
      this.busy.value = new Set(this.busy.peek()).add(n);
      drop(this.problems, n);
      this.changed.value = new Set([...this.changed.peek()].filter((it) => it !== n));
    });
    try {
      const done = await ask(this.desk.identity.base, `api/v1/reports/${n}/state`, reportSchema, { method: 'POST', body: { was, state, ...(answer === '' ? {} : { answer }) } });
      if (this.drafts.peek().get(n)?.trim() === answer) {
        drop(this.drafts, n);
      }
      this.put(done);
    } catch (error) {
      await this.refused(n, problemOf(error));
    } finally {
      this.busy.value = new Set([...this.busy.peek()].filter((it) => it !== n));
    }
  }

  private async refused(n: number, problem: Problem): Promise<void> {
    let why = problem;
    if (problem.code === 'report_changed') {
      try {
        const [now] = (await ask(this.desk.identity.base, `api/v1/reports?limit=1&before=${n + 1}`, reportsSchema)).reports;
        if (now?.n === n) {
          this.changed.value = new Set(this.changed.peek()).add(n);
          this.put(now);
          return;
        }
      } catch (error) {
        why = problemOf(error);
      }
    }
    this.problems.value = new Map(this.problems.peek()).set(n, why);
  }

  /** Puts a report as it is now in its place. */
  private put(report: Report): void {
    this.answered.add(report.n);
    this.change((all) => ({ ...all, reports: all.reports.map((it) => (it.n === report.n ? report : it)) }));
  }
}

function drop<T>(from: Signal<ReadonlyMap<number, T>>, n: number): void {
  from.value = new Map([...from.peek()].filter(([key]) => key !== n));
}

/** The list with its first page read again: pages after it stay, and so do rows that are in use. */
export function merged(now: Page, first: Page, stays: (report: Report) => boolean): Page {
  const got = new Set(first.reports.map((it) => it.n));
  const joins = first.next > 0 && (now.reports[0]?.n ?? 0) >= first.next;
  const below = joins ? now.reports.filter((it) => it.n < first.next) : [];
  const kept = now.reports.filter((it) => !got.has(it.n) && !below.includes(it) && stays(it));
  return { reports: [...first.reports, ...below, ...kept].sort((a, b) => b.n - a.n), next: below.length > 0 ? now.next : first.next };
}
