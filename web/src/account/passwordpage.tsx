import type { JSX } from 'preact';
import { useState } from 'preact/hooks';

import { type AccountKey, accountText } from '../i18n/account';
import type { OwnPage } from './dialog';
import { Fail, Field } from './parts';

/** The shortest password that the server takes, in characters. */
const least = 10;

/** What is wrong with a new password that the page sees by itself; null = nothing. */
export function lacking(chosen: string, again: string): AccountKey | null {
  if (Array.from(chosen).length < least) {
    return 'passwordShort';
  }
  return chosen === again ? null : 'passwordDiffers';
}

/** Another password: of who wants one, and of who has to choose the first own one. */
export function PasswordPage({ own, who, lang }: OwnPage): JSX.Element {
  const [old, setOld] = useState('');
  const [chosen, setChosen] = useState('');
  const [again, setAgain] = useState('');
  const [wrong, setWrong] = useState<AccountKey | null>(null);
  const send = (event: Event): void => {
    event.preventDefault();
    own.problem.value = null;
    const found = lacking(chosen, again);
    setWrong(found);
    if (found === null) {
      void own.changePassword(old, chosen);
    }
  };
  const busy = own.busy.value;
  return (
    <form class="own-form" method="dialog" data-form="password" onSubmit={send}>
      {who.bound === 'password' && <p class="remark" data-remark="must-change">{accountText(lang, 'mustChange')}</p>}
      {/* A password manager asks whose password it is to keep. */}
      <input class="unseen" type="text" name="username" autocomplete="username" value={who.account} readOnly tabIndex={-1} aria-hidden="true" />
      <Field lang={lang} label="oldPassword" name="old" type="password" complete="current-password" value={old} put={setOld} first />
      <Field lang={lang} label="newPassword" name="new" type="password" complete="new-password" value={chosen} put={setChosen} hint="own-password" wrong={wrong !== null} />
      <p id="own-password" class="detail">{accountText(lang, 'passwordHint')}</p>
      <Field lang={lang} label="repeat" name="again" type="password" complete="new-password" value={again} put={setAgain} wrong={wrong === 'passwordDiffers'} />
      <div class="own-fail" role="alert">{wrong !== null && <p data-wrong={wrong}>{accountText(lang, wrong)}</p>}</div>
      <Fail lang={lang} problem={own.problem.value} />
      <p class="detail">{accountText(lang, 'passwordEnds')}</p>
      <button type="submit" class="button button-main own-wide" data-action="do-password" aria-disabled={busy}>{accountText(lang, busy ? 'busy' : 'changePassword')}</button>
    </form>
  );
}
