import { type ReadonlySignal, type Signal, signal } from '@preact/signals';

import type { AskDuty, Duty, DutyOf } from '../model/duty';

/** What the server said, and of which date (empty = now); its `duty` is null where it could not say. */
export interface Said {
  readonly about: string;
  readonly at: string;
  readonly duty: Duty | null;
}

/** Asks once for each answer of a card: its line on top and its list share what is said. */
export class Asked {
  /** What was said last: how much room the next needs is guessed from it. */
  last: Duty | null = null;
  private readonly known = new WeakMap<object, Signal<Said | null>>();
  private stop = new AbortController();
  private before: Said | null = null;

  constructor(private readonly ask: AskDuty, private readonly asOf: { peek(): string }) {}

  /** What is said for an answer; null until it is there, unless it was said of the same before. */
  of({ at, of }: DutyOf): ReadonlySignal<Said | null> {
    const known = this.known.get(of);
    if (known !== undefined) {
      return known;
    }
    const subject = at ?? of;
    const about = JSON.stringify('lon' in subject ? [subject.lon, subject.lat] : [subject.layer, subject.code]);
    const said = signal(this.before?.about === about ? this.before : null);
    this.known.set(of, said);
    void this.put(said, about, subject);
    return said;
  }

  private async put(said: Signal<Said | null>, about: string, subject: Parameters<AskDuty>[0]): Promise<void> {
    this.stop.abort();
    const { signal: stop } = this.stop = new AbortController();
    const at = this.asOf.peek();
    const duty = await this.ask(subject, at, stop);
    if (!stop.aborted) {
      this.last = duty ?? this.last;
      said.value = this.before = { about, at, duty };
    }
  }
}

/** There is nothing to say: no posts, no organisations, no gap. */
export function isBare(duty: Duty | null): boolean {
  return duty !== null && duty.posts.length + duty.nearest.length === 0 && (duty.bodies === null || duty.bodies.own.length + duty.bodies.chain.length + duty.bodies.below.length === 0);
}
