import { useEffect, useRef } from 'preact/hooks';

/** A dialog that is modal as long as it is on the page. */
export function useModal(): { current: HTMLDialogElement | null } {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const { current } = dialog;
    // Safari 14 has no dialogs: there it is a box over the page.
    if (typeof current?.showModal !== 'function') {
      return;
    }
    if (!current.open) {
      current.showModal();
    }
    return () => { current.close(); };
  }, []);
  return dialog;
}
