import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';

import { accountText } from '../i18n/account';
import type { Lang } from '../model/lang';
import type { PersonPage } from '../model/who';
import { Fail } from './parts';
import type { People } from './people';
import { Lock } from './person';

interface SearchProps {
  readonly lang: Lang;
  readonly people: People;
}

/** Looks for persons by name or code, when it is sent: each look is written down. */
export function Search({ lang, people }: SearchProps): JSX.Element {
  const [words, setWords] = useState('');
  const box = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (document.activeElement !== document.body) {
      box.current?.focus({ preventScroll: true });
    }
  }, []);
  const found = people.found.value;
  return (
    <div class="who-part">
      <p class="detail" id="who-find">{accountText(lang, 'peopleText')}</p>
      <form
        class="who-find" method="dialog" role="search" aria-label={accountText(lang, 'findPeople')} data-form="people"
        onSubmit={(event) => {
          event.preventDefault();
          void people.find(words);
        }}
      >
        <label class="own-field">
          <span>{accountText(lang, 'peopleQuery')}</span>
          <input ref={box} type="text" name="q" autocomplete="off" spellcheck={false} required maxLength={64} aria-describedby="who-find" value={words} onInput={(event) => { setWords(event.currentTarget.value); }} />
        </label>
        <button type="submit" class="button button-main" data-action="do-find">{accountText(lang, 'find')}</button>
      </form>
      <p class="detail" role="status">{found.kind === 'ready' && countWords(lang, found.value.persons.length, found.value.more)}</p>
      {found.kind === 'loading' && <div class="waiting" data-state="loading"><div class="bone" /><div class="bone" /></div>}
      {found.kind === 'failed' && <Fail lang={lang} problem={found.problem} />}
      {found.kind === 'ready' && <ul class="who-found">{found.value.persons.map((it) => <Line key={it.code} lang={lang} people={people} person={it} />)}</ul>}
    </div>
  );
}

function countWords(lang: Lang, n: number, more: boolean): string {
  return n === 0 ? accountText(lang, 'peopleNone') : accountText(lang, more ? 'peopleMore' : 'peopleCount', { n });
}

function Line({ lang, people, person }: SearchProps & { readonly person: PersonPage }): JSX.Element {
  const posts = person.posts.map((it) => `${it.roleName[lang] === '' ? it.role : it.roleName[lang]} · ${it.areaName === '' ? it.area : it.areaName}`);
  return (
    <li>
      <button type="button" class="own-row who-hit" data-hit={person.code} onClick={() => { people.identity.show(person.code); }}>
        <span class="who-line">{person.masked && <Lock />}<strong><bdi>{person.erased ? accountText(lang, 'erased') : person.name === '' ? person.code : person.name}</bdi></strong><span class="code">{person.code}</span></span>
        <span class="detail"><bdi>{posts.slice(0, 3).join(' / ')}</bdi></span>
      </button>
    </li>
  );
}
