import './plan/plan.css';
import './plan/tables.css';
import './plan/sizes.css';

import { computed, effect, signal } from '@preact/signals';

import type { Stage } from './map/stage';
import type { PlanParts } from './model/plan';
import type { Session } from './model/session';
import type { Address } from './modes/address';
import { Desk } from './plan/desk';
import { followDrags } from './plan/drag';
import { kind } from './plan/load';
import { overlayOf } from './plan/overlay';
import { DeskPanel } from './plan/panel';

let close: (() => void) | null = null;

/** Brings the desk of the planner to the page, or puts it away. */
export function togglePlan(session: Session, address: Address, base: string, stage: Stage): void {
  if (close === null) {
    session.tools.peek()?.close(); // both stand at the left
    session.plan.value = opened(session, address, base, stage);
  } else {
    close();
    close = null;
  }
}

/** Brings the desk to the page where it is not there yet. */
export function openPlan(session: Session, address: Address, base: string, stage: Stage): void {
  if (close === null) {
    togglePlan(session, address, base, stage);
  }
}

function opened(session: Session, address: Address, base: string, stage: Stage): PlanParts {
  const desk = new Desk(session, address, base, stage);
  const overlay = computed(() => overlayOf(desk));
  const canvas = (): boolean => document.querySelector('.maplibregl-canvas') !== null;
  const painted = signal(canvas());
  void stage.painted.then(() => { painted.value = canvas(); }, () => undefined); // the picture map may have come meanwhile
  const map = document.querySelector<HTMLElement>('.map');
  // What follows the camera without a signal of its own: whatever moves the map ends in one of these.
  const look = (): void => {
    if (desk.play.tool.value === 'gate' || desk.gates.listed.value) {
      void desk.gates.look();
    }
  };
  const moves = ['pointerup', 'keyup', 'wheel'] as const;
  moves.forEach((it) => { document.addEventListener(it, look, { passive: true }); });
  const follow = (): void => { desk.follow(); };
  window.addEventListener('hashchange', follow);
  const ends = [
    () => { window.removeEventListener('hashchange', follow); },
    () => { moves.forEach((it) => { document.removeEventListener(it, look); }); },
    map === null ? () => undefined : followDrags(desk, map),
    effect(() => {
      if (session.zoom.value > 0) {
        look();
      }
    }),
  ];
  desk.start();
  document.documentElement.dataset['plan'] = 'open';
  close = (): void => {
    ends.forEach((it) => { it(); });
    desk.end();
    delete document.documentElement.dataset['plan'];
    session.plan.value = null;
    stage.focus();
  };
  return {
    Desk: (panel) => <DeskPanel {...panel} desk={desk} painted={painted.value} left={painted.value ? overlay.value.left : 0} close={() => { togglePlan(session, address, base, stage); }} />,
    dress: computed(() => (painted.value ? overlay.value.dress : null)),
    take: (at, on) => {
      const code = on?.layer === kind ? on.code : null;
      if (desk.tab.peek() === 'circle' && code !== null) {
        desk.circles.show(code);
        return true;
      }
      if (desk.tab.peek() === 'site') {
        desk.site.show(at);
        return true;
      }
      if (desk.tab.peek() === 'siting') {
        return desk.siting.clicked(at, code);
      }
      return desk.tab.peek() === 'scenario' && desk.play.clicked(at, code);
    },
  };
}
