import type { JSX, RefObject } from 'preact';
import { useRef, useState } from 'preact/hooks';

import { ownNames, text } from '../i18n/text';
import { tag } from '../model/lang';
import { knownCity } from '../model/session';
import type { Panel } from './context';
import { ClockIcon, HelpIcon, LinkIcon, MoonIcon, MoreIcon, Sail, SunIcon } from './icons';
import { Search } from './search';
import { clock } from './words';

/** The bar on top: the name, the search box, and the switches. */
export function Header({ session, actions }: Panel): JSX.Element {
  const lang = session.lang.value;
  return (
    <header class="bar">
      <h1 class="name">
        <Sail />
        <span class="name-words">{text(lang, 'app.name')}</span>
      </h1>
      <Search session={session} actions={actions} />
      <Tools session={session} actions={actions} />
      <Marks session={session} actions={actions} />
    </header>
  );
}

function Tools({ session, actions }: Panel): JSX.Element {
  const lang = session.lang.value;
  const dark = session.theme.value === 'dark';
  const { open, setOpen, close, more } = useMenu();
  const Who = session.account.value?.Tool;
  const other = lang === 'zh' ? 'en' : 'zh';
  const tools = [
    { name: 'share', label: text(lang, 'app.share'), icon: <LinkIcon />, act: () => { actions.share(); } },
    { name: 'help', label: text(lang, 'app.help'), icon: <HelpIcon />, act: () => { actions.showHelp(true); } },
    {
      name: 'theme', label: text(lang, dark ? 'app.toLight' : 'app.toDark'), icon: dark ? <SunIcon /> : <MoonIcon />,
      act: () => { actions.setTheme(dark ? 'light' : 'dark'); },
    },
  ];
  return (
    <div
      class="bar-side"
      onFocusOut={(event) => {
        if (!(event.relatedTarget instanceof Node) || !event.currentTarget.contains(event.relatedTarget)) {
          setOpen(false);
        }
      }}
    >
      <button ref={more} type="button" class="tool tool-square more" aria-label={text(lang, 'app.more')} aria-expanded={open} data-action="more" onClick={() => { setOpen(!open); }}><MoreIcon /></button>
      <div class={open ? 'bar-tools bar-tools-open' : 'bar-tools'}>
        {Who !== undefined && <Who session={session} actions={actions} close={close} />}
        {session.tools.value !== null && <button type="button" class="tool" data-action="tools" onClick={() => { close(); session.tools.peek()?.toggle(); }}>{text(lang, 'app.tools')}</button>}
        <button type="button" class="tool" data-action="plan" aria-pressed={session.plan.value !== null} onClick={() => { close(); actions.plan(); }}>{text(lang, 'app.plan')}</button>
        <button
          type="button"
          class="tool"
          data-action="lang"
          lang={tag(other)}
          title={text(lang, lang === 'zh' ? 'app.toEnglish' : 'app.toChinese')}
          onClick={() => { close(); actions.setLang(other); }}
        >
          {ownNames[other]}
        </button>
        {tools.map(({ name, label, icon, act }) => (
          <button
            key={name}
            type="button"
            class="tool tool-square"
            data-action={name}
            aria-label={label}
            title={label}
            onClick={() => { close(); act(); }}
          >
            {icon}
            <span class="tool-words" aria-hidden="true">{label}</span>
          </button>
        ))}
      </div>
    </div>
  );
}

interface Menu {
  readonly open: boolean;
  readonly setOpen: (open: boolean) => void;
  /** Closes it, and gives the focus back to what opened it, where it is a menu. */
  readonly close: () => void;
  readonly more: RefObject<HTMLButtonElement | null>;
}

/** The tools of a small screen. */
function useMenu(): Menu {
  const [open, setOpen] = useState(false);
  const more = useRef<HTMLButtonElement>(null);
  const close = (): void => {
    setOpen(false);
    more.current?.focus();
  };
  return { open, setOpen, close, more };
}

/** How far the page may be trusted: made-up data, an old state. Covered by nothing but an open menu. */
function Marks({ session }: Panel): JSX.Element {
  const lang = session.lang.value;
  const city = knownCity(session);
  const live = session.live.value;
  return (
    <div class="marks">
      {city?.demo === true && <span class="mark mark-strong" data-flag="demo">{text(lang, 'map.demo')}</span>}
      <span role="status">
        {!live.fresh && <span class="mark mark-stale" data-flag="stale"><ClockIcon />{text(lang, 'live.stale', { time: clock(live.heard, city?.zone ?? '') })}</span>}
      </span>
    </div>
  );
}
