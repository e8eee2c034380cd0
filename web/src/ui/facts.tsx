import type { JSX } from 'preact';

import type { Lang } from '../model/lang';
import { Code } from './copy';

/** One line of a table of facts; left out when there is nothing to say. */
export interface Fact {
  readonly label: string;
  readonly words?: string;
  /** A code, with a button that copies it. */
  readonly code?: string;
}

/** Facts as a list of terms. */
export function Facts({ lang, facts }: { readonly lang: Lang; readonly facts: readonly Fact[] }): JSX.Element | null {
  const said = facts.filter(({ words = '', code = '' }) => words !== '' || code !== '');
  if (said.length === 0) {
    return null;
  }
  return (
    <dl class="facts">
      {said.map(({ label, words, code }) => (
        <div key={label + (code ?? '')} class="fact-line">
          <dt>{label}</dt>
          <dd>{code === undefined ? <bdi>{words}</bdi> : <Code code={code} lang={lang} />}</dd>
        </div>
      ))}
    </dl>
  );
}
