import './page.css';
import './header.css';
import './search.css';
import './panels.css';
import './side.css';
import './card.css';
import './parts.css';
import './under.css';

import type { JSX, RefObject } from 'preact';
import { useEffect } from 'preact/hooks';

import { text } from '../i18n/text';
import { tag } from '../model/lang';
import { Card } from './card';
import type { Panel } from './context';
import { Controls, Status } from './controls';
import { Header } from './header';
import { Helping } from './helping';
import { watchKeys } from './keys';
import { Notices, TileNotice } from './notices';
import { Side } from './side';
import { ToastLine } from './toast';

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
  useEffect(() => watchKeys(document, session, actions), [session, actions]);
  const Under = session.underParts.value;
  const Over = session.account.value?.Over;
  const open = session.question.value.kind !== 'none';
  return (
    <>
      <a class="skip" href="#search" onClick={(event) => {
        // The address after # is the page's own state.
        event.preventDefault();
        document.getElementById('search')?.focus();
      }}>{text(lang, 'app.skip')}</a>
      <Header session={session} actions={actions} />
      <main class={`stage${open ? ' stage-answering' : ''}${session.panel.value === null ? '' : ' stage-panel'}`} data-city={session.city.value.kind}>
        <div class="map" ref={stage} />
        <p id={mapHint} class="unseen">{text(lang, 'map.hint')}</p>
        <div class={session.aiming.value ? 'aim aim-shown' : 'aim'} aria-hidden="true">
          <span class="aim-hint">{text(lang, 'map.aim')}</span>
        </div>
        {(session.city.value.kind === 'loading' || session.slow.value) && <div class="progress" />}
        <Side session={session} actions={actions} />
        <TileNotice session={session} actions={actions} />
        <Notices session={session} actions={actions} />
        <Desks session={session} actions={actions} />
        <Card session={session} actions={actions} />
        {Over !== undefined && <Over session={session} actions={actions} />}
        {Under !== null && <Under.Credit session={session} actions={actions} />}
        <Status session={session} actions={actions} />
        <Controls session={session} actions={actions} />
        <ToastLine session={session} actions={actions} />
      </main>
      <Helping session={session} actions={actions} />
    </>
  );
}

/** The desks of planner and dispatcher, as far as they are open. */
function Desks({ session, actions }: Panel): JSX.Element {
  return <>{[session.plan.value?.Desk, session.tools.value?.Desk].map((Desk) => Desk !== undefined && <Desk session={session} actions={actions} />)}</>;
}
