import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

import { type ToolKey, toolText } from '../i18n/tools';
import { knownCity, type Session } from '../model/session';
import { CloseIcon } from '../ui/icons';
import { layerName } from '../ui/words';
import { type AsOf, eveOf, momentOf, partsOf, placeOf, type Turns } from './asof';

interface Props {
  readonly session: Session;
  readonly asof: AsOf;
  /** False where the server draws the map: no line can be laid over it. */
  readonly painted: boolean;
}

type Say = (key: ToolKey, values?: Readonly<Record<string, string>>) => string;

/** The date of all that the page says: a small button while that is today, a band over the map while it is another. */
export function AsOfBar(props: Props): JSX.Element {
  const { session, asof } = props;
  const lang = session.lang.value;
  const say: Say = (key, values) => toolText(lang, key, values);
  const date = session.asOf.value;
  const open = asof.open.value;
  const pick = useRef<HTMLButtonElement>(null);
  const close = (): void => {
    asof.open.value = false;
    pick.current?.focus();
  };
  return (
    <div
      class={`tool-asof${date === '' ? '' : ' tool-asof-then'}`} role="group" aria-label={say('asof')} data-asof={date}
      onKeyDown={(event) => {
        if (event.target instanceof HTMLInputElement) {
          event.stopPropagation(); // arrows move the slider, and not the page to the neighbour
        }
        if (event.key === 'Escape' && open) {
          event.stopPropagation();
          close();
        }
      }}
    >
      <div class="tool-asof-line">
        <button ref={pick} type="button" class="tool-asof-pick" data-action="asof" aria-expanded={open} title={say('asofPick')} onClick={() => { asof.open.value = !open; }}>
          <span>{say('asof')}</span> <strong>{date === '' ? say('asofToday') : date.slice(0, 16).replace('T', ' ')}</strong> <span aria-hidden="true">▾</span>
        </button>
        {date !== '' && <span class="tool-asof-note" role="status">{note(props, say)}</span>}
        {date !== '' && <button type="button" class="button" data-action="asof-now" onClick={() => { asof.now(); }}>{say('asofNow')}</button>}
      </div>
      {open && <Choice {...props} say={say} close={close} />}
    </div>
  );
}

/** What the map shows meanwhile. */
function note({ session, asof, painted }: Props, say: Say): string {
  const parts = [say('asofMap')];
  const border = asof.border.value;
  if (painted && session.selected.value !== null && border.kind === 'ready') {
    parts.push(say(border.value.length > 0 ? 'asofLine' : 'asofGone'));
  } else if (painted && border.kind === 'failed') {
    parts.push(say('asofLost'));
  }
  return parts.join(session.lang.value === 'zh' ? '；' : '; ');
}

/** Where the calendar of the boxes begins and ends: a year that is typed goes through the first ones. */
const [firstDay, lastDay] = ['1900-01-01', '2199-12-31'];

/** Boxes for a date and a time of it. What is being typed is left alone, and asked about as soon as it is whole. */
function When({ session, asof, say }: Pick<Props, 'session' | 'asof'> & { readonly say: Say }): JSX.Element {
  const [dayBox, timeBox] = [useRef<HTMLInputElement>(null), useRef<HTMLInputElement>(null)];
  const { day, time } = partsOf(session.asOf.value);
  useEffect(() => { dayBox.current?.focus({ preventScroll: true }); }, []);
  useEffect(() => {
    for (const [{ current }, value] of [[dayBox, day], [timeBox, time]] as const) {
      if (current !== null && current !== document.activeElement) {
        current.value = value;
      }
    }
  }, [day, time]);
  const typed = (): void => {
    const [date, hour] = [dayBox.current, timeBox.current];
    if (date === null || hour === null || !date.validity.valid || !hour.validity.valid || (date.value === '' && hour.value === '')) {
      return;
    }
    const zone = knownCity(session)?.zone ?? '';
    const on = date.value === '' ? today(zone) : date.value;
    asof.choose(hour.value === '' ? on : momentOf(on, hour.value, zone));
  };
  return (
    <>
      <label><span>{say('asofDay')}</span><input ref={dayBox} type="date" defaultValue={day} min={firstDay} max={lastDay} data-option="asof" onChange={typed} /></label>
      <label><span>{say('asofTime')}</span><input ref={timeBox} type="time" defaultValue={time} data-option="asof-time" onChange={typed} /></label>
    </>
  );
}

/** The civil date in the city's zone. */
function today(zone: string): string {
  return new Intl.DateTimeFormat('sv-SE', zone === '' ? {} : { timeZone: zone }).format(new Date());
}

function Choice({ session, asof, say, close }: Props & { readonly say: Say; readonly close: () => void }): JSX.Element {
  const turns = asof.turns.value;
  return (
    <div class="panel tool-asof-choice" data-turns={turns.kind}>
      <div class="tool-asof-head">
        <When session={session} asof={asof} say={say} />
        <button type="button" class="tool tool-square" data-action="asof-close" aria-label={say('close')} onClick={close}><CloseIcon /></button>
      </div>
      <p class="detail">{say('asofHow')}</p>
      {turns.kind === 'failed' && <p class="detail" role="alert">{say('asofFailed')} <button type="button" class="button" onClick={() => { asof.load(); }}>{say('retry')}</button></p>}
      {turns.kind === 'ready' && <Slide session={session} asof={asof} say={say} turns={turns.value} />}
      <Own session={session} asof={asof} say={say} />
    </div>
  );
}

/** The days of changes as ticks of a slider, today at its end. */
function Slide({ session, asof, say, turns }: { readonly session: Session; readonly asof: AsOf; readonly say: Say; readonly turns: Turns }): JSX.Element {
  const lang = session.lang.value;
  const days = turns.dates.map((it) => it.date);
  const { day } = partsOf(session.asOf.value);
  const first = days[0] ?? '';
  const at = day === '' ? days.length : placeOf(days, day) - 1; // -1 = before the first
  const go = (to: number): void => { asof.choose(to < 0 ? eveOf(first) : days[to] ?? ''); };
  const shown = turns.dates[at];
  const city = knownCity(session);
  const words = at < 0 ? say('asofBegin', { date: first }) : shown === undefined ? say('asofToday') : say('asofChanged', { date: shown.date, layers: shown.layers.map((it) => layerName(lang, city, it)).join(lang === 'zh' ? '、' : ', ') });
  if (days.length === 0) {
    return <p class="detail">{say('asofNone')}</p>;
  }
  return (
    <>
      <div class="tool-asof-slide">
        <button type="button" class="button" data-action="asof-before" aria-label={say('asofBefore')} title={say('asofBefore')} disabled={at < 0} onClick={() => { go(at === days.length || day === days[at] ? at - 1 : at); }}>◀</button>
        <span class="tool-asof-track">
          <input type="range" min={-1} max={days.length} step={1} value={at} aria-label={say('asofSlide')} aria-valuetext={words} data-option="asof-slide" onChange={(event) => { go(event.currentTarget.valueAsNumber); }} />
          <Ticks days={days} chosen={day} />
        </span>
        <button type="button" class="button" data-action="asof-after" aria-label={say('asofAfter')} title={say('asofAfter')} disabled={day === ''} onClick={() => { go(at + 1); }}>▶</button>
      </div>
      <p class="detail" data-turn={shown?.date ?? ''}>{words}{turns.more && ` ${say('asofMore', { n: String(days.length) })}`}</p>
    </>
  );
}

/** So many ticks can be told apart. */
const mostTicks = 120;

function Ticks({ days, chosen }: { readonly days: readonly string[]; readonly chosen: string }): JSX.Element | null {
  if (days.length > mostTicks) {
    return null;
  }
  const x = (i: number): number => 8 + ((i + 1) / (days.length + 1)) * 184; // half a thumb of 16 px is left at each end of 200; before the first is a place too
  return (
    <svg class="tool-asof-ticks" viewBox="0 0 200 8" preserveAspectRatio="none" aria-hidden="true" focusable="false">
      {[...days, ''].map((it, i) => <line key={it} x1={x(i)} x2={x(i)} y1={it === chosen ? 0 : 2} y2={8} stroke="currentColor" stroke-width={it === chosen ? 2 : 1} vector-effect="non-scaling-stroke" />)}
    </svg>
  );
}

/** The days on which the area of the card changed. */
function Own({ session, asof, say }: { readonly session: Session; readonly asof: AsOf; readonly say: Say }): JSX.Element | null {
  const now = session.question.value;
  const history = now.kind === 'answered' && now.content.what === 'area' ? now.content.history ?? [] : [];
  const { day } = partsOf(session.asOf.value);
  const days = [...new Set(history.flatMap((it) => [it.valid.from, it.valid.to]))].filter((it) => it !== '').sort();
  if (days.length === 0) {
    return null;
  }
  return (
    <div class="tool-asof-own">
      <span class="detail">{say('asofOwn')}</span>
      <span class="chips">{days.map((it) => <button key={it} type="button" class="chip" aria-pressed={it === day} data-turn-own={it} onClick={() => { asof.choose(it); }}>{it}</button>)}</span>
    </div>
  );
}
