import './account/dialog.css';
import './account/people.css';

import { computed } from '@preact/signals';
import type { ComponentProps, JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';

import type { Admin as AdminComponent } from './admin';
import type { Opening as OpeningComponent } from './opening';
import { type Identity, isOpening, type LaterParts } from './account/identity';
import { Dialog } from './account/dialog';
import { Own } from './account/own';
import { People } from './account/people';
import { PersonPanel } from './account/personpanel';
import { SaidPerson } from './account/person';
import type { Stage } from './map/stage';

type AdminPanel = typeof AdminComponent;

type OpeningPage = typeof OpeningComponent;

/** The opening of a city, or the administration: few people open them, and they come when they are. */
function LateDesk(panel: ComponentProps<AdminPanel>): JSX.Element {
  return isOpening(panel.identity.admin.value) ? <LateOpening {...panel} /> : <LateAdmin {...panel} />;
}

function LateOpening(panel: ComponentProps<OpeningPage>): JSX.Element | null {
  const [Page, setPage] = useState<OpeningPage | null>(null);
  useEffect(() => {
    void import('./opening').then((it) => { setPage(() => it.Opening); }, () => { panel.identity.administer(null); });
  }, [panel.identity]);
  return Page === null ? null : <Page {...panel} />;
}

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
    Admin: (panel) => <LateDesk {...panel} identity={identity} stage={stage} focusMap={() => { stage.focus(); }} />,
    // The page of a person and the administration are never open together.
    dress: computed(() => people.dress.value ?? identity.laid.value),
  };
}
