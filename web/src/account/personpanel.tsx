import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';

import { type AccountKey, accountText } from '../i18n/account';
import { taskText } from '../i18n/duty';
import { whoText } from '../i18n/who';
import { type City, layerOf, placeKindOf } from '../model/city';
import type { Lang } from '../model/lang';
import { type Actions, knownCity, type Session } from '../model/session';
import type { Subject } from '../model/subject';
import type { HeldPost, PersonPage } from '../model/who';
import { HoursLine } from '../ui/dutyhours';
import { BackIcon, CloseIcon } from '../ui/icons';
import { type Detent, Handle } from '../ui/sheet';
import { layerName } from '../ui/words';
import { Fail } from './parts';
import { mostHeld, type People } from './people';
import { Person } from './person';
import { Search } from './search';

interface PanelProps {
  readonly session: Session;
  readonly actions: Actions;
  readonly people: People;
  readonly focusMap: () => void;
}

/** Persons: the search for them, and the page of one. A panel at the left, a sheet on a phone. */
export function PersonPanel({ session, actions, people, focusMap }: PanelProps): JSX.Element | null {
  const lang = session.lang.value;
  const say = (key: AccountKey): string => accountText(lang, key);
  const sheet = useRef<HTMLElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  const [detent, setDetent] = useState<Detent>('half');
  const code = people.identity.person.value;
  const close = (): void => {
    people.identity.show(null);
    focusMap();
  };
  useEffect(() => {
    document.documentElement.dataset['people'] = 'open';
    return () => { delete document.documentElement.dataset['people']; };
  }, []);
  useEffect(() => {
    sheet.current?.querySelector('.who-body')?.scrollTo(0, 0);
    if (code !== '' && document.activeElement !== document.body) { // opened by the reader, not by a link
      heading.current?.focus({ preventScroll: true });
    }
  }, [code]);
  if (code === null) {
    return null;
  }
  return (
    <section class="panel who-panel" ref={sheet} aria-labelledby="who-title" data-detent={detent} data-people={code === '' ? 'search' : 'person'}
      onKeyDown={(event) => {
        if (event.key === 'Escape') {
          event.preventDefault();
          close();
        }
      }}
    >
      <Handle lang={lang} detent={detent} settle={setDetent} sheet={sheet} />
      <div class="who-head">
        {code !== '' && people.may('persons.read') && <button type="button" class="tool tool-square" data-action="find-people" aria-label={say('findPeople')} title={say('findPeople')} onClick={() => { people.identity.show(''); }}><BackIcon /></button>}
        <h2 id="who-title" tabIndex={-1} ref={heading}>{say(code === '' ? 'findPeople' : 'personOf')}</h2>
        <button type="button" class="tool tool-square who-close" data-action="close-people" aria-label={say('close')} title={say('close')} onClick={close}><CloseIcon /></button>
      </div>
      <div class="who-body" tabIndex={-1}>
        <Body session={session} actions={actions} people={people} lang={lang} code={code} />
      </div>
    </section>
  );
}

interface BodyProps extends Omit<PanelProps, 'focusMap'> {
  readonly lang: Lang;
}

function Body({ code, ...body }: BodyProps & { readonly code: string }): JSX.Element | null {
  const { session, people, lang } = body;
  const who = session.who.value;
  if (who === null) {
    return null;
  }
  if (!people.may('persons.read')) {
    const nobody = who.account === '';
    return (
      <div class="who-part" data-note="people-right">
        <p>{accountText(lang, nobody ? 'peopleSignIn' : 'peopleNotYours')}</p>
        {nobody && <button type="button" class="button button-main" onClick={() => { people.identity.page.value = 'signin'; }}>{whoText(lang, 'signIn')}</button>}
      </div>
    );
  }
  return code === '' ? <Search lang={lang} people={people} /> : <Opened {...body} />;
}

function Opened({ session, actions, people, lang }: BodyProps): JSX.Element | null {
  const page = people.page.value;
  switch (page.kind) {
    case 'none':
    case 'loading': return <div class="waiting" data-state="loading"><div class="bone" /><div class="bone" /><div class="bone" /></div>;
    case 'failed': return (
      <div class="who-part">
        <Fail lang={lang} problem={page.problem} />
        <button type="button" class="button" data-action="retry-person" onClick={() => { people.again(); }}>{accountText(lang, 'retry')}</button>
      </div>
    );
    case 'ready': return (
      <>
        <div class="who-part"><Person session={session} people={people} person={page.value} /><p class="code">{page.value.code}</p></div>
        <Posts session={session} actions={actions} people={people} lang={lang} person={page.value} />
      </>
    );
  }
}

function Posts({ session, actions, people, lang, person }: BodyProps & { readonly person: PersonPage }): JSX.Element {
  const { posts } = person;
  const drawn = people.held.value !== null;
  return (
    <section class="who-part" aria-labelledby="who-posts">
      <h3 id="who-posts" class="own-sub">{accountText(lang, 'posts', { n: posts.length })}</h3>
      {posts.length === 0 && <p class="detail">{accountText(lang, 'noPosts')}</p>}
      <ul class="who-posts">{posts.map((it) => <Post key={it.code} session={session} actions={actions} lang={lang} post={it} />)}</ul>
      {drawn && (
        <p class="detail who-drawn" data-held>
          {posts.length > mostHeld ? accountText(lang, 'onMapSome', { n: mostHeld }) : accountText(lang, 'onMap')}
          {' '}<button type="button" class="own-link" data-action="fit-person" onClick={() => { people.fit(); }}>{accountText(lang, 'showOnMap')}</button>
        </p>
      )}
    </section>
  );
}

interface PostProps {
  readonly session: Session;
  readonly actions: Actions;
  readonly lang: Lang;
  readonly post: HeldPost;
}

function Post({ session, actions, lang, post }: PostProps): JSX.Element {
  const city = knownCity(session);
  const { layer, area: code } = post;
  const isArea = city !== null && layerOf(city, layer) !== undefined;
  return (
    <li
      data-post={post.code}
      onMouseEnter={() => { actions.highlight(isArea ? { layer, code } : null); }}
      onMouseLeave={() => { actions.highlight(null); }}
    >
      <p class="who-role-line">
        <strong>{roleWords(lang, post)}</strong>
        {post.acting && <span class="tag">{accountText(lang, 'acting')}</span>}
        {post.onDuty !== null && <span class={post.onDuty ? 'open open-yes' : 'open'}>{accountText(lang, post.onDuty ? 'onDuty' : 'offDuty')}</span>}
      </p>
      <Seat actions={actions} lang={lang} post={post} city={city} />
      <HoursLine lang={lang} work={post} then={false} />
      {post.duty !== '' && <p class="who-duty"><span class="detail">{accountText(lang, 'dutyText')}</span> <bdi>{post.duty}</bdi></p>}
      {post.tasks.length > 0 && <ul class="tags" aria-label={accountText(lang, 'tasks')}>{post.tasks.map((it) => <li key={it} class="tag"><bdi>{city?.terms[it]?.[lang] ?? taskText(lang, it)}</bdi></li>)}</ul>}
      <p class="detail">{spanWords(lang, post)}</p>
    </li>
  );
}

/** What a post is for; an area and a place of service lead to their own cards. */
function Seat({ actions, lang, post, city }: Omit<PostProps, 'session'> & { readonly city: City | null }): JSX.Element {
  const { layer, area: code, areaName } = post;
  const kind = city === null ? undefined : placeKindOf(city, layer);
  const isArea = city !== null && layerOf(city, layer) !== undefined;
  const subject: Subject | null = isArea ? { what: 'area', area: { layer, code } } : kind === undefined ? null : { what: 'place', place: { kind: layer, code } };
  const name = <bdi>{areaName === '' ? code : areaName}</bdi>;
  return (
    <p class="who-seat">
      {(isArea || kind !== undefined) && <span class="detail">{isArea ? layerName(lang, city, layer) : kind?.name[lang]}</span>}
      {subject === null ? name : <button type="button" class="link-name" data-action="open-seat" onClick={() => { actions.open(subject, 'keyboard'); }}>{name}</button>}
    </p>
  );
}

function roleWords(lang: Lang, { roleName, role, specialty }: HeldPost): string {
  const name = roleName[lang] === '' ? role : roleName[lang];
  return specialty === '' ? name : `${name} · ${specialty}`;
}

function spanWords(lang: Lang, { from, to }: HeldPost): string {
  if (from === '' && to === '') {
    return '';
  }
  return to === '' ? accountText(lang, 'from', { from }) : from === '' ? accountText(lang, 'to', { to }) : accountText(lang, 'span', { from, to });
}

