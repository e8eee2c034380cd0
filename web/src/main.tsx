import { effect } from '@preact/signals';
import { createRef, render } from 'preact';

import { Client } from './api/client';
import { firstLang, firstTheme, hasChosenTheme, rememberLang, rememberTheme } from './choices';
import { fetchWords, text } from './i18n/text';
import { legend } from './map/legend';
import { fetchMap, openStage } from './map/open';
import type { Stage } from './map/stage';
import type { Lang } from './model/lang';
import { remembered } from './model/search';
import { type Actions, newSession, type Session } from './model/session';
import { subjectOf } from './model/subject';
import { Address } from './modes/address';
import { Browse } from './modes/browse';
import { Finder } from './modes/find';
import { Live } from './modes/live';
import { guardScripts } from './policy';
import type { RestParts } from './rest';
import { App, mapHint } from './ui/app';

interface Modes {
  readonly session: Session;
  readonly browse: Browse;
  readonly finder: Finder;
  readonly address: Address;
  readonly plan: () => void;
}

function actionsOf({ session, browse, finder, address, plan }: Modes): Actions {
  return {
    setLang: (lang) => {
      speak(session, lang, () => {
        rememberLang(window, lang);
        address.keep({ lang });
      });
    },
    setTheme: (theme) => {
      session.theme.value = theme;
      rememberTheme(window, theme);
      if (address.state().theme !== undefined) {
        address.keep({ theme });
      }
    },
    reloadCity: () => { void browse.loadCity(); },
    reloadTiles: () => { browse.reloadTiles(); },
    open: (subject, via) => { browse.open(subject, via, true); },
    openHit: (hit, via) => {
      session.recent.value = remembered(session.recent.peek(), hit);
      browse.open(subjectOf(hit), via, true);
    },
    repeatQuestion: () => { browse.repeat(); },
    closeAnswer: () => { browse.close(); },
    walkAcross: (via) => { void browse.walkAcross(via); },
    stepBack: () => { address.back(); },
    cardShown: (card) => { browse.cardShown(card); },
    nearbyOf: (kind) => { void browse.asker.nearby(kind); },
    childrenIn: (layer) => { void browse.asker.children(layer); },
    search: (words) => { finder.typed(words); },
    repeatSearch: () => { finder.again(); },
    showLayer: (key, shown) => {
      const hidden = new Set(session.hidden.peek());
      if (shown) {
        hidden.delete(key);
      } else {
        hidden.add(key);
      }
      session.hidden.value = hidden;
      address.hid(hidden);
    },
    showPanel: (panel) => { browse.showPanel(panel); },
    openSeen: (seen, kind, via) => { browse.openSeen(seen, kind, via); },
    highlight: (area) => { browse.highlight(area); },
    zoomBy: (steps) => { browse.zoomBy(steps); },
    showAll: () => { browse.showAll(); },
    zoomHere: () => { void browse.zoomHere(); },
    share: () => { void share(session); },
    plan,
    showHelp: (shown) => { session.help.value = shown; },
    say: (toast) => { session.toast.value = toast; },
  };
}

let spoken = 0;

/** Shows the page in a language once its words are there, unless another one was asked for meanwhile. From a server that is away they do not come: the reader can ask again. */
function speak(session: Session, lang: Lang, then?: () => void): void {
  const turn = ++spoken;
  void fetchWords(lang).then(() => {
    if (turn === spoken) {
      session.lang.value = lang;
      then?.();
    }
  }, () => undefined);
}

/** The words to begin with: the reader's, else those that come; a server that is away is asked again every five seconds. */
async function firstWords(lang: Lang): Promise<void> {
  await fetchWords(lang).catch(() => fetchWords(lang === 'zh' ? 'en' : 'zh')).catch(async () => {
    await new Promise((resolve) => { setTimeout(resolve, 5000); });
    await firstWords(lang);
  });
}

/** Copies the address, which is all that the page shows. */
async function share(session: Session): Promise<void> {
  try {
    await navigator.clipboard.writeText(window.location.href);
    session.toast.value = { kind: 'link' };
  } catch {
    session.toast.value = { kind: 'linkByHand' };
  }
}

/** Fetches what is there after the first map; a server that is away is asked again every five seconds. */
function fetchRest(parts: RestParts): void {
  void import('./rest').then((it) => { it.openRest(parts); }, () => { setTimeout(fetchRest, 5000, parts); });
}

/** Opens the map, or a page that stands in its place where the link asks for one. */
async function start(root: HTMLElement): Promise<void> {
  guardScripts(window);
  const page = document.baseURI;
  const { hash } = window.location;
  if (/wall=1|print=/.test(hash)) {
    await Promise.all([firstWords('zh'), firstWords('en')]);
  }
  if (/wall=1/.test(hash)) {
    (await import('./wall')).openWall(root, page);
  } else if (/print=/.test(hash)) {
    (await import('./print')).openPrint(root, page);
  } else {
    await openMap(root, page);
  }
}

async function openMap(root: HTMLElement, page: string): Promise<void> {
  const address = new Address(window);
  const link = address.state();
  const session = newSession(firstLang(window, link), firstTheme(window, link));
  const words = firstWords(session.lang.peek());
  if (link.picture !== true) {
    fetchMap(); // nine tenths of the page: they come while the rest is shown
  }
  await words;
  session.hidden.value = new Set(link.hidden ?? []);
  session.asOf.value = link.at ?? '';
  session.panel.value = window.innerWidth >= 1000 ? 'layers' : null;
  window.matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
    if (!hasChosenTheme(window, address.state())) {
      session.theme.value = firstTheme(window, address.state());
    }
  });
  const archive = document.querySelector<HTMLMetaElement>('meta[name=redsail-archive]')?.content;
  const { client, base } = archive === undefined ? { client: new Client(page, session.asOf), base: page } : (await import('./archive/archive')).openArchive(page, archive);
  const browse = new Browse({ session, client, address, base, speak: (lang) => { speak(session, lang); } });
  const finder = new Finder(session, client, () => browse.centre());
  const stage = createRef<HTMLDivElement>();
  let drawn: Stage | undefined;
  const plan = async (how: 'openPlan' | 'togglePlan'): Promise<void> => {
    if (drawn !== undefined && archive === undefined) {
      (await import('./plan'))[how](session, address, base, drawn);
    }
  };
  const actions = actionsOf({ session, browse, finder, address, plan: () => { void plan('togglePlan'); } });
  render(<App session={session} actions={actions} stage={stage} />, root);
  if (archive === undefined) {
    new Live(session, client, base, (revision, first) => { browse.heardOf(revision, first); }, (renewal) => { browse.refresh(renewal); }, () => {
      browse.returned();
      finder.returned();
    }).start();
  }
  await browse.start(stage.current ?? root, async (begin) => {
    const pictured = (): void => { session.toast.value = { kind: 'picture' }; };
    const stage = drawn = await openStage(begin, { picture: address.state().picture === true, pictured });
    // The choice of base maps comes after the first map: it is no part of what that waits for. Without it the city's own streets stay.
    void stage.painted.then(() => {
      if (archive === undefined) { // without a server there is nobody to fetch them
        if (address.state().plan !== undefined) {
          void plan('openPlan'); // not toggled: the reader, or who follows links, may be faster
        }
        fetchRest({ session, actions, address, base, stage, client, browse });
      }
    }, () => undefined);
    return { stage, legend };
  });
  effect(() => { browse.describe(text(session.lang.value, 'map.name'), mapHint); });
}

const root = document.getElementById('app');
if (root !== null) {
  void start(root);
}
