import type { JSX } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';

import { type AccountKey, accountText } from '../i18n/account';
import { roleName, whoText } from '../i18n/who';
import type { Lang } from '../model/lang';
import type { Actions, Session } from '../model/session';
import type { Who } from '../model/who';
import { BackIcon, CloseIcon } from '../ui/icons';
import { useModal } from '../ui/modal';
import { waitingReports } from '../work/wipe';
import { FactorPage } from './factorpage';
import type { DialogPage } from './identity';
import type { Own } from './own';
import { administers, Fail } from './parts';
import { PasswordPage } from './passwordpage';
import { SessionsPage } from './sessionspage';
import { SignInPage } from './signinpage';

/** What every page of the dialog is given. */
export interface OwnPage {
  readonly own: Own;
  readonly who: Who;
  readonly lang: Lang;
}

interface DialogProps {
  readonly session: Session;
  readonly actions: Actions;
  readonly own: Own;
  readonly focusMap: () => void;
}

const pages: Readonly<Record<DialogPage, (page: OwnPage) => JSX.Element>> = { signin: SignInPage, home: HomePage, password: PasswordPage, factor: FactorPage, sessions: SessionsPage };

/** The dialog of the account: signing in, and what one does with the own account. */
export function Dialog({ session, own, focusMap }: DialogProps): JSX.Element | null {
  const lang = session.lang.value;
  const who = session.who.value;
  const page = own.identity.page.value;
  const bound = who !== null && who.bound !== '' && !own.identity.expired.value;
  const close = (): void => {
    if (!bound) {
      own.turn(null);
      focusMap();
    }
  };
  const dialog = useModal();
  const heading = useRef<HTMLHeadingElement>(null);
  useLayoutEffect(() => { heading.current?.focus(); }, [page]);
  if (who === null || page === null) {
    return null;
  }
  const Page = pages[page];
  const inner = page !== 'signin' && page !== 'home' && !bound;
  return (
    <dialog
      ref={dialog}
      class="help own"
      aria-labelledby="own-title"
      aria-busy={own.busy.value}
      data-page={page}
      onCancel={(event) => {
        event.preventDefault();
        close();
      }}
      onKeyDown={(event) => {
        // The page's own keys are for the map below.
        if (event.key === 'Escape') {
          close();
        }
        event.stopPropagation();
      }}
    >
      <div class="help-body">
        <div class="help-head">
          {inner && <button type="button" class="tool tool-square own-back" data-action="own-back" aria-label={accountText(lang, 'back')} title={accountText(lang, 'back')} onClick={() => { own.turn('home'); }}><BackIcon /></button>}
          <h2 id="own-title" tabIndex={-1} ref={heading}>{titleOf(lang, page)}</h2>
          {!bound && <button type="button" class="tool tool-square" data-action="close-own" aria-label={accountText(lang, 'close')} title={accountText(lang, 'close')} onClick={close}><CloseIcon /></button>}
        </div>
        <Page own={own} who={who} lang={lang} />
        {bound && <p class="own-end"><SignOut own={own} lang={lang} /></p>}
      </div>
    </dialog>
  );
}

function titleOf(lang: Lang, page: DialogPage): string {
  switch (page) {
    case 'signin': return whoText(lang, 'signIn');
    case 'home': return whoText(lang, 'account');
    case 'password': return accountText(lang, 'changePassword');
    case 'factor': return accountText(lang, 'factor');
    case 'sessions': return accountText(lang, 'sessions');
  }
}

/** Who is signed in, what for, and what may be done with the account. */
function HomePage({ own, who, lang }: OwnPage): JSX.Element {
  const say = (key: AccountKey): string => accountText(lang, key);
  const said = own.said.value;
  const turn = (page: DialogPage): (() => void) => () => { own.turn(page); };
  return (
    <>
      <p class="own-name"><bdi>{who.title === '' ? who.account : who.title}</bdi></p>
      <p class="detail"><bdi>{accountText(lang, 'accountOf', { name: who.account })}</bdi></p>
      <ul class="tags own-roles">{who.roles.map((it) => <li key={it} class="tag">{roleName(lang, it)}</li>)}</ul>
      <h3 class="own-sub">{say('scope')}</h3>
      <ul class="tags own-scope">
        {who.wholeCity && <li class="tag">{say('wholeCity')}</li>}
        {!who.wholeCity && who.scope.length === 0 && <li class="detail">{say('noScope')}</li>}
        {!who.wholeCity && who.scope.map((it) => <li key={`${it.layer}:${it.code}`} class="tag"><bdi>{it.name === '' ? it.code : it.name}</bdi></li>)}
      </ul>
      <p class="own-said" role="status">{said !== null && say(said)}</p>
      <div class="own-list">
        {who.actions.has('persons.read') && <button type="button" class="own-row" data-action="own-people" onClick={() => { own.turn(null); own.identity.show(''); }}>{say('findPeople')}</button>}
        {administers(who) && <button type="button" class="own-row" data-action="own-admin" onClick={() => { own.turn(null); own.identity.administer(''); }}>{say('admin')}</button>}
        <button type="button" class="own-row" data-action="own-sessions" onClick={turn('sessions')}>{say('sessions')}</button>
        <button type="button" class="own-row" data-action="own-password" onClick={turn('password')}>{say('changePassword')}</button>
        <button type="button" class="own-row" data-action="own-factor" onClick={turn('factor')}>{say('factor')}</button>
      </div>
      <Fail lang={lang} problem={own.problem.value} />
      <SignOut own={own} lang={lang} />
    </>
  );
}

function SignOut({ own, lang }: Pick<OwnPage, 'own' | 'lang'>): JSX.Element {
  const [waiting, setWaiting] = useState(0);
  if (waiting > 0) {
    return (
      <div class="own-sure" role="group" aria-label={accountText(lang, 'signOut')}>
        <p role="alert" data-reports-waiting={waiting}>{accountText(lang, 'reportsWaiting', { n: `${waiting}` })}</p>
        <button type="button" class="button own-wide" data-action="sign-out-sure" aria-disabled={own.busy.value} onClick={() => { void own.signOut(); }}>{accountText(lang, 'signOutAnyway')}</button>
        <button type="button" class="button own-wide" data-action="sign-out-not" onClick={() => { setWaiting(0); }}>{accountText(lang, 'staySignedIn')}</button>
      </div>
    );
  }
  const ask = (): void => {
    const n = waitingReports(own.identity.session.who.peek()?.account ?? '').own;
    setWaiting(n);
    if (n === 0) {
      void own.signOut();
    }
  };
  return <button type="button" class="button own-wide" data-action="sign-out" aria-disabled={own.busy.value} onClick={ask}>{accountText(lang, 'signOut')}</button>;
}
