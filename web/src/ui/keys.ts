import type { Actions, Session } from '../model/session';

/** Listens to the shortcuts of the page until the function that it gives is called. */
export function watchKeys(document: Document, session: Session, actions: Actions): () => void {
  const pressed = (event: KeyboardEvent): void => {
    if (event.defaultPrevented || event.isComposing || event.altKey) {
      return;
    }
    const taken = event.ctrlKey || event.metaKey ? held(event, document) : plain(event, document, session, actions);
    if (taken) {
      event.preventDefault();
    }
  };
  document.addEventListener('keydown', pressed);
  return () => { document.removeEventListener('keydown', pressed); };
}

/** A key with Ctrl or ⌘; true when the page took it. */
function held(event: KeyboardEvent, document: Document): boolean {
  if (event.key.toLowerCase() !== 'k') {
    return false;
  }
  document.getElementById('search')?.focus();
  return true;
}

/** Closes what lies uppermost. */
function escape(session: Session, actions: Actions): boolean {
  if (session.help.peek()) {
    actions.showHelp(false);
  } else if (session.tools.peek()?.escape() === true) {
    return true;
  } else if (session.question.peek().kind !== 'none') {
    actions.closeAnswer();
  } else if (session.panel.peek() === 'list') {
    actions.showPanel(null);
  } else {
    return false;
  }
  return true;
}

/** A key without Ctrl and the like; true when the page took it. */
function plain(event: KeyboardEvent, document: Document, session: Session, actions: Actions): boolean {
  if (event.key === 'Escape') {
    return escape(session, actions);
  }
  if (writes(event.target)) {
    return false;
  }
  switch (event.key) {
    case '/':
      document.getElementById('search')?.focus();
      return true;
    case '?':
      actions.showHelp(!session.help.peek());
      return true;
    case 'l':
    case 'L':
      actions.showPanel(session.panel.peek() === 'list' ? null : 'list');
      setTimeout(() => { document.getElementById('list')?.focus(); });
      return true;
    default:
      return step(event, session, actions);
  }
}

/** Across the nearest border of the card, back, or to the neighbour where an arrow points; on the map the arrows move the map. */
function step({ key, target }: KeyboardEvent, session: Session, actions: Actions): boolean {
  if (session.question.peek().kind === 'none' || moves(target)) {
    return false;
  }
  if (key === 'x' || key === 'X') {
    actions.walkAcross('keyboard');
    return true;
  }
  if (key === 'Backspace') {
    actions.stepBack();
    return true;
  }
  return session.tools.peek()?.walk(key, 'keyboard') === true;
}

/** The kinds of inputs on the page that take no letters. */
const wordless: ReadonlySet<string> = new Set(['button', 'checkbox', 'file', 'radio', 'range']);

/** As much of an element as tells whether keys are letters to it. */
interface Focused {
  readonly localName: string;
  readonly type?: string;
  readonly isContentEditable: boolean;
}

/** Whether what has the focus takes letters: a box for words, not one to tick. */
export function takesLetters({ localName, type, isContentEditable }: Focused): boolean {
  return isContentEditable || localName === 'textarea' || localName === 'select' || (localName === 'input' && !wordless.has(type ?? 'text'));
}

function writes(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && takesLetters(target);
}

function moves(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest('.map, [role="listbox"]') !== null;
}
