import './page.css';
import './panels.css';
import './card.css';

import type { JSX, RefObject } from 'preact';
import { useEffect } from 'preact/hooks';

import { text } from '../i18n/text';
import { tag } from '../model/lang';
import { Card } from './card';
import type { Panel } from './context';
import { Controls, Status } from './controls';
import { Header } from './header';
import { Layers } from './layers';
import { Notices, TileNotice } from './notices';

interface AppProps extends Panel {
  /** Where the map is drawn. */
  readonly stage: RefObject<HTMLDivElement | null>;
}

/** The id of the text that says how the map is used by keyboard. */
export const mapHint = 'map-hint';

/** The page: everything but the map itself. */
export function App({ session, actions, stage }: AppProps): JSX.Element {
  const lang = session.lang.value;
  const theme = session.theme.value;
  useEffect(() => {
    document.documentElement.lang = tag(lang);
    document.documentElement.dataset['theme'] = theme;
    document.title = text(lang, 'app.title');
  }, [lang, theme]);
  useEffect(() => {
    const escape = (event: KeyboardEvent): void => {
      if (event.key === 'Escape') {
        actions.closeAnswer();
      }
    };
    document.addEventListener('keydown', escape);
    return () => { document.removeEventListener('keydown', escape); };
  }, [actions]);
  const open = session.question.value.kind !== 'none';
  return (
    <>
      <Header session={session} actions={actions} />
      <main class={open ? 'stage stage-answering' : 'stage'} data-city={session.city.value.kind}>
        <div class="map" ref={stage} />
        <p id={mapHint} class="unseen">{text(lang, 'map.hint')}</p>
        <div class={session.aiming.value ? 'aim aim-shown' : 'aim'} aria-hidden="true">
          <span class="aim-hint">{text(lang, 'map.aim')}</span>
        </div>
        {session.city.value.kind === 'loading' && <div class="progress" />}
        <Layers session={session} actions={actions} />
        <TileNotice session={session} actions={actions} />
        <Notices session={session} actions={actions} />
        <Card session={session} actions={actions} />
        <Status session={session} actions={actions} />
        <Controls session={session} actions={actions} />
      </main>
    </>
  );
}
