import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';

import { failWords } from '../account/parts';
import { adminText, isAdminKey } from '../i18n/admin';
import type { City } from '../model/city';
import type { Lang } from '../model/lang';
import type { Problem } from '../model/problem';
import type { Who } from '../model/who';
import type { Load } from '../plan/load';
import { Code } from '../ui/copy';
import type { Desk } from './desk';

/** What every section is given. */
export interface SectionProps {
  readonly desk: Desk;
  readonly lang: Lang;
  readonly who: Who;
  readonly city: City | null;
}

/** Why something was not done, in the words of the administration where it has some. */
export function adminFail(lang: Lang, problem: Problem): string {
  const key = `fail.${problem.code}`;
  return isAdminKey(key) ? adminText(lang, key) : failWords(lang, problem);
}

export function Failed({ lang, problem }: { readonly lang: Lang; readonly problem: Problem | null }): JSX.Element {
  return <div class="own-fail" role="alert">{problem !== null && <p data-problem={problem.code}>{adminFail(lang, problem)}</p>}</div>;
}

interface LoadedProps<T> {
  readonly lang: Lang;
  readonly load: Load<T>;
  readonly again: () => void;
  readonly children: (value: T) => ComponentChildren;
}

/** What is waited for, what did not come, and what came. */
export function Loaded<T>({ lang, load, again, children }: LoadedProps<T>): JSX.Element {
  switch (load.kind) {
    case 'none':
    case 'loading': return <div class="waiting" data-state="loading"><div class="bone" /><div class="bone" /><div class="bone" /></div>;
    case 'failed': return (
      <div class="admin-failed">
        <Failed lang={lang} problem={load.problem} />
        <button type="button" class="button" data-action="admin-retry" onClick={again}>{adminText(lang, 'retry')}</button>
      </div>
    );
    case 'ready': return <>{children(load.value)}</>;
  }
}

/** A first password or a secret, which nobody is shown again. */
export function OnceShown({ desk, lang }: Pick<SectionProps, 'desk' | 'lang'>): JSX.Element {
  const once = desk.once.value;
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => { heading.current?.focus(); }, [once]);
  return (
    <>
      {once !== null && (
        <section class="admin-once" aria-labelledby="admin-once" data-once={once.what}>
          <h3 id="admin-once" tabIndex={-1} ref={heading}><bdi>{adminText(lang, once.what === 'password' ? 'oncePassword' : 'onceToken', { name: once.name })}</bdi></h3>
          <div class="own-secret"><Code code={once.secret} lang={lang} label={adminText(lang, 'copySecret')} /></div>
          <p>{adminText(lang, 'onceText')}</p>
          <button type="button" class="button" data-action="once-done" onClick={() => { desk.once.value = null; }}>{adminText(lang, 'onceDone')}</button>
        </section>
      )}
    </>
  );
}

interface SureProps {
  readonly lang: Lang;
  readonly name: string;
  /** On the button. */
  readonly words: string;
  /** The button's whole name, for those who hear it. */
  readonly label: string;
  readonly question: string;
  readonly busy: boolean;
  readonly act: () => void;
}

/** A button that asks once more before it acts. */
export function Sure({ lang, name, words, label, question, busy, act }: SureProps): JSX.Element {
  const [asking, setAsking] = useState(false);
  const yes = useRef<HTMLButtonElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (asking) {
      yes.current?.focus();
    }
  }, [asking]);
  const back = (): void => {
    setAsking(false);
    requestAnimationFrame(() => { button.current?.focus(); });
  };
  if (!asking) {
    return <button type="button" class="button" ref={button} data-action={name} aria-label={label} onClick={() => { setAsking(true); }}>{words}</button>;
  }
  return (
    <div class="admin-sure" role="group" aria-label={label}
      onKeyDown={(event) => {
        if (event.key === 'Escape') {
          event.stopPropagation();
          back();
        }
      }}
    >
      <p id={`sure-${name}`}>{question}</p>
      <div class="who-buttons">
        <button type="button" class="button button-main" ref={yes} data-action={`${name}-sure`} aria-describedby={`sure-${name}`} aria-disabled={busy} onClick={() => {
          setAsking(false);
          act();
        }}
        >{adminText(lang, 'confirm')}
        </button>
        <button type="button" class="button" onClick={back}>{adminText(lang, 'cancel')}</button>
      </div>
    </div>
  );
}

interface KnowinglyProps {
  readonly lang: Lang;
  /** What it is about: a key, unlike that of every other question there. */
  readonly name: string;
  readonly question: string;
  /** On the button that says it. */
  readonly yes: string;
  readonly busy: boolean;
  readonly back: () => void;
  readonly act: () => void;
}

/** A second question, about data that was not handed over for everybody: what comes first is the way back. */
export function Knowingly({ lang, name, question, yes, busy, back, act }: KnowinglyProps): JSX.Element {
  const no = useRef<HTMLButtonElement>(null);
  useEffect(() => { no.current?.focus(); }, []);
  const id = `classed-ask-${name}`;
  return (
    <div class="admin-sure" role="group" aria-labelledby={id} data-classed={name}
      onKeyDown={(event) => {
        if (event.key === 'Escape') {
          event.stopPropagation();
          back();
        }
      }}
    >
      <p id={id}>{question}</p>
      <div class="who-buttons">
        <button type="button" class="button button-main" ref={no} data-action="classed-no" onClick={back}>{adminText(lang, 'cancel')}</button>
        <button type="button" class="button" data-action="classed-yes" aria-describedby={id} aria-disabled={busy} onClick={() => {
          back();
          act();
        }}
        >{yes}
        </button>
      </div>
    </div>
  );
}

interface BoxProps {
  readonly label: string;
  readonly name: string;
  readonly value: string;
  readonly put: (value: string) => void;
  readonly hint?: string;
  readonly required?: boolean;
  readonly type?: 'text' | 'date' | 'search';
  readonly most?: number;
  readonly list?: string;
}

/** A labelled box of a form. */
export function Box({ label, name, value, put, hint, required = false, type = 'text', most = 200, list }: BoxProps): JSX.Element {
  const told = hint === undefined ? undefined : `admin-hint-${name}`;
  return (
    <label class="own-field">
      <span>{label}</span>
      <input
        name={name} type={type} value={value} required={required} maxLength={most} list={list} autocomplete="off" autocapitalize="none" spellcheck={false} aria-describedby={told}
        onInput={(event) => { put(event.currentTarget.value); }}
      />
      {hint !== undefined && <span id={told} class="detail">{hint}</span>}
    </label>
  );
}
