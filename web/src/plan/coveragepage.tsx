import type { JSX } from 'preact';
import { useState } from 'preact/hooks';

import { landColour } from '../map/plan';
import { tintOpacity } from '../map/tints';
import { layerOf } from '../model/city';
import { knownCity } from '../model/session';
import { layerName, term } from '../ui/words';
import { type Coverage, type Row, titled } from './answers';
import { whomQuery } from './desk';
import { profiles } from './link';
import { Minutes } from './minutes';
import { noneColour, stepColour, stepOf, steps } from './overlay';
import { Basis, Choices, HourLine, hourWords, minutes, Note, number, type Page, percent, Trouble, Waiting } from './parts';
import { dated } from './server';
import { Closer, HatchKey, Histogram, Worst } from './spread';

/** So many rows are shown at first. */
const fewRows = 12;

/** How many households reach a station in time, in all and by area. */
export function CoveragePage(page: Page): JSX.Element {
  const { desk, lang, say } = page;
  const city = knownCity(desk.session);
  const coverage = desk.coverage.value;
  return (
    <>
      <Walk {...page} />
      <label class="plan-field">
        <span>{say('by')}</span>
        <select value={desk.by.value} data-field="by" onChange={(event) => { desk.by.value = event.currentTarget.value; }}>
          {desk.layers.value.map((it) => <option key={it} value={it}>{layerName(lang, city, it)}</option>)}
        </select>
      </label>
      {(coverage.kind === 'loading' || coverage.kind === 'none') && <Waiting {...page} />}
      {coverage.kind === 'failed' && <Trouble page={page} problem={coverage.problem} retry={() => { desk.again(); }} />}
      {coverage.kind === 'ready' && <Shown page={page} of={coverage.value} />}
    </>
  );
}

/** For how long, and who walks. */
export function Walk(page: Page): JSX.Element {
  return (
    <>
      <Minutes {...page} />
      <Who {...page} />
      <Classes {...page} />
      <When {...page} />
    </>
  );
}

/** The pages that can be asked of an hour, and those that know the way home: all of the former do. */
const ofHours: ReadonlySet<string> = new Set(['coverage', 'gaps', 'scenario', 'siting', 'site']);
const ofWays: ReadonlySet<string> = new Set(['coverage', 'gaps', 'scenario', 'siting', 'site', 'circle']);

/** At which hour a station must be open to count, and which way people walk: folded away, for most ask neither. */
function When(page: Page): JSX.Element | null {
  const { desk: { openAt, home, tab }, lang, say } = page;
  const [hours, ways] = [ofHours.has(tab.value), ofWays.has(tab.value)];
  if (!ways) {
    return null;
  }
  const said = [...(hours && openAt.value !== '' ? [say('openAtOf', { at: openAt.value.replace('T', ' ') })] : []), ...(home.value ? [say('wayFrom')] : [])];
  return (
    <details class="plan-basis" data-part="when">
      <summary data-open-at={openAt.value}>{say(hours ? 'whenAndWay' : 'way')}{said.length > 0 && <strong>{`${lang === 'zh' ? '：' : ': '}${said.join(' · ')}`}</strong>}</summary>
      {hours && <Hour {...page} />}
      <Choices<'to' | 'from'> label={say('way')} name="way" of={['to', 'from']} value={home.value ? 'from' : 'to'} words={(it) => say(it === 'from' ? 'wayFrom' : 'wayTo')} choose={(it) => { home.value = it === 'from'; }} />
    </details>
  );
}

/** The hour, and the way back to none, which drops edits of hours: they would change nothing. */
function Hour({ desk: { openAt, play, tab }, say }: Page): JSX.Element {
  const dropped = tab.value === 'scenario' ? play.edits.value.filter(({ op }) => op === 'hours').length : 0;
  return (
    <>
      <label class="plan-field"><span>{say('openAt')}</span><input class="plan-when" type="datetime-local" min="2000-01-01T00:00" max="2099-12-31T23:59" value={openAt.value} data-field="open-at" onChange={(event) => {
        if (event.currentTarget.validity.valid) {
          openAt.value = event.currentTarget.value.slice(0, 16);
        }
      }} /></label>
      <p class="plan-line">{say('openAtSays')}</p>
      {openAt.value !== '' && <button type="button" class="chip" data-action="hours-aside" onClick={() => { openAt.value = ''; }}>{dropped === 0 ? say('hoursAside') : say('hoursDropped', { n: dropped })}</button>}
    </>
  );
}

/** Whether areas of some classes have minutes of their own, where the scheme says which. */
function Classes({ desk, say, lang }: Page): JSX.Element | null {
  const coverage = desk.coverage.value;
  const rules = coverage.kind === 'ready' ? coverage.value.policies : [];
  const city = knownCity(desk.session);
  return rules.length === 0 && !desk.policy.value ? null : (
    <>
      <label class="plan-check">
        <input type="checkbox" checked={desk.policy.value} data-field="policy" onChange={(event) => { desk.policy.value = event.currentTarget.checked; }} />
        {say('policy')}
      </label>
      {desk.policy.value && rules.length > 0 && <p class="plan-line" data-rules>{say('policyOf', { rules: rules.map((it) => say('policyRule', { what: `${layerName(lang, city, it.layer)} ${term(lang, city, it.is)}`, n: it.minutes })).join(lang === 'zh' ? '；' : '; '), n: desk.minutes.value })}</p>}
    </>
  );
}

/** Who walks, for all pages of the desk. */
export function Who({ desk, say }: Page): JSX.Element {
  return (
    <label class="plan-field">
      <span>{say('who')}</span>
      <select value={desk.profile.value} data-field="who" onChange={(event) => { desk.choose(profiles.find((it) => it === event.currentTarget.value) ?? 'adult'); }}>
        {profiles.map((it) => <option key={it} value={it}>{say(it)}</option>)}
      </select>
    </label>
  );
}

function Shown({ page, of }: { readonly page: Page; readonly of: Coverage }): JSX.Element {
  const { say, lang } = page;
  const { walking, households } = of;
  const hourly = { open_at: of.open_at, unknown_hours: of.places.unknown_hours };
  return (
    <>
      <Empty page={page} of={of} />
      <HourLine page={page} of={hourly} />
      <p class="plan-big" data-share={of.share ?? ''}><strong>{percent(of.share)}</strong><span>{say('circleOf', { n: of.minutes })}</span></p>
      <dl class="plan-sums">
        {(['covered', 'uncovered', 'estimated'] as const).map((it) => (
          <div key={it} data-sum={it}><dt>{say(it)}</dt><dd>{number(lang, households[it])}</dd></div>
        ))}
      </dl>
      <p class="plan-line">{estimateWords(page, of)}</p>
      {walking !== null && <p class="plan-line">{say('walking', { mean: minutes(walking.mean_s), p90: minutes(walking.p90_s), worst: minutes(walking.worst_tenth_mean_s) })}</p>}
      {walking !== null && <Histogram page={page} walking={walking} />}
      <Worst page={page} rows={of.by} />
      <p class="plan-line">
        {say('places', { n: number(lang, of.places.open) })}
        {of.places.off_network.length > 0 && ` ${say('offNetwork', { n: of.places.off_network.length })}`}
        {` · ${say('revision', { n: of.revision })}`}
      </p>
      <Legend {...page} />
      <HatchKey {...page} />
      <Table page={page} rows={of.by} />
      <Beside page={page} of={of} />
      <Files page={page} of={of} />
      <Basis page={page} of={of.assumptions} more={[hourWords(page, hourly)].filter((it) => it !== '')} />
    </>
  );
}

/** Estimates stand apart, with their band. */
function estimateWords({ say, lang }: Page, { exact, households, estimate }: Coverage): string {
  if (!exact) {
    return say('inexact');
  }
  if (households.estimated === 0 || estimate === null) {
    return say('noEstimate');
  }
  const [low, high, likely] = [estimate.covered_low, estimate.covered_high, estimate.covered_likely].map((it) => number(lang, it));
  return say('estimateApart', { n: number(lang, households.estimated), low: low ?? '', high: high ?? '', likely: likely ?? '' });
}

/** What is missing for a count to mean anything. */
function Empty({ page: { say }, of }: { readonly page: Page; readonly of: Coverage }): JSX.Element | null {
  if (of.assumptions.network === null) {
    return <Note warn flag="no-network"><p>{say('noNetwork')}</p><p class="detail">{say('noNetworkHow')}</p></Note>;
  }
  if (of.places.open === 0) {
    return <Note warn flag="no-stations"><p>{say('noStations')}</p></Note>;
  }
  return of.households.total === 0 ? <Note warn flag="no-households"><p>{say('noHouseholds')}</p></Note> : null;
}

/** The classes of the map, with from which zoom they are drawn. */
function Legend(page: Page): JSX.Element {
  const { desk, say } = page;
  const theme = desk.session.theme.value;
  const city = knownCity(desk.session);
  const layer = city === null ? undefined : layerOf(city, desk.by.value);
  const later = layer !== undefined && desk.session.zoom.value < layer.zoom[0];
  return (
    <figure class="plan-legend" data-legend={later ? 'later' : 'drawn'}>
      <figcaption>{say('legend')}{later && <> · {say('legendFrom')} <Closer page={page} zoom={layer.zoom[0]} /></>}</figcaption>
      <ul>
        {steps.map((it, i) => <li key={it.from}><Swatch colour={stepColour(theme, i)} land={landColour(theme)} />{i === 0 ? `< ${it.to * 100}%` : i === steps.length - 1 ? `≥ ${it.from * 100}%` : `${it.from * 100}–${it.to * 100}%`}</li>)}
        <li><Swatch colour={noneColour[theme]} land={landColour(theme)} />{say('legendNone')}</li>
      </ul>
    </figure>
  );
}

/** A colour of the map; over `land` as tints lie there, so that it is the same colour; `edged` as bands are. */
export function Swatch({ colour, land, edged = false }: { readonly colour: string; readonly land?: string; readonly edged?: boolean }): JSX.Element {
  return (
    <svg class="plan-swatch" viewBox="0 0 14 14" width="14" height="14" aria-hidden="true" focusable="false">
      {land !== undefined && <rect width="14" height="14" rx="3" fill={land} />}
      {edged ? <rect x="1" y="1" width="12" height="12" rx="3" fill={colour} fill-opacity={0.3} stroke={colour} stroke-width="1.5" /> : <rect width="14" height="14" rx="3" fill={colour} fill-opacity={land === undefined ? 1 : tintOpacity} />}
    </svg>
  );
}

type Column = 'name' | 'covered' | 'uncovered' | 'estimated' | 'share';
const columns: readonly Column[] = ['name', 'share', 'covered', 'uncovered', 'estimated'];

/** Rows in the order of a column; those without a value last. */
export function sorted(rows: readonly Row[], column: Column, down: boolean): Row[] {
  const sign = down ? -1 : 1;
  const last = (value: number | null): number => (value === null ? Number.POSITIVE_INFINITY : sign * value);
  return [...rows].sort((a, b) => {
    const by = column === 'name' ? sign * a.name.localeCompare(b.name, 'zh') : last(a[column]) === last(b[column]) ? 0 : last(a[column]) - last(b[column]);
    return by || (a.code < b.code ? -1 : 1);
  });
}

function Table({ page, rows }: { readonly page: Page; readonly rows: readonly Row[] }): JSX.Element {
  const { say, lang, desk, actions } = page;
  const [order, setOrder] = useState<{ column: Column; down: boolean }>({ column: 'share', down: false });
  const [all, setAll] = useState(false);
  const label = (it: Column): string => say(it === 'name' ? 'area' : it);
  const list = sorted(rows, order.column, order.down);
  const theme = desk.session.theme.value;
  return (
    <>
      <div class="plan-scroll" tabIndex={0} role="region" aria-label={say('table')}>
        <table class="plan-table" data-table="coverage">
          <caption class="unseen">{say('table')}</caption>
          <thead>
            <tr>
              {columns.map((it) => (
                <th key={it} scope="col" class={it === 'name' ? '' : 'plan-number'} aria-sort={order.column === it ? (order.down ? 'descending' : 'ascending') : undefined}>
                  <button type="button" data-action={`sort-${it}`} title={say('sort', { name: label(it) })} onClick={() => { setOrder({ column: it, down: order.column === it ? !order.down : it !== 'name' && it !== 'share' }); }}>
                    {label(it)}{order.column === it && <span aria-hidden="true">{order.down ? ' ↓' : ' ↑'}</span>}
                  </button>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {(all ? list : list.slice(0, fewRows)).map((row) => (
              <tr key={row.code} data-row={row.code}>
                <th scope="row"><button type="button" class="plan-link" onClick={() => { actions.open({ what: 'area', area: { layer: row.layer, code: row.code } }, 'pointer'); }}>{titled(lang, row)}</button></th>
                <td class="plan-number"><Swatch colour={stepColour(theme, stepOf(row.share))} land={landColour(theme)} /> {percent(row.share)}</td>
                <td class="plan-number">{number(lang, row.covered)}</td>
                <td class="plan-number">{number(lang, row.uncovered)}</td>
                <td class="plan-number">{number(lang, row.estimated)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {rows.length > fewRows && <button type="button" class="button button-quiet" data-action="all-rows" onClick={() => { setAll(!all); }}>{all ? say('showFewer', { n: fewRows }) : say('showAll', { n: number(lang, rows.length) })}</button>}
    </>
  );
}

/** How many households are in no area of the table: null where sums are rounded, and the difference would be none. */
export function beside({ exact, households, by }: Pick<Coverage, 'exact' | 'households' | 'by'>): number | null {
  const sum = (it: Coverage['households'] | Row): number => (it.covered ?? 0) + (it.uncovered ?? 0) + (it.estimated ?? 0);
  return exact ? sum(households) - by.reduce((all, it) => all + sum(it), 0) : null;
}

/** Of a layer that leaves ground out, as compounds do: who is not in the table. */
function Beside({ page: { say, lang, desk }, of }: { readonly page: Page; readonly of: Coverage }): JSX.Element | null {
  const city = knownCity(desk.session);
  const layer = city === null ? undefined : layerOf(city, desk.by.value);
  if (layer === undefined || layer.partition) {
    return null;
  }
  const n = beside(of);
  const name = layerName(lang, city, layer.key);
  return n === 0 ? null : <p class="plan-line" data-beside={n ?? ''}>{n === null ? say('besideSome', { layer: name }) : say('beside', { layer: name, n: number(lang, n) })}</p>;
}

/** What can be taken away: a report to print, a table, a layer. */
function Files({ page: { say, desk }, of }: { readonly page: Page; readonly of: Coverage }): JSX.Element {
  const address = (form: string): string => new URL(`api/v1/coverage/report?f=${form}&minutes=${of.minutes}&by=${encodeURIComponent(desk.by.value)}${whomQuery(desk.whom.value)}${desk.whenQuery.value}${dated(desk.session)}`, desk.base).href;
  return (
    <p class="plan-files">
      <a class="button" href={address('html')} target="_blank" rel="noopener" data-action="print-report">{say('print')}</a>
      <a class="button" href={address('csv')} download={`coverage-${of.minutes}.csv`} aria-label={`${say('download')} ${say('csv')}`}>{say('csv')}</a>
      <a class="button" href={address('geojson')} download={`coverage-${of.minutes}.geojson`} aria-label={`${say('download')} ${say('geojson')}`}>{say('geojson')}</a>
    </p>
  );
}
