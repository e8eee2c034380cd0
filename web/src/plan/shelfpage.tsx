import type { JSX } from 'preact';

import type { Scenario } from './answers';
import { minutes, number, type Page, percent } from './parts';
import { type Kept, mostKept } from './shelf';

type Figures = Pick<Kept, 'share' | 'uncovered' | 'p90'>;

/** The city as it is, the scenario that is edited and those that are kept, with three numbers each. */
export function ShelfTable({ page, state }: { readonly page: Page; readonly state: Scenario }): JSX.Element {
  const { desk, say } = page;
  const { shelf } = desk;
  const kept = shelf.list.value;
  const [before, after] = [0, 1].map((i): Figures => ({ share: state.share[i] ?? null, uncovered: (i === 0 ? state.before : state.after).uncovered, p90: state.p90_s[i] ?? null }));
  return (
    <section class="plan-part" aria-label={say('shelf')} data-shelf={kept.length}>
      <h3>{say('shelf')}</h3>
      <table class="plan-table" data-table="shelf">
        <caption class="unseen">{say('shelf')}</caption>
        <thead><tr><th scope="col">{say('shelfName')}</th>{(['shelfShare', 'shelfOut', 'shelfFar'] as const).map((it) => <th key={it} scope="col" class="plan-number">{say(it)}</th>)}</tr></thead>
        <tbody>
          {before !== undefined && <tr data-kept="now"><th scope="row">{say('shelfNow')}</th><Numbers page={page} of={before} /></tr>}
          {after !== undefined && state.edits.length > 0 && <tr data-kept="this"><th scope="row">{say('shelfThis')}</th><Numbers page={page} of={after} /></tr>}
          {kept.map((it) => (
            <tr key={it.name} data-kept={it.name}>
              <th scope="row">
                <button type="button" class="plan-link" title={say('shelfOpen', { name: it.name })} onClick={() => { desk.open(it); }}>{it.name}</button>
                <button type="button" class="plan-link plan-drop" aria-label={say('shelfDrop', { name: it.name })} title={say('shelfDrop', { name: it.name })} onClick={() => {
                  shelf.drop(it.name);
                  if (desk.versus.other.peek()?.name === it.name) {
                    desk.versus.choose(null);
                  }
                }}>×</button>
                <button type="button" class="chip plan-card" aria-pressed={desk.versus.other.value?.name === it.name} data-action="compare-with" title={say('versusWith', { name: it.name })} onClick={() => { desk.versus.choose(it); }}>{say('versusShort')}</button>
                <p class="detail">{say('shelfOf', { n: it.minutes, revision: it.revision })}{it.profile !== 'adult' && ` · ${say(it.profile)}`}{it.policy && ` · ${say('policy')}`}{it.openAt !== '' && ` · ${say('openAtOf', { at: it.openAt.replace('T', ' ') })}`}</p>
              </th>
              <Numbers page={page} of={it} />
            </tr>
          ))}
        </tbody>
      </table>
      <p class="plan-files">
        <button type="button" class="button" disabled={state.edits.length === 0 || desk.play.busy.value} data-action="keep-scenario" onClick={() => { shelf.keep(shelf.free((n) => say('shelfNext', { n })), state); }}>{say('shelfKeep')}</button>
      </p>
      {kept.length > 0 && <p class="plan-line" role="status" data-shelf-lasting={shelf.lasting.value}>{shelf.lasting.value ? say('shelfHere', { n: mostKept }) : say('shelfLost')}</p>}
    </section>
  );
}

function Numbers({ page: { say, lang }, of }: { readonly page: Page; readonly of: Figures }): JSX.Element {
  return (
    <>
      <td class="plan-number">{percent(of.share)}</td>
      <td class="plan-number">{number(lang, of.uncovered)}</td>
      <td class="plan-number">{of.p90 === null ? say('shelfFarOver') : say('shelfFarOf', { n: minutes(of.p90) })}</td>
    </>
  );
}
