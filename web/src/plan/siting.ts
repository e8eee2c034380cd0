import { signal } from '@preact/signals';

import type { Problem } from '../model/problem';
import { type Job, jobSchema, type Sites } from './answers';
import { type Desk, whom } from './desk';
import { problemOf } from './load';
import { ask } from './server';

export const models = ['mclp', 'pmedian', 'lscp'] as const;
export type Model = (typeof models)[number];

/** How long to wait before a job is asked about again, in milliseconds: soon at first, then seldom. */
const waits = [150, 300, 600, 1000];

/** Around the outermost places, in degrees. */
const margin = 0.004;

/** A run of siting: started, followed, cancelled. */
export class Siting {
  readonly model = signal<Model>('mclp');
  readonly count = signal(5);
  readonly job = signal<Job | null>(null);
  readonly result = signal<Sites | null>(null);
  readonly problem = signal<Problem | null>(null);
  private running = 0;

  constructor(private readonly desk: Desk) {}

  /** Whether a run is under way. */
  isRunning(): boolean {
    const state = this.job.value?.state;
    return state === 'queued' || state === 'running';
  }

  async start(): Promise<void> {
    const mine = ++this.running;
    const model = this.model.peek();
    this.problem.value = null;
    this.result.value = null;
    try {
      const body = { model, minutes: this.desk.minutes.peek(), ...whom(this.desk.whom.peek()), ...(model === 'lscp' ? {} : { new: this.count.peek() }) };
      let job = await ask(this.desk.base, 'api/v1/siting', jobSchema, { method: 'POST', body });
      for (let turn = 0; mine === this.running; turn++) {
        this.job.value = job;
        if (job.state !== 'queued' && job.state !== 'running') {
          break;
        }
        await new Promise((done) => { setTimeout(done, waits[Math.min(turn, waits.length - 1)]); });
        job = await ask(this.desk.base, `api/v1/jobs/${encodeURIComponent(job.id)}`, jobSchema);
      }
      if (mine === this.running) {
        this.ended(job);
      }
    } catch (error) {
      if (mine === this.running) {
        this.job.value = null;
        this.problem.value = problemOf(error);
      }
    }
  }

  private ended(job: Job): void {
    this.result.value = job.result;
    this.showAll();
    if (job.state === 'failed') {
      this.problem.value = { code: job.error?.code ?? 'internal', title: job.error?.title ?? '', detail: job.error?.detail ?? '' };
    }
  }

  /** Shows all the chosen places. */
  private showAll(): void {
    const chosen = this.result.peek()?.chosen ?? [];
    if (chosen.length > 0 && this.desk.tab.peek() === 'siting') {
      const [lons, lats] = [chosen.map((it) => it.lon), chosen.map((it) => it.lat)];
      this.desk.fly([Math.min(...lons) - margin, Math.min(...lats) - margin, Math.max(...lons) + margin, Math.max(...lats) + margin]);
    }
  }

  async cancel(): Promise<void> {
    const job = this.job.peek();
    if (job !== null) {
      await ask(this.desk.base, `api/v1/jobs/${encodeURIComponent(job.id)}`, jobSchema, { method: 'DELETE' }).catch((error: unknown) => { this.problem.value = problemOf(error); });
    }
  }

  /** Opens the chosen places in the scenario. */
  adopt(name: (number: number) => string): void {
    const { play, tab } = this.desk;
    play.edit(...(this.result.peek()?.chosen ?? []).map(({ lon, lat }, i) => ({ op: 'open', lon, lat, name: name(i + 1) }) as const));
    tab.value = 'scenario';
  }

  /** Stops following; a run goes on or is cancelled by the reader. */
  end(): void {
    this.running++;
    if (this.isRunning()) {
      void this.cancel();
    }
  }
}
