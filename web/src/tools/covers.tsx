import { type Signal, signal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import * as v from 'valibot';

import { toolText } from '../i18n/tools';
import { type AreaDetail, called } from '../model/area';
import { type City, filled, layerOf } from '../model/city';
import { type Actions, knownCity, type Session } from '../model/session';
import { type Load, loadInto } from '../plan/load';
import { ask, dated } from '../plan/server';
import { layerName } from '../ui/words';

/** `GET areas/{layer}/{code}/overlaps`: households as far as they are told. */
const coversSchema = v.object({
  overlaps: v.array(v.object({
    layer: v.string(), code: v.string(), name: v.string(), name_en: v.nullish(v.string(), ''), overlap_m2: v.number(), share: v.number(), share_other: v.number(),
    households: v.nullish(v.number(), null), withheld: v.boolean(),
  })),
  untold: v.array(v.object({ layer: v.string(), code: v.string() })),
});
type Covered = v.InferOutput<typeof coversSchema>;

interface Props {
  readonly session: Session;
  readonly actions: Actions;
  readonly base: string;
  readonly area: AreaDetail;
}

/** So many are shown at first. */
const few = 8;

/** Which units an area of a free layer lies over, of one layer at a time. */
export function Covers(props: Props): JSX.Element | null {
  const city = knownCity(props.session);
  if (city === null || layerOf(city, props.area.layer)?.partition !== false) {
    return null;
  }
  const layers = filled(city).filter((it) => it.partition && !it.base && it.areas > 1).map((it) => it.key);
  return layers.length === 0 ? null : <Units {...props} city={city} layers={layers} />;
}

function Units(props: Props & { readonly city: City; readonly layers: readonly string[] }): JSX.Element {
  const { session, base, area, city, layers } = props;
  const lang = session.lang.value;
  const [chosen, choose] = useState('');
  const layer = layers.includes(chosen) ? chosen : layers.find((it) => it === 'community') ?? layers[layers.length - 1] ?? '';
  const [answer] = useState<Signal<Load<Covered>>>(() => signal<Load<Covered>>({ kind: 'none' }));
  const path = `api/v1/areas/${encodeURIComponent(area.layer)}/${encodeURIComponent(area.code)}/overlaps?layer=${encodeURIComponent(layer)}${dated(session)}`;
  useEffect(() => {
    const stop = new AbortController();
    void loadInto(answer, ask(base, path, coversSchema, { stop: stop.signal }), stop.signal);
    return () => { stop.abort(); };
  }, [path, area, session.who.value?.account]);
  const { value } = answer;
  return (
    <div class="card-part" data-covers={value.kind}>
      <h3>{toolText(lang, 'covers')}</h3>
      <span class="chips">
        {layers.map((it) => <button key={it} type="button" class="chip" aria-pressed={it === layer} data-covers-layer={it} onClick={() => { choose(it); }}>{layerName(lang, city, it)}</button>)}
      </span>
      {(value.kind === 'loading' || value.kind === 'none') && <p class="detail">{toolText(lang, 'loading')}</p>}
      {value.kind === 'failed' && <p class="detail" role="alert">{toolText(lang, 'failed')} · {value.problem.detail === '' ? value.problem.code : value.problem.detail}</p>}
      {value.kind === 'ready' && <List {...props} of={value.value} />}
    </div>
  );
}

function List({ session, actions, of: { overlaps, untold } }: Props & { readonly of: Covered }): JSX.Element {
  const lang = session.lang.value;
  const [all, setAll] = useState(false);
  return (
    <>
      {overlaps.length === 0 && <p class="detail">{toolText(lang, 'coversNone')}</p>}
      <ul>
        {(all ? overlaps : overlaps.slice(0, few)).map((it) => (
          <li key={`${it.layer} ${it.code}`} class="link-line" data-covered={it.code}>
            <button
              type="button" class="link-name"
              onClick={() => { actions.open({ what: 'area', area: { layer: it.layer, code: it.code } }, 'keyboard'); }}
              onMouseEnter={() => { actions.highlight({ layer: it.layer, code: it.code }); }} onMouseLeave={() => { actions.highlight(null); }}
            ><bdi>{called(lang, { name: it.name, nameEn: it.name_en })}</bdi></button>
            <span class="detail">{toolText(lang, 'coversShare', { own: shareWords(it.share), other: shareWords(it.share_other), households: it.withheld || it.households === null ? toolText(lang, 'coversWithheld') : toolText(lang, 'coversHouseholds', { n: it.households.toLocaleString(lang) }) })}</span>
          </li>
        ))}
      </ul>
      {!all && overlaps.length > few && <button type="button" class="button button-quiet" onClick={() => { setAll(true); }}>{toolText(lang, 'coversAll', { n: overlaps.length })}</button>}
      {untold.length > 0 && <p class="detail">{toolText(lang, 'coversUntold', { list: untold.map((it) => it.code).join(lang === 'zh' ? '、' : ', ') })}</p>}
    </>
  );
}

/** A share in percent; what is there is never 0. */
function shareWords(share: number): string {
  const percent = share * 100;
  return percent < 0.1 ? '< 0.1%' : `${percent.toFixed(percent > 99.9 && percent < 100 ? 2 : 1).replace(/\.0$/, '')}%`;
}
