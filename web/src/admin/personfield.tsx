import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';

import { editText } from '../i18n/staffedit';
import type { Lang } from '../model/lang';
import type { PersonPage } from '../model/who';
import { exactOf, type Holder, type Look, type Looked, lookOf, searchOf } from './personlook';
import type { Staff } from './staff';
import { TextField } from './staffkit';

interface Props {
  readonly staff: Staff;
  readonly lang: Lang;
  readonly value: Holder;
  readonly put: (holder: Holder) => void;
  readonly fault: string;
}

/** So long nothing is typed before it is looked for: each search is a row of the audit. */
const pause = 400;

/** Who holds a post: looked for by name or code among those in one's areas; what is kept is the code. */
export function PersonField({ staff, lang, value, put, fault }: Props): JSX.Element {
  const [typed, setTyped] = useState('');
  const [composing, setComposing] = useState(false);
  const [looked, setLooked] = useState<Looked>(null);
  const [name, setName] = useState('');
  const asked = searchOf(typed, composing);
  const hold = (code: string, its: string): void => {
    put({ person: code, personWords: '' });
    setName(its);
  };
  useEffect(() => {
    setLooked(null);
    if (asked === '') {
      return;
    }
    const stop = new AbortController();
    const settle = (it: Looked): void => {
      if (stop.signal.aborted) {
        return;
      }
      setLooked(it);
      const exact = it === null || it === 'failed' ? null : exactOf(it, asked);
      if (exact !== null) {
        hold(exact.code, exact.name);
      }
    };
    const timer = setTimeout(() => { staff.persons(asked, stop.signal).then(settle, () => { settle('failed'); }); }, pause);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [staff, asked]);
  const take = (code: string, its: string): void => {
    hold(code, its);
    setTyped('');
    document.getElementById('staff-post-person')?.focus();
  };
  const type = (text: string): void => {
    put({ person: '', personWords: text });
    setName('');
    setTyped(text);
  };
  const look = lookOf(value, name, looked);
  const shown = value.personWords === '' ? value.person : value.personWords;
  return (
    <>
      <TextField lang={lang} name="post-person" label="person" hint="personHint" value={shown} put={type} composing={setComposing} most={64} fault={fault} />
      <p class="detail" role="status" data-persons={looked === null ? undefined : look.list.length}>{look.name === '' ? look.says !== null && editText(lang, look.says.key, { n: look.says.n }) : <bdi>{look.name}</bdi>}</p>
      <Picks lang={lang} look={look} take={take} />
    </>
  );
}

/** Those that can be chosen; where there is nobody, the way to take what is typed as a code. */
function Picks({ lang, look: { list, asCode }, take }: { readonly lang: Lang; readonly look: Look; readonly take: (code: string, name: string) => void }): JSX.Element | null {
  if (asCode !== '') {
    return <button type="button" class="button" data-action="person-code" onClick={() => { take(asCode, ''); }}><bdi>{editText(lang, 'personCode', { text: asCode })}</bdi></button>;
  }
  return list.length === 0 ? null : (
    <ul class="admin-picks" aria-label={editText(lang, 'person')}>
      {list.map((it) => (
        <li key={it.code}>
          <button type="button" class="own-row" data-pick={it.code} onClick={() => { take(it.code, it.name); }}>
            <bdi>{it.name}</bdi> <span class="detail"><span class="code">{it.code}</span> {postsOf(lang, it)}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}

function postsOf(lang: Lang, { posts }: PersonPage): string {
  return posts.slice(0, 2).map((post) => `${post.roleName[lang]} · ${post.areaName}`).join('; ');
}
