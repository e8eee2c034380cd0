import type { Actions, Session } from '../model/session';

/** What every panel is given. */
export interface Panel {
  readonly session: Session;
  readonly actions: Actions;
}
