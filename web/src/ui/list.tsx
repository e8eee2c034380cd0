import type { JSX } from 'preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';

import { text } from '../i18n/text';
import { metresBetween } from '../model/list';
import type { Seen } from '../model/seen';
import { type InView, knownCity, type Session } from '../model/session';
import type { Panel } from './context';
import { AreaIcon, PlaceSign } from './icons';
import { distance, layerName, placeKindName } from './words';

/** A line of the list: an area or a place of service. */
interface Line {
  readonly kind: 'area' | 'place';
  readonly seen: Seen;
  readonly far: number;
}

/** Every line is as high: only those in sight are made. */
const height = 52;

/** Lines above and below what is in sight. */
const spare = 6;

/** What the map shows, as a list from the centre outwards: the same areas and places, by keyboard and by ear. */
export function List({ session, actions }: Panel): JSX.Element {
  const lang = session.lang.value;
  const view = session.inView.value;
  const [only, setOnly] = useState('');
  const lines = useMemo(() => (view === null ? [] : linesOf(view, only)), [view, only]);
  return (
    <div class="list">
      <Filter session={session} view={view} only={only} choose={setOnly} />
      <p class="list-count" role="status">{text(lang, 'list.count', { count: lines.length.toLocaleString(lang) })}<span class="list-keys">{text(lang, 'list.keys')}</span></p>
      {lines.length === 0 && <div class="list-none" data-list-none><p>{text(lang, 'list.empty')}</p><p class="detail">{text(lang, 'list.emptyTry')}</p></div>}
      <Lines key={only} session={session} actions={actions} lines={lines} />
    </div>
  );
}

function Lines({ session, actions, lines }: Panel & { readonly lines: readonly Line[] }): JSX.Element {
  const list = useRef<HTMLDivElement>(null);
  const [active, setActive] = useState(0);
  const [top, setTop] = useState(0);
  const current = Math.min(active, lines.length - 1);
  useEffect(() => () => { actions.highlight(null); }, [actions]);
  const pressed = (event: KeyboardEvent): void => {
    const line = lines[current];
    const room = list.current?.clientHeight ?? height;
    const to = target(event.key, current, lines.length, Math.floor(room / height));
    if (to !== null) {
      event.preventDefault();
      const next = Math.min(Math.max(to, 0), lines.length - 1);
      setActive(next);
      actions.highlight(lines[next]?.kind === 'area' ? lines[next].seen : null);
      list.current?.scrollTo({ top: Math.min(Math.max(list.current.scrollTop, (next + 1) * height - room), next * height) });
    } else if ((event.key === 'Enter' || event.key === ' ') && line !== undefined) {
      event.preventDefault();
      actions.openSeen(line.seen, line.kind, 'keyboard');
    }
  };
  const first = Math.max(0, Math.floor(top / height) - spare);
  const last = Math.ceil((top + (list.current?.clientHeight ?? 600)) / height) + spare;
  return (
    <div
      ref={list}
      id="list"
      class="list-lines"
      role="listbox"
      tabIndex={0}
      aria-label={text(session.lang.value, 'list.label')}
      aria-activedescendant={current >= 0 ? lineId(current) : undefined}
      onKeyDown={pressed}
      onScroll={(event) => { setTop(event.currentTarget.scrollTop); }}
    >
      <div class="list-room" role="presentation" style={{ height: `${lines.length * height}px` }}>
        {lines.slice(first, last).map((line, i) => (
          <LineRow
            key={`${line.kind} ${line.seen.layer} ${line.seen.code}`}
            session={session}
            actions={actions}
            line={line}
            index={first + i}
            count={lines.length}
            active={first + i === current}
            activate={setActive}
          />
        ))}
      </div>
    </div>
  );
}

function lineId(index: number): string {
  return `line-${index}`;
}

interface LineProps extends Panel {
  readonly line: Line;
  readonly index: number;
  readonly count: number;
  readonly active: boolean;
  readonly activate: (index: number) => void;
}

function LineRow({ session, actions, line, index, count, active, activate }: LineProps): JSX.Element {
  return (
    <div
      id={lineId(index)}
      class={active ? 'line line-active' : 'line'}
      role="option"
      aria-selected={active}
      aria-setsize={count}
      aria-posinset={index + 1}
      data-line={line.seen.code}
      style={{ transform: `translateY(${index * height}px)` }}
      onMouseEnter={() => { actions.highlight(line.kind === 'area' ? line.seen : null); }}
      onMouseLeave={() => { actions.highlight(null); }}
      onClick={() => {
        activate(index);
        actions.openSeen(line.seen, line.kind, 'pointer');
      }}
    >
      <LineWords session={session} line={line} />
    </div>
  );
}

function LineWords({ session, line: { kind, seen, far } }: { readonly session: Session; readonly line: Line }): JSX.Element {
  const lang = session.lang.value;
  const city = knownCity(session);
  const name = lang === 'en' && seen.nameEn !== undefined && seen.nameEn !== '' ? seen.nameEn : seen.name;
  return (
    <>
      <span class="line-sign">{kind === 'area' ? <AreaIcon /> : <PlaceSign swatch={session.legend.value?.places.find((it) => it.key === seen.layer)?.swatch} />}</span>
      <span class="line-words">
        <span class="line-name"><bdi>{name === '' ? seen.code : name}</bdi></span>
        <span class="line-kind">{kind === 'area' ? layerName(lang, city, seen.layer) : placeKindName(lang, city, seen.layer)} · <bdi class="code">{seen.code}</bdi></span>
      </span>
      <span class="line-far" title={text(lang, 'list.away', { distance: distance(lang, far) })}>{distance(lang, far)}</span>
    </>
  );
}

interface FilterProps {
  readonly session: Session;
  readonly view: InView | null;
  readonly only: string;
  readonly choose: (key: string) => void;
}

function Filter({ session, view, only, choose }: FilterProps): JSX.Element {
  const lang = session.lang.value;
  const city = knownCity(session);
  const groups = [
    { key: '', words: text(lang, 'list.all') },
    ...(view?.areas ?? []).map(({ layer }) => ({ key: layer, words: layerName(lang, city, layer) })),
    ...(view !== null && view.places.length > 0 ? [{ key: placesKey, words: text(lang, 'list.places') }] : []),
  ];
  return (
    <div class="chips list-filter" role="group" aria-label={text(lang, 'list.filter')}>
      {groups.map(({ key, words }) => (
        <button key={key} type="button" class="chip" aria-pressed={key === only} data-only={key} onClick={() => { choose(key); }}>{words}</button>
      ))}
    </div>
  );
}

/** No layer's key has a star. */
const placesKey = '*';

function linesOf(view: InView, only: string): readonly Line[] {
  const far = (seen: Seen): number => metresBetween(view.centre, seen.at);
  const areas = view.areas
    .filter(({ layer }) => only === '' || only === layer)
    .flatMap(({ seen }) => seen.map((it): Line => ({ kind: 'area', seen: it, far: far(it) })));
  const places = only === '' || only === placesKey ? view.places.map((it): Line => ({ kind: 'place', seen: it, far: far(it) })) : [];
  return [...areas, ...places].sort((a, b) => a.far - b.far);
}

/** Where a key leads from a line; null for a key that leads nowhere. */
function target(key: string, from: number, count: number, page: number): number | null {
  switch (key) {
    case 'ArrowDown': case 'j': case 'J': return from + 1;
    case 'ArrowUp': case 'k': case 'K': return from - 1;
    case 'PageDown': return from + page;
    case 'PageUp': return from - page;
    case 'Home': return 0;
    case 'End': return count - 1;
    default: return null;
  }
}

