import type { JSX } from 'preact';
import { useState } from 'preact/hooks';

import { text } from '../i18n/text';
import { type Datum, datumNames, datums, inDatum } from '../model/datum';
import type { Lang } from '../model/lang';
import type { Position } from '../model/position';
import { Code } from './copy';

/** Where the spot is, in the system that the reader needs. */
export function Coordinates({ lang, at }: { readonly lang: Lang; readonly at: Position }): JSX.Element {
  const [datum, setDatum] = useState<Datum>('wgs84');
  const there = inDatum(at, datum);
  const point = `${there.lon.toFixed(6)},${there.lat.toFixed(6)}`;
  return (
    <div class="card-part coordinates" data-point={point}>
      <div class="datums" role="group" aria-label={text(lang, 'card.datum')}>
        {datums.map((it) => (
          <button key={it} type="button" class="chip" aria-pressed={it === datum} data-datum={it} onClick={() => { setDatum(it); }}>{datumNames[it]}</button>
        ))}
      </div>
      <Code code={point} lang={lang} label={text(lang, 'card.copyPoint', { point })} />
      {datum !== 'wgs84' && <p class="detail">{text(lang, 'card.datumNote')}</p>}
    </div>
  );
}
