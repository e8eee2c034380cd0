import { signal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import * as v from 'valibot';

import type { Client } from '../api/client';
import { toolText } from '../i18n/tools';
import type { Station } from '../model/answer';
import { knownCity, type Session } from '../model/session';
import { type Load, loadInto } from '../plan/load';
import { ask, dated } from '../plan/server';
import type { Panel } from '../ui/context';
import { Row } from '../ui/near';
import { problemText, term } from '../ui/words';

/** So many places are asked for at once, and in all, for what they offer. */
const atOnce = 1000;
const mostPlaces = 5000;

const placesSchema = v.object({ places: v.array(v.object({ kind: v.string(), services: v.array(v.string()), skills: v.array(v.string()) })), next: v.nullish(v.string(), '') });

/** What places offer and can do, by word: the kinds of places that do. */
type Offered = ReadonlyMap<string, ReadonlySet<string>>;

/** What the places of the city offer, asked for once a revision when somebody wants to choose by it: without where they look. */
export class Offers {
  readonly offered = signal<Load<Offered>>({ kind: 'none' });
  private of = '';

  constructor(private readonly session: Session, private readonly base: string, readonly client: Client) {}

  open(): void {
    const of = `${knownCity(this.session)?.revision ?? 0}${dated(this.session)}`;
    if (of !== this.of || this.offered.peek().kind === 'failed') {
      this.of = of;
      void loadInto(this.offered, this.read(), new AbortController().signal);
    }
  }

  private async read(): Promise<Offered> {
    const found = new Map<string, Set<string>>();
    let [next, read] = ['', 0];
    do {
      const page = await ask(this.base, `api/v1/places?state=open&limit=${atOnce}${dated(this.session)}${next === '' ? '' : `&cursor=${encodeURIComponent(next)}`}`, placesSchema);
      for (const { kind, services, skills } of page.places) {
        for (const tag of [...services, ...skills]) {
          found.set(tag, (found.get(tag) ?? new Set()).add(kind));
        }
      }
      read += page.places.length;
      ({ next } = page);
    } while (next !== '' && read < mostPlaces);
    return found;
  }
}

/** Finds places of any kind near the spot of the card by what they offer or can do. */
export function OffersNear({ session, actions, offers }: Panel & { readonly offers: Offers }): JSX.Element | null {
  const question = session.question.value;
  const at = question.kind === 'answered' && question.subject.what === 'point' ? question.subject.at : null;
  return at === null ? null : <Choice key={`${at.lon} ${at.lat} ${session.asOf.value}`} session={session} actions={actions} offers={offers} at={at} />;
}

function Choice({ session, actions, offers, at }: Panel & { readonly offers: Offers; readonly at: Parameters<Client['near']>[0] }): JSX.Element {
  const [open, setOpen] = useState(false);
  const { value: offered } = offers.offered;
  return (
    <div class="tool-offers" data-offers={open ? offered.kind : 'folded'}>
      <button type="button" class="chip" aria-expanded={open} data-action="offers" onClick={() => {
        offers.open();
        setOpen(!open);
      }}>{toolText(session.lang.value, 'offers')}</button>
      {open && offered.kind === 'loading' && <div class="bone" />}
      {open && offered.kind === 'failed' && <p class="detail" role="alert">{problemText(session.lang.value, offered.problem)}</p>}
      {open && offered.kind === 'ready' && <Tags session={session} actions={actions} client={offers.client} at={at} offered={offered.value} />}
    </div>
  );
}

/** What is offered in the city, and who near the spot offers what is chosen. */
function Tags({ session, actions, client, at, offered }: Panel & { readonly client: Client; readonly at: Parameters<Client['near']>[0]; readonly offered: Offered }): JSX.Element {
  const lang = session.lang.value;
  const [tag, setTag] = useState('');
  const words = (it: string): string => term(lang, knownCity(session), it);
  const tags = [...offered.keys()].filter((it) => !it.includes(',')).sort((a, b) => words(a).localeCompare(words(b), lang));
  const kinds = [...offered.get(tag) ?? []];
  return tags.length === 0 ? <p class="detail">{toolText(lang, 'offersNone')}</p> : (
    <>
      <div class="chips" role="group" aria-label={toolText(lang, 'offers')}>
        {tags.map((it) => <button key={it} type="button" class="chip" aria-pressed={it === tag} data-offer={it} onClick={() => { setTag(it); }}><bdi>{words(it)}</bdi></button>)}
      </div>
      {kinds.length > 0 && <Found key={tag} session={session} actions={actions} client={client} at={at} tag={tag} kinds={kinds} words={words(tag)} />}
    </>
  );
}

function Found({ session, actions, client, at, tag, kinds, words }: Panel & { readonly client: Client; readonly at: Parameters<Client['near']>[0]; readonly tag: string; readonly kinds: readonly string[]; readonly words: string }): JSX.Element {
  const lang = session.lang.value;
  const [found] = useState(() => signal<Load<readonly Station[]>>({ kind: 'loading' }));
  useEffect(() => {
    const asking = new AbortController();
    void loadInto(found, client.near(at, kinds.join(','), asking.signal, tag), asking.signal);
    return () => { asking.abort(); };
  }, []);
  const now = found.value;
  switch (now.kind) {
    case 'none':
    case 'loading': return <div class="bone" />;
    case 'failed': return <p class="detail" role="alert">{problemText(lang, now.problem)}</p>;
    case 'ready': return now.value.length === 0
      ? <p class="sentence" role="status" data-offer-none>{toolText(lang, 'offerNone', { words })}</p>
      : <ul class="stations" data-offer-found={now.value.length}>{now.value.map((it) => <Row key={`${it.kind} ${it.code}`} session={session} actions={actions} station={it} />)}</ul>;
  }
}
