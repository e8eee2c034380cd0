import type { ComponentChildren, JSX, TargetedInputEvent } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';

import { adminText } from '../i18n/admin';
import { type EditKey, editText } from '../i18n/staffedit';
import type { City } from '../model/city';
import type { Lang } from '../model/lang';
import { type Faults, fieldOf, type Fields, shownValue } from './drafts';
import { adminFail } from './kit';
import type { Staff, StaffEdit } from './staff';
import type { Choice } from './staffanswers';

/** A fault of one field, in the words of the form. */
export function faultWords(lang: Lang, faults: Faults, field: string): string {
  const fault = faults[field];
  return fault === undefined ? '' : editText(lang, fault.key, { text: fault.text ?? '' });
}

interface FieldProps {
  readonly lang: Lang;
  readonly name: string;
  readonly label: EditKey;
  readonly hint?: EditKey;
  readonly fault?: string;
}

/** A labelled field with its hint, and what is wrong with it. */
export function Field({ lang, name, label, hint, fault = '', children }: FieldProps & { readonly children: (told: { readonly id: string; readonly described: string | undefined; readonly invalid: boolean }) => ComponentChildren }): JSX.Element {
  const id = `staff-${name}`;
  const described = [hint === undefined ? '' : `${id}-hint`, fault === '' ? '' : `${id}-fault`].filter((it) => it !== '').join(' ');
  return (
    <div class="own-field">
      <label for={id}>{editText(lang, label)}</label>
      {children({ id, described: described === '' ? undefined : described, invalid: fault !== '' })}
      {hint !== undefined && <span id={`${id}-hint`} class="detail">{editText(lang, hint)}</span>}
      {fault !== '' && <span id={`${id}-fault`} class="staff-fault">{fault}</span>}
    </div>
  );
}

interface TextProps extends FieldProps {
  readonly value: string;
  readonly put: (value: string) => void;
  readonly type?: 'text' | 'date' | 'number';
  readonly most?: number;
  /** Told when an input method begins, and when it has its word. */
  readonly composing?: (on: boolean) => void;
}

export function TextField({ value, put, type = 'text', most = 200, composing, ...field }: TextProps): JSX.Element {
  return (
    <Field {...field}>
      {({ id, described, invalid }) => {
        const of = {
          id, name: field.name, value, maxLength: most, autocomplete: 'off', autocapitalize: 'none', spellcheck: false, 'aria-describedby': described, 'aria-invalid': invalid,
          onInput: (event: TargetedInputEvent<HTMLInputElement>) => { put(event.currentTarget.value); },
          onCompositionStart: () => { composing?.(true); }, onCompositionEnd: () => { composing?.(false); },
        } as const;
        return type === 'date' ? <input {...of} type="date" /> : <input {...of} type="text" inputMode={type === 'number' ? 'numeric' : 'text'} />;
      }}
    </Field>
  );
}

interface ChoiceProps extends FieldProps {
  readonly value: string;
  readonly put: (value: string) => void;
  readonly options: readonly Choice[];
}

export function ChoiceField({ value, put, options, ...field }: ChoiceProps): JSX.Element {
  return (
    <Field {...field}>
      {({ id, described, invalid }) => (
        <select id={id} name={field.name} value={value} aria-describedby={described} aria-invalid={invalid} onChange={(event) => { put(event.currentTarget.value); }}>
          <option value="">{editText(field.lang, 'none')}</option>
          {options.some((it) => it.key === value) || value === '' ? null : <option value={value}>{value}</option>}
          {options.map((it) => <option key={it.key} value={it.key}>{it.name[field.lang] === '' ? it.key : it.name[field.lang]}</option>)}
        </select>
      )}
    </Field>
  );
}

export function Tick({ label, on, put, name }: { readonly label: string; readonly on: boolean; readonly put: (on: boolean) => void; readonly name: string }): JSX.Element {
  return (
    <label class="staff-tick">
      <input type="checkbox" name={name} checked={on} onChange={(event) => { put(event.currentTarget.checked); }} />
      <span>{label}</span>
    </label>
  );
}

/** What a post or an organisation may be for. */
export function seatChoices(city: City | null): readonly Choice[] {
  const own = (key: 'building' | 'organisation'): Choice => ({ key, name: { zh: editText('zh', key), en: editText('en', key) } });
  const areas = city?.layers.filter((it) => !it.base) ?? [];
  return [...areas, own('building'), own('organisation'), ...city?.places ?? []].map(({ key, name }) => ({ key, name }));
}

interface ReviewedProps {
  readonly staff: Staff;
  readonly lang: Lang;
  readonly name: string;
  readonly revision: number;
  readonly before: Fields | null;
  /** What stands in the form: another one, and what was checked is no longer what would be written. */
  readonly draft: unknown;
  /** The change, or null where the form has faults. */
  readonly edit: () => StaffEdit | null;
  readonly done: () => void;
  readonly children: (fault: (field: string, own: string) => string) => ComponentChildren;
}

/** A form that shows what it would write, judged by the server, before it writes it. */
export function Reviewed({ staff, lang, name, revision, before, draft, edit, done, children }: ReviewedProps): JSX.Element {
  const [ready, setReady] = useState<{ readonly edit: StaffEdit; readonly entries: number } | null>(null);
  const form = useRef<HTMLFormElement>(null);
  const write = useRef<HTMLButtonElement>(null);
  useEffect(() => { form.current?.querySelector<HTMLElement>('input, select')?.focus(); }, []);
  useEffect(() => {
    if (ready !== null) {
      write.current?.focus();
    }
  }, [ready]);
  useEffect(() => { setReady(null); }, [draft]);
  const problem = staff.problem.value;
  const about = problem === null ? '' : fieldOf(problem);
  const refused = problem === null ? '' : adminFail(lang, problem);
  const faulty = (): void => { requestAnimationFrame(() => { form.current?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus(); }); };
  const check = async (): Promise<void> => {
    const wanted = edit();
    const entries = wanted === null ? null : await staff.judge(wanted, revision);
    if (wanted === null || entries === null) {
      faulty();
    } else {
      setReady({ edit: wanted, entries });
    }
  };
  return (
    <form class="own-form staff-form" ref={form} aria-label={name} noValidate onInput={() => { setReady(null); }} onChange={() => { setReady(null); }} onSubmit={(event) => {
      event.preventDefault();
      void check();
    }}
    >
      <div class="own-fail" role="alert">{problem !== null && <p data-problem={problem.code}>{refused}{problem.detail === '' || refused === problem.detail ? '' : <><br /><span class="detail"><bdi>{problem.detail}</bdi></span></>}</p>}</div>
      {children((field, own) => (own === '' && about === field ? refused : own))}
      {ready === null
        ? <button type="submit" class="button button-main" data-action="check-staff" aria-disabled={staff.busy.value}>{editText(lang, 'check')}</button>
        : (
          <section class="staff-summary" aria-labelledby="staff-summary" data-entries={ready.entries}>
            <h4 id="staff-summary">{editText(lang, ready.entries === 0 ? 'nothing' : 'summary')}</h4>
            <Summary lang={lang} edit={ready.edit} before={before} />
            <div class="who-buttons">
              {ready.entries > 0 && (
                <button type="button" class="button button-main" ref={write} data-action="write-staff" aria-disabled={staff.busy.value} onClick={() => {
                  void staff.change(ready.edit, revision).then((written) => {
                    setReady(null);
                    if (written) {
                      done();
                    } else {
                      faulty();
                    }
                  });
                }}
                >{editText(lang, 'write')}
                </button>
              )}
              <button type="button" class="button" onClick={() => { setReady(null); }}>{editText(lang, 'back')}</button>
            </div>
          </section>
        )}
    </form>
  );
}

function Summary({ lang, edit, before }: { readonly lang: Lang; readonly edit: StaffEdit; readonly before: Fields | null }): JSX.Element {
  const empty = editText(lang, 'empty');
  const shown = (value: unknown): string => (shownValue(value) === '' ? empty : shownValue(value));
  return (
    <ul class="staff-changes">
      {Object.entries(edit.fields ?? {}).map(([key, value]) => (
        <li key={key}><bdi>{editText(lang, 'before', { name: fieldName(lang, key), was: shown(before?.[key]), is: shown(value) })}</bdi></li>
      ))}
      <li>{editText(lang, 'starts', { from: edit.from === '' ? editText(lang, 'today') : edit.from })}</li>
      {edit.until !== undefined && edit.until !== '' && <li>{editText(lang, 'ends', { until: edit.until })}</li>}
    </ul>
  );
}

const labels: Readonly<Record<string, EditKey>> = {
  names: 'nameZh', role: 'role', specialty: 'specialty', at: 'atLayer', person: 'person', acting: 'acting', tasks: 'tasks', duty: 'duty', office_phone: 'phone', stand_ins: 'standIns', hours: 'hours', sort: 'sort', form: 'form', parent: 'parent',
  of: 'ofLayer', site: 'siteLayer', covers: 'covers', members: 'members',
};

function fieldName(lang: Lang, field: string): string {
  const key = labels[field];
  return key === undefined ? field : editText(lang, key);
}

/** Says that the last change stands, and takes it back. */
export function Undo({ staff, lang }: { readonly staff: Staff; readonly lang: Lang }): JSX.Element {
  const last = staff.written.value;
  return (
    <div role="status" class="staff-undo">
      {last !== null && (
        <p data-written={last}>
          {editText(lang, 'written', { n: last })}{' '}
          <button type="button" class="button" data-action="undo-staff" aria-disabled={staff.busy.value} onClick={() => { void staff.undo(); }}>{editText(lang, 'undo')}</button>
        </p>
      )}
      {last === null && staff.undone.value && <p data-note="undone">{editText(lang, 'undone')}</p>}
      {staff.problem.value !== null && staff.open.value === null && last !== null && <p class="staff-fault">{adminFail(lang, staff.problem.value)}</p>}
    </div>
  );
}

/** A button that opens a form of something new, and puts it away. */
export function NewOne({ lang, words, action, children }: { readonly lang: Lang; readonly words: EditKey; readonly action: string; readonly children: (close: () => void) => ComponentChildren }): JSX.Element {
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const close = (): void => {
    setOpen(false);
    button.current?.focus();
  };
  return (
    <>
      <button type="button" class="button own-wide" ref={button} data-action={action} aria-expanded={open} onClick={() => { setOpen(!open); }}>{open ? adminText(lang, 'cancel') : editText(lang, words)}</button>
      {open && children(close)}
    </>
  );
}
