import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';

import { importText } from '../i18n/imports';
import { foundColours, foundSigns, mostMarks } from '../map/found';
import type { Lang } from '../model/lang';
import type { Theme } from '../model/palette';
import type { Desk } from './desk';
import { type Finding, type Sort, sorts } from './importanswers';
import type { Importing } from './importing';
import { boxOf, foundOf, isDrawn } from './importmap';
import { findingsCsv, findingWords, whereWords } from './importwords';
import { keepFile } from './keep';

/** So many findings a page of the list has. */
const perPage = 50;

interface FindingsProps {
  readonly desk: Desk;
  readonly importing: Importing;
  readonly lang: Lang;
  readonly findings: readonly Finding[];
  /** So many places are too many for the map. */
  readonly left: number;
}

/** All findings: drawn on the map, listed page by page, and to be had as files. */
export function Findings({ desk, importing, lang, findings, left }: FindingsProps): JSX.Element {
  const [sort, setSort] = useState<Sort | null>(null);
  const [page, setPage] = useState(0);
  useEffect(() => {
    setSort(null);
    setPage(0);
  }, [findings]);
  const theme = desk.identity.session.theme.value;
  const box = boxOf(foundOf(findings));
  const listed = sort === null ? findings : findings.filter((it) => it.sort === sort);
  return (
    <>
      <h4 class="own-sub">{importText(lang, 'findings')}</h4>
      <Files desk={desk} importing={importing} lang={lang} findings={findings} />
      {findings.length === 0 ? <p>{importText(lang, 'findingsNone')}</p> : (
        <>
          <Chips lang={lang} theme={theme} findings={findings} sort={sort} put={(it) => {
            setSort(it);
            setPage(0);
          }}
          />
          {box !== null && <button type="button" class="button" data-action="show-findings" onClick={() => { desk.frame(box); }}>{importText(lang, 'showAll')}</button>}
          {left > 0 && <p class="detail">{importText(lang, 'mapLeft', { n: mostMarks })}</p>}
          <ul class="import-findings">
            {listed.slice(page * perPage, (page + 1) * perPage).map((it, i) => <Row key={page * perPage + i} desk={desk} importing={importing} lang={lang} theme={theme} it={it} />)}
          </ul>
          <Pages lang={lang} n={listed.length} page={page} turn={setPage} />
        </>
      )}
    </>
  );
}

/** The mark of a sort, as the map has it. */
export function FoundMark({ theme, sort }: { readonly theme: Theme; readonly sort: Sort }): JSX.Element | null {
  if (!isDrawn(sort)) {
    return null;
  }
  const { fill, ink } = foundColours(theme, sort);
  return (
    <svg class="import-mark" viewBox="0 0 18 18" aria-hidden>
      <circle cx={9} cy={9} r={8} fill={fill} />
      <text x={9} y={13} text-anchor="middle" font-size={12} font-weight={700} fill={ink}>{foundSigns[sort]}</text>
    </svg>
  );
}

interface ChipsProps {
  readonly lang: Lang;
  readonly theme: Theme;
  readonly findings: readonly Finding[];
  readonly sort: Sort | null;
  readonly put: (sort: Sort | null) => void;
}

/** The sorts that there are, each with its mark on the map: the filter, and the legend. */
function Chips({ lang, theme, findings, sort, put }: ChipsProps): JSX.Element {
  const there = sorts.map((it) => ({ sort: it, n: findings.reduce((n, { sort: of }) => (of === it ? n + 1 : n), 0) })).filter(({ n }) => n > 0);
  return (
    <div class="import-chips" role="group" aria-label={importText(lang, 'filter')}>
      <button type="button" class="button" data-sort="all" aria-pressed={sort === null} onClick={() => { put(null); }}>{importText(lang, 'all')} {findings.length.toLocaleString(lang)}</button>
      {there.map(({ sort: it, n }) => (
        <button key={it} type="button" class="button" data-sort={it} aria-pressed={sort === it} onClick={() => { put(it); }}><FoundMark theme={theme} sort={it} /> {importText(lang, `sort.${it}`)} {n.toLocaleString(lang)}</button>
      ))}
    </div>
  );
}

/** A finding; one with a place leads to it. */
function Row({ desk, importing, lang, theme, it }: Pick<FindingsProps, 'desk' | 'importing' | 'lang'> & { readonly theme: Theme; readonly it: Finding }): JSX.Element {
  const what = [importText(lang, `sort.${it.sort}`), ...it.codes].join(' ');
  const where = whereWords(lang, it);
  const { at } = it;
  const body = (
    <>
      <span class="import-line"><FoundMark theme={theme} sort={it.sort} /> <strong>{importText(lang, `sort.${it.sort}`)}</strong>{it.hairline && <span class="tag">{importText(lang, 'hairline')}</span>} {it.codes.length > 0 && <bdi class="code">{it.codes.join(' · ')}</bdi>}</span>
      <span class="import-why"><bdi>{findingWords(lang, it)}</bdi></span>
      {where !== '' && <span class="detail"><bdi>{where}</bdi></span>}
    </>
  );
  return (
    <li data-finding={it.sort} data-reason={it.reason}>
      {at === null ? <div class="import-row">{body}</div> : (
        <button type="button" class="import-row" data-action="show-import-finding" aria-pressed={importing.picked.value === it} title={importText(lang, 'showIt', { what })} onClick={() => {
          importing.picked.value = it;
          desk.show(at);
        }}
        >{body}
        </button>
      )}
      {it.message !== '' && <details class="import-said"><summary>{it.reason}</summary><bdi class="detail">{it.message}</bdi></details>}
    </li>
  );
}

function Pages({ lang, n, page, turn }: { readonly lang: Lang; readonly n: number; readonly page: number; readonly turn: (page: number) => void }): JSX.Element | null {
  if (n <= perPage) {
    return null;
  }
  const last = Math.ceil(n / perPage) - 1;
  const number = (it: number): string => it.toLocaleString(lang);
  return (
    <div class="who-buttons import-pages">
      <button type="button" class="button" data-action="page-before" disabled={page === 0} onClick={() => { turn(page - 1); }}>{importText(lang, 'before')}</button>
      <span role="status">{importText(lang, 'pageOf', { from: number(page * perPage + 1), to: number(Math.min(n, (page + 1) * perPage)), n: number(n) })}</span>
      <button type="button" class="button" data-action="page-after" disabled={page === last} onClick={() => { turn(page + 1); }}>{importText(lang, 'after')}</button>
    </div>
  );
}

function Files({ desk, importing, lang, findings }: Pick<FindingsProps, 'desk' | 'importing' | 'lang' | 'findings'>): JSX.Element | null {
  const answer = importing.answer.value;
  if (answer === null) {
    return null;
  }
  const url = (path: string): string => new URL(`api/v1/imports/${answer.id}${path}`, desk.identity.base).href;
  return (
    <p class="who-buttons">
      <a class="button" href={url('')} download="import-report.json">{importText(lang, 'downJson')}</a>
      {findings.length > 0 && <button type="button" class="button" data-action="findings-csv" onClick={() => { keepFile('import-findings.csv', 'text/csv', findingsCsv(lang, findings)); }}>{importText(lang, 'downCsv')}</button>}
      {foundOf(findings).length > 0 && <a class="button" href={url('/findings')} download="import-findings.geojson">{importText(lang, 'downGeojson')}</a>}
    </p>
  );
}
