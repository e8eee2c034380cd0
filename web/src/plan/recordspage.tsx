import type { JSX } from 'preact';
import { useState } from 'preact/hooks';

import { knownCity } from '../model/session';
import { stateWords, term } from '../ui/words';
import { titled } from './answers';
import { kind } from './load';
import { Note, number, type Page, Signed, Trouble, Waiting } from './parts';
import type { CandidateRecord, RecordList } from './records';

type Facts = Pick<CandidateRecord, 'floor_area' | 'tenure' | 'cost' | 'stages' | 'planned'>;

/** The stations that are not there yet, by stage, and the form that brings one on. */
export function RecordsPage(page: Page): JSX.Element {
  const { desk, say } = page;
  const { list, done } = desk.records;
  if (!desk.may('siting.read')) {
    return <Signed {...page} />;
  }
  const now = list.value;
  return (
    <>
      <p class="plan-line">{say('recordsSays')}</p>
      {done.value !== null && <Note flag="advanced"><p role="status">{doneWords(page, done.value)}</p></Note>}
      {(now.kind === 'none' || now.kind === 'loading') && <Waiting {...page} />}
      {now.kind === 'failed' && <Trouble page={page} problem={now.problem} retry={() => { desk.records.again(); }} />}
      {now.kind === 'ready' && now.value.total === 0 && <Note flag="no-records"><p>{say('recordsNone')}</p></Note>}
      {now.kind === 'ready' && now.value.total > 0 && <Listed page={page} of={now.value} />}
    </>
  );
}

function doneWords({ say, lang }: Page, { name, state, planned }: { readonly name: string; readonly state: string; readonly planned: string }): string {
  return planned === '' ? say('recordDone', { name, state: stateWords(lang, state) }) : say('recordPlannedDone', { name, state: stateWords(lang, state), date: planned });
}

function Listed({ page, of }: { readonly page: Page; readonly of: RecordList }): JSX.Element {
  const { desk, say, lang } = page;
  const { stage } = desk.records;
  const [there, chosen, shown] = [desk.records.there.value, desk.records.chosen.value, desk.records.shown.value];
  const counts = (state: string): number => of.records.filter((it) => it.state === state).length;
  const cost = shown.reduce((sum, it) => sum + (it.cost ?? 0), 0);
  const unknown = shown.filter((it) => it.cost === null).length;
  return (
    <>
      <div class="plan-choice" role="group" aria-label={say('recordStage')}>
        <span class="plan-label" aria-hidden="true">{say('recordStage')}</span>
        <span class="chips">
          {['', ...there].map((it) => (
            <button key={it} type="button" class="chip" aria-pressed={it === chosen} data-action={`stage-${it === '' ? 'all' : it}`} onClick={() => { stage.value = it; }}>
              {`${it === '' ? say('recordAll') : stateWords(lang, it)} ${it === '' ? of.records.length : counts(it)}`}
            </button>
          ))}
        </span>
      </div>
      <p class="plan-line" data-records={shown.length} data-cost={cost} data-unknown={unknown}>
        {say(unknown === shown.length ? 'recordSumNone' : 'recordSum', { n: number(lang, shown.length), cost: number(lang, cost) })}
        {unknown > 0 && unknown < shown.length && say('costUnknown', { n: number(lang, unknown) })}
        {of.total > of.records.length && ` · ${say('gapShown', { n: of.records.length })}`}
      </p>
      {shown.map((it) => <One key={it.code} page={page} of={it} />)}
      <p class="plan-line detail">{say('revision', { n: of.revision })}</p>
    </>
  );
}

function One({ page, of }: { readonly page: Page; readonly of: CandidateRecord }): JSX.Element {
  const { desk, say, lang } = page;
  const { records } = desk;
  const open = records.open.value === of.code;
  return (
    <section class="plan-record" data-record={of.code} data-state={of.state}>
      <div class="plan-record-head">
        <button type="button" class="plan-link" title={say('fly')} onClick={() => { desk.fly(of.point); }}>{titled(lang, of)}</button>
        <span class="plan-stage" data-stage-of={of.state}>{stateWords(lang, of.state)}</span>
      </div>
      <RecordFacts page={page} of={of} />
      <span class="chips">
        <button type="button" class="chip" data-action="record-site" onClick={() => { desk.site.show(of.point, true); }}>{say('site')}</button>
        {desk.may('changes.write') && <button type="button" class="chip" aria-expanded={open} data-action="record-next" onClick={() => { records.toggle(of.code); }}>{say('recordNext', { state: stateWords(lang, of.next) })}</button>}
      </span>
      {open && <StepForm page={page} of={of} />}
    </section>
  );
}

/** Cost, floor area, tenure and the log of stages of a record. */
export function RecordFacts({ page, of }: { readonly page: Page; readonly of: Facts }): JSX.Element {
  const { desk, say, lang } = page;
  return (
    <>
      <p class="detail">
        {[
          of.cost === null ? say('siteNoCost') : say('siteCost', { n: number(lang, of.cost) }),
          ...(of.floor_area === null ? [] : [say('siteArea', { n: number(lang, of.floor_area) })]),
          ...(of.tenure === '' ? [] : [say('siteTenure', { text: term(lang, knownCity(desk.session), of.tenure) })]),
        ].join(' · ')}
      </p>
      {of.stages.length + of.planned.length > 0 && (
        <ol class="plan-edits plan-log" aria-label={say('recordLog')}>
          {of.stages.map((one) => <li key={one.state} data-stage={one.state}>{`${stateWords(lang, one.state)} ${one.date}${one.by === '' ? '' : ` · ${one.by}`}`}</li>)}
          {of.planned.map((one) => <li key={one.state} data-planned={one.state}>{say('recordPlanned', { state: stateWords(lang, one.state), date: one.date })}{one.by === '' ? '' : ` · ${one.by}`}</li>)}
        </ol>
      )}
    </>
  );
}

/** Cost and log of the place whose card is open, where it is one that is not there yet: its card tells everybody the state alone. */
export function ChosenRecord(page: Page): JSX.Element | null {
  const { desk, say, lang } = page;
  const question = desk.session.question.value;
  const place = question.kind === 'answered' && question.content.what === 'place' ? question.content.place : null;
  const of = place?.kind === kind ? desk.records.byCode.value.get(place.code) : undefined;
  return of === undefined || desk.tab.value === 'records' ? null : (
    <Note flag="chosen-record">
      <p><strong>{titled(lang, of)}</strong> · {stateWords(lang, of.state)}</p>
      <RecordFacts page={page} of={of} />
      <button type="button" class="chip" data-action="record-open" onClick={() => {
        desk.records.stage.value = '';
        desk.records.open.value = of.code;
        desk.tab.value = 'records';
      }}>{say('records')}</button>
    </Note>
  );
}

/** When the next stage was reached, and which office decided it. */
function StepForm({ page, of }: { readonly page: Page; readonly of: CandidateRecord }): JSX.Element {
  const { desk, say, lang } = page;
  const { busy, problem } = desk.records;
  const [date, setDate] = useState(() => of.planned[0]?.date ?? today(page));
  const [by, setBy] = useState(of.planned[0]?.by ?? '');
  return (
    <form class="plan-part" data-form="record" aria-label={say('recordNext', { state: stateWords(lang, of.next) })} onSubmit={(event) => {
      event.preventDefault();
      void desk.records.advance(of, { date, by: by.trim() }, today(page));
    }}>
      <label class="plan-field"><span>{say('recordDate')}</span><input class="plan-date" type="date" required value={date} onInput={(event) => { setDate(event.currentTarget.value); }} /></label>
      <label class="plan-field"><span>{say('recordBy')}</span><input class="plan-office" type="text" maxLength={60} placeholder={say('recordByHint')} value={by} onInput={(event) => { setBy(event.currentTarget.value); }} /></label>
      {date > today(page) && <Note flag="planned"><p role="status">{say(of.next === 'open' ? 'recordOpensThen' : 'recordPlannedSays', { date })}</p></Note>}
      {of.next === 'open' && date <= today(page) && <Note warn flag="opens"><p>{say('recordOpens')}</p></Note>}
      <p class="plan-files">
        <button type="submit" class="button" disabled={busy.value} data-action="record-write">{say('recordWrite')}</button>
        <button type="button" class="button" data-action="record-leave" onClick={() => { desk.records.toggle(of.code); }}>{say('recordLeave')}</button>
      </p>
      {problem.value !== null && <Trouble page={page} problem={problem.value} what="notWritten" />}
    </form>
  );
}

/** Today in the city's time, as dates are written. */
function today({ desk }: Page): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone: knownCity(desk.session)?.zone ?? 'Asia/Shanghai' }).format(new Date());
}
