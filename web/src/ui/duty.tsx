import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';

import { dialled, dutyText, formText, levelText, nobodyText, whenText } from '../i18n/duty';
import type { AskDuty, Duty, Post } from '../model/duty';
import type { Lang } from '../model/lang';
import type { Position } from '../model/position';
import type { Session } from '../model/session';

interface DutyProps {
  readonly session: Session;
  readonly at: Position;
  readonly answer: object;
  readonly ask: AskDuty;
}

/** Who is responsible for a spot now: nothing until it is known, and where the city has no posts at all and no gap. */
export function Responsible({ session, at, answer, ask }: DutyProps): JSX.Element | null {
  const lang = session.lang.value;
  const [duty, setDuty] = useState<Duty | null | undefined>(undefined);
  const { lon, lat } = at;
  useEffect(() => {
    const stop = new AbortController();
    void ask({ lon, lat }, stop.signal).then((it) => {
      if (!stop.signal.aborted) {
        setDuty(it);
      }
    });
    return () => { stop.abort(); };
  }, [lon, lat, answer]); // a new answer of the card is of another moment or revision
  if (duty === undefined || duty?.posts.length === 0 && duty.nearest.length === 0) {
    return null;
  }
  return (
    <section class="card-part near" aria-label={dutyText(lang, 'title')} data-duty={duty === null ? 'failed' : duty.onDuty === null ? 'unknown' : duty.onDuty}>
      <h3>{dutyText(lang, 'title')}</h3>
      {duty === null ? <p class="detail" role="alert">{dutyText(lang, 'failed')}</p> : <Answer session={session} lang={lang} duty={duty} />}
    </section>
  );
}

function Answer({ session, lang, duty }: { readonly session: Session; readonly lang: Lang; readonly duty: Duty }): JSX.Element {
  const nobody = duty.posts.length === 0 ? dutyText(lang, 'none') : nobodyText(lang, duty.onDuty, duty.next);
  const nearest = duty.nearest.map(({ code, name, distanceMetres }) => `${name === '' ? code : name} ${Math.round(distanceMetres)}${dutyText(lang, 'metres')}`);
  return (
    <>
      {nobody !== '' && <p class="near-circle" data-covered="false" data-nobody>{nobody}</p>}
      {duty.posts.some(({ fallback }) => fallback) && <p class="detail" data-fallback>{dutyText(lang, 'fallback')}</p>}
      {nearest.length > 0 && <p class="detail" data-nearest-grids>{dutyText(lang, 'nearest')}<bdi>{nearest.join(dutyText(lang, 'list'))}</bdi></p>}
      <ul>{duty.posts.map((post, index) => <Row key={index} session={session} lang={lang} post={post} />)}</ul>
    </>
  );
}

/** The name of what a post is for, in English where the reader reads that and there is one. */
export function placeWords(lang: Lang, { areaNameEn, areaName, area }: Pick<Post, 'areaNameEn' | 'areaName' | 'area'>): string {
  return [lang === 'en' ? areaNameEn : '', areaName, area].find((it) => it !== '') ?? '';
}

/** Role, what it is for and how it answers; whether it is on duty; the office's number; who holds it, for those who may see that. */
function Row({ session, lang, post }: { readonly session: Session; readonly lang: Lang; readonly post: Post }): JSX.Element {
  const state = post.onDuty === null ? 'unknown' : post.onDuty ? 'yes' : 'no';
  const words = post.vacant && post.onDuty !== true ? 'vacant' : post.onDuty === null ? 'unknown' : post.onDuty ? 'on' : 'off';
  const notes = [
    formText(lang, post.form), levelText(lang, post.level), post.standIn ? dutyText(lang, 'standIn') : '', post.next === '' ? '' : dutyText(lang, 'next') + whenText(post.next),
  ].filter((it) => it !== '').join(dutyText(lang, 'comma'));
  return (
    <li class="link-line" data-post={post.role}>
      <span class="station-words">
        <span class="duty-name"><bdi>{post.name[lang]}</bdi> · <bdi>{placeWords(lang, post)}</bdi></span>
        <span class="duty-notes">{notes}</span>
        {post.phone !== '' && <a href={dialled(post.phone)} aria-label={dutyText(lang, 'call') + post.phone}><bdi>{post.phone}</bdi></a>}
        <Holder session={session} post={post} />
      </span>
      <span class={`open open-${state}`}>{dutyText(lang, words)}</span>
    </li>
  );
}

/** Who holds a post, where the server says it to who is signed in. */
function Holder({ session, post: { person } }: { readonly session: Session; readonly post: Post }): JSX.Element | null {
  const Person = session.account.value?.Person;
  return Person === undefined || person == null ? null : <Person session={session} said={person} />;
}
