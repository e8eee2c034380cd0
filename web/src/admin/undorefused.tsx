import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

import { importText } from '../i18n/imports';
import type { Lang } from '../model/lang';
import type { Problem } from '../model/problem';
import { importFail } from './importwords';

interface Props {
  readonly lang: Lang;
  /** The revision that was to be taken back. */
  readonly n: number;
  /** Why it was not; null = nothing was refused. */
  readonly problem: Problem | null;
}

/** Why a revision was not taken back, beside the button that was pressed: it comes into sight, has the focus and is said. */
export function UndoRefused({ lang, n, problem }: Props): JSX.Element {
  const at = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (problem !== null) {
      at.current?.focus({ preventScroll: true });
      at.current?.scrollIntoView({ block: 'nearest' });
    }
  }, [problem]);
  // The place is there before the words are, so that screen readers say them.
  return (
    <div class="own-fail" role="alert" ref={at} tabIndex={-1}>
      {problem !== null && (
        <div class="import-wrong" data-problem={problem.code}>
          <p>{refusedWords(lang, n, problem)}</p>
          {problem.detail !== '' && <details class="import-said"><summary>{importText(lang, 'saidFold')}</summary><bdi class="detail">{problem.detail}</bdi></details>}
        </div>
      )}
    </div>
  );
}

function refusedWords(lang: Lang, n: number, problem: Problem): string {
  switch (problem.code) {
    case 'conflict': return importText(lang, 'changeLater', { n, later: problem.revision ?? '?' });
    case 'stale_revision': return importText(lang, 'changeStale');
    case 'unknown_revision':
    case 'unknown_code': return importText(lang, 'changeNotYours', { n });
    default: return importFail(lang, problem);
  }
}
