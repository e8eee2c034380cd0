import type { JSX } from 'preact';
import { useState } from 'preact/hooks';

import { knownCity } from '../model/session';
import { layerName, placeKindName, surface } from '../ui/words';
import type { Counts, Inside } from './answers';
import { DrawTools } from './drawtools';
import { Lists } from './groundlists';
import { Note, type Page, Trouble, Waiting } from './parts';
import { longestPaste } from './paste';

/** An area that is drawn or pasted, and what is in it. */
export function GroundPage(page: Page): JSX.Element {
  const { desk: { ground }, say } = page;
  const counts = ground.counts.value;
  return (
    <>
      <p class="plan-line">{say('drawHint')}</p>
      <DrawTools page={page} drawing={ground.drawing} least={3} begin={() => { ground.begin(); }} />
      <Paste {...page} />
      {counts.kind === 'loading' && <Waiting {...page} />}
      {counts.kind === 'failed' && <Trouble page={page} problem={counts.problem} retry={() => { ground.ask(); }} />}
      {counts.kind === 'ready' && <Sums page={page} counts={counts.value} />}
      {counts.kind === 'ready' && <InsideLists {...page} />}
    </>
  );
}

function Paste(page: Page): JSX.Element {
  const { desk: { ground }, say } = page;
  const [words, setWords] = useState('');
  const fault = ground.fault.value;
  return (
    <details class="plan-basis" open={fault !== null}>
      <summary>{say('paste')}</summary>
      {fault !== null && <Note warn flag={fault}><p>{say(`fault.${fault}`)}</p></Note>}
      <label class="tool-paste">
        <span class="unseen">{say('paste')}</span>
        <textarea rows={4} spellcheck={false} maxLength={longestPaste} value={words} data-paste="ground" aria-invalid={fault !== null} placeholder="POLYGON((119.86 38.69, 119.87 38.69, 119.87 38.70))" onInput={(event) => { setWords(event.currentTarget.value); }} />
      </label>
      <button type="button" class="button" data-action="use-paste" disabled={words.trim() === ''} onClick={() => { ground.paste(words); }}>{say('usePaste')}</button>
    </details>
  );
}

/** The sums: exact for those of the desks, of whole privacy blocks for others. */
function Sums({ page, counts }: { readonly page: Page; readonly counts: Counts }): JSX.Element {
  const { desk: { ground, session }, say, lang } = page;
  const city = knownCity(session);
  const inside = ground.inside.value.kind === 'ready' ? ground.inside.value.value : null;
  const households = inside === null ? counts.households : inside.households;
  const cells: readonly (readonly [string, string, string])[] = [
    ['households', say('households'), households === null ? say('withheld') : households.toLocaleString(lang)],
    ['buildings', say('buildings'), counts.buildings.toLocaleString(lang)],
    ['size', say('surface'), surface(lang, counts.area_m2)],
    ...counts.places.map(({ kind, count }) => [kind, placeKindName(lang, city, kind), count.toLocaleString(lang)] as const),
  ];
  return (
    <section class="plan-part" aria-label={say('groundSum')} data-ground="sums">
      <h3>{say('groundSum')}</h3>
      <dl class="plan-sums">
        {cells.map(([key, name, value]) => <div key={key} data-sum={key}><dt>{name}</dt><dd>{value}</dd></div>)}
      </dl>
      {inside !== null && <Untold page={page} inside={inside} />}
      {!ground.lists.value && (
        <Note flag="rounded">
          <p>{say('roundedNote')}</p>
          {session.who.value?.account === '' && <button type="button" class="button" data-action="tools-sign-in" onClick={() => { session.account.peek()?.signIn(); }}>{say('signIn')}</button>}
        </Note>
      )}
      <Areas page={page} counts={counts} />
    </section>
  );
}

/** What the sums and lists leave out, and why. */
function Untold({ page: { desk: { session }, say, lang }, inside: { unknown, untold, withheld } }: { readonly page: Page; readonly inside: Inside }): JSX.Element {
  const city = knownCity(session);
  const list = untold.slice(0, 20).map((it) => `${layerName(lang, city, it.layer)} ${it.code}`).join(' · ');
  return (
    <>
      {unknown > 0 && <p class="plan-line">{say('unknownNote', { n: unknown })}</p>}
      {untold.length > 0 && <Note warn flag="untold"><p>{say('untoldNote', { list, n: untold.length })}</p></Note>}
      {withheld?.households === true && <p class="plan-line" data-withheld="households">{say('withheldHouseholds')}</p>}
      {withheld?.posts === true && <p class="plan-line" data-withheld="posts">{say('withheldPosts')}</p>}
    </>
  );
}

/** The areas that lie in the ground, layer by layer, the deepest first. */
function Areas({ page: { desk: { actions, session }, say, lang }, counts }: { readonly page: Page; readonly counts: Counts }): JSX.Element {
  const city = knownCity(session);
  const layers = [...new Set(counts.areas.map((it) => it.layer))].reverse();
  return (
    <details class="plan-basis" data-ground="areas">
      <summary>{say('areas')} · {counts.areas.length}</summary>
      {layers.map((layer) => (
        <section key={layer}>
          <h4>{layerName(lang, city, layer)}</h4>
          <ul class="tool-areas">
            {counts.areas.filter((it) => it.layer === layer).slice(0, 200).map(({ code, name, whole, share }) => (
              <li key={code} class="link-line">
                <button type="button" class="link-name" data-inside={code} onClick={() => { actions.open({ what: 'area', area: { layer, code } }, 'keyboard'); }}><bdi>{name === '' ? code : name}</bdi></button>
                <span class="detail">{whole ? say('wholeOf') : say('shareOf', { share: share < 0.001 ? '<0.1%' : `${(Math.min(share, 0.999) * 100).toFixed(1)}%` })}</span>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </details>
  );
}

function InsideLists(page: Page): JSX.Element | null {
  const { desk: { ground } } = page;
  const inside = ground.inside.value;
  switch (inside.kind) {
    case 'none': return null;
    case 'loading': return <Waiting {...page} />;
    case 'failed': return <Trouble page={page} problem={inside.problem} retry={() => { ground.ask(); }} />;
    case 'ready': return <Lists page={page} inside={inside.value} />;
  }
}
