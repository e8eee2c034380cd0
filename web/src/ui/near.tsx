import type { JSX } from 'preact';

import { text } from '../i18n/text';
import { type Answer, type Coverage, type Station, stationKind } from '../model/answer';
import { called } from '../model/area';
import type { City } from '../model/city';
import type { Lang } from '../model/lang';
import type { Nearby } from '../model/session';
import type { Panel } from './context';
import { PlaceSign } from './icons';
import { noneOpen, openWords, placeKindName, problemText, walk } from './words';

interface NearProps extends Panel {
  readonly city: City | null;
  readonly answer: Answer;
  readonly stations: readonly Station[];
}

/** The places of service near the spot: Red Sail stations at once, other kinds when the reader asks. */
export function Near({ session, actions, city, answer, stations }: NearProps): JSX.Element {
  const lang = session.lang.value;
  const nearby = session.nearby.value;
  const of = nearby?.of ?? stationKind;
  const Offers = session.tools.value?.Offers;
  return (
    <div class="card-part near" data-near={of}>
      <h3>{text(lang, 'card.near')}</h3>
      {of === stationKind && answer.coverage !== null && <Circle lang={lang} coverage={answer.coverage} />}
      <Kinds session={session} actions={actions} city={city} of={of} />
      <Found session={session} actions={actions} nearby={nearby ?? { kind: 'ready', of, stations }} city={city} />
      {Offers !== undefined && <Offers session={session} actions={actions} />}
    </div>
  );
}

/** Whether the spot lies in the service circle. */
function Circle({ lang, coverage }: { readonly lang: Lang; readonly coverage: Coverage }): JSX.Element {
  return (
    <p class="near-circle" data-covered={coverage.within}>
      {text(lang, coverage.within ? 'card.covered' : 'card.uncovered')}
      {coverage.method === 'estimate' && <Estimate lang={lang} />}
    </p>
  );
}

function Estimate({ lang }: { readonly lang: Lang }): JSX.Element {
  return <abbr class="tag" title={text(lang, 'card.estimateNote')}>{text(lang, 'card.estimate')}</abbr>;
}

function Kinds({ session, actions, city, of }: Panel & { readonly city: City | null; readonly of: string }): JSX.Element | null {
  const lang = session.lang.value;
  const kinds = (city?.places ?? []).filter(({ count, key }) => count > 0 || key === stationKind);
  if (kinds.length < 2) {
    return null;
  }
  return (
    <div class="chips" role="group" aria-label={text(lang, 'card.nearKinds')}>
      {kinds.map((it) => (
        <button key={it.key} type="button" class="chip" aria-pressed={it.key === of} data-kind={it.key} onClick={() => { actions.nearbyOf(it.key); }}>{it.name[lang]}</button>
      ))}
    </div>
  );
}

function Found({ session, actions, nearby, city }: Panel & { readonly nearby: Nearby; readonly city: City | null }): JSX.Element {
  const lang = session.lang.value;
  switch (nearby.kind) {
    case 'waiting': return <div class="waiting"><div class="bone" /><div class="bone" /></div>;
    case 'failed': return <p class="detail" role="alert">{problemText(lang, nearby.problem)}</p>;
    case 'ready':
      return nearby.stations.length === 0
        ? <p class="sentence" data-near-none>{noneNear(lang, city, nearby.of)}</p>
        : <Rows session={session} actions={actions} city={city} of={nearby.of} stations={nearby.stations} />;
  }
}

function noneNear(lang: Lang, city: City | null, of: string): string {
  const any = city?.places.some(({ count }) => count > 0) !== false;
  return any ? text(lang, 'card.nearNone', { kind: placeKindName(lang, city, of) }) : text(lang, 'card.noPlaces');
}

interface RowsProps extends Panel {
  readonly city: City | null;
  readonly of: string;
  readonly stations: readonly Station[];
}

/** The places, nearest first; over them a word when all are closed. */
function Rows({ session, actions, city, of, stations }: RowsProps): JSX.Element {
  const closed = stations.every(({ open }) => open === false);
  return (
    <>
      {closed && <p class="sentence" data-near-closed>{noneOpen(session.lang.value, city, of, stations)}</p>}
      <ul class="stations">{stations.map((it) => <Row key={`${it.kind} ${it.code}`} session={session} actions={actions} station={it} />)}</ul>
    </>
  );
}

/** A place near the spot: its name leads to its card. */
export function Row({ session, actions, station }: Panel & { readonly station: Station }): JSX.Element {
  const lang = session.lang.value;
  const swatch = session.legend.value?.places.find((it) => it.key === station.kind)?.swatch;
  const state = station.open === null ? 'unknown' : station.open ? 'yes' : 'no';
  const Way = session.tools.value?.Way;
  return (
    <li>
      <button
        type="button"
        class="station"
        data-station={station.code}
        onClick={() => { actions.open({ what: 'place', place: { kind: station.kind, code: station.code } }, 'keyboard'); }}
      >
        <PlaceSign swatch={swatch} />
        <span class="station-words">
          <span class="station-name"><bdi>{called(lang, station)}</bdi></span>
          <span class="station-walk">
            {walk(lang, station.walkSeconds, station.distanceMetres)}
            {station.method === 'estimate' && <Estimate lang={lang} />}
          </span>
        </span>
        <span class={`open open-${state}`}>{openWords(lang, station.kind, station.open)}</span>
      </button>
      {Way !== undefined && <Way session={session} actions={actions} station={station} />}
    </li>
  );
}
