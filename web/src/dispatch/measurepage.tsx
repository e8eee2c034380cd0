import type { JSX } from 'preact';
import { useState } from 'preact/hooks';

import { distance, surface } from '../ui/words';
import { DrawTools } from './drawtools';
import { Choices, type Page } from './parts';

/** Lengths and areas, as they are drawn. */
export function MeasurePage(page: Page): JSX.Element {
  const { desk: { measure }, say, lang } = page;
  const { drawing } = measure;
  const metres = measure.metres.value;
  const length = metres === null ? '–' : distance(lang, metres);
  const ofSurface = measure.what.value === 'surface';
  const whole = drawing.corners.value.length > 2;
  const ground = whole ? surface(lang, measure.squareMetres.value) : '–';
  const [big, exact, measured] = ofSurface
    ? [ground, `${measure.squareMetres.value.toFixed(2)} m²`, measure.squareMetres.value]
    : [length, `${(metres ?? 0).toFixed(3)} m`, metres ?? ''];
  return (
    <>
      <Choices label={say('what')} name="measure" of={['distance', 'surface'] as const} value={measure.what.value} words={say} choose={(it) => { measure.choose(it); }} />
      <p class="plan-line">{say('measureHint')}</p>
      <p class="plan-big" role="status" data-measured={measured}><strong>{big}</strong><span>{say(ofSurface ? 'surface' : 'length')}</span></p>
      <p class="plan-line" data-exact>{exact}</p>
      {ofSurface && whole && <p class="plan-line">{say('perimeter')} {length}</p>}
      <DrawTools page={page} drawing={drawing} least={ofSurface ? 3 : 2} begin={() => { drawing.begin(); }} />
      {drawing.corners.value.length > 1 && <Copy page={page} exact={exact} />}
      <Legs {...page} />
    </>
  );
}

function Copy({ page: { say }, exact }: { readonly page: Page; readonly exact: string }): JSX.Element {
  const [copied, setCopied] = useState('');
  return (
    <p class="plan-field">
      <button type="button" class="button" data-action="copy-measure" onClick={() => { void navigator.clipboard.writeText(exact).then(() => { setCopied(exact); }, () => undefined); }}>{say('copy')}</button>
      <span class="detail" role="status">{copied === exact && say('copied')}</span>
    </p>
  );
}

function Legs({ desk: { measure }, say, lang }: Page): JSX.Element | null {
  const legs = measure.legs.value;
  return legs.length < 2 ? null : (
    <ol class="tool-legs">
      {legs.map((it, i) => <li key={i}><span>{say('leg', { n: i + 1 })}</span><span>{it === null ? '–' : distance(lang, it)}</span></li>)}
    </ol>
  );
}
