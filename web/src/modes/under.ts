import { effect, signal } from '@preact/signals';

import { fetchBaseMaps } from '../api/decode_under';
import { dressing } from '../map/under';
import type { Session } from '../model/session';
import type { BaseMap, UnderChoice } from '../model/under';
import { shownUnder, type UnderState } from '../model/undershown';
import type { Address } from './address';

const key = 'redsail.base';

/** What is under the city: what the link says, else what was chosen here before, else its own streets. */
export class UnderMode implements UnderState {
  readonly choice;
  readonly maps = signal<readonly BaseMap[]>([]);

  constructor(private readonly session: Session, private readonly address: Address, private readonly base: string) {
    this.choice = signal<UnderChoice>(address.state().under ?? stored() ?? 'own');
    window.addEventListener('hashchange', () => { this.choice.value = address.state().under ?? this.choice.peek(); });
    effect(() => { this.put(); });
  }

  /** Asks the server what there is. */
  async load(): Promise<void> {
    this.maps.value = await fetchBaseMaps(this.base);
  }

  choose(choice: UnderChoice): void {
    this.session.underFailed.value = false;
    this.choice.value = choice;
    this.address.keep({ under: choice === 'own' ? undefined : choice });
    try {
      window.localStorage.setItem(key, choice);
    } catch {
      // Storage is switched off: the choice lasts as long as the page.
    }
  }

  private put(): void {
    const { session, base } = this;
    const map = shownUnder(this, session);
    const under = { map, theme: session.theme.value, lang: session.lang.value, base };
    session.dress.value = map !== null || this.choice.value === 'none' ? dressing(under) : null;
  }
}

function stored(): string | null {
  try {
    return window.localStorage.getItem(key);
  } catch {
    return null;
  }
}
