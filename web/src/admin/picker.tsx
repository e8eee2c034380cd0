import type { JSX } from 'preact';
import { useRef, useState } from 'preact/hooks';

import { Client } from '../api/client';
import { adminText } from '../i18n/admin';
import type { City } from '../model/city';
import { layerOf } from '../model/city';
import type { Lang } from '../model/lang';
import type { Hit } from '../model/search';
import { type Load, problemOf } from '../plan/load';
import type { Seat } from './answers';
import type { Desk } from './desk';
import { Failed } from './kit';

/** An area that was chosen; the name is for the eye alone. */
export interface Chosen extends Seat {
  readonly name: string;
}

interface PickerProps {
  readonly desk: Desk;
  readonly lang: Lang;
  readonly city: City | null;
  readonly label: string;
  readonly chosen: readonly Chosen[];
  readonly put: (chosen: readonly Chosen[]) => void;
  /** So many may be chosen. */
  readonly most?: number;
}

/** Areas among hits, each once, less those that are chosen already. */
export function areasAmong(hits: readonly Hit[], chosen: readonly Seat[]): readonly Hit[] {
  const taken = new Set(chosen.map((it) => `${it.layer}/${it.code}`));
  return hits.filter((it) => {
    const key = `${it.layer}/${it.code}`;
    const fits = it.kind === 'area' && it.code !== '' && !taken.has(key);
    taken.add(key);
    return fits;
  });
}

/** The name of a hit in a language. */
export function hitName(lang: Lang, hit: Pick<Hit, 'name' | 'nameEn' | 'code'>): string {
  const name = lang === 'en' && hit.nameEn !== '' ? hit.nameEn : hit.name;
  return name === '' ? hit.code : name;
}

/** Looks for areas by name or code, and keeps those that are chosen. */
export function AreaPicker({ desk, lang, city, label, chosen, put, most = 100 }: PickerProps): JSX.Element {
  const [words, setWords] = useState('');
  const [found, setFound] = useState<Load<readonly Hit[]>>({ kind: 'none' });
  const asked = useRef(new AbortController());
  const box = useRef<HTMLInputElement>(null);
  const find = (text: string): void => {
    setWords(text);
    asked.current.abort();
    if (text.trim() === '') {
      setFound({ kind: 'none' });
      return;
    }
    const { signal } = asked.current = new AbortController();
    new Client(desk.identity.base).search(text.trim(), null, 20, signal).then(
      (it) => { setFound({ kind: 'ready', value: it.hits }); },
      (error: unknown) => {
        if (!signal.aborted) {
          setFound({ kind: 'failed', problem: problemOf(error) });
        }
      },
    );
  };
  const layerName = (key: string): string => (city === null ? key : layerOf(city, key)?.name[lang] ?? key);
  const hits = found.kind === 'ready' ? areasAmong(found.value, chosen) : [];
  return (
    <fieldset class="admin-pick">
      <legend class="own-sub">{label}</legend>
      <Picked lang={lang} chosen={chosen} layerName={layerName} drop={(it) => {
        put(chosen.filter((other) => other !== it));
        box.current?.focus();
      }}
      />
      {chosen.length < most && (
        <label class="own-field">
          <span>{adminText(lang, 'pickFind')}</span>
          <input ref={box} type="search" name="pick" autocomplete="off" spellcheck={false} maxLength={200} value={words} onInput={(event) => { find(event.currentTarget.value); }}
            onKeyDown={(event) => {
              if (event.key === 'Enter') {
                event.preventDefault(); // not the form around it
              }
            }}
          />
        </label>
      )}
      <p class="detail" role="status">{found.kind === 'ready' && adminText(lang, hits.length === 0 ? 'pickNone' : 'pickCount', { n: hits.length })}</p>
      {found.kind === 'failed' && <Failed lang={lang} problem={found.problem} />}
      {chosen.length < most && hits.length > 0 && (
        <Hits lang={lang} hits={hits} layerName={layerName} take={(it) => {
          put([...chosen, { layer: it.layer, code: it.code, name: hitName(lang, it) }]);
          find('');
          box.current?.focus();
        }}
        />
      )}
    </fieldset>
  );
}

interface PartProps {
  readonly lang: Lang;
  readonly layerName: (key: string) => string;
}

function Picked({ lang, layerName, chosen, drop }: PartProps & { readonly chosen: readonly Chosen[]; readonly drop: (it: Chosen) => void }): JSX.Element {
  return (
    <ul class="admin-picked">
      {chosen.map((it) => {
        const name = it.name === '' ? it.code : it.name;
        return (
          <li key={`${it.layer}/${it.code}`}>
            <bdi>{name}</bdi> <span class="detail">{layerName(it.layer)} <span class="code">{it.code}</span></span>
            <button type="button" class="button" data-action="unpick" aria-label={adminText(lang, 'pickDrop', { name })} onClick={() => { drop(it); }}>{adminText(lang, 'pickAway')}</button>
          </li>
        );
      })}
    </ul>
  );
}

function Hits({ lang, layerName, hits, take }: PartProps & { readonly hits: readonly Hit[]; readonly take: (it: Hit) => void }): JSX.Element {
  return (
    <ul class="admin-picks">
      {hits.map((it) => (
        <li key={`${it.layer}/${it.code}`}>
          <button type="button" class="own-row" data-pick={`${it.layer}/${it.code}`} onClick={() => { take(it); }}>
            <bdi>{hitName(lang, it)}</bdi> <span class="detail">{layerName(it.layer)} <span class="code">{it.code}</span> <bdi>{it.context}</bdi></span>
          </button>
        </li>
      ))}
    </ul>
  );
}
