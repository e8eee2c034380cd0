import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useMemo, useState } from 'preact/hooks';

import { decoded } from '../api/parts';
import { type AccountKey, accountText } from '../i18n/account';
import type { Lang } from '../model/lang';
import type { Problem } from '../model/problem';
import type { Session } from '../model/session';
import type { Phone, Shown } from '../model/who';
import { problemOf } from '../plan/load';
import { shownSchema } from './answers';
import { Fail } from './parts';
import type { People } from './people';
import { dialled, phoneWords } from './phone';

/** Who holds a post, out of what the server says beside it; nothing where that cannot be read. */
export function SaidPerson({ session, people, said }: { readonly session: Session; readonly people: People; readonly said: unknown }): JSX.Element | null {
  const person = useMemo(() => decoded(shownSchema, said), [said]);
  return person === null ? null : <Person session={session} people={people} person={person} />;
}

interface PersonProps {
  readonly session: Session;
  readonly people: People;
  readonly person: Shown;
}

/** Who holds a post, as far as the reader may see: name, numbers, and the way to the rest. */
export function Person({ session, people, person }: PersonProps): JSX.Element {
  const lang = session.lang.value;
  if (person.erased) {
    return <p class="who-person who-masked" data-person={person.code} data-erased><span class="detail">{accountText(lang, 'erased')}</span></p>;
  }
  const name = person.name === '' ? person.code : person.name;
  return (
    <div class={person.masked ? 'who-person who-masked' : 'who-person'} data-person={person.code} data-masked={person.masked}>
      <p class="who-line">
        {person.masked && <Lock />}
        {person.masked
          ? <span class="who-called"><bdi>{name}</bdi></span>
          : <button type="button" class="link-name who-called" title={accountText(lang, 'openPerson', { name })} data-action="open-person" onClick={() => { people.identity.show(person.code); }}><bdi>{name}</bdi></button>}
        {person.title !== '' && <span class="detail"><bdi>{person.title}</bdi></span>}
      </p>
      {person.masked && <p class="detail">{accountText(lang, 'masked')}</p>}
      <Phones lang={lang} person={person} then={session.asOf.value !== ''} />
      {person.private && people.may('persons.reveal') && <Reveal lang={lang} people={people} person={person} />}
    </div>
  );
}

export function Lock(): JSX.Element {
  return (
    <svg class="icon who-lock" viewBox="0 0 20 20" width="16" height="16" aria-hidden="true" focusable="false">
      <path d="M5 9h10v8H5zM7 9V6.5a3 3 0 0 1 6 0V9" fill="none" stroke="currentColor" stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round" />
    </svg>
  );
}

/** The numbers of a person: whole ones can be dialled. With `then` the page shows another time, by which numbers are not masked. */
export function Phones({ lang, person, then }: { readonly lang: Lang; readonly person: Shown; readonly then: boolean }): JSX.Element {
  const starred = !person.masked && person.phones.some((it) => dialled(it.number) === null);
  return (
    <>
      <ul class="who-phones">
        {person.phones.map((it) => <Number key={`${it.use} ${it.number}`} lang={lang} phone={it} masked={person.masked} />)}
        {person.phones.length === 0 && !person.masked && <li class="detail">{accountText(lang, 'noPhones')}</li>}
      </ul>
      {starred && <p class="detail who-starred"><Lock /><span>{accountText(lang, then ? 'numberMaskedThen' : 'numberMasked')}</span></p>}
    </>
  );
}

function Number({ lang, phone: { use, number }, masked }: { readonly lang: Lang; readonly phone: Phone; readonly masked: boolean }): JSX.Element {
  const words = accountText(lang, phoneWords(use));
  const href = masked ? null : dialled(number);
  return (
    <li data-phone={use}>
      <span class="detail">{words}</span>
      {href === null ? <span class="who-number"><bdi>{number}</bdi></span> : <a class="who-number" href={href} aria-label={accountText(lang, 'call', { use: words, number })}><bdi>{number}</bdi></a>}
    </li>
  );
}

interface RevealProps {
  readonly lang: Lang;
  readonly people: People;
  readonly person: Shown;
}

type Step = { readonly at: 'closed' | 'asking' | 'waiting' } | { readonly at: 'shown'; readonly person: Shown };

/** The private number: asked for with a reason, and written down. */
function Reveal({ lang, people, person }: RevealProps): JSX.Element {
  const say = (key: AccountKey): string => accountText(lang, key);
  const [step, setStep] = useState<Step>({ at: 'closed' });
  const [problem, setProblem] = useState<Problem | null>(null);
  useEffect(() => { setStep({ at: 'closed' }); }, [person.code]);
  if (step.at === 'shown') {
    const phones = step.person.phones.filter((it) => it.use === 'private');
    return (
      <div class="who-revealed" role="status" data-revealed>
        <ul class="who-phones">{phones.map((it) => <Number key={it.number} lang={lang} phone={it} masked={false} />)}</ul>
        {phones.length === 0 && <p class="detail">{say('noPrivate')}</p>}
        <p class="detail">{say('recorded')}</p>
      </div>
    );
  }
  if (step.at === 'closed') {
    return (
      <Wide>
        <button type="button" class="button button-quiet" data-action="reveal" onClick={() => { setStep({ at: 'asking' }); void people.loadReasons(); }}>{say('reveal')}</button>
      </Wide>
    );
  }
  const send = (reason: string): void => {
    setStep({ at: 'waiting' });
    setProblem(null);
    people.reveal(person.code, reason).then((it) => { setStep({ at: 'shown', person: it }); }, (error: unknown) => {
      setProblem(problemOf(error));
      setStep({ at: 'asking' });
    });
  };
  return <Reasons lang={lang} people={people} busy={step.at === 'waiting'} problem={problem} send={send} cancel={() => { setStep({ at: 'closed' }); }} />;
}

function Wide({ children }: { readonly children: ComponentChildren }): JSX.Element {
  return <p class="who-reveal">{children}</p>;
}

interface ReasonsProps {
  readonly lang: Lang;
  readonly people: People;
  readonly busy: boolean;
  readonly problem: Problem | null;
  readonly send: (reason: string) => void;
  readonly cancel: () => void;
}

function Reasons({ lang, people, busy, problem, send, cancel }: ReasonsProps): JSX.Element {
  const [reason, setReason] = useState('');
  const reasons = people.reasons.value;
  const list = reasons.kind === 'ready' ? reasons.value : [];
  const submit = (event: Event): void => {
    event.preventDefault();
    send(reason);
  };
  return (
    <form class="who-reasons" method="dialog" data-form="reveal" onSubmit={submit}>
      <p class="detail">{accountText(lang, 'revealText')}</p>
      <label class="own-field">
        <span>{accountText(lang, 'reason')}</span>
        <select name="reason" required value={reason} disabled={busy || list.length === 0} onChange={(event) => { setReason(event.currentTarget.value); }}>
          <option value="">{accountText(lang, reasons.kind === 'loading' ? 'busy' : 'chooseReason')}</option>
          {list.map((it) => <option key={it.key} value={it.key}>{it.name[lang]}</option>)}
        </select>
      </label>
      <Fail lang={lang} problem={reasons.kind === 'failed' ? reasons.problem : problem} />
      <div class="who-buttons">
        <button type="submit" class="button button-main" disabled={busy || reason === ''} data-action="do-reveal">{accountText(lang, 'revealDo')}</button>
        <button type="button" class="button" onClick={cancel}>{accountText(lang, 'cancel')}</button>
      </div>
    </form>
  );
}
