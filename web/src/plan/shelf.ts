import { signal } from '@preact/signals';
import * as v from 'valibot';

import type { Edit, Scenario } from './answers';
import { editSchema } from './answers';
import { profiles } from './link';

/** So many are kept. */
export const mostKept = 12;

const key = 'redsail.scenarios';
const number = v.nullable(v.number());

/** A scenario with its three numbers, as they were when it was kept. */
const keptSchema = v.object({
  name: v.pipe(v.string(), v.maxLength(200)), minutes: v.number(), profile: v.picklist(profiles), policy: v.optional(v.boolean(), false), openAt: v.optional(v.string(), ''), home: v.optional(v.boolean(), false), revision: v.number(), edits: v.array(editSchema),
  share: number, uncovered: number, p90: number,
});
export type Kept = v.InferOutput<typeof keptSchema>;

/** The scenarios that the planner keeps side by side, in this browser, whichever of its tabs they come from. They hold stations and gates, and nobody. */
export class Shelf {
  readonly list = signal<readonly Kept[]>(read() ?? []);
  /** Whether they outlast the page: not where its storage is full or switched off. */
  readonly lasting = signal(true);

  /** Takes over what another tab keeps or drops; gives the way to end that. */
  follow(): () => void {
    const changed = (event: StorageEvent): void => {
      if (event.key === key || event.key === null) { // null: all was cleared
        this.list.value = read() ?? [];
      }
    };
    window.addEventListener('storage', changed);
    return () => { window.removeEventListener('storage', changed); };
  }

  /** Keeps one under a name; one of that name is replaced, and of too many the first goes. */
  keep(name: string, state: Scenario): void {
    const kept: Kept = {
      name, minutes: state.minutes, profile: profiles.find((it) => it === state.profile) ?? 'adult', policy: state.policy.length > 0, openAt: state.open_at?.slice(0, 16) ?? '', home: state.direction === 'from', revision: state.revision, edits: [...state.edits] as Edit[],
      share: state.share[1], uncovered: state.after.uncovered, p90: state.p90_s[1],
    };
    this.put([...this.now().filter((it) => it.name !== name), kept].slice(-mostKept));
  }

  drop(name: string): void {
    this.put(this.now().filter((it) => it.name !== name));
  }

  /** A name that none has yet, out of numbered ones. */
  free(numbered: (n: number) => string): string {
    const taken = new Set(this.now().map((it) => it.name));
    let n = 1;
    while (taken.has(numbered(n))) {
      n++;
    }
    return numbered(n);
  }

  /** What is kept now: another tab may have kept more a moment ago. Where nothing lasts, what this page has. */
  private now(): readonly Kept[] {
    return (this.lasting.peek() ? read() : null) ?? this.list.peek();
  }

  private put(list: readonly Kept[]): void {
    this.list.value = list;
    try {
      window.localStorage.setItem(key, JSON.stringify(list));
      this.lasting.value = true;
    } catch {
      this.lasting.value = false;
    }
  }
}

/** Null where there is no storage to read. */
function read(): readonly Kept[] | null {
  try {
    const found = v.safeParse(v.array(keptSchema), JSON.parse(window.localStorage.getItem(key) ?? '[]'));
    return found.success ? found.output.slice(-mostKept) : [];
  } catch (error) {
    return error instanceof SyntaxError ? [] : null;
  }
}
