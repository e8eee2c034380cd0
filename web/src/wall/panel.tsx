import type { ComponentChildren } from 'preact';
import { useRef } from 'preact/hooks';

import { wallText } from '../i18n/wall';
import { nameIn } from '../model/area';
import type { Lang } from '../model/lang';
import type { Reach, Staffed } from './answers';
import type { WallDesk } from './desk';
import { ageOf, ageWords, around, percentOf, stopName, totals } from './tour';

interface Props {
  readonly desk: WallDesk;
  readonly lang: Lang;
}

/** Rows of the table that are shown at once, the area of the tour among them. */
const room = 9;

/** All that stands over the map: figures, the table of the areas, how old the data is. There is nothing to press. */
export function WallPanel({ desk, lang }: Props) {
  const city = desk.city.value;
  return (
    <>
      <header class="wall-head">
        <div>
          <h1>{headOf(desk, lang)}</h1>
          {city?.demo === true && <p class="wall-made">{wallText(lang, 'made')}</p>}
        </div>
        <Clock desk={desk} lang={lang} />
      </header>
      <section class="wall-side">
        <Figures desk={desk} lang={lang} />
        <Table desk={desk} lang={lang} />
      </section>
      <Here desk={desk} lang={lang} />
      <footer class="wall-foot">
        {city !== null && <span>{wallText(lang, 'revision', { n: city.revision })}</span>}
        {city?.notices.map((it) => <span key={it}>{it}</span>)}
      </footer>
    </>
  );
}

function headOf(desk: WallDesk, lang: Lang): string {
  const area = desk.standing.value?.wall?.area;
  const named = desk.root.value;
  if (area === undefined) {
    return wallText(lang, 'city');
  }
  return named === null ? area.name : nameIn(lang, named);
}

function Clock({ desk, lang }: Props) {
  const { clock } = desk;
  const [age, off] = [clock.age.value, clock.off.value];
  const kind = ageOf(age);
  const [unit, n] = ageWords(age);
  const zone = desk.city.value?.zone ?? '';
  // Sweden writes dates as they are read in both languages: 2026-07-01 08:30:00.
  const format = new Intl.DateTimeFormat('sv-SE', { ...(zone === '' ? {} : { timeZone: zone }), year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit', hour12: false });
  return (
    <div class="wall-clock">
      <time>{format.format(clock.time.value)}</time>
      <p class="wall-age" data-age={kind} role="status">
        {kind === 'now' ? wallText(lang, 'now') : `${wallText(lang, 'age', { age: wallText(lang, unit, { n }) })} · ${wallText(lang, 'away')}`}
      </p>
      {off !== 0 && <p class="wall-off" data-clock-off={off > 0 ? 'fast' : 'slow'}>{clockWords(lang, off)}</p>}
    </div>
  );
}

/** That the clock of the machine is another than the server's, by which the wall goes. */
function clockWords(lang: Lang, off: number): string {
  const [unit, n] = ageWords(Math.abs(off));
  return wallText(lang, off > 0 ? 'clockFast' : 'clockSlow', { by: wallText(lang, unit, { n }) });
}

function Figures({ desk, lang }: Props) {
  const format = new Intl.NumberFormat(lang === 'zh' ? 'zh-CN' : 'en-GB');
  const number = (it: number): string => format.format(it);
  return (
    <dl class="wall-figures">
      <Reached lang={lang} reach={desk.reach.value} number={number} />
      <Staff lang={lang} list={[...desk.staffed.value.values()]} number={number} />
    </dl>
  );
}

type Number = (value: number) => string;

function Reached({ lang, reach, number }: { readonly lang: Lang; readonly reach: Reach | null; readonly number: Number }) {
  const { share = null, households = { total: null, covered: null }, places = { open: null } } = reach ?? {};
  return (
    <>
      <Figure name="coverage" said={wallText(lang, 'coverage')}>{told(lang, share, percentOf)}</Figure>
      <Figure name="covered" said={wallText(lang, 'covered')} small={households.total === null ? '' : wallText(lang, 'of', { total: number(households.total) })}>
        {told(lang, households.covered, number)}
      </Figure>
      <Figure name="stations" said={wallText(lang, 'stations')}>{told(lang, places.open, number)}</Figure>
    </>
  );
}

function Staff({ lang, list, number }: { readonly lang: Lang; readonly list: readonly Staffed[]; readonly number: Number }) {
  const sum = list.length === 0 ? null : totals(list);
  return (
    <>
      <Figure name="duty" said={wallText(lang, 'onDuty')} small={sum === null ? '' : wallText(lang, 'posts', { posts: number(sum.posts) })}>
        {told(lang, sum?.on_duty ?? null, number)}
      </Figure>
      <Figure name="vacant" said={wallText(lang, 'vacant')}>{told(lang, sum?.vacant ?? null, number)}</Figure>
    </>
  );
}

function told(lang: Lang, value: number | null, say: (value: number) => string): string {
  return value === null ? wallText(lang, 'unknown') : say(value);
}

function Figure({ name, said, small = '', children }: { readonly name: string; readonly said: string; readonly small?: string; readonly children: ComponentChildren }) {
  return (
    <div data-figure={name}>
      <dt>{said}</dt>
      <dd>{children}{small !== '' && <small>{small}</small>}</dd>
    </div>
  );
}

function Table({ desk, lang }: Props) {
  const stops = desk.stops.value;
  const at = desk.at.value;
  if (stops.length === 0) {
    return desk.known.value ? <p class="wall-none">{wallText(lang, 'nothing')}</p> : null;
  }
  const shares = new Map(desk.reach.value?.by.map((it) => [it.code, it.share]));
  return (
    <table class="wall-table" aria-label={wallText(lang, 'table')}>
      <thead><tr><th scope="col">{wallText(lang, 'area')}</th><th scope="col">{wallText(lang, 'share')}</th><th scope="col">{wallText(lang, 'staff')}</th></tr></thead>
      <tbody>
        {around(stops, at, room).map((stop) => {
          const staff = desk.staffed.value.get(stop.code);
          return (
            <tr key={stop.code} data-area={stop.code} aria-current={stop === stops[at] ? 'true' : undefined}>
              <th scope="row">{stopName(lang, stop)}</th>
              <td>{told(lang, shares.get(stop.code) ?? null, percentOf)}</td>
              <td>{staff === undefined ? wallText(lang, 'unknown') : `${staff.on_duty} / ${staff.posts}`}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

/** The area that the tour shows now. */
function Here({ desk, lang }: Props) {
  const stop = desk.stops.value[desk.at.value];
  if (stop === undefined) {
    return null;
  }
  return (
    <div class="wall-here">
      <strong>{stopName(lang, stop)}</strong>
      <span>{stop.code}</span>
    </div>
  );
}

/** Where the token is typed in, once. */
export function TokenPage({ desk, lang }: Props) {
  const field = useRef<HTMLInputElement>(null);
  const { value: problem } = desk.problem;
  const revoked = desk.state.value === 'revoked';
  const enter = (event: Event): void => {
    event.preventDefault();
    const input = field.current;
    if (input !== null && input.value.trim() !== '') {
      const token = input.value;
      input.value = '';
      void desk.enter(token).then(() => { field.current?.focus(); });
    }
  };
  return (
    <form class="wall-token" onSubmit={enter} data-wall={desk.state.value}>
      <h1>{wallText(lang, revoked ? 'revoked' : 'enter')}</h1>
      <p>{wallText(lang, revoked ? 'revokedText' : 'enterText')}</p>
      <label>
        <span>{wallText(lang, 'token')}</span>
        <input ref={field} type="password" autocomplete="off" spellcheck={false} maxLength={100} required aria-invalid={problem !== null} aria-describedby="wall-problem" />
      </label>
      <p id="wall-problem" class="wall-problem" role="alert">{problem === null ? '' : said(lang, problem.code)}</p>
      <button class="button" type="submit" disabled={desk.busy.value}>{wallText(lang, desk.busy.value ? 'opening' : 'open')}</button>
    </form>
  );
}

function said(lang: Lang, code: string): string {
  switch (code) {
    case 'bad_token': return wallText(lang, 'badToken');
    case 'insecure_transport': return wallText(lang, 'insecure');
    case 'unreachable':
    case 'timeout': return wallText(lang, 'unreachable');
    default: return wallText(lang, 'failed', { code });
  }
}
