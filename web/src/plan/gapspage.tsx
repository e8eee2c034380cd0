import type { JSX } from 'preact';

import { isPlanKey } from '../i18n/plan';
import { Walk } from './coveragepage';
import { type Gap, titled } from './answers';
import { HatchKey } from './spread';
import { HourLine, minutes, Note, number, type Page, Trouble, Waiting } from './parts';

type Cause = Gap['cause'];
type CauseLine = NonNullable<Cause['binding']>;

/** Where the households are that no station is near enough to, and why. */
export function GapsPage(page: Page): JSX.Element {
  const { desk, lang, say } = page;
  const gaps = desk.gaps.value;
  return (
    <>
      <Walk {...page} />
      {(gaps.kind === 'loading' || gaps.kind === 'none') && <Waiting {...page} />}
      {gaps.kind === 'failed' && <Trouble page={page} problem={gaps.problem} retry={() => { desk.again(); }} />}
      {gaps.kind === 'ready' && <HourLine page={page} of={gaps.value} />}
      {gaps.kind === 'ready' && gaps.value.gaps.length === 0 && <Note flag="no-gaps"><p>{say('gapNone')}</p></Note>}
      {gaps.kind === 'ready' && gaps.value.gaps.length > 0 && (
        <>
          <p class="plan-line">
            {say('gapCount', { n: number(lang, gaps.value.groups) })}
            {gaps.value.groups > gaps.value.gaps.length && ` · ${say('gapShown', { n: gaps.value.gaps.length })}`}
          </p>
          <HatchKey {...page} />
          {!gaps.value.exact && <p class="plan-line">{say('inexact')}</p>}
          <GapTable page={page} gaps={gaps.value.gaps} />
        </>
      )}
    </>
  );
}

function GapTable({ page, gaps }: { readonly page: Page; readonly gaps: readonly Gap[] }): JSX.Element {
  const { say, lang, desk } = page;
  return (
    <table class="plan-table plan-gaps" data-table="gaps">
      <caption class="unseen">{say('gaps')}</caption>
      <thead><tr><th scope="col">{say('gapPlace')} · {say('gapCause')}</th><th scope="col" class="plan-number">{say('gapHouseholds')}</th></tr></thead>
      <tbody>
        {gaps.map((it) => (
          <tr key={`${it.layer} ${it.code}`} data-gap={it.code}>
            <td>
              <button type="button" class="plan-link" title={say('fly')} onClick={() => { desk.showGap(it.layer, it.code, it.bounds); }}>{titled(lang, it)}</button>
              <p class="detail">{nearestWords(page, it)}</p>
              <p class="plan-cause">{causeWords(page, it.cause)}</p>
              <Remedies page={page} of={it} />
            </td>
            <td class="plan-number">{it.households === null ? say('withheld') : number(lang, it.households)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** What would help: a station there, and where a locked gate is in the way, its opening. */
function Remedies({ page: { say, desk }, of: { at, cause } }: { readonly page: Page; readonly of: Gap }): JSX.Element {
  const locked = cause.locked ?? (cause.barrier?.kind === 'gate' ? cause.barrier : null);
  return (
    <span class="chips">
      {desk.may('siting.read') && <button type="button" class="chip" data-action="gap-station" onClick={() => { desk.site.show(at, true); }}>{say('gapStation')}</button>}
      {locked !== null && desk.may('scenarios.write') && (
        <button type="button" class="chip" data-action="gap-gate" onClick={() => {
          desk.tab.value = 'scenario';
          desk.play.turn(locked.code, false);
          desk.fly(locked.at);
        }}>{say('gapOpenGate')}</button>
      )}
    </span>
  );
}

/** How far it is to the nearest station. */
export function nearestWords({ say, lang }: Pick<Page, 'say' | 'lang'>, { nearest }: Gap): string {
  return nearest === null ? '' : say('gapNearest', { name: titled(lang, nearest), walk: minutes(nearest.walk_s), line: Math.round(nearest.line_m) });
}

/** The binding cause in words: what is in the way, and where the way round leads. */
export function causeWords({ say, lang }: Pick<Page, 'say' | 'lang'>, cause: Cause): string {
  const comma = lang === 'zh' ? '，' : ', ';
  const locked = cause.locked === null ? [] : [say('causeLocked', { what: lineWords({ say, lang }, cause.locked), n: minutes(cause.locked.saved_s) })];
  const round = cause.detour_s < 30 ? [] : [cause.binding === null ? say('causeLonger', { n: minutes(cause.detour_s) }) : say('causeBinding', { what: lineWords({ say, lang }, cause.binding), n: minutes(cause.detour_s) })];
  switch (cause.kind) {
    case 'far': return say('causeFar');
    case 'cut_off': return say('causeCutOff');
    case 'no_place': return say('causeNoPlace');
    case 'barrier': return [say('causeBarrier', { what: cause.barrier === null ? '' : lineWords({ say, lang }, cause.barrier) }), ...round, ...locked].join(comma);
    default: return [say('causeStreets'), ...round, ...locked].join(comma);
  }
}

/** A line of the map: its kind, with its name where it has one of its own. */
function lineWords({ say, lang }: Pick<Page, 'say' | 'lang'>, { kind, words, name, code }: CauseLine): string {
  const word = isPlanKey(kind) ? say(kind) : words[lang];
  const own = kind === 'gate' || name === '' || name === code || name === word ? code : name; // gates are mostly called gate
  return lang === 'zh' ? `${word}“${own}”` : `${word} “${own}”`;
}
