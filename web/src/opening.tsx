import './opening/opening.css';

import type { JSX } from 'preact';
import { useEffect, useMemo } from 'preact/hooks';

import type { Identity } from './account/identity';
import { Desk } from './admin/desk';
import type { Margins, Stage } from './map/stage';
import type { Session } from './model/session';
import { Guide } from './opening/guide';
import { OpeningPage } from './opening/page';

interface Props {
  readonly session: Session;
  readonly identity: Identity;
  readonly stage: Pick<Stage, 'fit' | 'camera'>;
  readonly focusMap: () => void;
}

/** The map is looked at below the bar to which the page folds. */
function overBar(): Margins {
  return window.innerWidth < 640 ? { top: 200, left: 40, right: 40, bottom: 72 } : { top: 200, left: 340, right: 96, bottom: 96 };
}

/** The opening of a city: over the whole page, from an empty store to what is open to the public. */
export function Opening({ session, identity, stage, focusMap }: Props): JSX.Element {
  const guide = useMemo(() => new Guide(identity), [identity]);
  const desk = useMemo(() => new Desk(identity, stage, overBar), [identity, stage]);
  useEffect(() => () => { desk.clear(); }, [desk]);
  useEffect(() => {
    document.documentElement.dataset['opening'] = 'open'; // what an empty map says is said here
    return () => { delete document.documentElement.dataset['opening']; };
  }, []);
  return <OpeningPage session={session} guide={guide} desk={desk} focusMap={focusMap} />;
}
