import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';

import { reportText } from '../i18n/reports';
import { dressingHeld } from '../map/held';
import type { Lang } from '../model/lang';
import type { Report } from '../work/outbox';
import type { Desk } from './desk';
import { Failed, Loaded, type SectionProps } from './kit';
import { Reporting } from './reporting';

/** Each desk has one list: what is typed in it outlives a look at another section. */
const lists = new WeakMap<Desk, Reporting>();

function listOf(desk: Desk): Reporting {
  const list = lists.get(desk) ?? new Reporting(desk);
  lists.set(desk, list);
  return list;
}

/** What grid workers say of borders: read, looked at on the map, answered with a word. */
export function ReportsSection({ desk, lang }: SectionProps): JSX.Element {
  const reporting = listOf(desk);
  const { identity } = desk;
  const theme = identity.session.theme.value;
  const at = reporting.looked.value;
  useEffect(() => reporting.start(), [reporting]);
  useEffect(() => { identity.laid.value = at === null ? null : dressingHeld({ areas: [], spots: [], lines: [at.line] }, theme); }, [identity, at, theme]);
  useEffect(() => () => { identity.laid.value = null; }, [identity]);
  const fresh = reporting.fresh.value;
  const arrived = reporting.arrived.value.length;
  return (
    <div class="who-part">
      <p class="detail">{reportText(lang, 'text')}</p>
      <div class="chips" role="group" aria-label={reportText(lang, 'title')}>
        {[true, false].map((it) => (
          <button key={`${it}`} type="button" class="chip" data-fresh={it} aria-pressed={fresh === it} onClick={() => { void reporting.choose(it); }}>{reportText(lang, it ? 'fresh' : 'all')}</button>
        ))}
        <button type="button" class="chip" data-action="reports-again" onClick={() => { void reporting.load(); }}>{reportText(lang, 'again')}</button>
      </div>
      <div role="status">
        {arrived > 0 && <button type="button" class="button" data-action="reports-arrived" onClick={() => { reporting.show(); }}>{reportText(lang, 'arrived', { n: arrived })}</button>}
      </div>
      <Loaded lang={lang} load={reporting.list.value} again={() => { void reporting.load(); }}>
        {({ reports, next }) => (
          <>
            {reports.length === 0 && <p data-reports="0">{reportText(lang, 'empty')}</p>}
            <ul class="admin-list">{reports.map((it) => <One key={it.n} reporting={reporting} lang={lang} report={it} />)}</ul>
            <Failed lang={lang} problem={reporting.problem.value} />
            {next > 0 && <button type="button" class="button" data-action="reports-older" onClick={() => { void reporting.older(); }}>{reportText(lang, 'older')}</button>}
          </>
        )}
      </Loaded>
    </div>
  );
}

interface OneProps {
  readonly reporting: Reporting;
  readonly lang: Lang;
  readonly report: Report;
}

/** Focuses the head of a row when it is new and was asked for, or when the button that was pressed in it has gone. */
function useFocus(reporting: Reporting, { n, state }: Report): { current: HTMLParagraphElement | null } {
  const head = useRef<HTMLParagraphElement>(null);
  const before = useRef(state);
  useEffect(() => {
    if (reporting.lead === n || (before.current !== state && document.activeElement === document.body)) {
      head.current?.focus();
      reporting.lead = 0;
    }
    before.current = state;
  }, [reporting, n, state]);
  return head;
}

function One({ reporting, lang, report }: OneProps): JSX.Element {
  const head = useFocus(reporting, report);
  const { n, area, note, state, made, answer } = report;
  const closed = state === 'taken' || state === 'refused';
  return (
    <li data-report={n} data-report-state={state} aria-current={reporting.looked.value?.n === n ? 'true' : undefined}>
      <p class="admin-name" tabIndex={-1} ref={head}><bdi>{area.name === '' ? area.code : area.name}</bdi> <span class="tag">{reportText(lang, state === 'new' ? 'fresh' : state)}</span></p>
      <p class="detail">{reportText(lang, 'number', { n, date: made.slice(0, 10) })} · <span class="code">{area.code}</span></p>
      {note !== '' && <p class="report-words"><bdi>{note}</bdi></p>}
      {closed && answer !== '' && <p class="report-words">{reportText(lang, 'answer')}<bdi>{answer}</bdi></p>}
      <p role="status" class="detail">{reporting.changed.value.has(n) && reportText(lang, 'changed')}</p>
      <Failed lang={lang} problem={reporting.problems.value.get(n) ?? null} />
      <Answering reporting={reporting} lang={lang} report={report} closed={closed} />
    </li>
  );
}

function Answering({ reporting, lang, report, closed }: OneProps & { readonly closed: boolean }): JSX.Element {
  const [lacking, setLacking] = useState(false);
  const { n, state } = report;
  const word = reporting.drafts.value.get(n) ?? report.answer;
  const busy = reporting.busy.value.has(n);
  const put = (to: 'seen' | 'taken' | 'refused'): void => {
    const lacks = to === 'refused' && word.trim() === '';
    setLacking(lacks);
    if (!lacks) {
      void reporting.answer(report, to, word.trim());
    }
  };
  return (
    <>
      <div class="who-buttons">
        <button type="button" class="button" data-action="report-look" aria-label={reportText(lang, 'lookAt', { n })} onClick={() => { reporting.look(report); }}>{reportText(lang, 'look')}</button>
        {state === 'new' && <button type="button" class="button" data-action="report-seen" aria-disabled={busy} onClick={() => { put('seen'); }}>{reportText(lang, 'markSeen')}</button>}
      </div>
      {!closed && (
        <>
          <label class="own-field"><span>{reportText(lang, 'word')}</span>
            <input name={`word-${n}`} maxLength={500} value={word} aria-invalid={lacking} onInput={(event) => { reporting.type(n, event.currentTarget.value); }}
              onKeyDown={(event) => {
                if (event.key === 'Escape' && reporting.drafts.peek().has(n)) {
                  event.stopPropagation(); // it would close the panel, and what is typed with it
                  event.preventDefault();
                }
              }}
            />
          </label>
          {lacking && <p role="alert">{reportText(lang, 'wordNeeded')}</p>}
          <div class="who-buttons">
            <button type="button" class="button button-main" data-action="report-take" aria-disabled={busy} onClick={() => { put('taken'); }}>{reportText(lang, 'take')}</button>
            <button type="button" class="button" data-action="report-refuse" aria-disabled={busy} onClick={() => { put('refused'); }}>{reportText(lang, 'refuse')}</button>
          </div>
        </>
      )}
    </>
  );
}
