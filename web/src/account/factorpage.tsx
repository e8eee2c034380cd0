import type { JSX } from 'preact';
import { useState } from 'preact/hooks';

import { accountText } from '../i18n/account';
import { Code } from '../ui/copy';
import type { OwnPage } from './dialog';
import { CodeField, Fail } from './parts';

/** A key in groups of four, for typing in. */
export function grouped(secret: string): string {
  return secret.replace(/=+$/, '').replace(/(.{4})(?=.)/g, '$1 ');
}

/** The second factor: the key for the authenticator, and its first digits. */
export function FactorPage({ own, who, lang }: OwnPage): JSX.Element {
  const [code, setCode] = useState('');
  const factor = own.factor.value;
  const busy = own.busy.value;
  const problem = own.problem.value;
  const must = who.bound === 'factor' && <p class="remark" data-remark="must-factor">{accountText(lang, 'mustFactor')}</p>;
  if (factor === null) {
    return (
      <div class="own-form">
        {must}
        <p>{accountText(lang, 'factorText')}</p>
        <Fail lang={lang} problem={problem} />
        {problem?.code !== 'factor_is_on' && <button type="button" class="button button-main own-wide" data-action="begin-factor" aria-disabled={busy} onClick={() => { void own.beginFactor(); }}>{accountText(lang, busy ? 'busy' : 'factorBegin')}</button>}
      </div>
    );
  }
  const send = (event: Event): void => {
    event.preventDefault();
    void own.confirmFactor(code).then(() => { setCode(''); });
  };
  return (
    <form class="own-form" method="dialog" data-form="factor" onSubmit={send}>
      {must}
      <p>{accountText(lang, 'factorText')}</p>
      <h3 class="own-sub">{accountText(lang, 'factorSecret')}</h3>
      <div class="own-secret" data-secret><Code code={grouped(factor.secret)} lang={lang} label={accountText(lang, 'factorCopy')} /></div>
      <p><a class="own-link" href={factor.uri}>{accountText(lang, 'factorOpen')}</a></p>
      <p class="detail">{accountText(lang, 'factorOnce')}</p>
      <CodeField lang={lang} value={code} put={setCode} />
      <Fail lang={lang} problem={problem} />
      <button type="submit" class="button button-main own-wide" data-action="do-factor" aria-disabled={busy}>{accountText(lang, busy ? 'busy' : 'confirm')}</button>
    </form>
  );
}
