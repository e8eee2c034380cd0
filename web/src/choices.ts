import { isLang, type Lang, preferred } from './model/lang';
import type { LinkState } from './model/hash';
import type { Theme } from './model/palette';

const keys = { lang: 'redsail.lang', theme: 'redsail.theme' } as const;

/** The language: what the link says, else what was chosen here before, else the browser's. */
export function firstLang(window: Window, link: LinkState): Lang {
  const chosen = read(window, keys.lang);
  return link.lang ?? (isLang(chosen) ? chosen : preferred(window.navigator.languages));
}

/** The theme: what the link says, else what was chosen here before, else the system's. */
export function firstTheme(window: Window, link: LinkState): Theme {
  const chosen = link.theme ?? read(window, keys.theme);
  if (chosen === 'light' || chosen === 'dark') {
    return chosen;
  }
  return window.matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
}

export function rememberLang(window: Window, lang: Lang): void {
  write(window, keys.lang, lang);
}

export function rememberTheme(window: Window, theme: Theme): void {
  write(window, keys.theme, theme);
}

/** Whether the reader or the link chose a theme, so that the system's changes no longer count. */
export function hasChosenTheme(window: Window, link: LinkState): boolean {
  return link.theme !== undefined || read(window, keys.theme) !== null;
}

function read(window: Window, key: string): string | null {
  try {
    return window.localStorage.getItem(key);
  } catch {
    return null; // Storage is switched off: the choice lasts as long as the page.
  }
}

function write(window: Window, key: string, value: string): void {
  try {
    window.localStorage.setItem(key, value);
  } catch {
    // As above.
  }
}
