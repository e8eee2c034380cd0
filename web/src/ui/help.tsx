import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

import { text } from '../i18n/text';
import type { Panel } from './context';
import { CloseIcon } from './icons';
import { shortcut } from './search';

/** The keys of the page, over everything. */
export function Help({ session, actions }: Panel): JSX.Element | null {
  return session.help.value ? <OpenHelp session={session} actions={actions} /> : null;
}

function OpenHelp({ session, actions }: Panel): JSX.Element {
  const lang = session.lang.value;
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const { current } = dialog;
    // Safari 14 has no dialogs: there it is a box over the page, closed by its button and by Escape.
    if (typeof current?.showModal !== 'function') {
      current?.querySelector('button')?.focus();
      return;
    }
    current.showModal();
    return () => { current.close(); };
  }, []);
  const rows: readonly (readonly [readonly string[], string])[] = [
    [['/', shortcut()], text(lang, 'help.search')],
    [['← ↑ → ↓'], text(lang, 'help.map')],
    [['+', '−'], text(lang, 'help.zoom')],
    [['Enter'], text(lang, 'help.ask')],
    [['→', '←'], text(lang, 'help.across')],
    [['L', 'J', 'K'], text(lang, 'help.list')],
    [['Esc'], text(lang, 'help.escape')],
    [['?'], text(lang, 'help.help')],
  ];
  return (
    <dialog
      ref={dialog}
      class="help"
      aria-labelledby="help-title"
      onCancel={(event) => {
        event.preventDefault();
        actions.showHelp(false);
      }}
      onClick={(event) => {
        if (event.target === event.currentTarget) {
          actions.showHelp(false);
        }
      }}
    >
      <div class="help-body">
        <div class="help-head">
          <h2 id="help-title">{text(lang, 'help.title')}</h2>
          <button type="button" class="tool tool-square" data-action="close-help" aria-label={text(lang, 'help.close')} onClick={() => { actions.showHelp(false); }}><CloseIcon /></button>
        </div>
        <p>{text(lang, 'help.click')}</p>
        <dl class="keys">
          {rows.map(([keys, words]) => (
            <div key={words}>
              <dt>{keys.map((it) => <kbd key={it}>{it}</kbd>)}</dt>
              <dd>{words}</dd>
            </div>
          ))}
        </dl>
        <p class="detail">{text(lang, 'help.link')}</p>
      </div>
    </dialog>
  );
}
