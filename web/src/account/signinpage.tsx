import type { JSX } from 'preact';
import { useRef, useState } from 'preact/hooks';

import { accountText } from '../i18n/account';
import { roleName, whoText } from '../i18n/who';
import type { OwnPage } from './dialog';
import { CodeField, Fail, Field } from './parts';

/** Signing in: a name and a password, then the second factor where the account has one; of a made-up city by one click. */
export function SignInPage(page: OwnPage): JSX.Element {
  const { own, who, lang } = page;
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const [phone, setPhone] = useState(false);
  const [code, setCode] = useState<string | null>(null);
  const form = useRef<HTMLFormElement>(null);
  const busy = own.busy.value;
  const send = (event: Event): void => {
    event.preventDefault();
    void own.signIn({ name, password, code: code ?? '', phone }).then((needsCode) => {
      const problem = own.problem.peek()?.code;
      if (needsCode || problem === 'wrong_code') {
        setCode('');
      } else if (problem === 'bad_credentials') {
        setCode(null);
        form.current?.querySelector<HTMLInputElement>('[name=password]')?.select();
      }
    });
  };
  if (code !== null) {
    return (
      <form class="own-form" method="dialog" data-form="code" onSubmit={send}>
        <p>{accountText(lang, 'codeText')}</p>
        <CodeField lang={lang} value={code} put={setCode} />
        <Fail lang={lang} problem={own.problem.value} />
        <button type="submit" class="button button-main own-wide" aria-disabled={busy}>{accountText(lang, busy ? 'busy' : 'confirm')}</button>
        <button type="button" class="button own-wide" onClick={() => { setCode(null); own.problem.value = null; }}>{accountText(lang, 'back')}</button>
      </form>
    );
  }
  return (
    <>
      {who.demo.length > 0 && <Demo {...page} />}
      <form ref={form} class="own-form" method="dialog" data-form="sign-in" onSubmit={send}>
        {who.demo.length > 0 && <h3 class="own-sub">{accountText(lang, 'or')}</h3>}
        <Field lang={lang} label="name" name="username" type="text" complete="username" value={name} put={setName} first={who.demo.length === 0} />
        <Field lang={lang} label="password" name="password" type="password" complete="current-password" value={password} put={setPassword} />
        <label class="own-check">
          <input type="checkbox" name="phone" checked={phone} aria-describedby="own-phone" onChange={(event) => { setPhone(event.currentTarget.checked); }} />
          <span>{accountText(lang, 'phone')}</span>
        </label>
        <p id="own-phone" class="detail">{accountText(lang, 'phoneHint')}</p>
        <Fail lang={lang} problem={own.problem.value} />
        <button type="submit" class="button button-main own-wide" data-action="do-sign-in" aria-disabled={busy}>{busy ? accountText(lang, 'busy') : whoText(lang, 'signIn')}</button>
      </form>
    </>
  );
}

/** The accounts of the made-up city. */
function Demo({ own, who, lang }: OwnPage): JSX.Element {
  return (
    <section aria-labelledby="own-demo">
      <h3 class="own-sub" id="own-demo">{accountText(lang, 'demoTitle')}</h3>
      <p class="detail">{accountText(lang, 'demoText')}</p>
      <div class="own-demos">
        {who.demo.map((it) => (
          <button key={it.account} type="button" class="own-demo" data-demo={it.account} aria-disabled={own.busy.value} onClick={() => { void own.signInDemo(it.account); }}>
            <strong>{roleName(lang, it.role)}</strong>
            <span class="detail"><bdi>{it.title === '' || lang === 'en' ? it.account : it.title}</bdi></span>
          </button>
        ))}
      </div>
    </section>
  );
}
