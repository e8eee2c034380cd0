import type { JSX } from 'preact';
import { useRef } from 'preact/hooks';

import { text } from '../i18n/text';
import { longestText } from '../model/search';
import { useBox } from './box';
import type { Panel } from './context';
import { BackIcon, CloseIcon, SearchIcon } from './icons';
import { optionId, Results, resultsId } from './results';

/** The search box and what it found: a combobox with a list, on a phone a page of its own. */
export function Search({ session, actions }: Panel): JSX.Element {
  const lang = session.lang.value;
  const box = useRef<HTMLInputElement>(null);
  const it = useBox({ session, actions }, box);
  return (
    <div class={it.open ? 'search search-open' : 'search'} role="search" onFocusOut={it.left}>
      <div class="search-box">
        <button type="button" class="tool tool-square search-back" aria-label={text(lang, 'search.close')} onClick={it.leave}><BackIcon /></button>
        <span class="search-sign"><SearchIcon /></span>
        <input
          ref={box}
          id="search"
          class="search-input"
          type="text"
          role="combobox"
          aria-autocomplete="list"
          aria-expanded={it.open}
          aria-controls={resultsId}
          aria-activedescendant={it.open && it.active >= 0 ? optionId(it.active) : undefined}
          aria-label={text(lang, 'search.label')}
          placeholder={text(lang, window.innerWidth < 900 ? 'search.short' : 'search.label')}
          autocomplete="off"
          autocapitalize="off"
          spellcheck={false}
          enterkeyhint="search"
          maxLength={longestText}
          value={it.typed}
          onFocus={it.show}
          onClick={it.show}
          onInput={(event) => { it.put(event.currentTarget.value); }}
          onKeyDown={it.pressed}
        />
        {it.typed === '' ? <kbd class="search-key" aria-hidden="true">{shortcut()}</kbd> : (
          <button
            type="button"
            class="tool tool-square search-clear"
            data-action="clear-search"
            aria-label={text(lang, 'search.clear')}
            onClick={() => {
              it.put('');
              box.current?.focus();
            }}
          >
            <CloseIcon />
          </button>
        )}
      </div>
      <Results session={session} actions={actions} open={it.open} active={it.active} choose={it.choose} />
    </div>
  );
}

/** The keys that lead to the box, as this machine's keyboard names them. */
export function shortcut(): string {
  return /Mac|iPhone|iPad/.test(navigator.userAgent) ? '⌘K' : 'Ctrl K';
}
