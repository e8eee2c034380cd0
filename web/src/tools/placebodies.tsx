import { type Signal, signal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import * as v from 'valibot';

import { dialled, dutyText } from '../i18n/duty';
import { toolText } from '../i18n/tools';
import { layerOf } from '../model/city';
import type { Place } from '../model/place';
import { type Actions, knownCity, type Session } from '../model/session';
import { type Load, loadInto } from '../plan/load';
import { ask, dated } from '../plan/server';

/** `GET organisations?place_kind=&place=`: those of a place. */
const bodiesSchema = v.object({
  organisations: v.array(v.object({
    code: v.string(), name: v.string(), kind_name: v.object({ zh: v.string(), en: v.string() }), party: v.boolean(),
    layer: v.nullish(v.string(), ''), area: v.nullish(v.string(), ''), phone: v.nullish(v.string(), ''),
  })),
});
type Told = v.InferOutput<typeof bodiesSchema>['organisations'];

interface Props {
  readonly session: Session;
  readonly actions: Actions;
  readonly base: string;
  readonly place: Place;
}

/** Who runs a place or works there, and whether the Party has an organisation among them; for those who may read organisations. */
export function PlaceBodies(props: Props): JSX.Element | null {
  const { session, base, place } = props;
  const lang = session.lang.value;
  const may = session.who.value?.actions.has('posts.read') === true;
  const [answer] = useState<Signal<Load<{ readonly organisations: Told }>>>(() => signal<Load<{ readonly organisations: Told }>>({ kind: 'none' }));
  const path = `api/v1/organisations?place_kind=${encodeURIComponent(place.kind)}&place=${encodeURIComponent(place.code)}${dated(session)}`;
  useEffect(() => {
    const stop = new AbortController();
    if (may) {
      void loadInto(answer, ask(base, path, bodiesSchema, { stop: stop.signal }), stop.signal);
    }
    return () => { stop.abort(); };
  }, [path, place, may, session.who.value?.account]);
  const { value } = answer;
  if (!may) {
    return null;
  }
  return (
    <div class="card-part" data-place-bodies={value.kind}>
      <h3>{toolText(lang, 'placeBodies')}</h3>
      {(value.kind === 'loading' || value.kind === 'none') && <p class="detail">{toolText(lang, 'loading')}</p>}
      {value.kind === 'failed' && <p class="detail" role="alert">{toolText(lang, 'failed')} · {value.problem.detail === '' ? value.problem.code : value.problem.detail}</p>}
      {value.kind === 'ready' && <List {...props} of={value.value.organisations} />}
    </div>
  );
}

function List({ session, actions, of }: Omit<Props, 'base' | 'place'> & { readonly of: Told }): JSX.Element {
  const lang = session.lang.value;
  const city = knownCity(session);
  return (
    <>
      <ul>
        {of.map(({ code, name, kind_name: kind, layer, area, phone }) => (
          <li key={code} class="link-line" data-body={code}>
            <span class="station-words">
              <span class="duty-notes">{kind[lang]}</span>
              {area !== '' && city !== null && layerOf(city, layer) !== undefined
                ? <button type="button" class="link-name" onClick={() => { actions.open({ what: 'area', area: { layer, code: area } }, 'keyboard'); }}><bdi>{name}</bdi></button>
                : <span class="duty-name"><bdi>{name}</bdi></span>}
            </span>
            {phone !== '' && <a href={dialled(phone)} aria-label={dutyText(lang, 'call') + phone}><bdi>{phone}</bdi></a>}
          </li>
        ))}
      </ul>
      {of.length === 0 && <p class="detail" data-none="bodies">{toolText(lang, 'placeBodiesNone')}</p>}
      {of.length > 0 && !of.some((it) => it.party) && <p class="detail" data-none="party">{toolText(lang, 'placePartyNone')}</p>}
    </>
  );
}
