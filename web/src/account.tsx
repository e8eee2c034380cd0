import './account/dialog.css';
import './account/people.css';

import type { ComponentProps, JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';

import type { Admin as AdminComponent } from './admin';
import type { Identity, LaterParts } from './account/identity';
import { Dialog } from './account/dialog';
import { Own } from './account/own';
import { People } from './account/people';
import { PersonPanel } from './account/personpanel';
import { SaidPerson } from './account/person';
import type { Stage } from './map/stage';

type AdminPanel = typeof AdminComponent;

/** The administration, which few people open: it comes when it is. */
function LateAdmin(panel: ComponentProps<AdminPanel>): JSX.Element | null {
  const [Panel, setPanel] = useState<AdminPanel | null>(null);
  useEffect(() => {
    void import('./admin').then((it) => { setPanel(() => it.Admin); }, () => { panel.identity.administer(null); });
  }, [panel.identity]);
  return Panel === null ? null : <Panel {...panel} />;
}

/** Brings the dialog of the account, and all about persons. */
export function openLater(identity: Identity, stage: Stage): LaterParts {
  const own = new Own(identity);
  const people = new People(identity, stage);
  people.start();
  return {
    Dialog: (panel) => <Dialog {...panel} own={own} focusMap={() => { stage.focus(); }} />,
    Person: (panel) => <SaidPerson {...panel} people={people} />,
    Page: (panel) => <PersonPanel {...panel} people={people} focusMap={() => { stage.focus(); }} />,
    Admin: (panel) => <LateAdmin {...panel} identity={identity} stage={stage} focusMap={() => { stage.focus(); }} />,
    dress: people.dress,
  };
}
