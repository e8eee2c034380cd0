import type { JSX } from 'preact';

import { text } from '../i18n/text';
import { type Answer, gaps } from '../model/answer';
import { called, nameIn } from '../model/area';
import type { Building } from '../model/building';
import type { City } from '../model/city';
import type { Lang } from '../model/lang';
import type { Position } from '../model/position';
import type { Reply } from '../model/reply';
import type { Hit } from '../model/search';
import type { Content, Session } from '../model/session';
import { Chain } from './chain';
import type { Panel } from './context';
import { Coordinates } from './coordinates';
import { CopyAll } from './copy';
import { Facts, type Fact } from './facts';
import { AcrossIcon, LinkIcon } from './icons';
import { Near } from './near';
import { Staff } from './staff';
import { Why } from './why';
import { borderSentence, instant, layerName, nearestSentence, term } from './words';

interface PointProps extends Panel {
  readonly city: City | null;
  readonly content: Extract<Content, { what: 'point' }>;
  readonly at: Position;
  readonly found: Hit | null;
}

/** Farther out than this zoom the smallest areas are a few pixels wide. */
const closeIn = 13;

/** Who looks after a spot, and what is near it. */
export function PointCard({ session, actions, city, content, at, found }: PointProps): JSX.Element {
  const lang = session.lang.value;
  const { answer, neighbour, building } = content;
  const neighbourName = neighbour && nameIn(lang, neighbour);
  const panel = { session, actions };
  const address = building?.address ?? found?.name ?? '';
  return (
    <>
      <Staff {...panel} at={at} of={answer} brief />
      {answer.border?.doubtful === true && <p class="remark card-remark" data-remark="doubtful">{text(lang, 'border.doubtful')}</p>}
      <FoundThing lang={lang} city={city} found={found} building={building} />
      {answer.areas.length === 0
        ? <p class="sentence card-part" data-nearest><bdi>{nearestSentence(lang, city, answer.border, neighbourName)}</bdi></p>
        : <Owners {...panel} city={city} answer={answer} />}
      <Staff {...panel} at={at} of={answer} />
      {answer.areas.length > 0 && <Border {...panel} city={city} answer={answer} neighbourName={neighbourName} />}
      {answer.stations !== null && <Near {...panel} city={city} answer={answer} stations={answer.stations} />}
      <Why lang={lang} city={city} answer={answer} />
      <Coordinates lang={lang} at={at} />
      <footer class="card-foot">
        <span data-as-of>{text(lang, 'card.asOf', { time: instant(answer.at) })}</span>
        <span data-revision>{text(lang, 'card.revision', { revision: answer.revision })}</span>
      </footer>
      <div class="card-actions">
        <CopyReply session={session} words={() => ({ lang, city, answer, at, neighbourName, address, link: window.location.href })} />
        <button type="button" class="button" data-action="share" title={text(lang, 'app.share')} onClick={() => { actions.share(); }}><LinkIcon />{text(lang, 'app.share')}</button>
      </div>
    </>
  );
}

/** Copies the answer in plain words, as soon as the code for that has come. */
function CopyReply({ session, words }: { readonly session: Session; readonly words: () => Reply }): JSX.Element | null {
  const reply = session.underParts.value?.reply;
  return reply === undefined ? null : <CopyAll lang={session.lang.value} words={() => reply(words())} />;
}

/** The areas, and what is missing among them. */
function Owners({ session, actions, city, answer }: Omit<BorderProps, 'neighbourName'>): JSX.Element {
  const lang = session.lang.value;
  const missing = city === null ? [] : gaps(answer, city);
  return (
    <>
      <Chain session={session} actions={actions} city={city} areas={answer.areas} />
      <ZoomHere session={session} actions={actions} />
      {missing.map((layer) => (
        <p key={layer.key} class="remark card-remark" data-gap={layer.key}>{text(lang, 'card.gap', { layer: layerName(lang, city, layer.key) })}</p>
      ))}
    </>
  );
}

/** Farther out the areas of a spot are too small to be seen: a way to where they are not. */
function ZoomHere({ session, actions }: Panel): JSX.Element | null {
  if (session.map.value !== 'ready' || session.zoom.value >= closeIn) {
    return null;
  }
  return (
    <p class="card-part">
      <button type="button" class="button button-quiet" data-action="zoom-here" onClick={() => { actions.zoomHere(); }}>{text(session.lang.value, 'card.zoomHere')}</button>
    </p>
  );
}

interface BorderProps extends Panel {
  readonly city: City | null;
  readonly answer: Answer;
  readonly neighbourName: string | null;
}

function Border({ session, actions, city, answer, neighbourName }: BorderProps): JSX.Element | null {
  const lang = session.lang.value;
  const { border } = answer;
  if (border === null) {
    return null;
  }
  return (
    <div class="card-part border" data-border>
      <h3>{text(lang, 'card.border', { layer: layerName(lang, city, border.layer) })}</h3>
      <p class="sentence"><bdi>{borderSentence(lang, city, border, neighbourName)}</bdi></p>
      {border.neighbour !== null && (
        <button type="button" class="button button-quiet" data-action="across" title={text(lang, 'card.acrossKeys')} onClick={() => { actions.walkAcross('pointer'); }}>
          <AcrossIcon />{text(lang, 'card.across')}
        </button>
      )}
    </div>
  );
}

interface FoundProps {
  readonly lang: Lang;
  readonly city: City | null;
  readonly found: Hit | null;
  readonly building: Building | null;
}

/** The building or address that was searched for, or that the link names. */
function FoundThing({ lang, city, found, building }: FoundProps): JSX.Element | null {
  if (found === null && building === null) {
    return null;
  }
  const name = found === null ? building && nameIn(lang, building) : called(lang, found);
  const kind = found?.kind ?? 'building';
  return (
    <div class="card-part found" data-found={kind}>
      <p class="eyebrow">{text(lang, kind === 'building' ? 'search.kind.building' : 'search.kind.address')}</p>
      <p class="found-name"><bdi>{name}</bdi></p>
      {building === null && <p class="detail"><bdi>{found?.context}</bdi></p>}
      {building !== null && <Facts lang={lang} facts={buildingFacts(lang, city, building)} />}
    </div>
  );
}

function buildingFacts(lang: Lang, city: City | null, building: Building): readonly Fact[] {
  return [
    { label: text(lang, 'place.address'), words: building.address },
    { label: text(lang, 'building.use'), words: building.use === '' ? '' : term(lang, city, building.use) },
    { label: text(lang, 'building.storeys'), words: building.storeys === null ? '' : text(lang, 'building.storeysOf', { count: building.storeys }) },
    { label: text(lang, 'building.code'), code: building.code },
  ];
}
