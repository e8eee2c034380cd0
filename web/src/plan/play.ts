import { batch, computed, signal } from '@preact/signals';

import { planText } from '../i18n/plan';
import { type Position, snapped } from '../model/position';
import { isPassing, type Problem } from '../model/problem';
import { type Comparison, comparisonSchema, type Edit, type Scenario, scenarioSchema } from './answers';
import { type Desk, type Whom, way, whom } from './desk';
import { asks, type LeftOut, leftOf, together } from './leftout';
import { problemOf } from './load';
import { ask } from './server';

/** What the next click on the map does. */
export type Tool = 'open' | 'move' | 'close' | 'gate';

const json = (method: 'POST' | 'DELETE', body?: unknown): { method: 'POST' | 'DELETE'; body?: unknown } => ({ method, body });

/** Whether two are the same moment, or both none. */
function sameInstant(a: string, b: string): boolean {
  return a === b || Date.parse(a) === Date.parse(b);
}

/** The hour of a question and its edits: where hours are left aside, other hours would change nothing, and the server takes none. */
export function hourly(at: string, edits: readonly Edit[]): { readonly open_at?: string; readonly edits: readonly Edit[] } {
  return at === '' ? { edits: edits.filter(({ op }) => op !== 'hours') } : { open_at: at, edits };
}

/** The edits without the last one of a gate, where an edit turns it back; else null. */
export function unturned(edits: readonly Edit[], { line, closed }: Edit): readonly Edit[] | null {
  const at = edits.map((it) => it.op === 'gate' && it.line === line).lastIndexOf(true);
  return at < 0 || edits[at]?.closed === closed ? null : edits.filter((_, n) => n !== at);
}

/** A scenario as it stands now, and the edits that it is to have and has not. */
interface Arrival {
  readonly state: Scenario;
  readonly left: readonly LeftOut[];
}

/** A scenario: the city as it is, with edits; each answers what it brings. One step at a time goes to the server. */
export class Play {
  readonly state = signal<Scenario | null>(null);
  /** The edits in force; those of a link stand here until the server has them. */
  readonly edits;
  /** Edits that stood already and were left out when the scenario was made: until the reader goes on, or (on refused ground) has said whether. */
  readonly left = signal<readonly LeftOut[]>([]);
  /** What a link says: both, each where it stood. */
  readonly wanted = computed(() => together(this.edits.value, this.left.value));
  /** Those of the edits that a server which was away has not heard of: they are in the link, and go with the next answer. */
  readonly unheard = computed(() => this.edits.value.slice(this.state.value?.edits.length ?? this.edits.value.length));
  /** The edits that stood before the reader began anew or opened another scenario. */
  readonly aside = signal<readonly Edit[]>([]);
  readonly problem = signal<Problem | null>(null);
  /** The edit that could not be done, whose problem stands. */
  readonly failed = signal<Edit | null>(null);
  /** The same, where it is the ground that refuses it. */
  readonly refused = computed(() => (this.problem.value?.code === 'refused_ground' ? this.failed.value : null));
  readonly busy = signal(false);
  readonly tool = signal<Tool | null>(null);
  /** The code of the station that the next click moves. */
  readonly picked = signal<string | null>(null);
  readonly showDifference = signal(false);
  readonly difference = signal<Comparison | null>(null);
  /** True when the server had forgotten the scenario, and it was made again. */
  readonly remade = signal(false);
  private queue: Promise<void> = Promise.resolve();
  private ended = false;

  constructor(private readonly desk: Desk, edits: readonly Edit[]) {
    this.edits = signal<readonly Edit[]>(edits);
  }

  /** Makes the scenario, once for each number of minutes, each profile, by the class of areas or not, each hour and way. */
  open(minutes: number, { profile, policy }: Whom, instant: string, home: boolean): void {
    const made = (): Scenario | null => {
      const state = this.state.peek();
      const same = state?.minutes === minutes && state.profile === profile && state.policy.length > 0 === policy && (state.direction === 'from') === home && sameInstant(state.open_at ?? '', instant);
      return same && this.unheard.peek().length === 0 ? state : null;
    };
    if (made() === null && this.problem.peek() === null) {
      this.run(() => {
        const state = made(); // by what stood in the queue before
        return state === null ? this.make(minutes) : Promise.resolve({ state, left: this.left.peek() });
      });
    }
  }

  /** The same edits on the city as it is now. */
  again(): void {
    this.problem.value = null;
    if (this.state.peek() !== null || this.wanted.peek().length > 0) {
      this.run(() => this.make(this.desk.minutes.peek()));
    }
  }

  /** Begins with the city as it is. */
  clear(): void {
    this.change([]);
  }

  /** Exchanges the edits for those that were put aside. */
  bringBack(): void {
    this.change(this.aside.peek());
  }

  private change(edits: readonly Edit[]): void {
    batch(() => {
      this.put(edits);
      this.problem.value = null;
      this.picked.value = null;
    });
    this.run(() => this.make(this.desk.minutes.peek()));
  }

  /** Puts other edits in the place of those that there are, which are put aside; `again` has them counted. */
  put(edits: readonly Edit[]): void {
    const before = this.wanted.peek();
    batch(() => {
      this.edits.value = edits;
      this.left.value = [];
      if (before.length > 0) {
        this.aside.value = before;
      } else if (edits === this.aside.peek()) {
        this.aside.value = []; // they stand again
      }
    });
  }

  private async make(minutes: number, edits = this.wanted.peek()): Promise<Arrival> {
    const old = this.state.peek();
    const made = await this.made(minutes, edits);
    if (old !== null) {
      this.drop(old.id);
    }
    return made;
  }

  /** Makes a scenario of edits that stood already: with those that can be done, and that no ground refuses for the first time. */
  private async made(minutes: number, edits: readonly Edit[]): Promise<Arrival> {
    const question = this.question(minutes, edits);
    const state = await ask(this.desk.base, 'api/v1/scenarios', scenarioSchema, json('POST', { ...question, partly: true }));
    return { state, left: leftOf(question.edits, state) };
  }

  /** What a scenario is asked with. */
  private question(minutes: number, edits: readonly Edit[]): { readonly minutes: number; readonly edits: readonly Edit[] } {
    const at = this.desk.instant.peek();
    return { minutes, ...whom(this.desk.whom.peek()), ...way(this.desk.home.peek()), ...hourly(at, edits) };
  }

  /** Gives a scenario back; one that is not given back goes when its place is needed. */
  private drop(id: string): void {
    void fetch(new URL(`api/v1/scenarios/${encodeURIComponent(id)}`, this.desk.base), { method: 'DELETE', credentials: 'same-origin', keepalive: true }).catch(() => undefined);
  }

  edit(...edits: readonly Edit[]): void {
    for (const it of edits) {
      this.run(() => this.step('edits', json('POST', it), (done) => [...done, it]), it);
    }
  }

  /** Adds edits that belong together: the link has them all at once, and one question reckons them. */
  addAll(edits: readonly Edit[]): void {
    this.edits.value = [...this.edits.peek(), ...edits];
    this.run(() => this.make(this.desk.minutes.peek(), together(this.edits.peek(), this.left.peek().filter(asks))));
  }

  /** Adds a station there, with a name that tells it from the others. */
  add(at: Position): void {
    const { lon, lat } = snapped(at);
    const n = this.edits.peek().filter((it) => it.op === 'open').length + 1;
    this.edit({ op: 'open', lon, lat, name: planText(this.desk.session.lang.peek(), 'stationName', { n }) });
  }

  /** Moves a station there. */
  move(place: string, at: Position): void {
    const { lon, lat } = snapped(at);
    this.edit({ op: 'move', place, lon, lat });
  }

  /** Locks a gate or opens it; where that takes an edit of it back, that edit goes. */
  turn(line: string, closed: boolean): void {
    const it: Edit = { op: 'gate', line, closed };
    this.run(() => {
      const edits = this.edits.peek();
      const without = unturned(edits, it);
      if (without === null) {
        return this.step('edits', json('POST', it), (done) => [...done, it]);
      }
      return without.every((other, n) => other === edits[n]) // it was the last
        ? this.takeBack()
        : this.make(this.desk.minutes.peek(), together(without, this.left.peek().filter(asks)));
    }, it);
  }

  undo(): void {
    this.run(() => this.takeBack());
  }

  private takeBack(): Promise<Arrival> {
    if (this.unheard.peek().length > 0) {
      this.edits.value = this.edits.peek().slice(0, -1);
      return this.make(this.desk.minutes.peek());
    }
    return this.step('edits/last', json('DELETE'), (done) => done.slice(0, -1));
  }

  redo(): void {
    this.run(() => this.step('edits/redo', json('POST')));
  }

  /** A step on the scenario; one that the server has forgotten is made again first. What could not be done before is let go with it. */
  private async step(path: string, how: { method: 'POST' | 'DELETE'; body?: unknown }, instead?: (edits: readonly Edit[]) => readonly Edit[]): Promise<Arrival> {
    if (this.unheard.peek().length > 0) {
      return await this.make(this.desk.minutes.peek(), together(instead?.(this.edits.peek()) ?? this.edits.peek(), this.left.peek().filter(asks)));
    }
    const state = this.state.peek();
    const { state: { id }, left: all } = state === null ? await this.make(this.desk.minutes.peek()) : { state, left: this.left.peek() };
    const left = all.filter(asks);
    try {
      return { state: await ask(this.desk.base, `api/v1/scenarios/${encodeURIComponent(id)}/${path}`, scenarioSchema, how), left };
    } catch (error) {
      const { code } = problemOf(error);
      if (instead === undefined || code !== 'unknown_scenario' && code !== 'scenario_conflict') {
        throw error;
      }
      if (code === 'scenario_conflict') { // the city has changed: what cannot be done on it now is left out and told, and the step is done
        return await this.make(this.desk.minutes.peek(), together(instead(this.edits.peek()), left));
      }
      this.remade.value = true;
      return await this.made(this.desk.minutes.peek(), together(instead(this.edits.peek()), left));
    }
  }

  private run(work: () => Promise<Arrival>, of: Edit | null = null): void {
    this.busy.value = true;
    const mine = this.queue = this.queue.then(async () => {
      try {
        this.arrived(await work());
        await this.compare();
      } catch (error) {
        batch(() => {
          this.problem.value = problemOf(error);
          this.failed.value = of;
          if (of !== null && this.state.peek() !== null && isPassing(this.problem.value)) {
            this.edits.value = [...this.edits.peek(), of];
          }
        });
      } finally {
        if (this.queue === mine) {
          this.busy.value = false;
        }
      }
    });
  }

  private arrived({ state, left }: Arrival): void {
    if (this.ended) {
      this.drop(state.id);
      return;
    }
    batch(() => {
      this.state.value = state;
      this.edits.value = state.edits;
      this.left.value = left;
      this.problem.value = null;
      this.failed.value = null;
    });
  }

  /** Does what the ground refuses all the same, or (false) leaves it. */
  evenSo(yes: boolean): void {
    const it = this.refused.peek();
    this.understood();
    if (yes && it !== null) {
      this.edit({ ...it, even_refused: true });
    }
  }

  /** Puts away why the last edit was not done. */
  understood(): void {
    batch(() => {
      this.problem.value = null;
      this.failed.value = null;
    });
  }

  /** Has an edit that was left out done all the same, with what followed from it, or (false) lets it go. */
  decide(it: LeftOut, yes: boolean): void {
    if (!yes) {
      this.left.value = this.left.peek().filter((other) => other !== it);
      return;
    }
    this.run(() => {
      const left = this.left.peek().map((other) => (other === it ? { ...it, edit: { ...it.edit, even_refused: true } } : other));
      return this.make(this.desk.minutes.peek(), together(this.edits.peek(), left));
    });
  }

  /** Lets go what cannot be done. */
  letGo(): void {
    this.left.value = this.left.peek().filter(asks);
  }

  /** Asks which buildings change, while they are shown. */
  private async compare(): Promise<void> {
    const state = this.state.peek();
    if (state === null || !this.showDifference.peek()) {
      return;
    }
    this.difference.value = await ask(this.desk.base, `api/v1/scenarios/${encodeURIComponent(state.id)}/compare`, comparisonSchema);
  }

  setDifference(shown: boolean): void {
    this.showDifference.value = shown;
    if (shown) {
      void this.compare().catch((error: unknown) => { this.problem.value = problemOf(error); });
    } else {
      this.difference.value = null;
    }
  }

  /** Chooses what the next clicks do; once more puts it down. */
  choose(tool: Tool): void {
    batch(() => {
      this.tool.value = this.tool.peek() === tool ? null : tool;
      this.picked.value = null;
    });
  }

  /** A click on the map: true when a tool took it. `code` is that of the station that was hit. */
  clicked(at: Position, code: string | null): boolean {
    switch (this.tool.peek()) {
      case null: return false;
      case 'open': this.add(at); return true;
      case 'close':
        if (code !== null) {
          this.edit({ op: 'close', place: code });
        }
        return true;
      case 'move': {
        const picked = this.picked.peek();
        if (code !== null && picked === null) {
          this.picked.value = code;
        } else if (picked !== null) {
          this.picked.value = null;
          this.move(picked, at);
        }
        return true;
      }
      case 'gate': {
        const gate = this.desk.gates.nearest(at);
        if (gate !== null) {
          this.desk.gates.turn(gate);
        }
        return true;
      }
    }
  }

  end(): void {
    this.ended = true;
    const state = this.state.peek();
    if (state !== null) {
      this.drop(state.id);
    }
  }
}
