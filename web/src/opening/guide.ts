import { batch, computed, signal } from '@preact/signals';
import type { ComponentType } from 'preact';

import type { Identity } from '../account/identity';
import type { FoundWalkProps } from '../admin/importwalk';
import type { Problem } from '../model/problem';
import { type Load, problemOf } from '../plan/load';
import { ask } from '../plan/server';
import { type Choice, choicesSchema, type Division, type Divisions, divisionsSchema, type Opening, stateSchema, type Step } from './answers';

/** So long the reader may go on typing before the server is asked, in milliseconds. */
const pause = 180;

/** What is said of a new city. */
export interface Founding {
  readonly city: Division | null;
  readonly scheme: string;
  readonly zh: string;
  readonly en: string;
  readonly national: boolean;
}

/** The opening of a city as the reader goes through it. */
export class Guide {
  readonly state = signal<Load<Opening>>({ kind: 'none' });
  readonly choices = signal<Load<readonly Choice[]>>({ kind: 'none' });
  readonly found = signal<Divisions | null>(null);
  readonly wish = signal<Founding>({ city: null, scheme: 'default', zh: '', en: '', national: true });
  readonly problem = signal<Problem | null>(null);
  readonly busy = signal(false);
  /** The item whose import is unfolded; empty = none. */
  readonly unfolded = signal('');
  /** The item of which an import was taken back last; empty = none. */
  readonly undone = signal('');
  /** The page is folded to a bar: the map is looked at. */
  readonly folded = signal(false);
  /** What the bar says of the findings on the map: it comes with the import. */
  readonly walk = signal<ComponentType<FoundWalkProps> | null>(null);
  /** City and scheme are being chosen once more. */
  readonly changing = signal(false);

  /** The step that is shown: that of the address, else the one that comes next. */
  readonly step = computed((): Step | null => {
    const { value: now } = this.state;
    if (now.kind !== 'ready') {
      return null;
    }
    const { steps, next } = now.value;
    const wanted = this.identity.admin.value?.split('.')[1] ?? '';
    return steps.find((it) => it.key === wanted) ?? steps.find((it) => it.key === next?.step) ?? steps[steps.length - 1] ?? null;
  });

  private timer: ReturnType<typeof setTimeout> | undefined;
  private asked = 0;

  constructor(readonly identity: Identity) {}

  private readonly may = (action: string): boolean => this.identity.session.who.value?.actions.has(action) === true;

  get mayRead(): boolean {
    return this.may('opening.read');
  }

  get mayFound(): boolean {
    return this.may('opening.write');
  }

  /** Shows a step, and keeps it in the address. */
  go(key: string): void {
    batch(() => {
      this.unfolded.value = '';
      this.undone.value = '';
      this.problem.value = null;
      this.identity.administer(`opening.${key}`);
    });
  }

  async load(): Promise<void> {
    if (this.state.peek().kind !== 'ready') {
      this.state.value = { kind: 'loading' };
    }
    try {
      const value = await ask(this.identity.base, 'api/v1/opening', stateSchema);
      this.state.value = { kind: 'ready', value };
    } catch (error) {
      if (this.state.peek().kind !== 'ready') {
        this.state.value = { kind: 'failed', problem: problemOf(error) };
      }
    }
  }

  async loadChoices(): Promise<void> {
    if (this.choices.peek().kind === 'ready') {
      return;
    }
    this.choices.value = { kind: 'loading' };
    try {
      this.choices.value = { kind: 'ready', value: await ask(this.identity.base, 'api/v1/opening/schemes', choicesSchema) };
    } catch (error) {
      this.choices.value = { kind: 'failed', problem: problemOf(error) };
    }
  }

  put(part: Partial<Founding>): void {
    this.wish.value = { ...this.wish.peek(), ...part };
  }

  /** Takes a city; what it is called stands in the boxes and can be corrected. */
  choose(city: Division): void {
    batch(() => {
      this.put({ city, zh: city.name, en: city.en });
      this.found.value = null;
      this.problem.value = null;
    });
  }

  /** Looks for cities, a moment after the last letter. */
  seek(text: string): void {
    clearTimeout(this.timer);
    const mine = ++this.asked;
    if (text.trim() === '') {
      this.found.value = null;
      return;
    }
    this.timer = setTimeout(() => {
      ask(this.identity.base, `api/v1/opening/divisions?q=${encodeURIComponent(text.trim())}`, divisionsSchema).then((found) => {
        if (mine === this.asked) {
          this.found.value = found;
        }
      }, (error: unknown) => { this.problem.value = problemOf(error); });
    }, pause);
  }

  /** Gives the store its city and scheme. The layers of the whole page are others then: it begins anew, at the next step. */
  async begin(): Promise<void> {
    const { city, scheme, zh, en, national } = this.wish.peek();
    if (city === null || this.busy.peek()) {
      return;
    }
    batch(() => {
      this.busy.value = true;
      this.problem.value = null;
    });
    try {
      await ask(this.identity.base, 'api/v1/opening', stateSchema, { method: 'POST', body: { city: city.code, scheme, zh, en, codes: national ? 'national' : 'scheme' } });
      this.identity.administer('opening.boundaries');
      this.identity.restart();
    } catch (error) {
      this.problem.value = problemOf(error);
    } finally {
      this.busy.value = false;
    }
  }
}
