import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';

import type { Found } from '../account/answers';
import { editText } from '../i18n/staffedit';
import type { Lang } from '../model/lang';
import type { Staff } from './staff';
import { TextField } from './staffkit';

interface Props {
  readonly staff: Staff;
  readonly lang: Lang;
  readonly value: string;
  readonly put: (person: string) => void;
  readonly fault: string;
}

/** So long nothing is typed before it is looked for: each search is a row of the audit. */
const pause = 400;

/** Who holds a post: looked for by name or code among those in one's areas; what is kept is the code. */
export function PersonField({ staff, lang, value, put, fault }: Props): JSX.Element {
  const [words, setWords] = useState('');
  const [found, setFound] = useState<Found | null>(null);
  const [chosen, setChosen] = useState('');
  useEffect(() => {
    if (words.trim() === '') {
      setFound(null);
      return;
    }
    const stop = new AbortController();
    const timer = setTimeout(() => {
      staff.persons(words.trim(), stop.signal).then(setFound, () => {
        if (!stop.signal.aborted) {
          setFound({ persons: [], more: false }); // a code can be typed all the same
        }
      });
    }, pause);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [staff, words]);
  const list = found?.persons.filter((it) => it.code !== value) ?? [];
  const take = (code: string, name: string): void => {
    put(code);
    setChosen(name);
    setWords('');
    document.getElementById('staff-post-person')?.focus();
  };
  const type = (text: string): void => {
    put(text);
    setChosen('');
    setWords(text);
  };
  return (
    <>
      <TextField lang={lang} name="post-person" label="person" hint="personHint" value={value} put={type} most={64} fault={fault} />
      <p class="detail" role="status" data-persons={found === null ? undefined : list.length}>{chosen !== '' ? <bdi>{chosen}</bdi> : found !== null && editText(lang, list.length === 0 ? 'personNone' : found.more ? 'personMore' : 'personSome', { n: list.length })}</p>
      {list.length > 0 && (
        <ul class="admin-picks" aria-label={editText(lang, 'person')}>
          {list.map((it) => (
            <li key={it.code}>
              <button type="button" class="own-row" data-pick={it.code} onClick={() => { take(it.code, it.name); }}>
                <bdi>{it.name}</bdi> <span class="detail"><span class="code">{it.code}</span> {it.posts.slice(0, 2).map((post) => `${post.roleName[lang]} · ${post.areaName}`).join('; ')}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
