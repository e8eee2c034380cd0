import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';

import { text } from '../i18n/text';
import type { Lang } from '../model/lang';
import { CopyIcon, DoneIcon } from './icons';

type Done = 'no' | 'copied' | 'selected';

/** A code and the button that copies it. */
export function Code({ code, lang }: { readonly code: string; readonly lang: Lang }): JSX.Element {
  const [done, setDone] = useState<Done>('no');
  const shown = useRef<HTMLElement>(null);
  useEffect(() => {
    const timer = done === 'no' ? undefined : setTimeout(() => { setDone('no'); }, 2500);
    return () => { clearTimeout(timer); };
  }, [done]);
  const copy = (): void => {
    copyText(code).then(
      () => { setDone('copied'); },
      () => {
        selectAll(shown.current);
        setDone('selected');
      },
    );
  };
  return (
    <span class="code-line">
      <code ref={shown} class="code">{code}</code>
      <button type="button" class="copy" data-copy={code} aria-label={text(lang, 'card.copy', { code })} title={text(lang, 'card.copy', { code })} onClick={copy}>
        {done === 'copied' ? <DoneIcon /> : <CopyIcon />}
      </button>
      <span class="unseen" role="status">
        {done === 'copied' && text(lang, 'card.copied', { code })}
        {done === 'selected' && text(lang, 'card.copyByHand', { code })}
      </span>
    </span>
  );
}

/** Copies, or rejects: over plain HTTP from another machine browsers give pages no clipboard. */
async function copyText(code: string): Promise<void> {
  if (!window.isSecureContext) {
    throw new Error('no clipboard outside a secure context');
  }
  await navigator.clipboard.writeText(code);
}

function selectAll(element: HTMLElement | null): void {
  if (element !== null) {
    window.getSelection()?.selectAllChildren(element);
  }
}
