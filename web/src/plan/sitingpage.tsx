import type { JSX, RefObject } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

import { spotColour } from '../map/plan';
import { stateWords } from '../ui/words';
import { type Job, type Sites, titled } from './answers';
import { Walk } from './coveragepage';
import { Basis, HourLine, hourWords, Note, number, type Page, Signed, Trouble } from './parts';
import { Question } from './sitingfields';
import { models, wholeOf } from './sitingform';

/** Where new stations help most: asked, followed, and the answer with how far it may be from the best. */
export function SitingPage(page: Page): JSX.Element {
  if (!page.desk.may('siting.write')) {
    return <Signed {...page} />;
  }
  return <Run {...page} />;
}

/** Brings something that has come to the reader, once, where no more than its edge is in sight. */
function useBrought<E extends HTMLElement>({ desk: { siting } }: Page, what: unknown): RefObject<E | null> {
  const shown = useRef<E>(null);
  useEffect(() => {
    const body = shown.current?.closest('.plan-body');
    if (what != null && what !== siting.brought && shown.current !== null && body != null) {
      siting.brought = what;
      const [at, all] = [shown.current.getBoundingClientRect(), body.getBoundingClientRect()];
      if (Math.min(at.bottom, at.top + 160) > all.bottom) {
        body.scrollTop += at.top - all.top - 8;
      }
    }
  }, [what]);
  return shown;
}

function Run(page: Page): JSX.Element {
  const { desk: { siting }, say } = page;
  const problem = siting.problem.value;
  const job = siting.job.value;
  const result = siting.result.value;
  const progress = useBrought<HTMLDivElement>(page, siting.isRunning() ? job?.id : null);
  return (
    <>
      <Walk {...page} />
      <Question {...page} />
      {siting.isRunning() && job !== null && (
        <div class="plan-part" ref={progress} data-job={job.state}>
          <label class="plan-field"><span>{say(job.state === 'queued' ? 'queued' : 'running')}</span><progress max={1} value={job.progress} /></label>
          <Told page={page} job={job} />
          <button type="button" class="button" data-action="cancel-siting" onClick={() => { void siting.cancel(); }}>{say('cancel')}</button>
        </div>
      )}
      {job?.state === 'cancelled' && <Note flag="cancelled"><p>{say('cancelled')}</p></Note>}
      {problem !== null && <Trouble page={page} problem={problem} retry={() => { void siting.start(); }} />}
      {result !== null && <Result page={page} of={result} />}
    </>
  );
}

/** What the run is doing, in the reader's language; the server's own sentence where it does not tell it in parts. */
function Told({ page, job: { step, note } }: { readonly page: Page; readonly job: Job }): JSX.Element {
  const { say, lang, desk } = page;
  const { model } = desk.siting.asked.value;
  if (step === undefined) {
    return <p class="detail" lang="en">{note}</p>;
  }
  switch (step.stage) {
    case 'measuring': return <p class="detail" data-step="measuring">{say('stepMeasuring')}</p>;
    case 'checking': return <p class="detail" data-step="checking">{say('stepChecking')}</p>;
    case 'choosing': {
      const { of = 0, found, bound } = step;
      const sofar = found === undefined || bound === undefined ? [] : [say('stepFound', { found: unitOf(page, model, found) }), say(model === 'lscp' ? 'stepLeast' : 'stepMost', { bound: unitOf(page, model, bound) })];
      return <p class="detail plan-digits" data-step="choosing">{[say('stepChoosing', { n: number(lang, of) }), ...sofar].join(lang === 'zh' ? '，' : ', ')}</p>;
    }
    default: return <p class="detail" lang="en">{note}</p>;
  }
}

const units = { mclp: 'unitMclp', pmedian: 'unitPmedian', lscp: 'unitLscp' } as const;

function unitOf({ say, lang }: Page, model: string, value: number): string {
  return say(units[models.find((it) => it === model) ?? 'mclp'], { n: number(lang, Math.round(value)) });
}

/** The gap as it is: never rounded down to nought. */
function gapWords(percent: number): string {
  return percent > 0 && percent < 0.01 ? '< 0.01%' : `${percent.toFixed(2)}%`;
}

function Result({ page, of }: { readonly page: Page; readonly of: Sites }): JSX.Element {
  const { say, lang, desk } = page;
  const basis = of.assumptions;
  const shown = useBrought<HTMLElement>(page, of);
  const job = desk.siting.job.value;
  const address = (id: string, form: string): string => new URL(`api/v1/jobs/${encodeURIComponent(id)}/report?f=${form}`, desk.base).href;
  const more = [
    say('demand'), basis.candidates_made ? say('candidates', { n: number(lang, of.candidates), m: basis.spacing_m }) : say('candidatesGiven', { n: number(lang, of.candidates) }), say('method', { text: basis.method, seed: of.seed }),
    ...(of.unreached_households > 0 ? [say('unreached', { n: number(lang, of.unreached_households) })] : []),
    ...(of.open_at === null ? [] : [hourWords(page, of)]),
    say('revision', { n: of.revision }),
  ];
  return (
    <section class="plan-part plan-result" ref={shown} aria-label={say('resultTitle')} data-result={of.model}>
      <h3>{say('resultTitle')} · {say(models.find((it) => it === of.model) ?? 'mclp')} · {say('minutesOf', { n: of.minutes })}</h3>
      <dl class="plan-sums">
        <div data-sum="objective"><dt>{say('objective')}</dt><dd>{unitOf(page, of.model, of.objective)}</dd></div>
        <div data-sum="bound"><dt>{say(of.model === 'lscp' ? 'boundLow' : 'bound')}</dt><dd>{unitOf(page, of.model, of.upper_bound)}</dd></div>
        <div data-sum="gap"><dt>{say('gapPercent')}</dt><dd>{gapWords(of.gap_percent)}</dd></div>
      </dl>
      <HourLine page={page} of={of} />
      <p class="plan-line">{of.gap_percent === 0 ? say('gapZero') : say(of.model === 'lscp' ? 'gapSaysLow' : 'gapSays')}</p>
      <Cost page={page} of={of} />
      <LeftOut page={page} of={of} />
      <Chosen page={page} of={of} />
      <Closed page={page} of={of} />
      <Curve page={page} of={of} />
      <p class="plan-files">
        <button type="button" class="button button-main" disabled={of.chosen.length === 0} data-action="adopt" onClick={() => { desk.siting.adopt((n) => say('newName', { n })); }}>{say('adopt')}</button>
        {job !== null && (
          <>
            <a class="button" href={address(job.id, 'html')} target="_blank" rel="noopener" data-action="print-siting">{say('print')}</a>
            <a class="button" href={address(job.id, 'csv')} download="siting.csv" aria-label={`${say('download')} ${say('csv')}`}>{say('csv')}</a>
            <a class="button" href={address(job.id, 'geojson')} download="siting.geojson" aria-label={`${say('download')} ${say('geojson')}`}>{say('geojson')}</a>
          </>
        )}
      </p>
      <Basis page={page} of={basis} more={more} />
    </section>
  );
}

/** Leads to the site card of a place. */
export function CardButton({ page: { desk, say }, at }: { readonly page: Page; readonly at: { readonly lon: number; readonly lat: number } }): JSX.Element {
  return <button type="button" class="plan-link plan-card" data-action="site-card" onClick={() => { desk.site.show({ lon: at.lon, lat: at.lat }, true); }}>{say('site')}</button>;
}

/** Whether costs play a part: none is known of places that are made without one. */
function isCosted(of: Sites): boolean {
  return of.chosen.some(({ cost, code }) => cost !== null || code !== '');
}

/** What the chosen places cost together, as far as that is known, and what of the budget is left. */
function Cost({ page: { say, lang, desk }, of }: { readonly page: Page; readonly of: Sites }): JSX.Element | null {
  if (!isCosted(of)) {
    return null;
  }
  const sum = of.chosen.reduce((all, { cost }) => all + (cost ?? 0), 0);
  const unknown = of.chosen.filter(({ cost }) => cost === null).length;
  const { model, budget } = desk.siting.asked.value;
  const yuan = model === 'lscp' ? null : wholeOf(budget);
  return (
    <p class="plan-line" data-cost={sum} data-unknown={unknown}>
      {unknown === of.chosen.length ? say('costNone') : say('costSum', { cost: number(lang, sum) })}
      {unknown > 0 && unknown < of.chosen.length && say('costUnknown', { n: number(lang, unknown) })}
      {yuan !== null && say('costBudget', { budget: number(lang, yuan), left: number(lang, yuan - sum) })}
    </p>
  );
}

/** Candidates that could not be taken, by cause. */
function LeftOut({ page: { say, lang }, of: { left_out: list } }: { readonly page: Page; readonly of: Sites }): JSX.Element | null {
  if (list.length === 0) {
    return null;
  }
  const words = list.map((it) => say('leftCause', { why: lang === 'zh' && it.why_zh !== '' ? it.why_zh : it.why, n: number(lang, it.count) }));
  return <Note flag="left-out"><p>{say('leftCandidates', { n: number(lang, list.reduce((all, it) => all + it.count, 0)), list: words.join(lang === 'zh' ? '；' : '; ') })}</p></Note>;
}

/** What a chosen record is called, and how far it has come. */
function recordWords({ desk, lang }: Page, { code, name, state }: Sites['chosen'][number]): string {
  const record = desk.records.byCode.value.get(code);
  const words = record === undefined ? name : titled(lang, record);
  return [words, ...(state === '' ? [] : [stateWords(lang, state)])].filter((it) => it !== '').join(' · ');
}

function Chosen({ page, of }: { readonly page: Page; readonly of: Sites }): JSX.Element {
  const { say, lang, desk } = page;
  const [saves, costed] = [of.model === 'pmedian', isCosted(of)];
  return (
    <div class="plan-scroll">
      <table class="plan-table" data-table="chosen">
        <caption class="unseen">{say('chosen')}</caption>
        <thead>
          <tr>
            <th scope="col">{say('number')}</th><th scope="col">{say('place')}</th>{costed && <th scope="col" class="plan-number">{say('siteCostYuan')}</th>}
            {saves && <th scope="col" class="plan-number">{say('saves')}</th>}
            <th scope="col" class="plan-number">{say('gain')}</th>
          </tr>
        </thead>
        <tbody>
          {of.chosen.map((it, i) => (
            <tr key={i} data-chosen={it.code}>
              <th scope="row"><span class="plan-badge">{i + 1}</span></th>
              <td>
                <button type="button" class="plan-link plan-digits" title={say('fly')} onClick={() => { desk.fly({ lon: it.lon, lat: it.lat }); }}>{recordWords(page, it) || `${it.lon.toFixed(5)}, ${it.lat.toFixed(5)}`}</button> <CardButton page={page} at={it} />
              </td>
              {costed && <td class="plan-number">{it.cost === null ? say('unknown') : number(lang, it.cost)}</td>}
              {saves && <td class="plan-number">{number(lang, Math.round(it.saves_minutes ?? 0))}</td>}
              <td class="plan-number">{number(lang, it.gain_households)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** Stations to give up, of those that may be. */
function Closed({ page, of: { closed, model } }: { readonly page: Page; readonly of: Sites }): JSX.Element | null {
  const { desk, say } = page;
  if (closed.length === 0) {
    return null;
  }
  return (
    <table class="plan-table" data-table="closed">
      <caption>{say('giveUp')}</caption>
      <tbody>
        {closed.map((it) => (
          <tr key={it.code}>
            <th scope="row">{[desk.nameOf(it.code), it.name, it.code].find((words) => words !== '')}</th>
            <td class="plan-number">{it.lost > 0 && '−'}{unitOf(page, model, it.lost)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** What each further place adds, as bars; the table beside it has the numbers. */
function Curve({ page: { say, lang, desk }, of }: { readonly page: Page; readonly of: Sites }): JSX.Element | null {
  const { curve } = of;
  const top = Math.max(...curve, 0);
  if (curve.length < 2 || top <= 0) {
    return null;
  }
  const [width, height] = [320, 72];
  const step = width / curve.length;
  const words = say('curveSays', { first: number(lang, Math.round(curve[0] ?? 0)), n: curve.length, last: number(lang, Math.round(curve[curve.length - 1] ?? 0)) });
  return (
    <figure class="plan-curve">
      <figcaption>{say('curve')} · {words}</figcaption>
      <svg viewBox={`0 0 ${width} ${height}`} role="img" aria-label={`${say('curve')}: ${words}`} preserveAspectRatio="none">
        <line x1="0" x2={width} y1={height - 0.5} y2={height - 0.5} stroke="currentColor" stroke-opacity="0.3" />
        {curve.map((it, i) => {
          const tall = (Math.max(it, 0) / top) * (height - 4);
          return <rect key={i} x={i * step + step * 0.12} y={height - tall} width={step * 0.76} height={tall} fill={spotColour(desk.session.theme.value, 'chosen')} />;
        })}
      </svg>
    </figure>
  );
}
