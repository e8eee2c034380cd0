import './account/who.css';

import { computed } from '@preact/signals';

import { Identity, type LaterParts } from './account/identity';
import { Over, PersonLine, Tool } from './account/tool';
import type { Stage } from './map/stage';
import type { Session } from './model/session';
import type { Address } from './modes/address';

/** Brings the account to the page: who is signed in, and the way to sign in. */
export function openAccount(session: Session, address: Address, base: string, stage: Stage): void {
  const fetchLater = async (): Promise<LaterParts> => (await import('./account')).openLater(identity, stage);
  const identity = new Identity(session, address, base, fetchLater, () => { window.location.reload(); });
  identity.start();
  void identity.ask();
  session.account.value = {
    Tool: (panel) => <Tool {...panel} identity={identity} />,
    Over: (panel) => <Over {...panel} identity={identity} />,
    Person: (panel) => <PersonLine {...panel} identity={identity} />,
    dress: computed(() => identity.later.value?.dress.value ?? null),
    signIn: () => { identity.page.value = 'signin'; },
  };
}
