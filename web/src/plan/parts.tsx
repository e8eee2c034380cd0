import type { ComponentChildren, JSX } from 'preact';

import { type PlanKey, planText } from '../i18n/plan';
import type { Lang } from '../model/lang';
import type { Problem } from '../model/problem';
import type { Actions } from '../model/session';
import { problemText } from '../ui/words';
import { type Assumptions, stationName } from './answers';
import type { Desk } from './desk';
import { mayPass, planProblem } from './troubles';

/** What every page of the desk is given. */
export interface Page {
  readonly desk: Desk;
  readonly actions: Actions;
  readonly lang: Lang;
  readonly say: (key: PlanKey, values?: Readonly<Record<string, string | number>>) => string;
}

export function page(desk: Desk, actions: Actions): Page {
  const lang = desk.session.lang.value;
  return { desk, actions, lang, say: (key, values) => planText(lang, key, values) };
}

/** A number of households for reading. */
export function number(lang: Lang, value: number | null): string {
  return value === null ? '–' : value.toLocaleString(lang);
}

/** A share as a percentage; never rounded up to the whole. */
export function percent(share: number | null): string {
  if (share === null) {
    return '–';
  }
  const tenths = share < 1 ? Math.min(Math.round(share * 1000), 999) : 1000;
  return `${(tenths / 10).toFixed(1)}%`;
}

/** Seconds as minutes with a tenth. */
export function minutes(seconds: number): string {
  return (seconds / 60).toFixed(1).replace(/\.0$/, '');
}

export function Waiting({ say }: Page): JSX.Element {
  return (
    <div class="waiting" data-state="loading">
      <p class="late">{say('loading')}</p>
      <div class="bone" /><div class="bone" /><div class="bone" />
    </div>
  );
}

/** What went wrong, in words, with the server's own where it names the thing. */
export function Trouble({ page: { say, lang }, problem, retry, what = 'failed' }: { readonly page: Page; readonly problem: Problem; readonly retry?: () => void; readonly what?: 'failed' | 'notWritten' }): JSX.Element {
  const own = planProblem(problem);
  const words = own === undefined ? problemText(lang, problem) : say(...own);
  const detail = own === undefined || lang === 'en' ? problem.detail : ''; // the server says it in English
  return (
    <div class="plan-note plan-warn" role="alert" data-problem={problem.code}>
      <p><strong>{say(what)}</strong> {words}</p>
      {detail !== '' && detail !== words && <p class="detail">{detail}</p>}
      <p class="detail">{say('code', { code: problem.code })}</p>
      {retry !== undefined && mayPass(problem) && <button type="button" class="button" data-action="plan-retry" onClick={retry}>{say('retry')}</button>}
    </div>
  );
}

export function Note({ children, warn = false, flag }: { readonly children: ComponentChildren; readonly warn?: boolean; readonly flag: string }): JSX.Element {
  return <div class={warn ? 'plan-note plan-warn' : 'plan-note'} role={warn ? 'status' : undefined} data-note={flag}>{children}</div>;
}

/** What stands where somebody may not do what a page is for: who may, and the way to sign in for who has not. */
export function Signed({ desk: { session }, say }: Page): JSX.Element | null {
  const who = session.who.value;
  if (who === null) {
    return null; // not known yet
  }
  return (
    <Note warn flag="keeper">
      <p>{say('keeperOnly')}</p>
      {who.account === '' && <button type="button" class="button" data-action="plan-sign-in" onClick={() => { session.account.peek()?.signIn(); }}>{say('signIn')}</button>}
    </Note>
  );
}

function networkLines(say: Page['say'], lang: Lang, { nodes, edges, islets, left_out: left, private_parts: closed }: NonNullable<Assumptions['network']>): string[] {
  return [
    say('network', { nodes: number(lang, nodes), edges: number(lang, edges) }),
    ...(islets === 0 ? [] : [say('islets', { n: islets })]),
    ...(left.length === 0 ? [] : [say('tooLong', { list: left.join(lang === 'zh' ? '、' : ', ') })]),
    ...(closed === 0 ? [] : [say('privateParts', { n: closed })]),
  ];
}

/** The hour that numbers are of, and how many stations it left out since nobody knows their hours: '' where hours are aside. */
export function hourWords({ say }: Page, { open_at: at, unknown_hours: unknown }: Hourly): string {
  return at === null ? '' : say('openAtOf', { at: at.slice(0, 16).replace('T', ' ') }) + (unknown > 0 ? ` · ${say('openUnknown', { n: unknown })}` : '');
}

interface Hourly {
  readonly open_at: string | null;
  readonly unknown_hours: number;
}

/** The same as a line, in which what is left out stands out. */
export function HourLine({ page, of }: { readonly page: Page; readonly of: Hourly }): JSX.Element | null {
  const words = hourWords(page, of);
  return words === '' ? null : <p class={of.unknown_hours > 0 ? 'plan-note' : 'plan-line'} data-open-at={of.open_at} data-unknown-hours={of.unknown_hours}>{words}</p>;
}

/** What was not said of buildings that share a total, and whether buildings or stations may be in another coordinate system. */
function doubtLines(say: Page['say'], lang: Lang, { without_storeys: low, without_ground: points, set_back: aside }: Assumptions): string[] {
  return [
    ...(low === 0 ? [] : [say('noStoreys', { n: number(lang, low) })]),
    ...(points === 0 ? [] : [say('noGround', { n: number(lang, points) })]),
    ...aside.map(({ layer, east_m: east, north_m: north }) => say('setBack', { what: say(layer === 'building' ? 'setBackHomes' : 'setBackPlaces'), east, north })),
  ];
}

/** What the numbers rest on, with lines of the page's own. */
export function Basis({ page: { say, lang }, of, more = [] }: { readonly page: Page; readonly of: Assumptions; readonly more?: readonly string[] }): JSX.Element {
  const [low, likely, high] = of.detours;
  const lines = [
    ...(of.made_up ? [say('madeUp')] : []),
    of.profile === 'adult' ? say('speed', { n: of.speed_kmh }) : say('speedOf', { n: of.speed_kmh, who: of.profile }),
    ...(of.network === null ? [] : networkLines(say, lang, of.network)),
    say('detours', { low, likely, high }),
    ...doubtLines(say, lang, of),
    say('dataDate', { date: of.data_date, datum: of.datum }),
    ...(of.sources.length === 0 ? [] : [say('sources', { list: of.sources.join('; ') })]),
    ...more,
  ];
  return (
    <details class="plan-basis">
      <summary>{say('assumptions')}</summary>
      <ul>{lines.map((it) => <li key={it}>{it}</li>)}</ul>
    </details>
  );
}

/** The stations as a choice: what the map takes by clicks, for those who do not click. */
export function StationChoice({ page: { desk, say, lang }, value, label, choose, standing = false }: {
  readonly page: Page; readonly value: string; readonly label: string; readonly choose: (code: string) => void;
  /** Those of the city alone, not those of the scenario. */
  readonly standing?: boolean;
}): JSX.Element {
  const added = standing ? [] : desk.play.state.value?.places.filter((it) => it.state === 'opened') ?? [];
  const all = [...added, ...desk.stations.value.map((it) => ({ code: it.code, name: stationName(lang, it) }))];
  return (
    <label class="plan-field">
      <span>{label}</span>
      <select value={value} onChange={(event) => { choose(event.currentTarget.value); }}>
        <option value="">{say('chooseStation')}</option>
        {all.map(({ code, name }) => <option key={code} value={code}>{name === '' || name === code ? code : `${name} ${code}`}</option>)}
      </select>
    </label>
  );
}

/** A step in a row of choices, one of which is chosen. */
export function Choices<T extends string | number>({ label, name, of, value, words, choose, off = [] }: {
  readonly label: string; readonly name: string; readonly of: readonly T[]; readonly value: T; readonly words: (it: T) => string; readonly choose: (it: T) => void; readonly off?: readonly T[];
}): JSX.Element {
  return (
    <div class="plan-choice" role="group" aria-label={label}>
      <span class="plan-label" aria-hidden="true">{label}</span>
      <span class="chips">
        {of.map((it) => (
          <button key={it} type="button" class="chip" aria-pressed={it === value} disabled={off.includes(it)} data-action={`${name}-${it}`} onClick={() => { choose(it); }}>{words(it)}</button>
        ))}
      </span>
    </div>
  );
}
