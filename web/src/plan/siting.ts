import { computed, signal } from '@preact/signals';

import { type Position, snapped } from '../model/position';
import type { Problem } from '../model/problem';
import { type Edit, type Job, jobSchema, type Sites } from './answers';
import { type Desk, way, whom } from './desk';
import { problemOf } from './load';
import { ask } from './server';
import { bodyOf, emptyFields, faultsOf, type Fields, mostOwn, type Own } from './sitingform';

/** How long to wait before a job is asked about again, in milliseconds: soon at first, then seldom. */
const waits = [150, 300, 600, 1000];

/** Around the outermost places, in degrees. */
const margin = 0.004;

/** What the next click on the map does: adds a candidate, or names a station that may be given up. */
export type Pick = 'candidate' | 'closing';

/** A run of siting: asked, started, followed, cancelled. */
export class Siting {
  readonly fields = signal<Fields>(emptyFields);
  readonly faults = computed(() => faultsOf(this.fields.value));
  /** Whether the rarer fields are shown. */
  readonly more = signal(false);
  readonly pick = signal<Pick | null>(null);
  readonly job = signal<Job | null>(null);
  readonly result = signal<Sites | null>(null);
  /** The question of the run that was started last. */
  readonly asked = signal<Fields>(emptyFields);
  readonly problem = signal<Problem | null>(null);
  /** The run or the result that was brought into sight last: each is once. */
  brought: unknown = null;
  private running = 0;

  constructor(private readonly desk: Desk) {}

  /** Whether a run is under way. */
  isRunning(): boolean {
    const state = this.job.value?.state;
    return state === 'queued' || state === 'running';
  }

  set(some: Partial<Fields>): void {
    this.fields.value = { ...this.fields.peek(), ...some };
  }

  /** Adds candidates of the reader's own, as many as there is room for; those that stand there already are left out. */
  add(...list: readonly Own[]): void {
    const own = [...this.fields.peek().own];
    for (const it of list) {
      const one = { ...it, ...snapped(it) };
      if (own.length < mostOwn && !own.some(({ lon, lat }) => lon === one.lon && lat === one.lat)) {
        own.push(one);
      }
    }
    this.set({ own, source: 'own' });
  }

  /** Changes a candidate of the reader's own. */
  change(at: number, some: Partial<Own>): void {
    this.set({ own: this.fields.peek().own.map((it, i) => (i === at ? { ...it, ...some } : it)) });
  }

  drop(at: number): void {
    this.set({ own: this.fields.peek().own.filter((_, i) => i !== at) });
  }

  /** Names a station that may be given up, or takes that back. */
  turn(code: string): void {
    const { closing } = this.fields.peek();
    this.set({ closing: closing.includes(code) ? closing.filter((it) => it !== code) : [...closing, code] });
  }

  /** A click on the map: true when it was waited for. `code` is that of the station that was hit. */
  clicked(at: Position, code: string | null): boolean {
    switch (this.pick.peek()) {
      case null: return false;
      case 'candidate':
        this.add({ ...at, name: '', cost: '', mark: 'may' });
        return true;
      case 'closing':
        if (code !== null) {
          this.turn(code);
        }
        return true;
    }
  }

  async start(): Promise<void> {
    const mine = ++this.running;
    const fields = this.fields.peek();
    this.problem.value = null;
    this.result.value = null;
    this.pick.value = null;
    this.asked.value = fields;
    try {
      const hour = this.desk.instant.peek();
      const body = { ...bodyOf(fields), minutes: this.desk.minutes.peek(), ...whom(this.desk.whom.peek()), ...way(this.desk.home.peek()), ...(hour === '' ? {} : { open_at: hour }) };
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

  /** Opens the chosen places in the scenario, those of which there is a record as that record, and closes those to give up. */
  adopt(name: (number: number) => string): void {
    const { play, records, tab } = this.desk;
    const { chosen, closed } = this.result.peek() ?? { chosen: [], closed: [] };
    play.addAll([
      ...chosen.map(({ lon, lat, name: own, code }, i): Edit => {
        const place = code !== '' ? code : records.codeAt({ lon, lat });
        return place === '' ? { op: 'open', lon, lat, name: own === '' ? name(i + 1) : own } : { op: 'open', place };
      }),
      ...closed.map(({ code }) => ({ op: 'close', place: code }) as const),
    ]);
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
