import { batch, signal } from '@preact/signals';
import * as v from 'valibot';

import { count, maybe } from '../api/parts';
import type { Problem } from '../model/problem';
import { type Load, problemOf } from '../plan/load';
import { ask } from '../plan/server';
import { changedSchema } from './staffanswers';

/** So many changes are asked for at once. */
const perPage = 10;

const change = v.object({
  number: count,
  recorded_at: v.string(),
  author: maybe,
  note: maybe,
  wrote: v.array(v.object({ kind: v.string(), layer: v.string(), n: count })),
  reverses: v.nullish(count, null),
  reversed_by: v.nullish(count, null),
});

/** A revision: what it wrote, and what took it back. */
export type LastChange = v.InferOutput<typeof change>;

/** Of `GET api/v1/changes`. */
const changesSchema = v.object({ revision: count, changes: v.array(change), before: v.nullish(count, null) });

type Page = v.InferOutput<typeof changesSchema>;

/** What was written last, and taking it back. */
export class LastChanges {
  readonly page = signal<Load<Page>>({ kind: 'none' });
  readonly busy = signal(false);
  /** Why a revision was not taken back. */
  readonly refused = signal<{ readonly n: number; readonly problem: Problem } | null>(null);
  /** The revision of which it is asked a second time: taking it back brings what is not for everybody to what is open. */
  readonly asks = signal(0);
  private asked = 0;

  constructor(private readonly base: string) {}

  /** Asks for the latest ones. */
  async load(): Promise<void> {
    const mine = ++this.asked;
    if (this.page.peek().kind !== 'ready') {
      this.page.value = { kind: 'loading' };
    }
    const got = await ask(this.base, `api/v1/changes?limit=${perPage}`, changesSchema).then((value): Load<Page> => ({ kind: 'ready', value }), (error: unknown): Load<Page> => ({ kind: 'failed', problem: problemOf(error) }));
    if (mine === this.asked) {
      this.page.value = got;
    }
  }

  /** Adds earlier ones. */
  async more(): Promise<void> {
    const now = this.page.peek();
    if (now.kind !== 'ready' || now.value.before === null || this.busy.peek()) {
      return;
    }
    const mine = ++this.asked;
    try {
      const next = await ask(this.base, `api/v1/changes?limit=${perPage}&before=${now.value.before}`, changesSchema);
      if (mine === this.asked) {
        this.page.value = { kind: 'ready', value: { ...next, revision: now.value.revision, changes: [...now.value.changes, ...next.changes] } };
      }
    } catch (error) {
      this.page.value = { kind: 'failed', problem: problemOf(error) };
    }
  }

  /** Takes a revision back, on the revision that the list was read at; gives the one that did it, 0 where it was not done. */
  async takeBack(n: number, even = false): Promise<number> {
    const now = this.page.peek();
    if (now.kind !== 'ready' || this.busy.peek()) {
      return 0;
    }
    batch(() => {
      this.busy.value = true;
      this.refused.value = null;
      this.asks.value = 0;
    });
    try {
      const { revision } = await ask(this.base, `api/v1/revisions/${n}/reverse${even ? '?even_restricted=true' : ''}`, changedSchema, { method: 'POST', body: {}, match: now.value.revision });
      await this.load();
      return revision;
    } catch (error) {
      const problem = problemOf(error);
      batch(() => {
        this.refused.value = { n, problem };
        this.asks.value = problem.code === 'classed_data' ? n : 0;
      });
      if (problem.code === 'stale_revision') {
        await this.load();
      }
      return 0;
    } finally {
      this.busy.value = false;
    }
  }
}
