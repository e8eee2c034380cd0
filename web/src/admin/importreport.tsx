import type { JSX } from 'preact';

import { type ImportKey, importText } from '../i18n/imports';
import type { Lang } from '../model/lang';
import { knownCity } from '../model/session';
import type { Desk } from './desk';
import type { Classed, ControlMisfit, Fact, Fit, Report, Sort } from './importanswers';
import { Findings } from './importfindings';
import type { Importing } from './importing';
import { type Rule, rules } from './importwishes';
import { classedWords, figureWords, keyWords, lengthWords, othersWords, residualWords, sheetsWords, systemWords } from './importwords';
import { Knowingly, Sure } from './kit';
import { UndoRefused } from './undorefused';

/** So many classes of streets are named. */
const mostWords = 30;

interface PartProps {
  readonly importing: Importing;
  readonly lang: Lang;
}

/** The report of a file that was judged or written, and what can be done with it. */
export function Judged({ desk, importing, lang, left }: PartProps & { readonly desk: Desk; readonly left: number }): JSX.Element | null {
  const report = importing.report.value;
  if (report === null) {
    return null;
  }
  const judged = importing.stage.value === 'judged';
  return (
    <section class="import-report" aria-labelledby="import-report" data-status={report.status}>
      <h3 class="own-sub" id="import-report" tabIndex={-1}>{importText(lang, judged ? 'report' : 'reportWritten')}</h3>
      {judged && report.fit !== null && <FitPart lang={lang} fit={report.fit} />}
      {judged ? <StatusLine importing={importing} lang={lang} report={report} /> : <Outcome desk={desk} importing={importing} lang={lang} />}
      <Unknown lang={lang} report={report} />
      {report.unread.length > 0 && <p class="import-note" data-sheets-unread={report.unread.length}><bdi>{importText(lang, 'sheetsUnread', { list: sheetsWords(lang, report.unread) })}</bdi></p>}
      {judged && <Deeds desk={desk} importing={importing} lang={lang} report={report} />}
      <Counts lang={lang} report={report} />
      <p class="detail" data-access={importing.answer.value?.access}>{importing.answer.value !== null && importText(lang, `access.${importing.answer.value.access}`)}</p>
      <About lang={lang} report={report} />
      {importing.stage.value !== 'undone' && <Findings desk={desk} importing={importing} lang={lang} findings={report.findings} left={left} />}
    </section>
  );
}

/** How the file was judged. */
function StatusLine({ importing, lang, report }: PartProps & { readonly report: Report }): JSX.Element {
  const found = statusOf(report);
  const status = found === 'stored' && importing.answer.value?.classed ? 'classed' : found;
  return <p class={status === 'stored' ? 'own-said' : 'import-note'} role="status">{importText(lang, `status.${status}`)}</p>;
}

/** Facts that are to be looked at, though no single one of the findings tells of them. */
const telling: ReadonlySet<Fact> = new Set<Fact>(['no_parent', 'missing', 'unsettled', 'unrepaired_more', 'unsearched_dates', 'double_duty_pairs', 'double_duty_uncompared', 'sheets_unread_count']);

/** Facts that count what is in doubt and not listed. */
const unlistedDoubts: ReadonlySet<Fact> = new Set<Fact>(['doubts_more', 'outside_more', 'other_compounds_more', 'left_edits_more']);

/** What is said of a report as a whole: nothing was found is said only where that is so; that nothing was read is no good news. */
export function statusOf(report: Report): Report['status'] | 'none' | 'clashed' {
  if (report.status === 'refused' && report.findings.some(({ sort, reason }) => sort === 'conflict' && reason === '')) {
    return 'clashed';
  }
  if (report.read === 0 && report.status !== 'refused' && countOf(report, 'ended') === 0) {
    return 'none';
  }
  const found = report.findings.some(({ sort }) => sort !== 'repaired' && sort !== 'ended') || report.facts.some(({ key }) => telling.has(key)) || report.others.length + report.unknown.length + report.unread.length > 0;
  return report.status === 'stored' && found ? 'stored_with_findings' : report.status;
}

/** How well the control points fit: the largest residual, and that of each point. */
function FitPart({ lang, fit }: { readonly lang: Lang; readonly fit: Fit }): JSX.Element {
  const name = (it: Fit['points'][number]): string => (it.name === '' ? importText(lang, 'row', { n: it.row }) : it.name);
  const worst = fit.points.reduce<Fit['points'][number] | null>((a, b) => (a === null || b.residualM > a.residualM ? b : a), null);
  return (
    <div class="import-fit" data-fit={fit.maxM}>
      <p>{importText(lang, 'fit', { n: fit.points.length, max: residualWords(lang, fit.maxM), point: worst === null ? '' : name(worst) })}</p>
      <details>
        <summary>{importText(lang, 'fitEach')}</summary>
        <dl class="import-residuals">{fit.points.map((it) => <div key={it.row}><dt><bdi>{name(it)}</bdi></dt><dd>{residualWords(lang, it.residualM)}</dd></div>)}</dl>
      </details>
    </div>
  );
}

/** Control points that do not fit: the worst, the one without which the others do, and how far each is off. */
export function Misfit({ lang, misfit: { points, worst, without, withinM }, swapped }: { readonly lang: Lang; readonly misfit: ControlMisfit; readonly swapped: string | null }): JSX.Element {
  const name = (it: Fit['points'][number]): string => importText(lang, 'misfitPoint', { n: it.row, name: it.name }).trim();
  return (
    <div class="import-fit" data-misfit={worst.row}>
      <p><bdi>{importText(lang, 'misfit', { point: name(worst), size: residualWords(lang, worst.residualM) })}{without !== null && ` ${importText(lang, 'misfitWithout', { point: name(without), within: residualWords(lang, withinM) })}`}</bdi></p>
      {swapped !== null && <p data-swapped>{swapped}</p>}
      <dl class="import-residuals">{points.map((it) => <div key={it.row}><dt><bdi>{name(it)}</bdi></dt><dd>{residualWords(lang, it.residualM)}</dd></div>)}</dl>
    </div>
  );
}

/** Classes of streets that nobody knows, whose lines are not read. */
function Unknown({ lang, report: { unknown } }: { readonly lang: Lang; readonly report: Report }): JSX.Element | null {
  if (unknown.length === 0) {
    return null;
  }
  const n = unknown.reduce((sum, it) => sum + it.n, 0);
  return (
    <div class="import-note" data-unknown={n}>
      <p>{importText(lang, 'unknownClass', { n: n.toLocaleString(lang) })}</p>
      <ul class="tags">{unknown.slice(0, mostWords).map((it) => <li key={it.name} class="tag"><bdi>{it.name}</bdi> {it.n.toLocaleString(lang)}</li>)}</ul>
      {unknown.length > mostWords && <p>{importText(lang, 'unknownMore', { n: (unknown.length - mostWords).toLocaleString(lang) })}</p>}
    </div>
  );
}

/** How many findings there are of a sort, with those that are counted and not listed. */
export function countOf({ findings, facts }: Pick<Report, 'findings' | 'facts'>, sort: Sort): number {
  const unlisted = sort === 'doubt' ? facts.reduce((n, it) => (unlistedDoubts.has(it.key) ? n + it.n : n), 0) : 0;
  return findings.reduce((n, it) => (it.sort === sort ? n + 1 : n), unlisted);
}

/** By whose values a report judged what both have changed; null where that is still to be chosen. */
export function takenOf({ findings }: Pick<Report, 'findings'>): Rule | null {
  const reason = findings.find(({ sort }) => sort === 'conflict')?.reason;
  return rules.find((it) => it === reason) ?? null;
}

function Deeds({ desk, importing, lang, report }: PartProps & { readonly desk: Desk; readonly report: Report }): JSX.Element {
  const busy = importing.busy.value;
  return (
    <div class="who-buttons import-deeds">
      {countOf(report, 'conflict') > 0 && <Clashed importing={importing} lang={lang} n={countOf(report, 'conflict')} taken={takenOf(report)} />}
      {(statusOf(report) === 'stored' || statusOf(report) === 'stored_with_findings') && <Write desk={desk} importing={importing} lang={lang} report={report} />}
      <button type="button" class="button" data-action="change-import" aria-disabled={busy} onClick={() => { importing.reopen(); }}>{importText(lang, 'change')}</button>
      <button type="button" class="button" data-action="drop-import" aria-disabled={busy} onClick={() => { void importing.next(); }}>{importText(lang, 'drop')}</button>
    </div>
  );
}

function questionOf(lang: Lang, report: Report): string {
  const ends = countOf(report, 'ended');
  return importText(lang, report.rejected > 0 ? 'confirmAsk' : 'confirmAll', { n: report.accepted - report.unchanged, rejected: report.rejected }) + (ends > 0 ? ` ${importText(lang, 'endsAsk', { n: ends })}` : '');
}

/** Writes what was judged: asked once, and a second time where it is not for everybody and goes into what is open. */
function Write({ desk, importing, lang, report }: PartProps & { readonly desk: Desk; readonly report: Report }): JSX.Element {
  const classed = importing.answer.value?.classed ?? null;
  const asks = importing.asks.value === 'confirm';
  const may = desk.may('publish');
  return (
    <>
      {classed !== null && !(asks && may) && <ClassedNote desk={desk} lang={lang} classed={classed} />}
      {asks && may && <ClassedAsk desk={desk} importing={importing} lang={lang} />}
      {!asks && (may || classed === null) && <Sure lang={lang} name="confirm-import" words={importText(lang, 'confirm')} label={importText(lang, 'confirm')} question={questionOf(lang, report)} busy={importing.busy.value} act={() => { void importing.confirm(); }} />}
    </>
  );
}

interface ClassedProps {
  readonly desk: Desk;
  readonly lang: Lang;
  readonly classed: Classed;
}

function classedFor(desk: Desk, lang: Lang, classed: Classed): string {
  const city = knownCity(desk.identity.session);
  const nameOf = (key: string): string => [...(city?.layers ?? []), ...(city?.places ?? [])].find((it) => it.key === key)?.name[lang] ?? keyWords(lang, key);
  return classedWords(lang, classed, nameOf);
}

/** That some of it is not for everybody, and goes into what is open: told before anybody is asked. */
function ClassedNote({ desk, lang, classed }: ClassedProps): JSX.Element {
  return (
    <div class="import-note" data-classed-rows={classed.internal + classed.restricted}>
      <p>{classedFor(desk, lang, classed)}</p>
      <p>{importText(lang, desk.may('publish') ? 'classedAgain' : 'classedNotYours')}</p>
    </div>
  );
}

/** The second question of a confirmation, for who may open layers. */
function ClassedAsk({ desk, importing, lang }: PartProps & { readonly desk: Desk }): JSX.Element {
  const what = classedFor(desk, lang, importing.answer.value?.classed ?? { internal: 0, restricted: 0, layers: [] });
  return (
    <Knowingly lang={lang} name="import" question={importText(lang, 'classedAsk', { what })} yes={importText(lang, 'classedYes')} busy={importing.busy.value}
      back={() => { importing.asks.value = null; }} act={() => { void importing.confirm(true); }}
    />
  );
}

/** An edited copy and the store have changed the same: whose values stand is asked, and the file is tried anew with that. */
function Clashed({ importing, lang, n, taken }: PartProps & { readonly n: number; readonly taken: Rule | null }): JSX.Element {
  return (
    <div class="import-clash" role="group" aria-label={importText(lang, 'conflicts')}>
      <p data-taken={taken}>{taken === null ? importText(lang, 'clashAsk', { n }) : importText(lang, 'clashTaken', { n, rule: importText(lang, `conflicts.${taken}`) })}</p>
      {importing.file.value !== null && (
        <div class="who-buttons">
          {rules.filter((it) => it !== taken).map((it) => (
            <button key={it} type="button" class="button" data-rule={it} aria-disabled={importing.busy.value} onClick={() => {
              importing.put({ conflicts: it });
              void importing.start();
            }}
            >{taken === null ? importText(lang, `conflicts.${it}`) : importText(lang, 'clashOther', { rule: importText(lang, `conflicts.${it}`) })}
            </button>
          ))}
        </div>
      )}
    </div>
  );
}

/** What was written, and the way back. */
function Outcome({ desk, importing, lang }: PartProps & { readonly desk: Desk }): JSX.Element {
  const stage = importing.stage.value;
  const n = importing.written.value;
  const busy = importing.busy.value;
  return (
    <>
      <p class="own-said" role="status" data-revision={n}>{stage === 'undone' ? importText(lang, 'undone', { n }) : n > 0 ? importText(lang, 'written', { n }) : importText(lang, 'nothing')}</p>
      <div class="who-buttons import-deeds">
        {stage === 'written' && importing.asks.value === 'undo' && desk.may('publish') && (
          <Knowingly lang={lang} name="undo-import" question={importText(lang, 'undoClassedAsk')} yes={importText(lang, 'undoClassedYes')} busy={busy}
            back={() => { importing.asks.value = null; }} act={() => { void importing.undo(true); }}
          />
        )}
        {stage === 'written' && n > 0 && importing.asks.value === null && <Sure lang={lang} name="undo-import" words={importText(lang, 'undo')} label={importText(lang, 'undo')} question={importText(lang, 'undoAsk', { n })} busy={busy} act={() => { void importing.undo(); }} />}
        <button type="button" class="button" data-action="next-import" aria-disabled={busy} onClick={() => { void importing.next(); }}>{importText(lang, 'next')}</button>
      </div>
      {stage === 'written' && <UndoRefused lang={lang} n={n} problem={importing.problem.value} />}
    </>
  );
}

function Counts({ lang, report }: { readonly lang: Lang; readonly report: Report }): JSX.Element {
  const found = (['rejected', 'gap', 'uncovered', 'overlap', 'doubt', 'unrepaired', 'repaired', 'ended'] as const).map((sort): [ImportKey, number] => [`count.${sort}`, sort === 'rejected' ? report.rejected : countOf(report, sort)]);
  const all: readonly [ImportKey, number][] = [['count.read', report.read], ['count.accepted', report.accepted], ['count.unchanged', report.unchanged], ...found.filter(([key, n]) => n > 0 || key === 'count.rejected')];
  return (
    <dl class="import-counts" aria-label={importText(lang, 'counts')}>
      {all.map(([key, n]) => <div key={key} data-count={key.slice(6)}><dt>{importText(lang, key)}</dt><dd>{n.toLocaleString(lang)}</dd></div>)}
      {report.movedMaxM !== null && report.movedMaxM >= 0.00005 && <div data-count="moved"><dt>{importText(lang, 'count.moved')}</dt><dd>{lengthWords(lang, report.movedMaxM)}</dd></div>}
    </dl>
  );
}

/** Other workbooks to which the file has links. */
function Linked({ lang, links }: { readonly lang: Lang; readonly links: readonly string[] }): JSX.Element | null {
  return links.length === 0 ? null : <p class="detail" data-links={links.length}><bdi>{importText(lang, 'links', { list: links.join(lang === 'zh' ? '、' : ', ') })}</bdi></p>;
}

/** How the file was read, and what is no finding but worth a line. */
function About({ lang, report }: { readonly lang: Lang; readonly report: Report }): JSX.Element {
  const how = [
    report.fit === null ? systemWords(lang, report.crs) : importText(lang, 'fitOn', { plane: report.fit.plane }), report.encoding.toUpperCase(), report.sheet === '' ? '' : importText(lang, 'aboutSheet', { name: report.sheet }),
    report.effective === '' ? importText(lang, 'aboutOpen') : importText(lang, 'aboutEffective', { date: report.effective }),
  ].filter((it) => it !== '');
  return (
    <>
      <p class="detail"><bdi>{importText(lang, 'about', { how: how.join(' · ') })}</bdi></p>
      <Linked lang={lang} links={report.links} />
      {report.ignored.length > 0 && <p class="detail"><bdi>{importText(lang, 'ignored', { list: report.ignored.join(', ') })}</bdi></p>}
      {report.figures.length > 0 && <p class="detail" data-figures><bdi>{importText(lang, 'figures', { list: report.figures.map((it) => figureWords(lang, it)).join(lang === 'zh' ? '、' : ', ') })}</bdi></p>}
      {report.others.length > 0 && <p class="detail" data-others><bdi>{importText(lang, 'otherClass', { list: othersWords(lang, report.others) })}</bdi></p>}
      {(report.facts.length > 0 || report.notes > 0 || report.left.length > 0) && (
        <ul class="import-facts detail">
          {report.facts.map(({ key, n }) => <li key={key}>{importText(lang, `fact.${key}`, { n: n.toLocaleString(lang) })}</li>)}
          {report.left.map(({ key, n }) => <li key={key}>{importText(lang, `left.${key}`, { n: n.toLocaleString(lang) })}</li>)}
          {report.notes > 0 && <li>{importText(lang, 'fact.notes', { n: report.notes })}</li>}
        </ul>
      )}
    </>
  );
}
