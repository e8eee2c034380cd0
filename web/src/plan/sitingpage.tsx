import type { JSX } from 'preact';

import { spotColour } from '../map/plan';
import type { Sites } from './answers';
import { Walk } from './coveragepage';
import { Basis, Choices, Note, number, type Page, Signed, Trouble } from './parts';
import { type Model, models } from './siting';

const most = 100;

/** Where new stations help most: asked, followed, and the answer with how far it may be from the best. */
export function SitingPage(page: Page): JSX.Element {
  const { desk, say } = page;
  const { siting } = desk;
  if (!desk.may('siting.write')) {
    return <Signed {...page} />;
  }
  const problem = siting.problem.value;
  const job = siting.job.value;
  const result = siting.result.value;
  return (
    <>
      <Walk {...page} />
      <Question {...page} />
      {siting.isRunning() && job !== null && (
        <div class="plan-part" data-job={job.state}>
          <label class="plan-field"><span>{say(job.state === 'queued' ? 'queued' : 'running')}</span><progress max={1} value={job.progress} /></label>
          <p class="detail" lang="en">{job.note}</p>
          <button type="button" class="button" data-action="cancel-siting" onClick={() => { void siting.cancel(); }}>{say('cancel')}</button>
        </div>
      )}
      {job?.state === 'cancelled' && <Note flag="cancelled"><p>{say('cancelled')}</p></Note>}
      {problem !== null && <Trouble page={page} problem={problem} retry={() => { void siting.start(); }} />}
      {result !== null && <Result page={page} of={result} />}
    </>
  );
}

function Question(page: Page): JSX.Element {
  const { desk: { siting }, say } = page;
  const model = siting.model.value;
  const says = { mclp: 'mclpSays', pmedian: 'pmedianSays', lscp: 'lscpSays' } as const;
  const good = model === 'lscp' || (Number.isInteger(siting.count.value) && siting.count.value >= 1 && siting.count.value <= most);
  return (
    <form class="plan-part" onSubmit={(event) => {
      event.preventDefault();
      if (good && !siting.isRunning()) {
        void siting.start();
      }
    }}>
      <Choices<Model> label={say('siteModel')} name="model" of={models} value={model} words={(it) => say(it)} choose={(it) => { siting.model.value = it; }} />
      <p class="plan-line">{say(says[model])}</p>
      {model !== 'lscp' && (
        <label class="plan-field">
          <span>{say('siteNew')}</span>
          <input type="number" min={1} max={most} step={1} required value={siting.count.value} data-field="new" onInput={(event) => { siting.count.value = event.currentTarget.valueAsNumber; }} />
        </label>
      )}
      <button type="submit" class="button button-main" disabled={!good || siting.isRunning()} data-action="start-siting">{say('start')}</button>
    </form>
  );
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
  const job = desk.siting.job.value;
  const address = (id: string, form: string): string => new URL(`api/v1/jobs/${encodeURIComponent(id)}/report?f=${form}`, desk.base).href;
  const more = [
    say('demand'), say('candidates', { n: number(lang, of.candidates), m: basis.spacing_m }), say('method', { text: basis.method, seed: of.seed }),
    ...(of.unreached_households > 0 ? [say('unreached', { n: number(lang, of.unreached_households) })] : []),
    ...of.left_out.map((it) => say('leftCandidates', { why: it.why, n: it.count })),
    say('revision', { n: of.revision }),
  ];
  return (
    <section class="plan-part plan-result" aria-label={say('resultTitle')} data-result={of.model}>
      <h3>{say('resultTitle')} · {say(models.find((it) => it === of.model) ?? 'mclp')} · {say('minutesOf', { n: of.minutes })}</h3>
      <dl class="plan-sums">
        <div data-sum="objective"><dt>{say('objective')}</dt><dd>{unitOf(page, of.model, of.objective)}</dd></div>
        <div data-sum="bound"><dt>{say(of.model === 'lscp' ? 'boundLow' : 'bound')}</dt><dd>{unitOf(page, of.model, of.upper_bound)}</dd></div>
        <div data-sum="gap"><dt>{say('gapPercent')}</dt><dd>{gapWords(of.gap_percent)}</dd></div>
      </dl>
      <p class="plan-line">{of.gap_percent === 0 ? say('gapZero') : say('gapSays')}</p>
      <Chosen page={page} of={of} />
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

function Chosen({ page, of }: { readonly page: Page; readonly of: Sites }): JSX.Element {
  const { say, lang, desk } = page;
  const saves = of.model === 'pmedian';
  return (
    <table class="plan-table" data-table="chosen">
      <caption class="unseen">{say('chosen')}</caption>
      <thead>
        <tr>
          <th scope="col">{say('number')}</th><th scope="col">{say('place')}</th><th scope="col" class="plan-number">{say('gain')}</th>
          {saves && <th scope="col" class="plan-number">{say('saves')}</th>}
        </tr>
      </thead>
      <tbody>
        {of.chosen.map((it, i) => (
          <tr key={i}>
            <th scope="row"><span class="plan-badge">{i + 1}</span></th>
            <td><button type="button" class="plan-link plan-digits" title={say('fly')} onClick={() => { desk.fly({ lon: it.lon, lat: it.lat }); }}>{it.lon.toFixed(5)}, {it.lat.toFixed(5)}</button> <CardButton page={page} at={it} /></td>
            <td class="plan-number">{number(lang, it.gain_households)}</td>
            {saves && <td class="plan-number">{number(lang, Math.round(it.saves_minutes ?? 0))}</td>}
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
