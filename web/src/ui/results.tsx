import type { JSX } from 'preact';

import { text } from '../i18n/text';
import type { City } from '../model/city';
import type { Lang } from '../model/lang';
import { type Hit, marked, type Search } from '../model/search';
import { knownCity, type Session, type Via } from '../model/session';
import type { Panel } from './context';
import { AreaIcon, BuildingIcon, MoreIcon, PinIcon, PlaceSign, TargetIcon } from './icons';
import { layerName, placeKindName, problemText } from './words';

export const resultsId = 'search-results';

export function optionId(index: number): string {
  return `search-result-${index}`;
}

interface ResultsProps extends Panel {
  readonly open: boolean;
  readonly active: number;
  readonly choose: (hit: Hit, via: Via) => void;
}

/** What was found, what was chosen before, or how to search: under the box. */
export function Results({ session, actions, open, active, choose }: ResultsProps): JSX.Element {
  const lang = session.lang.value;
  const search = session.search.value;
  const busy = search.kind === 'waiting' && search.before !== null;
  const found = busy ? search.before : search.kind === 'found' ? search : null;
  return (
    <div class={open ? 'results results-open' : 'results'} data-results={search.kind}>
      <Before session={session} actions={actions} />
      <ul id={resultsId} class="hits" role="listbox" aria-label={text(lang, 'search.results')} aria-busy={busy}>
        {(busy ? found?.hits ?? [] : hitsOf(session)).map((hit, index) => (
          <Option key={hitKey(hit)} session={session} hit={hit} query={found?.text ?? ''} index={index} active={!busy && index === active} choose={busy ? null : choose} />
        ))}
      </ul>
      <p class="unseen" role="status" aria-live="polite">{open && said(lang, search)}</p>
    </div>
  );
}

/** What is to choose from: what was found for the words in the box, or with an empty box what was chosen before. */
export function hitsOf(session: Session): readonly Hit[] {
  const search = session.search.value;
  const commands = (words: string): readonly Hit[] => session.tools.value?.commands(words) ?? [];
  switch (search.kind) {
    case 'found': return [...search.text.startsWith('>') ? [] : search.hits, ...commands(search.text)];
    case 'idle': return [...session.recent.value, ...commands('')];
    case 'waiting':
    case 'failed': return [];
  }
}

function hitKey({ kind, layer, code, point }: Hit): string {
  return `${kind} ${layer} ${code} ${point.lon},${point.lat}`;
}

function said(lang: Lang, search: Search): string {
  switch (search.kind) {
    case 'waiting': return text(lang, 'search.waiting');
    case 'found': return search.hits.length === 0 ? text(lang, 'search.none', { text: search.text }) : text(lang, 'search.count', { count: search.hits.length });
    case 'idle':
    case 'failed': return ''; // an empty box says nothing, a failure is an alert of its own
  }
}

/** What stands over the list, or in its place. */
function Before({ session, actions }: Panel): JSX.Element | null {
  const lang = session.lang.value;
  const search = session.search.value;
  switch (search.kind) {
    case 'idle':
      return session.recent.value.length === 0
        ? <Hints lang={lang} />
        : <p class="results-head">{text(lang, 'search.recent')}<span>{text(lang, 'search.recentNote')}</span></p>;
    case 'waiting':
      if (search.before !== null && search.before.hits.length > 0) {
        return <p class="results-head">{text(lang, 'search.waiting')}</p>;
      }
      return <div class="waiting"><p class="late">{text(lang, 'search.waiting')}</p><div class="bone" /><div class="bone" /><div class="bone" /></div>;
    case 'failed':
      return (
        <div class="results-say" role="alert">
          <p><strong>{text(lang, 'search.failed')}</strong></p>
          <p class="detail">{problemText(lang, search.problem)}</p>
          <button type="button" class="button" data-action="retry-search" onMouseDown={keepFocus} onClick={() => { actions.repeatSearch(); }}>{text(lang, 'fail.retry')}</button>
        </div>
      );
    case 'found':
      return search.hits.length > 0 ? null : (
        <div class="results-say" data-results-none>
          <p><strong><bdi>{text(lang, 'search.none', { text: search.text })}</bdi></strong></p>
          <p class="detail">{text(lang, 'search.noneTry')}</p>
        </div>
      );
  }
}

/** A press on a result must not take the focus, or the list closes under the finger. */
function keepFocus(event: Event): void {
  event.preventDefault();
}

function Hints({ lang }: { readonly lang: Lang }): JSX.Element {
  return (
    <div class="results-say">
      <p class="results-head">{text(lang, 'search.hint')}</p>
      <ul class="hints">
        <li>{text(lang, 'search.hintName')}</li>
        <li>{text(lang, 'search.hintCode')}</li>
        <li>{text(lang, 'search.hintPoint')}</li>
      </ul>
    </div>
  );
}

interface OptionProps {
  readonly session: Session;
  readonly hit: Hit;
  readonly query: string;
  readonly index: number;
  readonly active: boolean;
  /** Null while another answer is waited for. */
  readonly choose: ((hit: Hit, via: Via) => void) | null;
}

function Option({ session, hit, query, index, active, choose }: OptionProps): JSX.Element {
  const lang = session.lang.value;
  return (
    <li
      id={optionId(index)}
      class={active ? 'hit hit-active' : 'hit'}
      role="option"
      aria-selected={active}
      aria-disabled={choose === null}
      data-hit={hit.kind}
      data-code={hit.code}
      onMouseDown={keepFocus}
      onClick={() => { choose?.(hit, 'pointer'); }}
    >
      <span class="hit-sign">{sign(hit, session.legend.value?.places.find((it) => it.key === hit.layer)?.swatch)}</span>
      <span class="hit-words">
        <Name lang={lang} hit={hit} query={query} />
        {hit.context !== '' && <span class="hit-context"><bdi>{hit.context}</bdi></span>}
        {hit.note !== '' && <span class="hit-note"><bdi>{hit.note}</bdi></span>}
      </span>
      <span class="hit-side">
        <span class="hit-kind">{kindWord(lang, knownCity(session), hit)}</span>
        {hit.kind !== 'coordinate' && hit.kind !== 'command' && hit.code !== '' && <span class="code"><Marked words={hit.code} query={query} /></span>}
      </span>
    </li>
  );
}

/** The name, with the one in the other language where it helps to see why it was found. */
function Name({ lang, hit, query }: { readonly lang: Lang; readonly hit: Hit; readonly query: string }): JSX.Element {
  const name = lang === 'en' && hit.nameEn !== '' ? hit.nameEn : hit.name;
  const wanted = hit.matched === 'pinyin' || hit.matched === 'initials' || lang === 'en';
  const other = name === hit.name ? hit.nameEn : hit.name;
  return (
    <span class="hit-name">
      <Marked words={name} query={query} />
      {wanted && other !== '' && <span class="hit-other"><Marked words={other} query={query} /></span>}
    </span>
  );
}

function sign(hit: Hit, swatch: Parameters<typeof PlaceSign>[0]['swatch']): JSX.Element {
  switch (hit.kind) {
    case 'area': return <AreaIcon />;
    case 'place': return <PlaceSign swatch={swatch} />;
    case 'building': return <BuildingIcon />;
    case 'address':
    case 'crossing':
    case 'line': return <PinIcon />;
    case 'coordinate': return <TargetIcon />;
    case 'command': return <MoreIcon />;
  }
}

function kindWord(lang: Lang, city: City | null, hit: Hit): string {
  switch (hit.kind) {
    case 'area': return layerName(lang, city, hit.layer);
    case 'place': return placeKindName(lang, city, hit.layer);
    case 'building':
    case 'address':
    case 'crossing':
    case 'line':
    case 'coordinate':
    case 'command': return text(lang, `search.kind.${hit.kind}`);
  }
}

/** A text with what was searched for in it marked; text alone, whatever it holds. */
function Marked({ words, query }: { readonly words: string; readonly query: string }): JSX.Element {
  return <bdi>{marked(words, query).map((it, i) => (it.hit ? <mark key={i}>{it.text}</mark> : it.text))}</bdi>;
}
