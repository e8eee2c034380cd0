import type { JSX } from 'preact';

import { helpWords } from '../i18n/help';
import type { Panel } from './context';
import { CloseIcon } from './icons';
import { useModal } from './modal';
import { shortcut } from './search';

/** The keys of the page, over everything. */
export function Help({ session, actions }: Panel): JSX.Element {
  const words = helpWords[session.lang.value];
  const dialog = useModal();
  const rows: readonly (readonly [readonly string[], string])[] = [
    [['/', shortcut()], words.search],
    [['← ↑ → ↓'], words.map],
    [['+', '−'], words.zoom],
    [['Enter'], words.ask],
    [['X', '⌫'], words.across],
    [['← ↑ → ↓'], words.walk],
    [['L', 'J', 'K'], words.list],
    [['Esc'], words.escape],
    [['?'], words.help],
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
          <h2 id="help-title">{words.title}</h2>
          <button type="button" class="tool tool-square" data-action="close-help" aria-label={words.close} onClick={() => { actions.showHelp(false); }}><CloseIcon /></button>
        </div>
        <p>{words.click}</p>
        <dl class="keys">
          {rows.map(([keys, what]) => (
            <div key={what}>
              <dt>{keys.map((it) => <kbd key={it}>{it}</kbd>)}</dt>
              <dd>{what}</dd>
            </div>
          ))}
        </dl>
        <p class="detail">{words.link}</p>
      </div>
    </dialog>
  );
}
