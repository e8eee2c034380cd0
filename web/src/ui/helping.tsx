import { signal } from '@preact/signals';
import type { JSX } from 'preact';

import type { Panel } from './context';

const help = signal<((panel: Panel) => JSX.Element) | null>(null);

/** The help, which is fetched when somebody asks for it. */
export function Helping({ session, actions }: Panel): JSX.Element | null {
  const Help = help.value;
  if (!session.help.value) {
    return null;
  }
  if (Help === null) {
    import('./help').then((it) => { help.value = it.Help; }, () => { session.help.value = false; });
    return null;
  }
  return <Help session={session} actions={actions} />;
}
