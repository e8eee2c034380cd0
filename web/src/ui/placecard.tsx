import type { JSX } from 'preact';

import { text } from '../i18n/text';
import type { City } from '../model/city';
import type { Lang } from '../model/lang';
import { dayOf, type Place } from '../model/place';
import type { Content } from '../model/session';
import { Chain } from './chain';
import type { Panel } from './context';
import { Coordinates } from './coordinates';
import { type Fact, Facts } from './facts';
import { HoursTable } from './hours';
import { LinkIcon } from './icons';
import { nowWords, stateHeadline, term } from './words';

interface PlaceProps extends Panel {
  readonly city: City | null;
  readonly content: Extract<Content, { what: 'place' }>;
}

/** All that is known of a place of service. */
export function PlaceCard({ session, actions, city, content }: PlaceProps): JSX.Element {
  const lang = session.lang.value;
  const { place, answer } = content;
  const Bodies = session.tools.value?.PlaceBodies;
  return (
    <>
      <p class="card-part place-now"><Now lang={lang} place={place} at={answer?.at ?? null} /><bdi>{place.address}</bdi></p>
      {place.state !== 'closed' && <OpeningHours lang={lang} place={place} at={answer?.at ?? null} />}
      <Tags lang={lang} city={city} title={text(lang, 'place.services')} values={place.services} />
      <Tags lang={lang} city={city} title={text(lang, 'place.skills')} values={place.skills} />
      {Bodies !== undefined && <Bodies session={session} actions={actions} place={place} />}
      <div class="card-part"><Facts lang={lang} facts={facts(lang, city, place)} /></div>
      {answer !== null && answer.areas.length > 0 && (
        <>
          <h3 class="card-part card-sub">{text(lang, 'place.owner')}</h3>
          <Chain session={session} actions={actions} city={city} areas={answer.areas} />
        </>
      )}
      <Coordinates lang={lang} at={place.point} />
      <div class="card-actions">
        <button type="button" class="button" data-action="share" onClick={() => { actions.share(); }}><LinkIcon />{text(lang, 'app.share')}</button>
      </div>
    </>
  );
}

/** Whether it is open now; of a place that is not in use yet, or no more, its state. */
function Now({ lang, place, at }: { readonly lang: Lang; readonly place: Place; readonly at: string | null }): JSX.Element {
  const state = place.open === null ? 'unknown' : place.open ? 'yes' : 'no';
  return place.state === 'open'
    ? <span class={`open open-${state}`} data-open={state}>{nowWords(lang, place, at)}</span>
    : <span class="open open-unknown" data-state={place.state}>{stateHeadline(lang, place.state)}</span>;
}

/** The hours: those of a place that is not open yet are a plan, of which no day is today's. */
function OpeningHours({ lang, place: { hours, state }, at }: { readonly lang: Lang; readonly place: Place; readonly at: string | null }): JSX.Element | null {
  const holds = state === 'open';
  if (hours === null && !holds) {
    return null;
  }
  return (
    <div class="card-part" data-hours={holds ? 'now' : 'planned'}>
      <h3>{text(lang, holds ? 'place.hours' : 'place.hoursPlanned')}</h3>
      {hours === null
        ? <p class="sentence">{text(lang, 'place.hoursNone')}</p>
        : <HoursTable lang={lang} hours={hours} today={holds && at !== null ? dayOf(at) : null} />}
    </div>
  );
}

interface TagsProps {
  readonly lang: Lang;
  readonly city: City | null;
  readonly title: string;
  readonly values: readonly string[];
}

function Tags({ lang, city, title, values }: TagsProps): JSX.Element | null {
  if (values.length === 0) {
    return null;
  }
  return (
    <div class="card-part">
      <h3>{title}</h3>
      <ul class="tags">{values.map((it) => <li key={it} class="tag"><bdi>{term(lang, city, it)}</bdi></li>)}</ul>
    </div>
  );
}

function facts(lang: Lang, city: City | null, place: Place): readonly Fact[] {
  return [
    { label: text(lang, 'place.floor'), words: place.floorArea === null ? '' : text(lang, 'area.m2', { value: place.floorArea.toLocaleString(lang) }) },
    { label: text(lang, 'place.tenure'), words: place.tenure === '' ? '' : term(lang, city, place.tenure) },
    { label: text(lang, 'area.kind'), words: Object.values(place.class).map((it) => term(lang, city, it)).join(text(lang, 'card.listComma')) },
    { label: text(lang, 'area.dataDate'), words: place.dataDate },
    { label: text(lang, 'area.source'), words: place.source },
  ];
}
