import { batch, computed, signal } from '@preact/signals';

import { nothingSchema } from '../account/answers';
import type { Identity } from '../account/identity';
import { type Problem, ProblemError } from '../model/problem';
import { pause } from '../model/pause';
import { problemOf } from '../plan/load';
import { ask } from '../plan/server';
import { DrawingLook } from './drawing';
import { type Column, columnsSchema, type Finding, foundDrawn, type FoundFile, foundIn, type ImportAnswer, importListSchema, importSchema } from './importanswers';
import { formatOf, has, importBody, importQuery, isKind, type Kind, type Misfit, misfitOf, noWish, type Wish } from './importwishes';
import { isAway, send, type Sent } from './send';
import { changedSchema } from './staffanswers';

/** So often the page asks how far the work on a file is, in milliseconds; and after so long where no answer came. */
const beat = 400;
const lost = 3000;

/** How large a file may be, unless the server says otherwise. */
const usualMost = 512 * 2 ** 20;

/** What is being done. */
export type Stage = 'form' | 'sending' | 'working' | 'judged' | 'written' | 'undone';

const over: ReadonlySet<ImportAnswer['state']> = new Set(['done', 'failed', 'cancelled']);

/** A file on its way into the store: asked for, sent, judged, written, taken back. What was typed stays, whatever the network does. */
export class Importing {
  readonly wish = signal<Wish>(noWish);
  readonly file = signal<File | null>(null);
  /** A table of points known in the drawing and in the world. */
  readonly control = signal<File | null>(null);
  /** What was tried before and waits on the server. */
  readonly waiting = signal<readonly ImportAnswer[]>([]);
  /** What columns a table of a kind may have. */
  readonly columns = signal<{ readonly kind: Kind; readonly list: readonly Column[] } | null>(null);
  /** What the file was found to hold when it was tried last; it is known as long as the file is the same. */
  readonly found = signal<FoundFile | null>(null);
  readonly drawing: DrawingLook;
  readonly misfit = signal<Misfit | null>(null);
  readonly most = signal(usualMost);
  readonly stage = signal<Stage>('form');
  readonly sent = signal<Sent | null>(null);
  readonly answer = signal<ImportAnswer | null>(null);
  readonly problem = signal<Problem | null>(null);
  /** The server is not there, and is asked on. */
  readonly away = signal(false);
  readonly busy = signal(false);
  /** What asks a second time: it would write what is not for everybody to what is open. */
  readonly asks = signal<'confirm' | 'undo' | null>(null);
  /** The finding that the map shows. */
  readonly picked = signal<Finding | null>(null);
  /** The revision that was written; 0 = none. */
  readonly written = signal(0);
  readonly report = computed(() => this.answer.value?.report ?? null);
  private stop = new AbortController();
  /** What the server was told to forget: told twice, it would say that there is no such thing. */
  private readonly forgotten = new Set<string>();

  constructor(private readonly identity: Pick<Identity, 'base'>) {
    this.drawing = new DrawingLook(identity.base);
  }

  put(part: Partial<Wish>): void {
    this.wish.value = { ...this.wish.peek(), ...part };
    const file = this.file.peek();
    this.misfit.value = file === null ? this.misfit.peek() : misfitOf(file, this.wish.peek().kind, this.most.peek());
    if (part.encoding !== undefined && (this.drawing.looking.peek() || (this.found.peek()?.drawn.length ?? 0) > 0)) { // the names of layers are read anew
      this.found.value = null;
      void this.look();
    }
  }

  /** Another thing is to be imported: what was tried for the last one goes. */
  turn(kind: Kind, layer: string): void {
    const now = this.wish.peek();
    if (now.kind === kind && now.layer === layer) {
      return;
    }
    if (this.stage.peek() !== 'form') {
      void this.cancel();
    }
    this.put({ kind, layer });
  }

  /** Asks how large a file may be, and what waits from before; without an answer the page goes on as it was. */
  async learn(): Promise<void> {
    const list = await ask(this.identity.base, 'api/v1/imports', importListSchema).catch(() => null);
    if (list === null) {
      return;
    }
    const others = list.imports.filter((it) => it.id !== this.answer.peek()?.id);
    const ended = (it: ImportAnswer): boolean => it.state === 'failed' || it.state === 'cancelled' || (it.state === 'done' && !it.dryRun);
    batch(() => {
      this.most.value = list.most;
      this.waiting.value = others.filter((it) => !ended(it));
    });
    await Promise.all(others.filter(ended).map(async (it) => { await this.forget(it); })); // only so many are kept: nothing can be done with these
  }

  /** Asks which columns a table of the kind may have. */
  async learnColumns(): Promise<void> {
    const { kind } = this.wish.peek();
    if (!has(kind, 'mapping') || this.columns.peek()?.kind === kind) {
      return;
    }
    const list = await ask(this.identity.base, `api/v1/imports/templates/${kind}?f=json`, columnsSchema).catch(() => null);
    if (list !== null) {
      this.columns.value = { kind, list };
    }
  }

  /** Goes on with a file that was tried before: after the page was loaded again, or from another window. */
  async resume(answer: ImportAnswer): Promise<void> {
    if (this.busy.peek() || !isKind(answer.kind)) {
      return;
    }
    const { signal: stop } = this.stop = new AbortController();
    batch(() => {
      this.busy.value = true;
      this.problem.value = null;
      this.waiting.value = this.waiting.peek().filter((it) => it !== answer);
    });
    try {
      await this.follow(await ask(this.identity.base, `api/v1/imports/${answer.id}`, importSchema, { stop }), stop);
    } catch (error) {
      this.failed(error, stop, 'form');
    } finally {
      this.busy.value = false;
    }
  }

  /** Gives a file that waits up. */
  async dropWaiting(answer: ImportAnswer): Promise<void> {
    this.waiting.value = this.waiting.peek().filter((it) => it !== answer);
    await this.forget(answer);
  }

  /** Takes what was chosen or dropped. */
  choose(files: readonly File[]): void {
    const [file] = files;
    if (file === undefined) {
      return;
    }
    batch(() => {
      this.problem.value = null;
      this.misfit.value = files.length > 1 ? 'many' : misfitOf(file, this.wish.peek().kind, this.most.peek());
      this.file.value = files.length > 1 ? null : file;
      this.found.value = null;
      this.put({ sourceLayer: '', mapping: {} });
    });
    void this.look();
  }

  /** Offers the layers of a drawing before it is tried. */
  private async look(): Promise<void> {
    await this.drawing.look(this.misfit.peek() === null ? this.file.peek() : null, this.wish.peek().encoding, (drawn) => { this.found.value = foundDrawn(drawn); });
  }

  /** A dry run: sends the file, and waits until it is judged. */
  async start(): Promise<void> {
    const file = this.file.peek();
    if (file === null || this.busy.peek() || this.misfit.peek() !== null) {
      return;
    }
    const { signal: stop } = this.stop = new AbortController();
    const before = this.answer.peek();
    this.drawing.end(); // the try tells the layers too
    batch(() => {
      this.busy.value = true;
      this.problem.value = null;
      this.answer.value = null;
      this.picked.value = null;
      this.asks.value = null;
      this.sent.value = { loaded: 0, total: file.size, rate: 0 };
      this.stage.value = 'sending';
    });
    try {
      await this.forget(before);
      const url = new URL(`api/v1/imports?${importQuery(this.wish.peek(), formatOf(file.name), true)}`, this.identity.base);
      const body = importBody(this.wish.peek(), file, this.control.peek());
      const answer = await send({ url, body, schema: importSchema, stop, told: (sent) => { this.sent.value = sent; } });
      await this.follow(answer, stop);
    } catch (error) {
      this.failed(error, stop, 'form');
    } finally {
      batch(() => {
        this.sent.value = null;
        this.busy.value = false;
      });
    }
  }

  /** Writes what was judged; what is not for everybody, and goes into what is open, by a second answer alone. */
  async confirm(even = false): Promise<void> {
    const answer = this.answer.peek();
    if (!even && answer !== null && answer.classed !== null && !this.busy.peek()) {
      // What is open may be closed by now.
      const now = await ask(this.identity.base, `api/v1/imports/${answer.id}`, importSchema).catch(() => answer);
      if (this.answer.peek() !== answer) {
        return;
      }
      this.answer.value = { ...answer, classed: now.classed };
      if (now.classed !== null) {
        this.asks.value = 'confirm';
        return;
      }
    }
    await this.again(false, even);
  }

  /** Judges the kept file anew: the store has moved on. */
  async rejudge(): Promise<void> {
    await this.again(true);
  }

  private async again(dry: boolean, even = false): Promise<void> {
    const answer = this.answer.peek();
    const revision = answer?.report?.revision;
    if (answer === null || this.busy.peek() || (!dry && revision === undefined)) {
      return;
    }
    const { signal: stop } = this.stop = new AbortController();
    batch(() => {
      this.busy.value = true;
      this.problem.value = null;
      this.picked.value = null;
      this.asks.value = null;
    });
    try {
      const match = dry || revision === undefined ? {} : { match: revision };
      await this.follow(await ask(this.identity.base, `api/v1/imports/${answer.id}/confirm${howOf(dry, even)}`, importSchema, { method: 'POST', stop, ...match }), stop);
    } catch (error) {
      this.failed(error, stop, 'judged');
    } finally {
      this.busy.value = false;
    }
  }

  /** Asks on until the work has ended: a network that is gone for a while ends nothing. */
  private async follow(first: ImportAnswer, stop: AbortSignal): Promise<void> {
    let answer = first;
    batch(() => {
      this.answer.value = answer;
      this.stage.value = 'working';
    });
    while (!over.has(answer.state)) {
      await pause(this.away.peek() ? lost : beat, stop);
      try {
        answer = await ask(this.identity.base, `api/v1/imports/${answer.id}`, importSchema, { stop });
        this.away.value = false;
      } catch (error) {
        if (stop.aborted || !(error instanceof ProblemError) || !isAway(error.problem)) {
          throw error;
        }
        this.away.value = true;
      }
      this.answer.value = answer;
    }
    this.ended(answer);
  }

  private ended(answer: ImportAnswer): void {
    batch(() => {
      this.answer.value = answer;
      this.found.value = foundIn(answer, this.found.peek());
      if (answer.state !== 'done' || answer.report === null) {
        this.problem.value = { code: answer.fault?.code ?? 'cancelled', title: '', detail: answer.fault?.detail ?? '' };
        this.stage.value = 'form';
        return;
      }
      this.stage.value = answer.dryRun ? 'judged' : 'written';
      this.written.value = answer.dryRun || answer.undo === '' ? 0 : answer.report.revision;
    });
  }

  private failed(error: unknown, stop: AbortSignal, back: Stage): void {
    batch(() => {
      this.away.value = false;
      if (stop.aborted) {
        return;
      }
      const problem = problemOf(error);
      const gone = problem.code === 'unknown_import';
      this.problem.value = problem;
      this.stage.value = gone ? 'form' : back;
      this.asks.value = problem.code === 'classed_data' && back === 'judged' ? 'confirm' : null;
      if (gone) {
        this.answer.value = null;
      }
    });
  }

  /** Ends what is being done, and gives the file on the server up; the form stays as it was. */
  async cancel(): Promise<void> {
    const answer = this.answer.peek();
    this.stop.abort();
    batch(() => {
      this.stage.value = 'form';
      this.away.value = false;
      this.answer.value = null;
      this.picked.value = null;
      this.asks.value = null;
      this.problem.value = null;
    });
    await this.forget(answer);
  }

  /** Takes back what was written; what was opened knowingly before comes back by a second answer alone. */
  async undo(even = false): Promise<void> {
    const answer = this.answer.peek();
    if (answer === null || answer.undo === '' || this.busy.peek()) {
      return;
    }
    this.busy.value = true;
    this.problem.value = null;
    this.asks.value = null;
    try {
      const { revision } = await ask(this.identity.base, answer.undo.replace(/^\//, '') + (even ? '?even_restricted=true' : ''), changedSchema, { method: 'POST', body: {}, match: this.written.peek() });
      batch(() => {
        this.written.value = revision;
        this.stage.value = 'undone';
      });
    } catch (error) {
      const problem = problemOf(error);
      this.problem.value = problem;
      this.asks.value = problem.code === 'classed_data' ? 'undo' : null;
    } finally {
      this.busy.value = false;
    }
  }

  /** Another part of the page took a revision back: where that is the one of the report, the report says so. */
  tookBack(n: number, made: number): void {
    if (this.stage.peek() === 'written' && this.written.peek() === n) {
      batch(() => {
        this.written.value = made;
        this.stage.value = 'undone';
      });
    }
  }

  /** Back to the form, with all that was typed: the file is tried anew. */
  reopen(): void {
    batch(() => {
      this.stage.value = 'form';
      this.problem.value = null;
      this.picked.value = null;
      this.asks.value = null;
    });
  }

  /** Begins with another file; what was typed of the last one goes. */
  async next(): Promise<void> {
    const { kind, layer } = this.wish.peek();
    const answer = this.answer.peek();
    this.drawing.end();
    batch(() => {
      this.wish.value = { ...noWish, kind, layer };
      this.file.value = null;
      this.control.value = null;
      this.found.value = null;
      this.misfit.value = null;
      this.answer.value = null;
      this.problem.value = null;
      this.picked.value = null;
      this.asks.value = null;
      this.stage.value = 'form';
    });
    await this.forget(answer);
  }

  /** Gives a file on the server up; where that fails it goes by itself within the hour. */
  private async forget(answer: ImportAnswer | null): Promise<void> {
    if (answer === null || this.forgotten.has(answer.id)) {
      return;
    }
    this.forgotten.add(answer.id);
    try {
      await ask(this.identity.base, `api/v1/imports/${answer.id}`, nothingSchema, { method: 'DELETE' });
    } catch {
      this.forgotten.delete(answer.id);
    }
  }
}

/** What is said of a confirmation. */
function howOf(dry: boolean, even: boolean): string {
  return dry ? '?dry_run=true' : even ? '?even_restricted=true' : '';
}

const kept = new WeakMap<object, Importing>();

/** The import of a page: it goes on while another section is looked at. */
export function importingOf(identity: Identity): Importing {
  const now = kept.get(identity) ?? new Importing(identity);
  kept.set(identity, now);
  return now;
}
