import type { JSX } from 'preact';

import { spotColour } from '../map/plan';
import { layerName } from '../ui/words';
import { layerOf } from '../model/city';
import { knownCity } from '../model/session';
import { type Coverage, type Row, titled } from './answers';
import { number, type Page, percent } from './parts';
import { walkColour } from './overlay';

const [width, height, foot] = [360, 96, 14];

/** The minutes that the histogram tells apart, and those that it marks. */
const marks = [5, 10, 15] as const;
const longest = 30;

/** Households by minutes on foot: a bar for each minute, 5, 10 and 15 marked; longer walks in the last one. */
export function Histogram({ page, walking }: { readonly page: Page; readonly walking: NonNullable<Coverage['walking']> }): JSX.Element | null {
  const { say, lang, desk } = page;
  const bars = walking.by_minute;
  const top = Math.max(...bars, 0);
  if (top === 0) {
    return null;
  }
  const theme = desk.session.theme.value;
  const spans = Math.max(bars.length, 16);
  const step = width / spans;
  const within = (minutes: number): number => bars.slice(0, minutes).reduce((sum, it) => sum + it, 0);
  const words = marks.map((it) => say('histogramWithin', { n: it, households: number(lang, within(it)) })).join(lang === 'zh' ? '，' : ', ');
  return (
    <figure class="plan-curve plan-histogram" data-histogram={bars.join(',')}>
      <figcaption>{say('histogram')} · {words}{walking.unreachable > 0 && ` · ${say('histogramNever', { n: number(lang, walking.unreachable) })}`}</figcaption>
      <svg viewBox={`0 0 ${width} ${height + foot}`} role="img" aria-label={`${say('histogram')}: ${words}`}>
        {bars.map((it, i) => {
          const tall = (it / top) * (height - 6);
          return <rect key={i} x={i * step + 0.5} y={height - tall} width={step - 1} height={tall} fill={walkColour(theme, i)}><title>{say(i === longest ? 'histogramOver' : 'histogramBar', { from: i, to: i + 1, n: number(lang, it) })}</title></rect>;
        })}
        <line x1="0" x2={width} y1={height} y2={height} stroke="currentColor" stroke-opacity="0.5" />
        {marks.map((it) => (
          <g key={it}>
            <line x1={it * step} x2={it * step} y1="0" y2={height + 3} stroke="currentColor" stroke-dasharray="3 2" />
            <text x={it * step} y={height + foot - 1} font-size="11" text-anchor="middle" fill="currentColor">{it}</text>
          </g>
        ))}
      </svg>
    </figure>
  );
}

/** So many of the worst are named. */
const worstRows = 5;

/** The areas with the most households outside the circle, by the deepest layer that is counted. */
export function Worst({ page, rows }: { readonly page: Page; readonly rows: readonly Row[] }): JSX.Element | null {
  const { say, lang, actions, desk } = page;
  const worst = rows.filter((it) => (it.uncovered ?? 0) > 0).sort((a, b) => (b.uncovered ?? 0) - (a.uncovered ?? 0) || (a.code < b.code ? -1 : 1)).slice(0, worstRows);
  const [first] = worst;
  if (first === undefined) {
    return null;
  }
  return (
    <section class="plan-part" aria-label={say('worst')} data-worst={worst.map((it) => it.code).join(' ')}>
      <h3>{say('worst')} · {layerName(lang, knownCity(desk.session), first.layer)}</h3>
      <ol class="plan-worst">
        {worst.map((it) => (
          <li key={it.code}>
            <button type="button" class="plan-link" onClick={() => { actions.open({ what: 'area', area: { layer: it.layer, code: it.code } }, 'pointer'); }}>{titled(lang, it)}</button>
            <span class="plan-number">{say('worstOf', { n: number(lang, it.uncovered), share: percent(it.share) })}</span>
          </li>
        ))}
      </ol>
    </section>
  );
}

/** Slanted lines, as the map has them. */
export function Hatch(): JSX.Element {
  return (
    <svg class="plan-swatch" viewBox="0 0 14 14" width="14" height="14" aria-hidden="true" focusable="false">
      <path d="M0 6 6 0M0 13 13 0M4 14 14 4M10 14l4-4" stroke="currentColor" stroke-width="1.5" fill="none" />
      <rect x="0.5" y="0.5" width="13" height="13" rx="2.5" fill="none" stroke="currentColor" stroke-opacity="0.4" />
    </svg>
  );
}

/** What the slanted lines on the map mean. */
export function HatchKey(page: Page): JSX.Element | null {
  const { desk, say } = page;
  const gaps = desk.gaps.value;
  if (gaps.kind !== 'ready' || gaps.value.gaps.length === 0) {
    return null;
  }
  const city = knownCity(desk.session);
  const zooms = [...new Set(gaps.value.gaps.map((it) => it.layer))].map((it) => (city === null ? undefined : layerOf(city, it))?.zoom[0]);
  const least = Math.max(...zooms.map((it) => it ?? 0));
  const later = desk.session.zoom.value < least;
  return (
    <ul class="plan-key" data-hatched={gaps.value.gaps.length}>
      <li><Hatch />{say('hatched')}{later && ` · ${say('legendFrom')}`}</li>
      {desk.tab.value === 'gaps' && later && <li><svg class="plan-swatch" viewBox="0 0 14 14" width="14" height="14" aria-hidden="true" focusable="false"><circle cx="7" cy="7" r="4" fill={spotColour(desk.session.theme.value, 'lost')} /></svg>{say('gapDots')}</li>}
      {later && <li><Closer page={page} zoom={least} /></li>}
    </ul>
  );
}

/** Goes so near that the areas of a layer are drawn. */
export function Closer({ page: { desk, say }, zoom }: { readonly page: Page; readonly zoom: number }): JSX.Element {
  return <button type="button" class="chip" data-action="closer" onClick={() => { desk.stage.jump({ ...desk.stage.camera(), zoom: zoom + 0.01 }); }}>{say('closer')}</button>;
}
