import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';

import type { Desk } from '../admin/desk';
import { useModal } from '../ui/modal';
import type { Guide } from './guide';

/** What the reader was at when the page was folded. */
interface Left {
  readonly focused: Element | null;
  readonly scrolled: number;
}

/**
 * The dialog of the opening: modal over the whole page, or folded to a bar over the map, which then can be used. It folds
 * when a place is looked at on the map; unfolded again it stands as it was left, focus included.
 */
export function useFolding(guide: Guide, desk: Desk): ReturnType<typeof useModal> {
  const dialog = useModal();
  const left = useRef<Left>({ focused: null, scrolled: 0 });
  const looked = desk.looked.value;
  const before = useRef(looked);
  const folded = guide.folded.value;
  const was = useRef(folded);
  useEffect(() => {
    if (looked !== before.current) {
      before.current = looked;
      guide.folded.value = true;
    }
  }, [guide, looked]);
  useLayoutEffect(() => {
    if (folded !== was.current) {
      was.current = folded;
      turn(dialog.current, left.current, folded);
    }
  }, [folded]);
  useEffect(() => {
    const { current } = dialog;
    const remember = (): void => {
      left.current = { focused: document.activeElement, scrolled: current?.querySelector('.opening-main')?.scrollTop ?? 0 };
    };
    return guide.folded.subscribe((fold) => {
      if (fold) {
        remember(); // before the page is drawn anew, and what has the focus is hidden
      }
    });
  }, [guide]);
  return dialog;
}

function turn(dialog: HTMLDialogElement | null, left: Left, folded: boolean): void {
  if (dialog === null) {
    return;
  }
  if (typeof dialog.showModal === 'function') {
    dialog.close();
    if (folded) {
      dialog.show();
    } else {
      dialog.showModal();
    }
  }
  if (folded) {
    dialog.querySelector<HTMLElement>('[data-action=unfold-opening]')?.focus();
  } else {
    comeBack(dialog, left);
  }
}

/** Puts the reader back to where the page was left. */
function comeBack(dialog: HTMLDialogElement, { focused, scrolled }: Left): void {
  dialog.querySelector('.opening-main')?.scrollTo(0, scrolled);
  const there = focused instanceof HTMLElement && dialog.contains(focused) ? focused : dialog.querySelector<HTMLElement>('.opening-page h3');
  there?.focus();
}
