import type { JSX } from 'preact';

import { spotColour } from '../map/plan';
import { knownCity } from '../model/session';
import { layerName } from '../ui/words';
import { titled } from './answers';
import { Swatch } from './coveragepage';
import { leftWords } from './leftoutpart';
import { Note, number, type Page, Trouble, Waiting } from './parts';
import type { Against } from './versus';

/** The scenario that is edited against a kept one: a table, the areas that differ, and the buildings on the map. */
export function VersusPart({ page }: { readonly page: Page }): JSX.Element | null {
  const { desk, say, lang } = page;
  const { versus } = desk;
  const other = versus.other.value;
  const result = versus.result.value;
  if (other === null) {
    return null;
  }
  const theme = desk.session.theme.value;
  const title = say('versus', { name: other.name });
  return (
    <section class="plan-part" aria-label={title} data-versus={other.name}>
      <h3>{title}</h3>
      {result.kind === 'loading' && <Waiting {...page} />}
      {result.kind === 'failed' && <Trouble page={page} problem={result.problem} retry={() => { versus.other.value = { ...other }; }} />}
      {result.kind === 'ready' && (
        <>
          <Left page={page} of={result.value} name={other.name} />
          {other.minutes !== desk.minutes.value && <Note flag="versus-minutes"><p>{say('versusMinutes', { n: desk.minutes.value })}</p></Note>}
          <p class="plan-gain" data-only-this={result.value.delta.gained} data-only-other={result.value.delta.lost}>{say('versusSays', { gained: number(lang, result.value.delta.gained), lost: number(lang, result.value.delta.lost), name: other.name })}</p>
          <table class="plan-table" data-table="versus">
            <caption class="unseen">{title}</caption>
            <thead><tr><th scope="col"><span class="unseen">{say('households', { n: '' })}</span></th><th scope="col" class="plan-number">{other.name}</th><th scope="col" class="plan-number">{say('shelfThis')}</th></tr></thead>
            <tbody>
              {(['covered', 'uncovered', 'estimated'] as const).map((it) => (
                <tr key={it} data-row={it}><th scope="row">{say(it)}</th><td class="plan-number">{number(lang, result.value.in_b[it])}</td><td class="plan-number">{number(lang, result.value.in_a[it])}</td></tr>
              ))}
            </tbody>
          </table>
          <ul class="plan-key">
            <li><Swatch colour={spotColour(theme, 'gained')} />{say('versusGained', { n: result.value.delta.gained_buildings })}</li>
            <li><Swatch colour={spotColour(theme, 'lost')} />{say('versusLost', { n: result.value.delta.lost_buildings, name: other.name })}</li>
          </ul>
          <Areas page={page} />
        </>
      )}
    </section>
  );
}

/** What of the kept one cannot be done any more, and is not in the comparison. */
function Left({ page, of: { left, other }, name }: { readonly page: Page; readonly of: Against; readonly name: string }): JSX.Element | null {
  const { say } = page;
  return left.length === 0 ? null : (
    <Note warn flag="versus-left">
      <p>{left.length === 1 ? say('versusLeftOne', { name }) : say('versusLeft', { name, n: left.length })}</p>
      <ul class="plan-edits">{left.map((it, n) => <li key={n} data-versus-left={it.code}>{leftWords(page, it, other)}</li>)}</ul>
    </Note>
  );
}

/** The areas of the chosen layer in which the two differ. */
function Areas({ page: { desk, say, lang } }: { readonly page: Page }): JSX.Element | null {
  const result = desk.versus.result.value;
  const rows = (result.kind === 'ready' ? result.value.delta.by : []).filter((it) => it.layer === desk.by.value).sort((a, b) => b.gained + b.lost - a.gained - a.lost);
  return rows.length === 0 ? null : (
    <table class="plan-table" data-table="versus-areas">
      <caption>{`${say('versusBy')} · ${layerName(lang, knownCity(desk.session), desk.by.value)}`}</caption>
      <thead><tr><th scope="col">{say('area')}</th><th scope="col" class="plan-number">{say('versusOnlyOther')}</th><th scope="col" class="plan-number">{say('versusOnlyThis')}</th></tr></thead>
      <tbody>
        {rows.map((it) => <tr key={it.code}><th scope="row">{titled(lang, it)}</th><td class="plan-number">{number(lang, it.lost)}</td><td class="plan-number">{number(lang, it.gained)}</td></tr>)}
      </tbody>
    </table>
  );
}
