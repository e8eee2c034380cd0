import { Fragment, type JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';

import { layerName } from '../ui/words';
import { layerOf } from '../model/city';
import { knownCity } from '../model/session';
import { type DryRun, type GridList, type Proposal, titled } from './answers';
import { Swatch } from './coveragepage';
import { partColour, normColours } from './overlay';
import { Note, number, type Page, Signed, Trouble, Waiting } from './parts';
import { Closer } from './spread';
import { Strip } from './strip';

/** Which grids have too many households, and how one could be split. */
export function BalancePage(page: Page): JSX.Element {
  const { balance } = page.desk;
  const list = balance.list.value;
  return (
    <>
      {(list.kind === 'loading' || list.kind === 'none') && <Waiting {...page} />}
      {list.kind === 'failed' && <Trouble page={page} problem={list.problem} retry={() => { balance.again(); balance.open(); }} />}
      {list.kind === 'ready' && <Grids page={page} of={list.value} />}
      {(list.kind !== 'ready' || list.value.above.every(({ code }) => code !== balance.code.value)) && <Proposed {...page} />}
    </>
  );
}

/** How many areas there are, and how they stand to the norm: each is in one of the numbers. */
export function normWords({ say, lang }: Pick<Page, 'say' | 'lang'>, of: GridList): string {
  return say('normSums', { areas: number(lang, of.areas), above: of.above.length, below: of.below.length, within: of.within, special: of.special, empty: of.empty, unknown: of.unknown });
}

function Grids({ page, of }: { readonly page: Page; readonly of: GridList }): JSX.Element {
  const { desk, say, lang } = page;
  const { balance } = desk;
  const theme = desk.session.theme.value;
  const city = knownCity(desk.session);
  const layer = layerName(lang, city, of.layer);
  const least = (city === null ? undefined : layerOf(city, of.layer))?.zoom[0] ?? 0;
  const later = desk.session.zoom.value < least ? least : null;
  return (
    <section class="plan-part plan-first" aria-label={say('norm', { layer, least: of.norm.least, most: of.norm.most })}>
      <h3>{say('norm', { layer, least: of.norm.least, most: of.norm.most })}</h3>
      <p class="plan-line" data-norm={of.above.length}>{normWords(page, of)}</p>
      <ul class="plan-key">
        <li><Swatch colour={normColours[theme].above} />{say('above')}</li>
        <li><Swatch colour={normColours[theme].below} />{say('below')}</li>
      </ul>
      {later !== null && <p class="plan-line">{say('legendFrom')} <Closer page={page} zoom={later} /></p>}
      <Strip page={page} of={of} split={balance.proposal.value.kind === 'ready' ? balance.proposal.value.value : null} />
      {of.above.length === 0 && <Note flag="no-above"><p>{say('noneAbove')}</p></Note>}
      {of.above.length > 0 && (
        <table class="plan-table" data-table="balance">
          <caption class="unseen">{say('above')}</caption>
          <thead><tr><th scope="col">{layer}</th><th scope="col" class="plan-number">{say('gapHouseholds')}</th><th scope="col" class="plan-number">{say('partsOf')}</th></tr></thead>
          <tbody>
            {of.above.map((it) => (
              <Fragment key={it.code}>
                <tr data-grid={it.code}>
                  <th scope="row">
                    {desk.may('balance.plan')
                      ? <button type="button" class="plan-link" aria-expanded={balance.code.value === it.code} title={say('propose')} onClick={() => { balance.propose(it.code); }}>{titled(lang, it)}</button>
                      : titled(lang, it)}
                    <p class="detail plan-digits">{it.code}</p>
                  </th>
                  <td class="plan-number">{number(lang, it.households)}</td>
                  <td class="plan-number">{it.parts ?? '–'}</td>
                </tr>
                {balance.code.value === it.code && balance.proposal.value.kind !== 'none' && <tr><td class="plan-inset" colSpan={3}><Proposed {...page} /></td></tr>}
              </Fragment>
            ))}
          </tbody>
        </table>
      )}
      {desk.may('balance.plan') ? of.above.length > 0 && <p class="plan-line">{say('proposeHint')}</p> : <Signed {...page} />}
    </section>
  );
}

function Proposed(page: Page): JSX.Element | null {
  const { desk: { balance } } = page;
  const proposal = balance.proposal.value;
  switch (proposal.kind) {
    case 'none': return null;
    case 'loading': return <Waiting {...page} />;
    case 'failed': return <Trouble page={page} problem={proposal.problem} retry={balance.code.value === '' ? () => { balance.again(); } : () => { balance.propose(balance.code.peek()); }} />;
    case 'ready': return <Split page={page} of={proposal.value} />;
  }
}

/** Brings a split to the top of the desk, under the row that it belongs to; of the page nothing else moves. */
function toTop(split: HTMLElement | null): void {
  const body = split?.closest('.plan-body');
  const from = split?.closest('tr')?.previousElementSibling ?? split;
  if (body != null && from != null) {
    body.scrollTop += from.getBoundingClientRect().top - body.getBoundingClientRect().top - 8;
  }
}

const methods = { streets: 'methodStreets', prolonged: 'methodProlonged', straight: 'methodStraight', none: 'methodNone' } as const;

function Split({ page, of }: { readonly page: Page; readonly of: Proposal }): JSX.Element {
  const { desk, say, lang } = page;
  const dryRun = desk.balance.dryRun.value;
  const shown = useRef<HTMLElement>(null);
  useEffect(() => { toTop(shown.current); }, [of.id]);
  return (
    <section class="plan-part" ref={shown} aria-label={say('split')} data-split={of.code} data-balanced={of.balanced}>
      <h3>{say('splitOf', { name: titled(lang, of) })}</h3>
      {of.worst_percent !== null && <p class={of.balanced ? 'plan-line' : 'plan-note plan-warn'}>{say(of.balanced ? 'balanced' : 'notBalanced', { n: of.worst_percent.toFixed(1) })}</p>}
      <p class="plan-line">{say(methods[of.method])}{of.exact && ` ${say('exactSplit')}`}</p>
      <Reason page={page} of={of} />
      {of.parts.length > 0 && <Parts page={page} of={of} />}
      {of.change !== null && <Files page={page} of={of} />}
      {of.change !== null && !desk.may('changes.write') && <HandOver {...page} />}
      <div role="status">{dryRun.kind === 'ready' && <Result page={page} of={dryRun.value} />}</div>
      {dryRun.kind === 'failed' && <Trouble page={page} problem={dryRun.problem} retry={() => { desk.balance.run(); }} />}
      <p class="plan-line">{say('revision', { n: of.revision })} · {say(of.kept ? 'splitKept' : 'splitNotKept')}</p>
    </section>
  );
}

const reasons = {
  no_line: 'reasonNoLine', block_too_large: 'reasonBlock', no_balanced_parts: 'reasonNoParts', no_single_line: 'reasonNoSingle',
  too_many_pieces: 'reasonPieces', detour: 'reasonDetour', noding_unstable: 'reasonNoding',
} as const;

/** Why it is not balanced, or not along streets alone; in the server's words where the page has none. */
function Reason({ page: { say, lang }, of: { reason, says, balanced, proven } }: { readonly page: Page; readonly of: Proposal }): JSX.Element | null {
  if (says === '' && reason === '') {
    return null;
  }
  const key = Object.entries(reasons).find(([name]) => name === reason)?.[1];
  return key === undefined || lang === 'en' ? <p class="detail" lang="en">{says}</p> : <p class="detail" data-reason={reason}>{say(key)}{!balanced && ` ${say(proven ? 'splitProven' : 'splitUnproven')}`}</p>;
}

function Parts({ page, of }: { readonly page: Page; readonly of: Proposal }): JSX.Element {
  const { desk, say, lang } = page;
  const theme = desk.session.theme.value;
  const comma = lang === 'zh' ? '、' : ', ';
  const along = ([['alongStreets', of.border.street_m], ['alongPaths', of.border.path_m], ['alongWater', of.border.water_m], ['alongWalls', of.border.fence_m], ['overGround', of.border.open_m]] as const)
    .filter(([, metres]) => metres >= 0.5).map(([key, metres]) => say(key, { n: Math.round(metres) }));
  return (
    <>
      {of.above_norm && <Note warn flag="above-norm"><p>{say('aboveNorm')}</p></Note>}
      {of.below_norm && <Note warn flag="below-norm"><p>{say('belowNorm')}</p></Note>}
      <table class="plan-table" data-table="parts">
        <caption class="unseen">{say('split')}</caption>
        <thead><tr><th scope="col">{say('part')}</th><th scope="col" class="plan-number">{say('gapHouseholds')}</th><th scope="col" class="plan-number">{say('buildings')}</th></tr></thead>
        <tbody>
          {of.parts.map((it, i) => (
            <tr key={i}>
              <th scope="row"><Swatch edged colour={partColour(theme, i)} /> {i + 1} <span class="plan-digits">{it.code}</span></th>
              <td class="plan-number">{it.households === null ? say('withheld') : number(lang, it.households)}</td>
              <td class="plan-number">{number(lang, it.buildings)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {along.length > 0 && <p class="plan-line">{say('border', { list: along.join(comma) })}</p>}
      {of.sources.length > 0 && <p class="plan-line detail" data-sources>{say('sources', { list: of.sources.join('; ') })}</p>}
      {of.cuts_compounds.length > 0 && <Note flag="cuts"><p>{say('cutsCompounds', { list: of.cuts_compounds.map((it) => say('metresOf', { name: titled(lang, it), n: Math.round(it.length_m) })).join(comma) })}</p></Note>}
      {of.cuts_walls.length > 0 && <Note warn flag="walls"><p>{say('cutsWalls', { n: of.cuts_walls.length })}</p></Note>}
    </>
  );
}

function Files({ page: { desk, say }, of }: { readonly page: Page; readonly of: Proposal }): JSX.Element {
  const file = (form: string): string => new URL(`api/v1/balance/proposals/${encodeURIComponent(of.id)}/export?f=${form}`, desk.base).href;
  return (
    <p class="plan-files">
      {desk.may('changes.write') && <button type="button" class="button button-main" disabled={desk.balance.dryRun.value.kind === 'loading'} data-action="dry-run" onClick={() => { desk.balance.run(); }}>{say('dryRun')}</button>}
      <a class="button" href={file('change')} download={`split-${of.code}.json`} data-action="export-change">{say('exportChange')}</a>
      <a class="button" href={file('geojson')} download={`split-${of.code}.geojson`} aria-label={`${say('download')} ${say('geojson')}`}>{say('geojson')}</a>
    </p>
  );
}

/** Who goes on with the proposal, for who may not write: its link, and the change as a file above. */
function HandOver({ say }: Page): JSX.Element {
  const [said, setSaid] = useState<'copied' | 'notCopied' | null>(null);
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(window.location.href);
      setSaid('copied');
    } catch {
      setSaid('notCopied'); // over plain HTTP from another machine there is no clipboard
    }
  };
  return (
    <Note flag="hand-over">
      <p>{say('handOver')}</p>
      <button type="button" class="button" data-action="copy-split" onClick={() => { void copy(); }}>{say('copyLink')}</button>
      <p role="status">{said !== null && say(said)}</p>
    </Note>
  );
}

/** What the dry run found: nothing was written. */
function Result({ page: { say, lang }, of: { report } }: { readonly page: Page; readonly of: DryRun }): JSX.Element {
  const good = report.gaps.opened.length + report.overlaps.opened.length === 0;
  const moved = report.households.map((it) => it.households);
  const sums = [
    ['areas', say('dryAreas'), number(lang, report.areas.length)],
    ['moved', say('dryMoved'), moved.includes(null) ? say('withheld') : number(lang, moved.reduce<number>((sum, it) => sum + (it ?? 0), 0))],
    ['gaps', say('dryGaps'), number(lang, report.gaps.opened.length)],
    ['overlaps', say('dryOverlaps'), number(lang, report.overlaps.opened.length)],
  ] as const;
  return (
    <div data-dry-run>
      <p class={good ? 'plan-line' : 'plan-note plan-warn'}>{say(good ? 'dryFine' : 'dryFaults')}</p>
      <dl class="plan-sums plan-four">
        {sums.map(([key, term, value]) => <div key={key} data-sum={key}><dt>{term}</dt><dd>{value}</dd></div>)}
      </dl>
    </div>
  );
}
