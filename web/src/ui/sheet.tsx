import type { JSX, RefObject, TargetedPointerEvent } from 'preact';

import { text } from '../i18n/text';
import type { Lang } from '../model/lang';

/** How far a sheet is drawn up on a phone. */
export type Detent = 'peek' | 'half' | 'full';

const order: readonly Detent[] = ['peek', 'half', 'full'];

interface HandleProps {
  readonly lang: Lang;
  readonly detent: Detent;
  readonly settle: (detent: Detent) => void;
  readonly sheet: RefObject<HTMLElement | null>;
}

/** The handle of a sheet: dragged with a finger, or pressed to go on to the next height. Shown on phones only. */
export function Handle({ lang, detent, settle, sheet }: HandleProps): JSX.Element {
  const down = (event: TargetedPointerEvent<HTMLButtonElement>): void => {
    const { current } = sheet;
    if (current === null) {
      return;
    }
    const handle = event.currentTarget;
    handle.setPointerCapture(event.pointerId);
    follow(handle, current, event.clientY, (end) => {
      settle(end ?? (detent === 'full' ? 'half' : 'full'));
    });
  };
  return (
    <button
      type="button"
      class="handle"
      aria-label={text(lang, 'card.handle')}
      onPointerDown={down}
      onKeyDown={(event) => {
        const step = event.key === 'ArrowUp' ? 1 : event.key === 'ArrowDown' ? -1 : 0;
        if (step !== 0) {
          event.preventDefault();
          event.stopPropagation();
          settle(order[Math.min(Math.max(order.indexOf(detent) + step, 0), 2)] ?? detent);
        } else if (event.key === 'Enter' || event.key === ' ') {
          event.preventDefault();
          settle(detent === 'full' ? 'half' : 'full');
        }
      }}
    >
      <span class="handle-bar" />
    </button>
  );
}

/** Follows a finger until it lets go; `done` is told the nearest height, or null when it has hardly moved. */
function follow(handle: HTMLElement, sheet: HTMLElement, from: number, done: (end: Detent | null) => void): void {
  const begin = sheet.getBoundingClientRect().height;
  const room = sheet.parentElement?.getBoundingClientRect().height ?? window.innerHeight;
  let moved = 0;
  sheet.classList.add('card-dragged');
  const move = (event: PointerEvent): void => {
    moved = from - event.clientY;
    sheet.style.height = `${Math.min(Math.max(begin + moved, 96), room - 8)}px`;
  };
  const end = (): void => {
    handle.removeEventListener('pointermove', move);
    handle.removeEventListener('pointerup', end);
    handle.removeEventListener('pointercancel', end);
    sheet.classList.remove('card-dragged');
    sheet.style.height = '';
    done(Math.abs(moved) < 6 ? null : nearestDetent((begin + moved) / room));
  };
  handle.addEventListener('pointermove', move);
  handle.addEventListener('pointerup', end);
  handle.addEventListener('pointercancel', end);
}

/** The height that a sheet of that share of the page goes to. */
export function nearestDetent(share: number): Detent {
  return share < 0.35 ? 'peek' : share < 0.72 ? 'half' : 'full';
}
