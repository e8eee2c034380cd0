import './opening/opening.css';

import type { JSX } from 'preact';
import { useEffect, useMemo } from 'preact/hooks';

import type { Identity } from './account/identity';
import { Desk } from './admin/desk';
import type { Stage } from './map/stage';
import type { Session } from './model/session';
import { Guide } from './opening/guide';
import { OpeningPage } from './opening/page';

interface Props {
  readonly session: Session;
  readonly identity: Identity;
  readonly stage: Pick<Stage, 'fit' | 'camera'>;
  readonly focusMap: () => void;
}

/** The opening of a city: over the whole page, from an empty store to what is open to the public. */
export function Opening({ session, identity, stage, focusMap }: Props): JSX.Element {
  const guide = useMemo(() => new Guide(identity), [identity]);
  const desk = useMemo(() => new Desk(identity, stage), [identity, stage]);
  useEffect(() => () => { desk.clear(); }, [desk]);
  return <OpeningPage session={session} guide={guide} desk={desk} focusMap={focusMap} />;
}
