import './account/who.css';

import { computed, effect, signal } from '@preact/signals';

import { Identity, type LaterParts } from './account/identity';
import { Over, PersonLine, Tool } from './account/tool';
import type { Stage } from './map/stage';
import { isEmpty } from './model/city';
import { knownCity, type Session } from './model/session';
import type { Address } from './modes/address';
import type { Work } from './work';
import { dropReports, packOwner, waitingReports, wipePack } from './work/wipe';

/** Brings the account to the page: who is signed in, the way to sign in, and to a grid worker the own grid. */
export function openAccount(session: Session, address: Address, base: string, stage: Stage): void {
  const fetchLater = async (): Promise<LaterParts> => (await import('./account')).openLater(identity, stage);
  const identity = new Identity(session, address, base, fetchLater, () => { window.location.reload(); });
  identity.start();
  void identity.ask();
  leadToOpening(session, identity);
  const work = signal<Work | null>(null);
  const atWork = { parts: work, may: () => mayWork(session) };
  followWork(session, identity, async () => { work.value = (await import('./work')).openWork(session, base, stage); });
  session.account.value = {
    Tool: (panel) => <Tool {...panel} identity={identity} />,
    Over: (panel) => <Over {...panel} identity={identity} atWork={atWork} />,
    Person: (panel) => <PersonLine {...panel} identity={identity} />,
    dress: computed(() => identity.later.value?.dress.value ?? work.value?.desk.dress.value ?? null),
    signIn: () => { identity.page.value = 'signin'; },
  };
}

/** A grid worker is signed in; without an answer of the server, one whose phone keeps a pack. */
function mayWork(session: Session): boolean {
  const who = session.who.value;
  return who === null ? packOwner() !== '' : who.roles.includes('worker') && who.actions.has('pack.read');
}

/** Fetches the worker's page when it is opened, or when reports of the worker wait to be sent; on a phone that keeps a pack of somebody else, who is signed out, or has lost the right, wipes it. */
function followWork(session: Session, identity: Identity, fetchWork: () => Promise<void>): void {
  let asked = false;
  effect(() => {
    const account = session.who.value?.account ?? '';
    const needed = identity.work.value || (account !== '' && waitingReports(account).own > 0);
    if (needed && mayWork(session) && !asked) {
      asked = true;
      fetchWork().catch(() => { asked = false; });
    }
  });
  effect(() => {
    const [who, owner] = [session.who.value, packOwner()];
    if (who !== null && owner !== '' && (who.account !== owner || !who.actions.has('pack.read'))) {
      wipePack().catch(() => undefined); // what is remembered stays then, and the next page tries again
    }
    // Who must first set a password may do nothing yet, and has lost nothing.
    if (who !== null && who.account !== '' && who.bound === '' && (waitingReports(who.account).others > 0 || !who.actions.has('pack.read'))) {
      dropReports(); // they are of somebody else, or of who has lost the right
    }
  });
}

/** A keeper whose store holds nothing is led through the opening of the city, once. */
function leadToOpening(session: Session, identity: Identity): void {
  let led = false;
  effect(() => {
    const city = knownCity(session);
    if (!led && session.who.value?.actions.has('opening.write') === true && city !== null) {
      led = true;
      if (isEmpty(city) && city.buildings === 0 && identity.admin.peek() === null && identity.person.peek() === null) {
        identity.administer('opening');
      }
    }
  });
}
