import type { JSX } from 'preact';

import { dialled, dutyText, formText, levelText, nobodyText, taskText, whenText } from '../i18n/duty';
import type { Duty, DutyOf, Post } from '../model/duty';
import { layerOf } from '../model/city';
import type { Lang } from '../model/lang';
import { knownCity, type Session } from '../model/session';
import type { Panel } from './context';
import { type Asked, isBare } from './dutyasked';
import { BodiesOf } from './dutybodies';
import { HoursLine } from './dutyhours';

/** So many rows are kept free for a list that nothing is known of yet. */
const likely = 4;

/** Who is responsible for a spot or an area: bones until it is known, and nothing where there is nothing to say. */
export function Responsible({ session, actions, asked, ...about }: DutyOf & Panel & { readonly asked: Asked }): JSX.Element | null {
  const lang = session.lang.value;
  const said = asked.of(about).value;
  if (said === null) {
    return isBare(asked.last) ? null : <Bones rows={asked.last?.posts.length ?? likely} title={dutyText(lang, 'title')} />;
  }
  const { duty, at } = said;
  if (isBare(duty)) {
    return null;
  }
  return (
    <>
      <section class="card-part near" aria-label={dutyText(lang, 'title')} data-duty={duty === null ? 'failed' : duty.onDuty === null ? 'unknown' : duty.onDuty}>
        <h3>{dutyText(lang, 'title')}</h3>
        {duty === null ? <p class="detail" role="alert">{dutyText(lang, 'failed')}</p> : <Answer session={session} actions={actions} lang={lang} duty={duty} then={at !== ''} />}
      </section>
      {duty?.bodies != null && <BodiesOf session={session} actions={actions} bodies={duty.bodies} />}
    </>
  );
}

function Bones({ rows, title }: { readonly rows: number; readonly title: string }): JSX.Element {
  return (
    <section class="card-part near" aria-label={title} aria-busy="true" data-duty="waiting">
      <h3>{title}</h3>
      <ul>{Array.from({ length: rows }, (_, row) => <li key={row} class="duty-bone"><div class="bone" /></li>)}</ul>
    </section>
  );
}

interface AnswerProps extends Panel {
  readonly lang: Lang;
  readonly duty: Duty;
  /** It is of another moment than now. */
  readonly then: boolean;
}

function Answer({ session, actions, lang, duty, then }: AnswerProps): JSX.Element {
  const nobody = duty.posts.length === 0 ? dutyText(lang, 'none') : nobodyText(lang, duty.onDuty, duty.next, then);
  const nearest = duty.nearest.map(({ code, name, distanceMetres }) => `${name === '' ? code : name} ${Math.round(distanceMetres)}${dutyText(lang, 'metres')}`);
  return (
    <>
      {nobody !== '' && <p class="near-circle" data-covered="false" data-nobody>{nobody}</p>}
      {duty.posts.some(({ fallback }) => fallback) && <p class="detail" data-fallback>{dutyText(lang, 'fallback')}</p>}
      {nearest.length > 0 && <p class="detail" data-nearest-grids>{dutyText(lang, 'nearest')}<bdi>{nearest.join(dutyText(lang, 'list'))}</bdi></p>}
      <ul>{duty.posts.map((post, index) => <Row key={index} session={session} actions={actions} lang={lang} post={post} then={then} />)}</ul>
    </>
  );
}

/** The name of what a post is for, in English where the reader reads that and there is one. */
export function placeWords(lang: Lang, { areaNameEn, areaName, area }: Pick<Post, 'areaNameEn' | 'areaName' | 'area'>): string {
  return [lang === 'en' ? areaNameEn : '', areaName, area].find((it) => it !== '') ?? '';
}

interface RowProps extends Omit<AnswerProps, 'duty'> {
  readonly post: Post;
}

/** Role, what it is for and how it answers; whether it is on duty; the office's number; for those who may see that, who holds it, its hours, what it does. */
function Row({ session, actions, lang, post, then }: RowProps): JSX.Element {
  const state = post.onDuty === null ? 'unknown' : post.onDuty ? 'yes' : 'no';
  const words = stateWords(post, then);
  const notes = [
    formText(lang, post.form), levelText(lang, post.level), post.standIn ? dutyText(lang, 'standIn') : '', post.next === '' ? '' : dutyText(lang, 'next') + whenText(post.next),
  ].filter((it) => it !== '').join(dutyText(lang, 'comma'));
  const work = workWords(session, lang, post);
  return (
    <li class="link-line" data-post={post.role}>
      <span class="station-words">
        <span class="duty-name"><bdi>{post.name[lang]}</bdi> · <Place session={session} actions={actions} post={post} /></span>
        <span class="duty-notes">{notes}</span>
        {post.phone !== '' && <a href={dialled(post.phone)} aria-label={dutyText(lang, 'call') + post.phone}><bdi>{post.phone}</bdi></a>}
        <Holder session={session} post={post} />
        <HoursLine lang={lang} work={post} then={then} />
        {work !== '' && <span class="duty-notes" data-work><bdi>{work}</bdi></span>}
      </span>
      <span class={`open open-${state}`}>{dutyText(lang, words)}</span>
    </li>
  );
}

/** Whether a post is on duty, now or then. */
function stateWords({ vacant, onDuty }: Post, then: boolean): Parameters<typeof dutyText>[1] {
  if (vacant && onDuty !== true) {
    return 'vacant';
  }
  if (onDuty === null) {
    return 'unknown';
  }
  return onDuty ? (then ? 'thenOn' : 'on') : then ? 'thenOff' : 'off';
}

/** What a post does: its duty in words, then its domains of work. */
function workWords(session: Session, lang: Lang, { duty, tasks }: Post): string {
  const city = knownCity(session);
  return [duty, ...tasks.map((it) => city?.terms[it]?.[lang] ?? taskText(lang, it))].filter((it) => it !== '').join(dutyText(lang, 'list'));
}

/** What a post is for: another area leads to its card. */
function Place({ session, actions, post }: Panel & { readonly post: Post }): JSX.Element {
  const city = knownCity(session);
  const { layer, area: code } = post;
  const words = <bdi>{placeWords(session.lang.value, post)}</bdi>;
  const here = session.selected.value;
  return city === null || layerOf(city, layer) === undefined || here?.layer === layer && here.code === code ? words
    : <button type="button" class="link-name" data-action="post-area" onClick={() => { actions.open({ what: 'area', area: { layer, code } }, 'keyboard'); }}>{words}</button>;
}

/** Who holds a post, where the server says it to who is signed in. */
function Holder({ session, post: { person } }: { readonly session: Session; readonly post: Post }): JSX.Element | null {
  const Person = session.account.value?.Person;
  return Person === undefined || person == null ? null : <Person session={session} said={person} />;
}
