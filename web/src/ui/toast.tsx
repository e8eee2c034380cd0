import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';

import { text } from '../i18n/text';
import type { Lang } from '../model/lang';
import type { Toast } from '../model/session';
import type { Panel } from './context';

/** How long something said in passing stays. */
const stay = 5000;

/** A line at the bottom that goes by itself. */
export function ToastLine({ session, actions }: Panel): JSX.Element {
  const toast = session.toast.value;
  useEffect(() => {
    const timer = toast === null ? undefined : setTimeout(() => { actions.say(null); }, stay);
    return () => { clearTimeout(timer); };
  }, [toast, actions]);
  return (
    <div class="toast-place" role="status" aria-live="polite">
      {toast !== null && <p class="toast" data-toast={toast.kind}>{words(session.lang.value, toast)}</p>}
    </div>
  );
}

function words(lang: Lang, toast: Toast): string {
  switch (toast.kind) {
    case 'renewed': return text(lang, 'live.renewed', { revision: toast.revision });
    case 'link': return text(lang, 'live.link');
    case 'linkByHand': return text(lang, 'live.linkByHand');
    case 'picture': return text(lang, 'live.picture');
  }
}
