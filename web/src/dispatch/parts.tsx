import type { ComponentChildren, JSX } from 'preact';

import { type ToolKey, toolText } from '../i18n/tools';
import type { Lang } from '../model/lang';
import type { Problem } from '../model/problem';
import { problemText } from '../ui/words';
import type { Desk } from './desk';

/** What every page of the tools is given. */
export interface Page {
  readonly desk: Desk;
  readonly lang: Lang;
  readonly say: (key: ToolKey, values?: Readonly<Record<string, string | number>>) => string;
}

export function page(desk: Desk): Page {
  const lang = desk.session.lang.value;
  return { desk, lang, say: (key, values) => toolText(lang, key, values) };
}

export function Waiting({ say }: Page): JSX.Element {
  return (
    <div class="waiting" data-state="loading">
      <p class="late">{say('loading')}</p>
      <div class="bone" /><div class="bone" /><div class="bone" />
    </div>
  );
}

export function Note({ children, warn = false, flag }: { readonly children: ComponentChildren; readonly warn?: boolean; readonly flag: string }): JSX.Element {
  return <div class={warn ? 'plan-note plan-warn' : 'plan-note'} role={warn ? 'alert' : undefined} data-note={flag}>{children}</div>;
}

/** What went wrong, in words, with the server's own where it names the thing, and another try. */
export function Trouble({ page: { say, lang }, problem, retry }: { readonly page: Page; readonly problem: Problem; readonly retry?: () => void }): JSX.Element {
  const words = problemText(lang, problem);
  return (
    <Note warn flag={problem.code}>
      <p><strong>{say('failed')}</strong> {words}</p>
      {problem.detail !== '' && problem.detail !== words && <p class="detail"><bdi>{problem.detail}</bdi></p>}
      <p class="detail">{say('code')} {problem.code}</p>
      {retry !== undefined && <button type="button" class="button" data-action="tools-retry" onClick={retry}>{say('retry')}</button>}
    </Note>
  );
}

/** One of a few, chosen by its button. */
export function Choices<T extends string>({ label, name, of, value, words, choose }: {
  readonly label: string; readonly name: string; readonly of: readonly T[]; readonly value: T; readonly words: (it: T) => string; readonly choose: (it: T) => void;
}): JSX.Element {
  return (
    <div class="plan-choice" role="group" aria-label={label}>
      <span class="plan-label" aria-hidden="true">{label}</span>
      <span class="chips">
        {of.map((it) => <button key={it} type="button" class="chip" aria-pressed={it === value} data-action={`${name}-${it}`} onClick={() => { choose(it); }}>{words(it)}</button>)}
      </span>
    </div>
  );
}

/** One of many, chosen from a list. */
export function Select({ label, name, value, of, choose }: {
  readonly label: string; readonly name: string; readonly value: string; readonly of: readonly (readonly [string, string])[]; readonly choose: (it: string) => void;
}): JSX.Element {
  return (
    <label class="plan-field">
      <span>{label}</span>
      <select value={value} data-select={name} onChange={(event) => { choose(event.currentTarget.value); }}>
        {of.map(([key, words]) => <option key={key} value={key}>{words}</option>)}
      </select>
    </label>
  );
}
