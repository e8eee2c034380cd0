import { signal } from '@preact/signals';
import * as v from 'valibot';

import { count, decoded, finite, maybe } from '../api/parts';
import type { Position } from '../model/position';
import { problemOf } from '../plan/load';
import { ask } from '../plan/server';
import { outboxKey } from './wipe';

const points = v.array(v.pipe(v.tuple([finite, finite]), v.transform(([lon, lat]): Position => ({ lon, lat }))));

/** A report of a border as the server gives it. */
export const reportSchema = v.object({
  n: count, made: v.string(), mine: v.boolean(), area: v.object({ layer: v.string(), code: v.string(), name: maybe }), line: points, note: maybe,
  state: v.picklist(['new', 'seen', 'taken', 'refused']), answer: maybe,
});

/** Of `GET api/v1/reports`. */
export const reportsSchema = v.object({ reports: v.array(reportSchema), next: count });

export type Report = v.InferOutput<typeof reportSchema>;

const waitingSchema = v.array(v.object({ key: v.string(), account: v.string(), line: v.array(v.tuple([finite, finite])), note: v.string(), layer: v.string(), area: v.string(), failed: maybe }));

/** A report that the server does not have yet. */
export type Waiting = v.InferOutput<typeof waitingSchema>[number];

/** So many reports wait on a phone at most. */
export const mostWaiting = 20;

/** So often the server is tried again while something waits, in milliseconds. */
const beat = 15_000;

/** Why the server will not take a report however often it is sent. */
const hopeless: ReadonlySet<string> = new Set([
  'bad_report', 'bad_text', 'report_elsewhere', 'report_too_large', 'unknown_code', 'idempotency_mismatch', 'body_too_large', 'forbidden', 'missing_parameter', 'unknown_parameter',
]);

/** What a worker says of borders: kept on the phone until the server has it, and what became of it. */
export class Outbox {
  readonly waiting = signal<readonly Waiting[]>([]);
  /** Own reports that the server has, the latest first. */
  readonly sent = signal<readonly Report[]>([]);
  private sending = false;

  /** `account` is who works here; empty while nobody knows. */
  constructor(private readonly base: string, private readonly account: () => string, private readonly window: Pick<Window, 'localStorage' | 'addEventListener' | 'removeEventListener'>) {}

  /** Tries until the function that it gives is called: now, when the net is back, and every now and then. */
  start(): () => void {
    const go = (): void => { void this.send(); };
    const timer = setInterval(() => {
      if (this.waiting.peek().length > 0) {
        go();
      }
    }, beat);
    this.window.addEventListener('online', go);
    this.read();
    go();
    return () => {
      clearInterval(timer);
      this.window.removeEventListener('online', go);
    };
  }

  /** Keeps a report, and sends it as soon as that works; false where the phone cannot keep it. */
  add(line: readonly Position[], note: string, layer: string, area: string): boolean {
    const account = this.account();
    if (account === '' || this.waiting.peek().length >= mostWaiting) {
      return false;
    }
    const one = { key: freshKey(), account, line: line.map(({ lon, lat }): [number, number] => [lon, lat]), note, layer, area, failed: '' };
    const kept = this.change((all) => [...all, one]);
    if (kept) {
      void this.send();
    }
    return kept;
  }

  /** Gives up a report that the server will not take. */
  drop(key: string): void {
    this.change((all) => all.filter((it) => it.key !== key));
  }

  /** Sends what waits, one after the other, and reads what became of the rest. */
  async send(): Promise<void> {
    if (this.sending || this.account() === '') {
      return;
    }
    this.sending = true;
    try {
      this.read();
      for (const it of this.waiting.peek()) {
        if (it.failed === '' && !await this.sendOne(it)) {
          return;
        }
      }
      const { reports } = await ask(this.base, 'api/v1/reports?limit=50', reportsSchema);
      this.sent.value = reports.filter((it) => it.mine);
    } catch { /* without the server what is known stays */ } finally {
      this.sending = false;
    }
  }

  /** False where trying the next one is no use now. */
  private async sendOne({ key, line, note, layer, area }: Waiting): Promise<boolean> {
    const body = { line, note, ...(area === '' ? {} : { area: { layer, code: area } }) };
    try {
      await ask(this.base, 'api/v1/reports', reportSchema, { method: 'POST', body, key });
    } catch (error) {
      const { code } = problemOf(error);
      if (!hopeless.has(code)) {
        return false;
      }
      this.change((all) => all.map((it) => (it.key === key ? { ...it, failed: code } : it)));
      return true;
    }
    this.drop(key);
    return true;
  }

  /** Reads what the phone keeps for this account. */
  private read(): void {
    const account = this.account();
    this.waiting.value = this.all().filter((it) => it.account === account);
  }

  private change(how: (all: readonly Waiting[]) => readonly Waiting[]): boolean {
    try {
      const next = how(this.all());
      if (next.length === 0) {
        this.window.localStorage.removeItem(outboxKey);
      } else {
        this.window.localStorage.setItem(outboxKey, JSON.stringify(next));
      }
    } catch {
      return false;
    }
    this.read();
    return true;
  }

  /** What this phone keeps, whoever made it. */
  private all(): readonly Waiting[] {
    try {
      return decoded(waitingSchema, JSON.parse(this.window.localStorage.getItem(outboxKey) ?? '[]')) ?? [];
    } catch {
      return [];
    }
  }
}

/** A key that nobody else has; crypto.randomUUID is not there over plain HTTP. */
function freshKey(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((it) => it.toString(16).padStart(2, '0')).join('');
}
