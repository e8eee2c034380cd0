import type { JSX } from 'preact';

import { text } from '../i18n/text';
import { type Answer, closest } from '../model/answer';
import { called } from '../model/area';
import { type City, layerOf } from '../model/city';
import type { Lang } from '../model/lang';
import { distance, instant, layerName } from './words';

/** By which rules the answer came about. */
export function Why({ lang, city, answer }: { readonly lang: Lang; readonly city: City | null; readonly answer: Answer }): JSX.Element {
  return (
    <details class="card-part why" data-why>
      <summary>{text(lang, 'card.why')}</summary>
      <ul>
        {reasons(lang, city, answer).map((it) => <li key={it}><bdi>{it}</bdi></li>)}
      </ul>
    </details>
  );
}

function reasons(lang: Lang, city: City | null, answer: Answer): string[] {
  const area = city === null ? answer.areas[answer.areas.length - 1] : closest(answer, city);
  const { border, coverage } = answer;
  return [
    area === undefined ? text(lang, 'why.outside') : text(lang, 'why.owner', { name: called(lang, area) }),
    ...(border === null ? [] : [text(lang, 'why.border', { layer: layerName(lang, city, border.layer), distance: distance(lang, border.distanceMetres) })]),
    ...disagreements(lang, city, answer),
    ...(coverage?.method === 'estimate' ? [text(lang, 'card.estimateNote')] : []),
    text(lang, 'why.revision', { revision: answer.revision, time: instant(answer.at) }),
  ];
}

/** Where areas overlap, whether the layers agree, and which of them may overlap by right. */
function disagreements(lang: Lang, city: City | null, { areas }: Answer): string[] {
  const out = areas
    .filter(({ contested }) => contested.length > 1)
    .map((it) => text(lang, 'why.contested', { layer: layerName(lang, city, it.layer), owner: it.contested[0] ?? it.code }));
  if (areas.length > 1) {
    out.push(text(lang, areas.every(({ agrees }) => agrees) ? 'why.agrees' : 'why.disagrees'));
  }
  if (city !== null && areas.some((it) => layerOf(city, it.layer)?.partition === false)) {
    out.push(text(lang, 'why.free'));
  }
  return out;
}
