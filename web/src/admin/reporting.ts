import { batch, signal } from '@preact/signals';
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

/** The keeper's list of reports of borders. */
export class Reporting {
  readonly list = signal<Load<Page>>({ kind: 'none' });
  /** Only those that nobody has looked at. */
  readonly fresh = signal(true);
  /** The one whose line is on the map. */
  readonly looked = signal<Report | null>(null);
  readonly busy = signal(false);
  readonly problem = signal<Problem | null>(null);
  /** The last answer met a report that somebody else had answered. */
  readonly changed = signal(false);

  constructor(private readonly desk: Pick<Desk, 'identity' | 'stage' | 'looked'>) {}

  async choose(fresh: boolean): Promise<void> {
    batch(() => {
      this.fresh.value = fresh;
      this.looked.value = null;
    });
    await this.load();
  }

  async load(): Promise<void> {
    this.list.value = { kind: 'loading' };
    try {
      this.list.value = { kind: 'ready', value: await this.fetch(0) };
    } catch (error) {
      this.list.value = { kind: 'failed', problem: problemOf(error) };
    }
  }

  async older(): Promise<void> {
    const now = this.list.peek();
    if (now.kind !== 'ready' || now.value.next === 0) {
      return;
    }
    await this.act(async () => {
      const { reports, next } = await this.fetch(now.value.next);
      this.list.value = { kind: 'ready', value: { reports: [...now.value.reports, ...reports], next } };
    });
  }

  private fetch(before: number): Promise<Page> {
    return ask(this.desk.identity.base, `api/v1/reports?limit=${page}&before=${before}${this.fresh.peek() ? '&state=new' : ''}`, reportsSchema);
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

  /** Answers a report; one that somebody else answered meanwhile is read again. */
  async answer({ n, state: was }: Report, state: Report['state'], answer: string): Promise<void> {
    this.changed.value = false;
    await this.act(async () => {
      const done = await ask(this.desk.identity.base, `api/v1/reports/${n}/state`, reportSchema, { method: 'POST', body: { was, state, ...(answer === '' ? {} : { answer }) } });
      const now = this.list.peek();
      if (now.kind === 'ready') {
        this.list.value = { kind: 'ready', value: { ...now.value, reports: now.value.reports.map((it) => (it.n === n ? done : it)) } };
      }
    });
    if (this.problem.peek()?.code === 'report_changed') {
      batch(() => {
        this.problem.value = null;
        this.changed.value = true;
      });
      await this.load();
    }
  }

  private async act(what: () => Promise<void>): Promise<void> {
    if (this.busy.peek()) {
      return;
    }
    batch(() => {
      this.busy.value = true;
      this.problem.value = null;
    });
    try {
      await what();
    } catch (error) {
      this.problem.value = problemOf(error);
    } finally {
      this.busy.value = false;
    }
  }
}
