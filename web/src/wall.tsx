import './wall/wall.css';

import { computed, effect } from '@preact/signals';
import { createRef, render } from 'preact';

import { firstLang } from './choices';
import { wallText } from './i18n/wall';
import { fetchMap, openStage } from './map/open';
import type { Listener, Look, Stage } from './map/stage';
import { parseHash } from './model/hash';
import type { Lang } from './model/lang';
import { WallDesk } from './wall/desk';
import { TokenPage, WallPanel } from './wall/panel';
import { readAsk, withoutToken } from './wall/tour';

const quiet: Listener = {
  asked: () => undefined, moving: () => undefined, moved: () => undefined, loading: () => undefined, tileFailed: () => undefined, focused: () => undefined,
  idle: () => { document.documentElement.dataset['map'] = 'idle'; },
};

/** Opens the page before a wall, in place of the other one: `#wall=1`. */
export function openWall(root: HTMLElement, base: string): void {
  const { location, history } = window;
  const asked = readAsk(location.hash);
  if (asked.token !== '') {
    history.replaceState(null, '', withoutToken(location.hash)); // before anything is asked for
  }
  const link = parseHash(location.hash);
  const lang = firstLang(window, link);
  const theme = link.theme ?? 'dark';
  const { documentElement } = document;
  documentElement.lang = lang === 'zh' ? 'zh-CN' : 'en';
  documentElement.dataset['theme'] = theme;
  document.title = `Redsail · ${wallText(lang, 'title')}`;
  window.addEventListener('hashchange', () => { location.reload(); });
  fetchMap();
  const desk = new WallDesk(base, asked);
  const place = createRef<HTMLDivElement>();
  const look = computed<Look>(() => ({ city: desk.city.value, theme, lang, hidden: new Set(), selected: desk.stops.value[desk.at.value] ?? null, base }));
  render(<Wall desk={desk} lang={lang} place={place} />, root);
  /** Takes the map away with what it holds; null = there is none. */
  let end: (() => void) | null = null;
  effect(() => {
    const state = desk.state.value;
    documentElement.dataset['wall'] = state;
    if (state !== 'shown') {
      end?.();
      end = null;
    } else if (desk.city.value !== null && end === null && place.current !== null) {
      const box = place.current;
      end = enlarging(box, (enlarged) => {
        const stage = openStage({ container: box, camera: undefined, listener: quiet, look: () => look.peek(), enlarged }, { picture: link.picture === true, pictured: () => undefined });
        const ends = stage.then((it) => stands(it, desk, look, lang, box));
        return () => ends.then((it) => { it(); });
      });
    }
  });
  void desk.start();
}

/** Keeps the map as the wall says, until the function that it gives is called. */
function stands(stage: Stage, desk: WallDesk, look: { readonly value: Look }, lang: Lang, place: HTMLElement | null): () => void {
  desk.map = stage;
  stage.describe(wallText(lang, 'map'), '');
  place?.querySelectorAll<HTMLElement>('[tabindex]').forEach((it) => { it.tabIndex = -1; }); // there is nothing to press
  const calm = window.matchMedia('(prefers-reduced-motion: reduce)').matches;
  const draws = effect(() => {
    delete document.documentElement.dataset['map'];
    stage.draw(look.value);
  });
  const goes = effect(() => {
    const stop = desk.stops.value[desk.at.value];
    const bounds = stop?.bounds ?? desk.city.value?.bounds;
    if (bounds != null) {
      stage.fit(bounds, !calm, margins(place));
    }
  });
  return () => {
    draws();
    goes();
    desk.map = null;
    stage.remove();
  };
}

/** Letters for which the names on the map are made, in CSS pixels. */
const deskLetters = 13;

/** So long a window must be left at its size before the map is made anew, in milliseconds. */
const still = 400;

/**
 * Draws the map as much larger than on a desk as the letters beside it are, names, lines and signs. A map is made for one such size: in a
 * window of another one it is made anew. `open` gives the way to take its map away; so does this, for good.
 */
function enlarging(place: HTMLElement, open: (enlarged: number) => () => Promise<void>): () => void {
  let times = 0;
  let close = (): Promise<void> => Promise.resolve();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const set = async (): Promise<void> => {
    const next = Math.max(1, parseFloat(getComputedStyle(place).fontSize) / deskLetters);
    if (next === times) {
      return;
    }
    times = next;
    const before = close;
    close = () => Promise.resolve(); // nothing is open until it is
    await before();
    if (next === times) {
      place.style.setProperty('--enlarged', String(next));
      close = open(next);
    }
  };
  const changed = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => { void set(); }, still);
  };
  window.addEventListener('resize', changed);
  void set();
  return () => {
    clearTimeout(timer);
    window.removeEventListener('resize', changed);
    times = 0; // one that is about to open stays away
    void close();
  };
}

/** Clear of the figures, which stand beside the map or below it. */
function margins(place: HTMLElement | null): { top: number; right: number; bottom: number; left: number } {
  const edge = Math.round(Math.min(place?.offsetWidth ?? 0, place?.offsetHeight ?? 0) * 0.08);
  return { top: edge, right: edge, bottom: edge, left: edge };
}

function Wall({ desk, lang, place }: { readonly desk: WallDesk; readonly lang: Lang; readonly place: { current: HTMLDivElement | null } }) {
  const state = desk.state.value;
  return (
    <main class="wall" data-city={desk.known.value ? 'ready' : 'loading'}>
      <div class="wall-map"><div class="wall-ground" ref={place} /></div>
      {state === 'shown' ? <WallPanel desk={desk} lang={lang} /> : null}
      {state === 'token' || state === 'revoked' ? <TokenPage desk={desk} lang={lang} /> : null}
      {state === 'starting' && desk.problem.value !== null ? <p class="wall-wait" role="status">{wallText(lang, 'unreachable')}</p> : null}
    </main>
  );
}
