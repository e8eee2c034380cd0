import { useLayoutEffect, useRef } from 'preact/hooks';

/** A dialog that is modal as long as it is on the page: from the first moment, since becoming modal takes the focus from where somebody may have begun to type. */
export function useModal(): { current: HTMLDialogElement | null } {
  const dialog = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    const { current } = dialog;
    // Safari 14 has no dialogs: there it is a box over the page, closed by its button and by Escape.
    if (typeof current?.showModal !== 'function') {
      current?.querySelector('button')?.focus();
      return;
    }
    if (!current.open) {
      current.showModal();
    }
    return () => { current.close(); };
  }, []);
  return dialog;
}
