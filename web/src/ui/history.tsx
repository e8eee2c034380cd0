import type { JSX } from 'preact';

import { dutyText } from '../i18n/duty';
import type { AreaVersion } from '../model/area';
import type { Lang } from '../model/lang';
import { spanWords } from './areacard';
import { Code } from './copy';

/** The versions of an area, folded. */
export function History({ lang, history }: { readonly lang: Lang; readonly history: readonly AreaVersion[] }): JSX.Element {
  return (
    <details class="card-part why" data-history>
      <summary>{dutyText(lang, 'history')}</summary>
      <ol class="versions">
        {history.map((it) => (
          <li key={`${it.code} ${it.valid.from}`}>
            <span class="detail">{spanWords(lang, it.valid)}</span>
            <bdi>{it.name}</bdi>
            <Code code={it.code} lang={lang} />
          </li>
        ))}
      </ol>
    </details>
  );
}
