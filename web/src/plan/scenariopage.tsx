import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';

import { layerName } from '../ui/words';
import { knownCity } from '../model/session';
import { type Scenario, stationName, titled } from './answers';
import { Swatch, Walk } from './coveragepage';
import { editWords } from './editwords';
import { gateZoom } from './gates';
import { knownWords, LeftOutPart, NotDone, Refused } from './leftoutpart';
import { spotColour } from '../map/plan';
import { HourLine, Note, number, type Page, percent, Signed, StationChoice, Trouble, Waiting } from './parts';
import { CardButton } from './sitingpage';
import type { Tool } from './play';
import { ShelfTable } from './shelfpage';
import { VersusPart } from './versuspage';

const tools: readonly Tool[] = ['open', 'move', 'close', 'gate'];
const toolWords = { open: 'toolOpen', move: 'toolMove', close: 'toolClose', gate: 'toolGate' } as const;
const hints = { open: 'hintOpen', move: 'hintMove', close: 'hintClose', gate: 'hintGate' } as const;

/** The city as it would be: edits by clicks or lists, and what each brings. */
export function ScenarioPage(page: Page): JSX.Element {
  const { desk, say } = page;
  const { play } = desk;
  if (!desk.may('scenarios.write')) {
    return <Signed {...page} />;
  }
  const state = play.state.value;
  const problem = play.problem.value;
  return (
    <>
      <Walk {...page} />
      {state === null && problem === null && <Waiting {...page} />}
      <Failure {...page} />
      {play.remade.value && <Note flag="remade"><p>{say('gone')}</p></Note>}
      <Aside {...page} />
      {state !== null && <LeftOutPart page={page} state={state} />}
      {state !== null && <HourLine page={page} of={state} />}
      {state !== null && <Tools {...page} />}
      {state !== null && <Edits page={page} state={state} />}
      {state !== null && <ShelfTable page={page} state={state} />}
      <VersusPart page={page} />
      {state !== null && state.edits.length > 0 && <Compared page={page} state={state} />}
    </>
  );
}

/** What went wrong, and the ways on: of a scenario that cannot be made at all, to begin anew too. */
function Failure(page: Page): JSX.Element | null {
  const { desk: { play }, say } = page;
  const problem = play.problem.value;
  if (problem === null) {
    return null;
  }
  if (play.refused.value !== null) {
    return <Refused page={page} detail={problem.detail} decide={(yes) => { play.evenSo(yes); }} />;
  }
  const [failed, state] = [play.failed.value, play.state.value];
  const words = failed === null || state === null ? null : knownWords(page, { edit: failed, code: problem.code }, state);
  if (words !== null) {
    return <NotDone page={page} words={words} code={problem.code} />;
  }
  return (
    <>
      <Trouble page={page} problem={problem} retry={() => { play.again(); }} />
      {play.state.value === null && play.wanted.value.length > 0 && <button type="button" class="button" data-action="clear" onClick={() => { play.clear(); }}>{say('clear')}</button>}
    </>
  );
}

/** The way back to the edits that stood before the reader began anew or opened another scenario. */
function Aside({ desk: { play }, say }: Page): JSX.Element {
  const n = play.aside.value.length;
  return (
    <p class="plan-line" role="status" data-aside={n}>
      {n > 0 && <>{say('aside', { n })} <button type="button" class="plan-link" disabled={play.busy.value} data-action="bring-back" onClick={() => { play.bringBack(); }}>{say('bringBack')}</button></>}
    </p>
  );
}

function Tools(page: Page): JSX.Element {
  const { desk, say } = page;
  const { play } = desk;
  const tool = play.tool.value;
  return (
    <section class="plan-part" aria-label={say('tools')}>
      <div class="plan-choice" role="group" aria-label={say('tools')}>
        <span class="plan-label" aria-hidden="true">{say('tools')}</span>
        <span class="chips">
          {tools.map((it) => <button key={it} type="button" class="chip" aria-pressed={tool === it} data-action={`tool-${it}`} onClick={() => { play.choose(it); }}>{say(toolWords[it])}</button>)}
        </span>
      </div>
      <p class="plan-line" role="status" data-hint={tool ?? 'none'}>{hint(page)}</p>
      <ByList {...page} />
    </section>
  );
}

function hint({ desk, say }: Page): string {
  const { play, gates, session } = desk;
  const tool = play.tool.value;
  const picked = play.picked.value;
  if (tool === null) {
    return say('hintNone');
  }
  if (tool === 'move' && picked !== null) {
    return say('hintMoveTo', { name: desk.nameOf(picked) || picked });
  }
  return tool === 'gate' && session.zoom.value < gateZoom ? say('hintGateZoom') : say(hints[tool], { n: gates.list.value.length });
}

/** What clicks do, without clicks. */
function ByList(page: Page): JSX.Element {
  const { desk, say, lang } = page;
  const { play, gates, stage } = desk;
  const [code, setCode] = useState('');
  const [gate, setGate] = useState('');
  const chosen = gates.list.value.find((it) => it.code === gate);
  useEffect(() => () => { gates.listed.value = false; }, [gates]);
  const here = (): { lon: number; lat: number } => stage.camera().centre;
  return (
    <details class="plan-basis" data-part="by-list" onToggle={(event) => { gates.listed.value = event.currentTarget.open; }}>
      <summary>{say('byList')}</summary>
      <button type="button" class="button" data-action="add-centre" onClick={() => { play.add(here()); }}>{say('atCentre')}</button>
      <StationChoice page={page} value={code} label={say('station')} choose={setCode} />
      <span class="chips">
        <button type="button" class="button" disabled={code === ''} data-action="close-listed" onClick={() => { play.edit({ op: 'close', place: code }); }}>{say('toolClose')}</button>
        <button type="button" class="button" disabled={code === ''} data-action="move-listed" onClick={() => { play.move(code, here()); }}>{say('toCentre')}</button>
      </span>
      <Hours page={page} code={code} />
      <Reopening {...page} />
      <label class="plan-field">
        <span>{say('gate')}</span>
        <select value={gate} data-field="gate" onFocus={() => { void gates.look(); }} onChange={(event) => { setGate(event.currentTarget.value); }}>
          <option value="">{say(gates.prompt())}</option>
          {gates.list.value.map((it) => <option key={it.code} value={it.code}>{lang === 'zh' ? `${it.name} ${it.code}` : it.code}</option>)}
        </select>
      </label>
      <button type="button" class="button" disabled={chosen === undefined} data-action="lock-listed" onClick={() => {
        if (chosen !== undefined) {
          gates.turn(chosen);
        }
      }}>{say(chosen !== undefined && gates.isLocked(chosen) ? 'openGate' : 'toolGate')}</button>
    </details>
  );
}

/** The stations that the city has closed, one of which opens again where it stands; nothing where there is none. */
function Reopening({ desk, say, lang }: Page): JSX.Element | null {
  const [code, setCode] = useState('');
  const opened = new Set(desk.play.state.value?.places.map((it) => it.code));
  const all = desk.shut.value.filter((it) => !opened.has(it.code));
  const chosen = all.find((it) => it.code === code)?.code;
  return desk.shut.value.length === 0 ? null : (
    <>
      <label class="plan-field">
        <span>{say('shutStation')}</span>
        <select value={chosen ?? ''} data-field="reopen" onChange={(event) => { setCode(event.currentTarget.value); }}>
          <option value="">{say('chooseStation')}</option>
          {all.map((it) => <option key={it.code} value={it.code}>{`${stationName(lang, it)} ${it.code}`}</option>)}
        </select>
      </label>
      <button type="button" class="button" disabled={chosen === undefined} data-action="reopen-listed" onClick={() => { desk.play.edit({ op: 'open', place: chosen }); }}>{say('reopen')}</button>
    </>
  );
}

/** Other hours of a station, the same every day. */
function Hours({ page: { desk, say }, code }: { readonly page: Page; readonly code: string }): JSX.Element {
  const [[from, to], setSpan] = useState<readonly [string, string]>(['08:00', '21:00']);
  const good = from !== '' && to !== '' && from < to;
  return (
    <>
      <div class="plan-field" role="group" aria-label={say('dailyHours')}>
        <span>{say('dailyHours')}</span>
        <input type="time" required aria-label={say('hoursFrom')} value={from} data-field="hours-from" onInput={(event) => { setSpan([event.currentTarget.value, to]); }} />
        <input type="time" required aria-label={say('hoursTo')} value={to} data-field="hours-to" onInput={(event) => { setSpan([from, event.currentTarget.value]); }} />
        <button type="button" class="button" disabled={code === '' || !good || desk.openAt.value === ''} data-action="hours-listed" onClick={() => { desk.play.edit({ op: 'hours', place: code, daily: [[from, to]] }); }}>{say('setHours')}</button>
      </div>
      {!good && <p class="plan-fault" role="status" data-fault="hours">{say('faultHours')}</p>}
      {desk.openAt.value === '' && <p class="plan-line">{say('hoursSay')}</p>}
    </>
  );
}

/** On which ground an edit puts a place, where siting proposes none and the reader has said that it may stand there. */
function Confirmed({ page: { say, lang }, state, at }: { readonly page: Page; readonly state: Scenario; readonly at: number }): JSX.Element | null {
  const ground = state.on_refused.find(({ edit }) => edit === at);
  return ground === undefined ? null : <> <span class="detail" data-confirmed>{say('groundConfirmed', { why: lang === 'zh' ? ground.why_zh : ground.why })}</span></>;
}

function Edits({ page, state }: { readonly page: Page; readonly state: Scenario }): JSX.Element {
  const { desk, say, lang } = page;
  const { play } = desk;
  const busy = play.busy.value;
  const { last } = state;
  return (
    <section class="plan-part" aria-label={say('edits')}>
      <h3>{say('edits')}</h3>
      <span class="chips">
        <button type="button" class="button" disabled={busy || play.edits.value.length === 0} data-action="undo" onClick={() => { play.undo(); }}>{say('undo')}</button>
        <button type="button" class="button" disabled={busy || state.undone === 0} data-action="redo" onClick={() => { play.redo(); }}>{say('redo')}</button>
        <button type="button" class="button" disabled={busy || play.wanted.value.length === 0} data-action="clear" onClick={() => { play.clear(); }}>{say('clear')}</button>
      </span>
      {play.edits.value.length === 0 && <p class="plan-line">{say('noEdits')}</p>}
      <ol class="plan-edits">
        {state.edits.map((it, i) => <li key={i} data-edit={it.op}>{editWords(page, it, state)}<Confirmed page={page} state={state} at={i} />{it.lon !== undefined && it.lat !== undefined && <> <CardButton page={page} at={{ lon: it.lon, lat: it.lat }} /></>}</li>)}
        {play.unheard.value.map((it, i) => <li key={state.edits.length + i} data-edit={it.op} data-unheard>{editWords(page, it, state)}{say('unheard')}</li>)}
      </ol>
      <p class="plan-line" role="status" data-last>{last !== null && state.edits.length > 0 && say('lastStep', { gained: number(lang, last.gained), lost: number(lang, last.lost) })}</p>
      {desk.linkTooLong.value ? <Note warn flag="link"><p>{say('linkLong')}</p></Note> : state.edits.length > 0 && <p class="plan-line">{say('linkHint')}</p>}
    </section>
  );
}

/** The scenario against the present, as a table and as a layer. */
function Compared({ page, state }: { readonly page: Page; readonly state: Scenario }): JSX.Element {
  const { desk, say, lang } = page;
  const { before, after, change } = state;
  const shown = desk.play.showDifference.value;
  const theme = desk.session.theme.value;
  const file = (form: string): string => new URL(`api/v1/scenarios/${encodeURIComponent(state.id)}/export?f=${form}`, desk.base).href;
  return (
    <section class="plan-part" aria-label={say('compare')}>
      <h3>{say('compare')}</h3>
      <p class="plan-gain" data-gained={change.gained} data-lost={change.lost}>{say('inAll', { gained: number(lang, change.gained), lost: number(lang, change.lost) })}</p>
      {change.gained_estimated + change.lost_estimated > 0 && <p class="plan-line">{say('estimatedToo', { gained: number(lang, change.gained_estimated), lost: number(lang, change.lost_estimated) })}</p>}
      <table class="plan-table" data-table="compare">
        <caption class="unseen">{say('compare')}</caption>
        <thead><tr><th scope="col"><span class="unseen">{say('households', { n: '' })}</span></th>{(['now', 'then', 'change'] as const).map((it) => <th key={it} scope="col" class="plan-number">{say(it)}</th>)}</tr></thead>
        <tbody>
          <tr><th scope="row">{say('share')}</th><td class="plan-number">{percent(state.share[0])}</td><td class="plan-number">{percent(state.share[1])}</td><td class="plan-number">{signedPoints(state.share)}</td></tr>
          {(['covered', 'uncovered', 'estimated'] as const).map((it) => (
            <tr key={it}><th scope="row">{say(it)}</th><td class="plan-number">{number(lang, before[it])}</td><td class="plan-number">{number(lang, after[it])}</td><td class="plan-number">{signed(lang, (after[it] ?? 0) - (before[it] ?? 0))}</td></tr>
          ))}
        </tbody>
      </table>
      <label class="plan-check">
        <input type="checkbox" checked={shown} data-action="difference" onChange={(event) => { desk.play.setDifference(event.currentTarget.checked); }} />
        {say('difference')}
      </label>
      {shown && (
        <ul class="plan-key">
          <li><Swatch colour={spotColour(theme, 'gained')} />{say('diffGained', { n: change.gained_buildings })}</li>
          <li><Swatch colour={spotColour(theme, 'lost')} />{say('diffLost', { n: change.lost_buildings })}</li>
        </ul>
      )}
      <Areas page={page} state={state} />
      <p class="plan-files">
        <a class="button" href={file('csv')} download="scenario.csv" aria-label={`${say('download')} ${say('csv')}`}>{say('csv')}</a>
        <a class="button" href={file('geojson')} download="scenario.geojson" aria-label={`${say('download')} ${say('geojson')}`}>{say('geojson')}</a>
        <a class="button" href={file('change')} download="scenario-change.json" title={say('changeFileSays')} data-action="scenario-change">{say('changeFile')}</a>
      </p>
    </section>
  );
}

/** The areas of the chosen layer that change. */
function Areas({ page, state }: { readonly page: Page; readonly state: Scenario }): JSX.Element | null {
  const { desk, say, lang } = page;
  const rows = state.change.by.filter((it) => it.layer === desk.by.value).sort((a, b) => b.gained + b.lost - a.gained - a.lost);
  if (rows.length === 0) {
    return null;
  }
  return (
    <table class="plan-table" data-table="areas">
      <caption>{`${say('byArea')} · ${layerName(lang, knownCity(desk.session), desk.by.value)}`}</caption>
      <thead><tr><th scope="col">{say('area')}</th><th scope="col" class="plan-number">{say('gained')}</th><th scope="col" class="plan-number">{say('lost')}</th></tr></thead>
      <tbody>
        {rows.map((it) => <tr key={it.code}><th scope="row">{titled(lang, it)}</th><td class="plan-number">{number(lang, it.gained)}</td><td class="plan-number">{number(lang, it.lost)}</td></tr>)}
      </tbody>
    </table>
  );
}

function signed(lang: Page['lang'], value: number): string {
  return value === 0 ? '0' : `${value > 0 ? '+' : '−'}${Math.abs(value).toLocaleString(lang)}`;
}

function signedPoints([before, after]: Scenario['share']): string {
  if (before === null || after === null) {
    return '–';
  }
  const points = Math.round((after - before) * 10_000) / 100;
  return points === 0 ? '0' : `${points > 0 ? '+' : '−'}${Math.abs(points).toFixed(2)}`;
}
