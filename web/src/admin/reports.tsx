import type { JSX } from 'preact';
import { useEffect, useMemo, useState } from 'preact/hooks';

import { reportText } from '../i18n/reports';
import { dressingHeld } from '../map/held';
import type { Lang } from '../model/lang';
import type { Report } from '../work/outbox';
import { Failed, Loaded, type SectionProps } from './kit';
import { Reporting } from './reporting';

/** What grid workers say of borders: read, looked at on the map, answered with a word. */
export function ReportsSection({ desk, lang }: SectionProps): JSX.Element {
  const reporting = useMemo(() => new Reporting(desk), [desk]);
  const { identity } = desk;
  const theme = identity.session.theme.value;
  const at = reporting.looked.value;
  useEffect(() => { void reporting.load(); }, [reporting]);
  useEffect(() => { identity.laid.value = at === null ? null : dressingHeld({ areas: [], spots: [], lines: [at.line] }, theme); }, [identity, at, theme]);
  useEffect(() => () => { identity.laid.value = null; }, [identity]);
  const fresh = reporting.fresh.value;
  return (
    <div class="who-part">
      <p class="detail">{reportText(lang, 'text')}</p>
      <div class="chips" role="group" aria-label={reportText(lang, 'title')}>
        {[true, false].map((it) => (
          <button key={`${it}`} type="button" class="chip" data-fresh={it} aria-pressed={fresh === it} onClick={() => { void reporting.choose(it); }}>{reportText(lang, it ? 'fresh' : 'all')}</button>
        ))}
        <button type="button" class="chip" data-action="reports-again" onClick={() => { void reporting.load(); }}>{reportText(lang, 'again')}</button>
      </div>
      <p role="status" class="detail">{reporting.changed.value && reportText(lang, 'changed')}</p>
      <Failed lang={lang} problem={reporting.problem.value} />
      <Loaded lang={lang} load={reporting.list.value} again={() => { void reporting.load(); }}>
        {({ reports, next }) => (
          <>
            {reports.length === 0 && <p data-reports="0">{reportText(lang, 'empty')}</p>}
            <ul class="admin-list">{reports.map((it) => <One key={`${it.n}-${it.state}`} reporting={reporting} lang={lang} report={it} />)}</ul>
            {next > 0 && <button type="button" class="button" data-action="reports-older" onClick={() => { void reporting.older(); }}>{reportText(lang, 'older')}</button>}
          </>
        )}
      </Loaded>
    </div>
  );
}

function One({ reporting, lang, report }: { readonly reporting: Reporting; readonly lang: Lang; readonly report: Report }): JSX.Element {
  const [word, setWord] = useState(report.answer);
  const [lacking, setLacking] = useState(false);
  const { n, area, note, state, made, answer } = report;
  const put = (to: 'seen' | 'taken' | 'refused'): void => {
    const lacks = to === 'refused' && word.trim() === '';
    setLacking(lacks);
    if (!lacks) {
      void reporting.answer(report, to, word.trim());
    }
  };
  const closed = state === 'taken' || state === 'refused';
  return (
    <li data-report={n} data-report-state={state} aria-current={reporting.looked.value?.n === n ? 'true' : undefined}>
      <p class="admin-name"><bdi>{area.name === '' ? area.code : area.name}</bdi> <span class="tag">{reportText(lang, state === 'new' ? 'fresh' : state)}</span></p>
      <p class="detail">{reportText(lang, 'number', { n, date: made.slice(0, 10) })} · <span class="code">{area.code}</span></p>
      {note !== '' && <p class="report-words"><bdi>{note}</bdi></p>}
      {closed && answer !== '' && <p class="report-words">{reportText(lang, 'answer')}<bdi>{answer}</bdi></p>}
      <div class="who-buttons">
        <button type="button" class="button" data-action="report-look" aria-label={reportText(lang, 'lookAt', { n })} onClick={() => { reporting.look(report); }}>{reportText(lang, 'look')}</button>
        {state === 'new' && <button type="button" class="button" data-action="report-seen" onClick={() => { put('seen'); }}>{reportText(lang, 'markSeen')}</button>}
      </div>
      {!closed && (
        <>
          <label class="own-field"><span>{reportText(lang, 'word')}</span><input name={`word-${n}`} maxLength={500} value={word} aria-invalid={lacking} onInput={(event) => { setWord(event.currentTarget.value); }} /></label>
          {lacking && <p role="alert">{reportText(lang, 'wordNeeded')}</p>}
          <div class="who-buttons">
            <button type="button" class="button button-main" data-action="report-take" aria-disabled={reporting.busy.value} onClick={() => { put('taken'); }}>{reportText(lang, 'take')}</button>
            <button type="button" class="button" data-action="report-refuse" aria-disabled={reporting.busy.value} onClick={() => { put('refused'); }}>{reportText(lang, 'refuse')}</button>
          </div>
        </>
      )}
    </li>
  );
}
