import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';

import { text } from '../i18n/text';
import type { Lang } from '../model/lang';
import { CopyIcon, DoneIcon } from './icons';

type Done = 'no' | 'copied' | 'selected';

interface CodeProps {
  readonly code: string;
  readonly lang: Lang;
  /** What the button says; a code when nothing is said. */
  readonly label?: string;
}

/** A code and the button that copies it. */
export function Code({ code, lang, label = text(lang, 'card.copy', { code }) }: CodeProps): JSX.Element {
  const shown = useRef<HTMLElement>(null);
  const [done, copy] = useCopy(() => code, shown);
  return (
    <span class="code-line">
      <code ref={shown} class="code"><bdi>{code}</bdi></code>
      <button type="button" class="copy" data-copy={code} aria-label={label} title={label} onClick={copy}>
        {done === 'copied' ? <DoneIcon /> : <CopyIcon />}
      </button>
      <span class="unseen" role="status">
        {done === 'copied' && text(lang, 'card.copied', { code })}
        {done === 'selected' && text(lang, 'card.copyByHand', { code })}
      </span>
    </span>
  );
}

interface CopyAllProps {
  readonly lang: Lang;
  readonly words: () => string;
  readonly children?: ComponentChildren;
}

/** The button that copies a whole answer as text; where that is refused the text is shown, selected. */
export function CopyAll({ lang, words }: CopyAllProps): JSX.Element {
  const shown = useRef<HTMLElement>(null);
  const [done, copy] = useCopy(words, shown);
  useEffect(() => {
    if (done === 'selected') {
      selectAll(shown.current);
    }
  }, [done]);
  return (
    <>
      <button type="button" class="button button-main" data-action="copy-all" onClick={copy}>
        {done === 'copied' ? <DoneIcon /> : <CopyIcon />}
        {text(lang, done === 'copied' ? 'card.copiedAll' : 'card.copyAll')}
      </button>
      <span class="unseen" role="status">{done === 'copied' && text(lang, 'card.copiedAll')}</span>
      {done === 'selected' && (
        <div class="by-hand" role="status">
          <p class="detail">{text(lang, 'card.copyAllByHand')}</p>
          <pre class="command" tabIndex={0} ref={shown as never}>{words()}</pre>
        </div>
      )}
    </>
  );
}

function useCopy(words: () => string, shown: { readonly current: HTMLElement | null }): [Done, () => void] {
  const [done, setDone] = useState<Done>('no');
  useEffect(() => {
    const timer = done === 'copied' ? setTimeout(() => { setDone('no'); }, 2500) : undefined;
    return () => { clearTimeout(timer); };
  }, [done]);
  const copy = (): void => {
    copyText(words()).then(
      () => { setDone('copied'); },
      () => {
        selectAll(shown.current);
        setDone('selected');
      },
    );
  };
  return [done, copy];
}

/** Copies, or rejects: over plain HTTP from another machine browsers give pages no clipboard. */
async function copyText(words: string): Promise<void> {
  if (!window.isSecureContext) {
    throw new Error('no secure context');
  }
  await navigator.clipboard.writeText(words);
}

function selectAll(element: HTMLElement | null): void {
  if (element !== null) {
    window.getSelection()?.selectAllChildren(element);
  }
}
