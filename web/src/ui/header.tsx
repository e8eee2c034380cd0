import type { JSX } from 'preact';

import { text } from '../i18n/text';
import { tag } from '../model/lang';
import type { Panel } from './context';
import { MoonIcon, Sail, SunIcon } from './icons';

/** The bar on top: the name, and the two switches. */
export function Header({ session, actions }: Panel): JSX.Element {
  const lang = session.lang.value;
  const dark = session.theme.value === 'dark';
  const toTheme = text(lang, dark ? 'app.toLight' : 'app.toDark');
  const other = lang === 'zh' ? 'en' : 'zh';
  const toLang = text(lang, lang === 'zh' ? 'app.toEnglish' : 'app.toChinese');
  return (
    <header class="bar">
      <h1 class="name">
        <Sail />
        {text(lang, 'app.name')}
      </h1>
      <div class="bar-tools">
        <button
          type="button"
          class="tool"
          data-action="lang"
          lang={tag(other)}
          title={toLang}
          onClick={() => { actions.setLang(other); }}
        >
          {text(other, 'app.ownName')}
        </button>
        <button
          type="button"
          class="tool tool-square"
          data-action="theme"
          aria-label={toTheme}
          title={toTheme}
          onClick={() => { actions.setTheme(dark ? 'light' : 'dark'); }}
        >
          {dark ? <SunIcon /> : <MoonIcon />}
        </button>
      </div>
    </header>
  );
}
