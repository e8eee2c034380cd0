import type { JSX, TargetedInputEvent } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

import { type AccountKey, accountText, isAccountKey } from '../i18n/account';
import type { Lang } from '../model/lang';
import type { Problem } from '../model/problem';
import type { Who } from '../model/who';
import { problemText } from '../ui/words';

/** What opens a section of the administration, in the order of its sections. */
export const sectionActions = ['imports.write', 'publish', 'checks.read', 'users.read', 'tokens.write', 'audit.read', 'opening.read'] as const;

/** Whether there is a section of the administration for somebody. */
export function administers({ actions }: Who): boolean {
  return sectionActions.some((it) => actions.has(it));
}

/** Why something was not done, in words. */
export function failWords(lang: Lang, problem: Problem): string {
  if (problem.code === 'too_many_tries' && problem.retry !== undefined) {
    return accountText(lang, 'fail.wait', { n: Math.ceil(problem.retry / 60) });
  }
  const key = `fail.${problem.code === 'bad_password' ? 'weak_password' : problem.code}`;
  return isAccountKey(key) ? accountText(lang, key) : problemText(lang, problem);
}

export function Fail({ lang, problem }: { readonly lang: Lang; readonly problem: Problem | null }): JSX.Element {
  // The place is there before the words are, so that screen readers say them.
  return (
    <div class="own-fail" role="alert">
      {problem !== null && <p data-problem={problem.code}>{failWords(lang, problem)}</p>}
    </div>
  );
}

interface FieldProps {
  readonly lang: Lang;
  readonly label: AccountKey;
  readonly name: string;
  readonly type: 'text' | 'password';
  readonly complete: string;
  readonly value: string;
  readonly put: (value: string) => void;
  readonly first?: boolean;
  /** The id of the text that says more. */
  readonly hint?: string;
  readonly wrong?: boolean;
}

/** A box for a name or a password; `complete` tells a password manager which. */
export function Field({ lang, label, name, type, complete, value, put, first = false, hint, wrong = false }: FieldProps): JSX.Element {
  const box = useFocus(first);
  const rest = {
    ref: box, name, autocomplete: complete, required: true, spellcheck: false, autocapitalize: 'none', maxLength: 256, value, 'aria-describedby': hint,
    'aria-invalid': wrong ? true : undefined, onInput: (event: TargetedInputEvent<HTMLInputElement>): void => { put(event.currentTarget.value); },
  } as const;
  return (
    <label class="own-field">
      <span>{accountText(lang, label)}</span>
      {type === 'password' ? <input type="password" {...rest} /> : <input type="text" {...rest} />}
    </label>
  );
}

/** The box for the six digits. */
export function CodeField({ lang, value, put }: { readonly lang: Lang; readonly value: string; readonly put: (value: string) => void }): JSX.Element {
  const box = useFocus(true);
  return (
    <label class="own-field">
      <span>{accountText(lang, 'code')}</span>
      <input
        ref={box} class="own-code" name="code" type="text" inputMode="numeric" autocomplete="one-time-code" required pattern="[0-9]{6}" maxLength={7} value={value}
        onInput={(event) => { put(event.currentTarget.value.replace(/\D/g, '').slice(0, 6)); }}
      />
    </label>
  );
}

function useFocus(wanted: boolean): { current: HTMLInputElement | null } {
  const it = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (wanted) {
      it.current?.focus();
    }
  }, [wanted]);
  return it;
}

/** A moment for reading, in the reader's own time: `2026-11-29 20:05`. */
export function moment(iso: string): string {
  const at = new Date(iso);
  const two = (n: number): string => String(n).padStart(2, '0');
  return Number.isNaN(at.getTime()) ? iso : `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())} ${two(at.getHours())}:${two(at.getMinutes())}`;
}
