import type { ReadonlySignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';

import { roleName, whoText } from '../i18n/who';
import { type Actions, knownCity, type Session } from '../model/session';
import type { Work } from '../work';
import type { Identity } from './identity';

/** The grid worker's part of the page, when it has come. */
export interface AtWork {
  readonly parts: ReadonlySignal<Work | null>;
  /** Somebody is there whom it is for. */
  may(): boolean;
}

interface Panel {
  readonly session: Session;
  readonly actions: Actions;
  readonly identity: Identity;
}

/** The button in the bar: the way to sign in, or who is signed in. */
export function Tool({ session, identity, close }: Panel & { readonly close: () => void }): JSX.Element | null {
  const lang = session.lang.value;
  const who = session.who.value;
  if (who === null) {
    return null;
  }
  const nobody = who.account === '';
  const name = who.title === '' ? who.account : who.title;
  const roles = who.roles.map((it) => roleName(lang, it)).join(' · ');
  return (
    <button
      type="button"
      class={nobody ? 'tool who-in' : 'tool who'}
      data-action={nobody ? 'sign-in' : 'account'}
      aria-haspopup="dialog"
      title={nobody ? undefined : whoText(lang, 'account')}
      onClick={() => {
        close();
        identity.page.value = nobody || identity.expired.peek() ? 'signin' : 'home';
      }}
    >
      {nobody ? whoText(lang, 'signIn') : <span class="who-words"><span class="who-name"><bdi>{name}</bdi></span>{roles !== name && roles !== '' && <span class="who-role">{roles}</span>}</span>}
    </button>
  );
}

/** What lies over the map: what has to be said, the dialog, the page of a person. */
export function Over({ session, actions, identity, atWork }: Panel & { readonly atWork: AtWork }): JSX.Element {
  const later = identity.later.value;
  const Dialog = identity.page.value === null ? undefined : later?.Dialog;
  const Admin = identity.admin.value === null ? undefined : later?.Admin;
  const Page = identity.person.value === null ? undefined : later?.Page;
  return (
    <>
      <NothingOpen session={session} actions={actions} identity={identity} />
      <Ended session={session} actions={actions} identity={identity} />
      {Page !== undefined && <Page session={session} actions={actions} />}
      {Admin !== undefined && <Admin session={session} />}
      {Dialog !== undefined && <Dialog session={session} actions={actions} />}
      <MyGrid session={session} identity={identity} atWork={atWork} />
    </>
  );
}

/** The grid worker's page, and the button that opens it. */
function MyGrid({ session, identity, atWork }: Pick<Panel, 'session' | 'identity'> & { readonly atWork: AtWork }): JSX.Element | null {
  const parts = atWork.parts.value;
  const open = identity.work.value;
  useEffect(() => {
    if (parts !== null && open) {
      parts.desk.show();
    } else {
      parts?.desk.hide();
    }
  }, [parts, open]);
  const Page = open ? parts?.Panel : undefined;
  if (Page !== undefined) {
    return <Page close={() => { identity.atWork(false); }} />;
  }
  return atWork.may() && identity.person.value === null && identity.admin.value === null
    ? <button type="button" class="button button-main who-grid" data-action="my-grid" onClick={() => { identity.atWork(true); }}>{whoText(session.lang.value, 'myGrid')}</button> : null;
}

/** A stranger at a server that shows nothing to strangers. */
function NothingOpen({ session, identity }: Panel): JSX.Element | null {
  const lang = session.lang.value;
  const city = knownCity(session);
  if (city === null || city.layers.length > 0 || session.who.value?.account !== '') {
    return null;
  }
  return (
    <section class="panel notice" data-notice="nothing-open">
      <h2>{whoText(lang, 'nothingTitle')}</h2>
      <p>{whoText(lang, 'nothingText')}</p>
      <button type="button" class="button button-main" data-action="sign-in-nothing" onClick={() => { identity.page.value = 'signin'; }}>{whoText(lang, 'signIn')}</button>
    </section>
  );
}

/** The session ended while the page was open. */
function Ended({ session, identity }: Panel): JSX.Element | null {
  const lang = session.lang.value;
  if (!identity.expired.value) {
    return null;
  }
  return (
    <div class="panel strip who-ended" role="alert" data-notice="signed-out">
      <p>{whoText(lang, 'expired')}</p>
      <button type="button" class="button" data-action="sign-in-again" onClick={() => { identity.page.value = 'signin'; }}>{whoText(lang, 'again')}</button>
    </div>
  );
}

/** A person beside the post that they hold; what shows one comes with the first. */
export function PersonLine({ session, identity, said }: Pick<Panel, 'session' | 'identity'> & { readonly said: unknown }): JSX.Element {
  useEffect(() => { identity.fetch(); }, [identity]);
  const Person = identity.later.value?.Person;
  return Person === undefined ? <div class="bone" data-person-waiting /> : <Person session={session} said={said} />;
}
