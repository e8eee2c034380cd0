import './plan/plan.css';
import './plan/tables.css';
import './plan/sizes.css';
import './dispatch/dispatch.css';

import type { ReadonlySignal } from '@preact/signals';
import type { ComponentType } from 'preact';

import { Desk, type Shown } from './dispatch/desk';
import { DeskPanel } from './dispatch/panel';
import type { Stage } from './map/stage';
import type { Position } from './model/position';
import type { Actions, Session } from './model/session';
import type { Address } from './modes/address';
import type { Page } from './tools/commands';

/** The panel of the dispatcher's tools while it is open. */
export interface DispatchParts {
  readonly Desk: ComponentType<{ readonly session: Session; readonly actions: Actions }>;
  readonly overlay: ReadonlySignal<Shown>;
  take(at: Position): boolean;
  /** Ends what is being drawn; false where nothing is. */
  escape(): boolean;
  turn(page: Page): void;
  end(): void;
}

interface Opening {
  readonly session: Session;
  readonly actions: Actions;
  readonly address: Address;
  readonly base: string;
  readonly stage: Stage;
  readonly close: () => void;
}

/** Opens the panel of the tools: drawn areas, lists, measuring, themes. */
export function openDispatch({ session, actions, address, base, stage, close }: Opening): DispatchParts {
  const desk = new Desk(session, actions, address, base, stage);
  const painted = document.querySelector('.maplibregl-canvas') !== null;
  const follow = (): void => {
    if (address.state().tools !== undefined) {
      desk.follow();
    }
  };
  window.addEventListener('hashchange', follow);
  desk.start();
  document.documentElement.dataset['plan'] = 'open'; // the panels at the left give way, as to the planner's
  const away = (): void => {
    close();
    stage.focus();
  };
  return {
    Desk: () => <DeskPanel desk={desk} painted={painted} close={away} />,
    overlay: desk.overlay,
    take: (at) => desk.take(at),
    escape: () => desk.escape(),
    turn: (page) => { desk.turn(page); },
    end: () => {
      window.removeEventListener('hashchange', follow);
      delete document.documentElement.dataset['plan'];
      desk.end();
    },
  };
}
