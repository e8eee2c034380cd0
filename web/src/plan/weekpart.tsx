import { Fragment, type JSX } from 'preact';

import { normText } from '../i18n/norms';
import { landColour } from '../map/plan';
import { tintOpacity } from '../map/tints';
import type { Lang } from '../model/lang';
import { Swatch, Walk } from './coveragepage';
import { Csv } from './normlist';
import type { NormList } from './norms';
import { noneColour, stepColour, stepOf, steps } from './overlay';
import { Note, number, type Page, percent } from './parts';
import { type Days, type Run, weekOf } from './week';

const [cell, left, top] = [13, 40, 14];
const [width, height] = [left + 24 * cell, top + 7 * cell];

/** What a day of the week is called, 0 = Monday. */
function dayName(lang: Lang, day: number): string {
  return new Intl.DateTimeFormat(lang === 'zh' ? 'zh-CN' : 'en', { weekday: 'short', timeZone: 'UTC' }).format(Date.UTC(2026, 0, 5 + day));
}

function clockOf(hour: number): string {
  return `${String(hour).padStart(2, '0')}:00`;
}

/** How many households can walk to a station that is open, for each hour of the week. */
export function WeekPart({ page, of }: { readonly page: Page; readonly of: NormList }): JSX.Element {
  const { desk, lang } = page;
  return (
    <>
      <Walk {...page} />
      <p class="plan-line">{normText(lang, 'weekSays', { n: desk.minutes.value })}</p>
      <Unknown page={page} hours={of.by_hour} />
      <Strip page={page} hours={of.by_hour} />
      <Table page={page} week={weekOf(of.by_hour)} />
      <p class="plan-files"><Csv page={page} name="hours" head={['hour_of_week', 'at', 'open', 'unknown_hours', 'share']} rows={() => of.by_hour.map((it) => [it.hour, it.at, it.open, it.unknown_hours, it.share === null ? null : Math.round(it.share * 1e6) / 1e6])} /></p>
    </>
  );
}

/** How many stations the hours leave out since nobody knows theirs, at the most. */
function Unknown({ page, hours }: { readonly page: Page; readonly hours: NormList['by_hour'] }): JSX.Element | null {
  const most = Math.max(0, ...hours.map((it) => it.unknown_hours));
  return most === 0 ? null : <Note warn flag="unknown-hours"><p>{normText(page.lang, 'weekUnknown', { n: number(page.lang, most) })}</p></Note>;
}

/** The week as a picture: hours along, days down, the colours of coverage. */
function Strip({ page, hours }: { readonly page: Page; readonly hours: NormList['by_hour'] }): JSX.Element | null {
  const { desk, lang } = page;
  const theme = desk.session.theme.value;
  const when = (hour: number): string => `${dayName(lang, Math.floor(hour / 24))} ${clockOf(hour % 24)}`;
  const known = hours.flatMap(({ hour, share }) => (share === null ? [] : [{ hour, share }])).sort((a, b) => a.share - b.share);
  const [low, high] = [known[0], known[known.length - 1]];
  if (low === undefined || high === undefined) {
    return <Note flag="no-hours"><p>{page.say('noHouseholds')}</p></Note>;
  }
  const words = normText(lang, 'weekOf', { low: percent(low.share), lowAt: when(low.hour), high: percent(high.share), highAt: when(high.hour) });
  return (
    <figure class="norm-week" data-hours={hours.length} data-low={low.share} data-high={high.share}>
      <figcaption>{words}</figcaption>
      <svg viewBox={`0 0 ${width} ${height}`} role="img" aria-label={`${normText(lang, 'week')}: ${words}`}>
        <rect x={left} y={top} width={24 * cell} height={7 * cell} fill={landColour(theme)} />
        {[0, 6, 12, 18].map((hour) => <text key={hour} x={left + hour * cell} y={top - 4} font-size="10" fill="currentColor">{clockOf(hour)}</text>)}
        {[0, 1, 2, 3, 4, 5, 6].map((day) => <text key={day} x={left - 6} y={top + day * cell + 10} font-size="10" text-anchor="end" fill="currentColor">{dayName(lang, day)}</text>)}
        {hours.map((it) => (
          <rect key={it.hour} x={left + (it.hour % 24) * cell} y={top + Math.floor(it.hour / 24) * cell} width={cell - 1} height={cell - 1} fill={stepColour(theme, stepOf(it.share))} fill-opacity={tintOpacity}>
            <title>{normText(lang, 'cell', { at: when(it.hour), n: it.open, share: percent(it.share) })}</title>
          </rect>
        ))}
      </svg>
      <ul class="plan-key">
        {steps.map((it, i) => <li key={it.from}><Swatch colour={stepColour(theme, i)} land={landColour(theme)} />{i === 0 ? `< ${it.to * 100}%` : i === steps.length - 1 ? `≥ ${it.from * 100}%` : `${it.from * 100}–${it.to * 100}%`}</li>)}
        {hours.some(({ share }) => share === null) && <li><Swatch colour={noneColour[theme]} land={landColour(theme)} />–</li>}
      </ul>
    </figure>
  );
}

/** The same as few rows, each of which shows its coverage on the map. */
function Table({ page, week }: { readonly page: Page; readonly week: readonly Days[] }): JSX.Element {
  const { lang } = page;
  const days = ({ first, last }: Days): string => (first === last ? dayName(lang, first) : normText(lang, 'to', { first: dayName(lang, first), last: dayName(lang, last) }));
  return (
    <table class="plan-table" data-table="hours">
      <caption class="unseen">{normText(lang, 'week')}</caption>
      <thead><tr><th scope="col">{normText(lang, 'when')}</th><th scope="col" class="plan-number">{normText(lang, 'open')}</th><th scope="col" class="plan-number">{normText(lang, 'share')}</th></tr></thead>
      <tbody>{week.map((it) => <Fragment key={it.first}>{it.runs.map((run) => <RunRow key={run.from} page={page} day={days(it)} run={run} />)}</Fragment>)}</tbody>
    </table>
  );
}

function RunRow({ page, day, run }: { readonly page: Page; readonly day: string; readonly run: Run }): JSX.Element {
  const { desk, lang } = page;
  const when = `${day} ${clockOf(run.from)}–${clockOf(run.to)}`;
  return (
    <tr data-run={run.at.slice(0, 16)}>
      <th scope="row"><button type="button" class="plan-link" title={normText(lang, 'hourShow', { at: when })} onClick={() => {
        desk.openAt.value = run.at.slice(0, 16); // the city's own clock
        desk.tab.value = 'coverage';
      }}>{when}</button></th>
      <td class="plan-number">{number(lang, run.open)}</td>
      <td class="plan-number">{percent(run.share)}</td>
    </tr>
  );
}
