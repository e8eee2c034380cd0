import { computed, effect, signal } from '@preact/signals';
import * as v from 'valibot';

import { count, maybe, position } from '../api/parts';
import type { Position } from '../model/position';
import type { Problem } from '../model/problem';
import { title, titled } from './answers';
import type { Desk } from './desk';
import { kind, type Load, problemOf } from './load';
import { ask } from './server';

/** The stages of a candidate, in their order: none is left out. The last one opens the station. */
export const stages = ['applied', 'reviewed', 'approved', 'building', 'accepted', 'open'] as const;

const logSchema = v.array(v.object({ state: v.string(), date: v.string(), by: maybe }));

/** What planners are told of a place that is not there yet: the stages that it has come to, and those planned for days to come. */
export const factsSchema = {
  ...title, state: v.string(), floor_area: v.nullable(count), tenure: v.string(), cost: v.nullable(count), stages: logSchema, planned: v.optional(logSchema, []),
};

const recordsSchema = v.object({
  revision: count, total: count, cost: count,
  records: v.array(v.object({ ...factsSchema, point: position, next: v.string() })),
});
export type RecordList = v.InferOutput<typeof recordsSchema>;
export type CandidateRecord = RecordList['records'][number];

const writtenSchema = v.object({ written: v.boolean(), revision: count });

/** One step of a record, as its form has it. */
export interface Step {
  readonly date: string;
  /** The office that decided; never a person. Empty = who writes the change. */
  readonly by: string;
}

/** The body of the change that brings a record to its next stage: what it has come to and one stage more, in the place of what was planned. A record that is past its application without a log gets none. */
export function stepBody({ code, next, state, stages: log }: CandidateRecord, { date, by }: Step, today: string): unknown {
  const logged = log.length > 0 || state === 'planned';
  const what = { kind: 'place', layer: kind, code };
  const from = date > today && (next === 'open' || !logged) ? date : ''; // it is so then, and not before
  return { ...(from === '' ? {} : { effective_from: from }), puts: [{ ...what, ...(logged ? { stages: [...log.map((it) => ({ ...it, ...(it.by === '' ? { by: undefined } : {}) })), { state: next, date, ...(by === '' ? {} : { by }) }] } : { state: next }) }] };
}

/** The records of stations that are not there yet: listed by stage, and brought from one to the next. */
export class Records {
  readonly list = signal<Load<RecordList>>({ kind: 'none' });
  /** The stage that is listed; empty = all. */
  readonly stage = signal('');
  /** The code of the record whose form is open. */
  readonly open = signal('');
  readonly busy = signal(false);
  readonly problem = signal<Problem | null>(null);
  /** The record that went on last, to what, and for which day to come (empty = it has). */
  readonly done = signal<{ readonly name: string; readonly state: string; readonly planned: string } | null>(null);
  /** The records by their codes. */
  readonly byCode = computed(() => new Map((this.list.value.kind === 'ready' ? this.list.value.value.records : []).map((it) => [it.code, it])));
  /** The code of the record that stands at a place; empty = none does. */
  codeAt({ lon, lat }: Position): string {
    const near = (a: number, b: number): boolean => Math.abs(a - b) < 1e-7;
    return [...this.byCode.peek().values()].find(({ point }) => near(point.lon, lon) && near(point.lat, lat))?.code ?? '';
  }

  /** The stages that there are records of, and the one that is listed of them. */
  readonly there = computed(() => {
    const states = new Set([...this.byCode.value.values()].map(({ state }) => state));
    return ['planned', ...stages].filter((it) => states.has(it));
  });
  readonly chosen = computed(() => (this.there.value.includes(this.stage.value) ? this.stage.value : ''));
  /** The records that are listed. */
  readonly shown = computed(() => [...this.byCode.value.values()].filter(({ state }) => this.chosen.value === '' || state === this.chosen.value));
  private asking = new AbortController();
  private readonly turn = signal(0);

  constructor(private readonly desk: Desk) {}

  /** Reads the list when the desk opens, and anew after each revision of the data; returns what ends that. */
  follow(revision: () => number): () => void {
    return effect(() => {
      const asked = [revision(), this.turn.value];
      this.asking.abort();
      if (asked.length > 0 && this.desk.may('siting.read')) {
        this.asking = new AbortController();
        void this.read(this.asking.signal);
      }
    });
  }

  /** What stands there stays until the next is there. */
  private async read(stop: AbortSignal): Promise<void> {
    if (this.list.peek().kind !== 'ready') {
      this.list.value = { kind: 'loading' };
    }
    try {
      const value = await ask(this.desk.base, `api/v1/siting/records?kind=${kind}`, recordsSchema, { stop });
      if (!stop.aborted) {
        this.list.value = { kind: 'ready', value };
      }
    } catch (error) {
      if (!stop.aborted) {
        this.list.value = { kind: 'failed', problem: problemOf(error) };
      }
    }
  }

  again(): void {
    this.turn.value = this.turn.peek() + 1;
  }

  /** Opens the form of a record, or closes it. */
  toggle(code: string): void {
    this.open.value = this.open.peek() === code ? '' : code;
    this.problem.value = null;
    this.done.value = null;
  }

  /** Brings a record to its next stage, on the revision that was read; a refusal stays to be read. */
  async advance(record: CandidateRecord, step: Step, today: string): Promise<void> {
    const list = this.list.peek();
    if (list.kind !== 'ready' || this.busy.peek()) {
      return;
    }
    this.busy.value = true;
    this.problem.value = null;
    try {
      await ask(this.desk.base, 'api/v1/changes', writtenSchema, { method: 'POST', body: stepBody(record, step, today), match: list.value.revision });
      this.done.value = { name: titled(this.desk.session.lang.peek(), record), state: record.next, planned: step.date > today ? step.date : '' };
      this.open.value = '';
    } catch (error) {
      this.problem.value = problemOf(error);
    } finally {
      this.busy.value = false;
      this.again();
    }
  }

  end(): void {
    this.asking.abort();
  }
}
