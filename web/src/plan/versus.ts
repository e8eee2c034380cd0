import { effect, signal } from '@preact/signals';

import { type Comparison, comparisonSchema, type Scenario, scenarioSchema } from './answers';
import { type Desk, way, whom } from './desk';
import { type LeftOut, leftOf } from './leftout';
import { type Load, loadInto } from './load';
import { hourly } from './play';
import { ask } from './server';
import type { Kept } from './shelf';

/** The comparison with the other as far as it can still be done, and what of it cannot. */
export interface Against extends Comparison {
  readonly other: Scenario;
  readonly left: readonly LeftOut[];
}

/** The scenario that is edited against one that is kept: both asked with the same minutes, by the same who walk. */
export class Versus {
  /** The kept one; null = none. */
  readonly other = signal<Kept | null>(null);
  readonly result = signal<Load<Against>>({ kind: 'none' });
  private asking = new AbortController();

  constructor(private readonly desk: Desk) {}

  /** Compares anew after each step; returns what ends that. */
  follow(): () => void {
    return effect(() => {
      const [state, other] = [this.desk.play.state.value, this.desk.tab.value === 'scenario' ? this.other.value : null];
      this.asking.abort();
      if (state === null || other === null) {
        this.result.value = { kind: 'none' };
        return;
      }
      const { signal: stop } = this.asking = new AbortController();
      void loadInto(this.result, this.compare(state, other, stop), stop);
    });
  }

  /** Makes the other for as long as the comparison takes. */
  private async compare(state: Scenario, { edits }: Kept, stop: AbortSignal): Promise<Against> {
    const { base, whom: of } = this.desk;
    const question = { minutes: state.minutes, ...whom(of.peek()), ...way(state.direction === 'from'), ...hourly(state.open_at ?? '', edits) };
    const made = await ask(base, 'api/v1/scenarios', scenarioSchema, { method: 'POST', body: { ...question, partly: true } });
    try {
      const found = await ask(base, `api/v1/scenarios/${encodeURIComponent(state.id)}/compare?with=${encodeURIComponent(made.id)}`, comparisonSchema, { stop });
      return { ...found, other: made, left: leftOf(question.edits, made) };
    } finally {
      void fetch(new URL(`api/v1/scenarios/${encodeURIComponent(made.id)}`, base), { method: 'DELETE', credentials: 'same-origin', keepalive: true }).catch(() => undefined);
    }
  }

  /** Chooses the other; once more, or null, puts it away. */
  choose(kept: Kept | null): void {
    this.other.value = kept?.name === this.other.peek()?.name ? null : kept;
  }

  end(): void {
    this.asking.abort();
  }
}
