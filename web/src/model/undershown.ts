import type { Signal } from '@preact/signals';

import type { Session } from './session';
import type { BaseMap, UnderChoice } from './under';

/** What is chosen, and what there is to choose from. */
export interface UnderState {
  readonly choice: Signal<UnderChoice>;
  /** The base maps of the server; empty until they are known. */
  readonly maps: Signal<readonly BaseMap[]>;
  choose(choice: UnderChoice): void;
}

/** The base map that is shown: the chosen one, or the one that stands for it on a dark page; null when it is none or cannot be had. */
export function shownUnder({ choice, maps }: UnderState, { theme }: Session): BaseMap | null {
  const chosen = maps.value.find((it) => it.id === choice.value);
  const dark = theme.value === 'dark' ? maps.value.find((it) => it.id === chosen?.dark) : undefined;
  const map = dark ?? chosen;
  return map === undefined || map.layers.length === 0 ? null : map;
}
