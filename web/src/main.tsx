import { effect } from '@preact/signals';
import { createRef, render } from 'preact';

import { Client } from './api/client';
import { firstLang, firstTheme, hasChosenTheme, rememberLang, rememberTheme } from './choices';
import { text } from './i18n/text';
import type { Start } from './map/view';
import { type Actions, newSession, type Session } from './model/session';
import { Address } from './modes/address';
import { Browse } from './modes/browse';
import { guardScripts } from './policy';
import { App, mapHint } from './ui/app';

function actionsOf(session: Session, browse: Browse, address: Address): Actions {
  return {
    setLang: (lang) => {
      session.lang.value = lang;
      rememberLang(window, lang);
      address.spoken(lang);
    },
    setTheme: (theme) => {
      session.theme.value = theme;
      rememberTheme(window, theme);
    },
    reloadCity: () => { void browse.loadCity(); },
    reloadTiles: () => { browse.reloadTiles(); },
    repeatQuestion: () => { browse.repeat(); },
    closeAnswer: () => { browse.close(); },
    cardShown: (card) => { browse.cardShown(card); },
    select: (area) => { browse.select(area); },
    showLayer: (key, shown) => {
      const hidden = new Set(session.hidden.value);
      if (shown) {
        hidden.delete(key);
      } else {
        hidden.add(key);
      }
      session.hidden.value = hidden;
    },
    zoomBy: (steps) => { browse.zoomBy(steps); },
    showAll: () => { browse.showAll(); },
  };
}

async function start(root: HTMLElement): Promise<void> {
  guardScripts(window);
  const address = new Address(window);
  const session = newSession(firstLang(window, address.state()), firstTheme(window));
  window.matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
    if (!hasChosenTheme(window)) {
      session.theme.value = firstTheme(window);
    }
  });
  const base = document.baseURI;
  const browse = new Browse({ session, client: new Client(base), address, base });
  const stage = createRef<HTMLDivElement>();
  render(<App session={session} actions={actionsOf(session, browse, address)} stage={stage} />, root);
  if (stage.current === null) {
    throw new Error('the page has no place for the map');
  }
  await browse.start(stage.current, async () => {
    // MapLibre is nine tenths of the page: the rest is shown while it arrives.
    const { MapView } = await import('./map/view');
    return (begin: Start) => new MapView(begin);
  });
  effect(() => { browse.describe(text(session.lang.value, 'map.name'), mapHint); });
}

const root = document.getElementById('app');
if (root !== null) {
  void start(root);
}
