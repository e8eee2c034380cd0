import type { ReadonlySignal } from '@preact/signals';
import type { ComponentType } from 'preact';

import type { Position } from './position';
import type { Actions, Session } from './session';
import type { Dress } from './under';

/** What the reader hit on the map: the key and the code of a place. */
export interface Hit {
  readonly layer: string;
  readonly code: string;
}

/** The desk of the planner, which comes when it is asked for. */
export interface PlanParts {
  readonly Desk: ComponentType<{ readonly session: Session; readonly actions: Actions }>;
  /** Draws what the desk shows over the city; null = nothing. */
  readonly dress: ReadonlySignal<Dress | null>;
  /** Takes a click for itself; false leaves it to the map. */
  take(at: Position, on?: Hit): boolean;
}

/** What the reader put under the city, and what the desks and a person's page put over it. */
export function dressNow({ dress, plan, account, tools }: Session): Dress | null {
  const worn = [dress.value, plan.value?.dress.value, account.value?.dress.value, tools.value?.dress.value].filter((it) => it != null);
  return worn.length === 0 ? null : (style) => worn.reduce((dressed, it) => it(dressed), style);
}
