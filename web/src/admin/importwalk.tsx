import type { JSX } from 'preact';

import { importText } from '../i18n/imports';
import type { Lang } from '../model/lang';
import type { Desk } from './desk';
import { importingOf } from './importing';
import { isDrawn } from './importmap';
import { FoundMark } from './importfindings';
import { findingWords } from './importwords';

export interface FoundWalkProps {
  readonly desk: Desk;
  readonly lang: Lang;
}

/** The findings on the map, one after the other: for a bar that stands where the report cannot. */
export function FoundWalk({ desk, lang }: FoundWalkProps): JSX.Element | null {
  const importing = importingOf(desk.identity);
  const found = (importing.report.value?.findings ?? []).filter(({ at, sort }) => at !== null && isDrawn(sort));
  if (found.length === 0) {
    return null;
  }
  const picked = importing.picked.value;
  const now = picked === null ? -1 : found.indexOf(picked);
  const turn = (to: number): void => {
    const next = found[(to + found.length) % found.length];
    if (next !== undefined && next.at !== null) {
      importing.picked.value = next;
      desk.show(next.at);
    }
  };
  const words = picked === null || now < 0 ? importText(lang, 'walkAll', { n: found.length.toLocaleString(lang) })
    : [importText(lang, `sort.${picked.sort}`), ...picked.codes, findingWords(lang, picked)].filter((it) => it !== '').join(' · ');
  return (
    <div class="import-walk">
      <p role="status">{picked !== null && now >= 0 && <FoundMark theme={desk.identity.session.theme.value} sort={picked.sort} />} <bdi>{words}</bdi></p>
      <div class="import-steps">
        <button type="button" class="button" data-action="finding-before" aria-label={importText(lang, 'walkBefore')} onClick={() => { turn(now < 0 ? -1 : now - 1); }}>‹</button>
        <span>{now < 0 ? '–' : (now + 1).toLocaleString(lang)} / {found.length.toLocaleString(lang)}</span>
        <button type="button" class="button" data-action="finding-after" aria-label={importText(lang, 'walkAfter')} onClick={() => { turn(now + 1); }}>›</button>
      </div>
    </div>
  );
}
