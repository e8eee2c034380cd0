import { batch, effect, signal } from '@preact/signals';
import type { ComponentType } from 'preact';

import { strangers } from '../model/problem';
import type { Actions, Session } from '../model/session';
import type { Dress } from '../model/under';
import type { AccountParts, Who } from '../model/who';
import type { Address } from '../modes/address';
import { ask } from '../plan/server';
import { whoSchema } from './whoanswer';

/** So often the page asks who is signed in while nothing else tells: what was ended elsewhere is noticed. */
const beat = 300_000;

/** A page that comes back to the front asks again after so long. */
const stale = 30_000;

/** The pages of the dialog. */
export type DialogPage = 'signin' | 'home' | 'password' | 'factor' | 'sessions';

/** What comes when it is asked for: the dialog, and all about persons. */
export interface LaterParts {
  readonly Dialog: ComponentType<{ readonly session: Session; readonly actions: Actions }>;
  readonly Person: ComponentType<{ readonly session: Session; readonly said: unknown }>;
  readonly Page: ComponentType<{ readonly session: Session; readonly actions: Actions }>;
  readonly Admin: ComponentType<{ readonly session: Session }>;
  readonly dress: AccountParts['dress'];
}

/** The kind of what is to be imported, and the layer or the sort that it is for. */
export interface Intake {
  readonly kind: string;
  readonly layer: string;
}

/** Whether what is open is the opening of a city; a step of it may stand behind the word: `admin=opening.places`. */
export function isOpening(admin: string | null): boolean {
  return admin !== null && /^opening(\.|$)/.test(admin);
}

/** Who is signed in, and how the page hears that this has changed. */
export class Identity {
  /** The session ended while the page was open. */
  readonly expired = signal(false);
  /** The page of the dialog that is open. */
  readonly page = signal<DialogPage | null>(null);
  /** The code of the person whose page is open; empty = the search; null = none. */
  readonly person = signal<string | null>(null);
  /** The section of the administration that is open; empty = the first one that there is; null = none. */
  readonly admin = signal<string | null>(null);
  /** The grid worker's page is open. */
  readonly work = signal(false);
  /** What the administration lays over the map; null = nothing. */
  readonly laid = signal<Dress | null>(null);
  /** What the address says is to be imported; empty = it does not say. */
  readonly intake = signal<Intake>({ kind: '', layer: '' });
  readonly later = signal<LaterParts | null>(null);
  private asked = 0;
  private fetching = false;

  constructor(
    readonly session: Session,
    private readonly address: Pick<Address, 'state' | 'keep'>,
    readonly base: string,
    private readonly fetchLater: () => Promise<LaterParts>,
    /** Begins the page anew, with what its address says: what is shown depends on who looks. */
    readonly restart: () => void,
  ) {
    this.follow();
  }

  /** Takes over what the address says is open. */
  private follow(): void {
    const { person, admin, work, kind = '', layer = '' } = this.address.state();
    const now = this.intake.peek();
    batch(() => {
      this.person.value = person ?? null;
      this.admin.value = admin ?? null;
      this.work.value = work !== undefined;
      if (now.kind !== kind || now.layer !== layer) {
        this.intake.value = { kind, layer };
      }
    });
  }

  /** Follows what may tell that a session has ended, until the function that it gives is called. */
  start(): () => void {
    const back = (): void => {
      if (document.visibilityState === 'visible' && Date.now() - this.asked > stale) {
        void this.ask();
      }
    };
    const follow = (): void => { this.follow(); };
    document.addEventListener('visibilitychange', back);
    window.addEventListener('hashchange', follow);
    const timer = setInterval(back, beat);
    const ends = [
      effect(() => {
        if (strangers.value > 0 && this.session.who.peek()?.account !== '') {
          void this.ask();
        }
      }),
      effect(() => {
        if (this.page.value !== null || this.person.value !== null || this.admin.value !== null) {
          this.fetch();
        }
      }),
    ];
    return () => {
      document.removeEventListener('visibilitychange', back);
      window.removeEventListener('hashchange', follow);
      clearInterval(timer);
      ends.forEach((it) => { it(); });
    };
  }

  /** Fetches what comes later, once. */
  fetch(): void {
    if (this.later.peek() !== null || this.fetching) {
      return;
    }
    this.fetching = true;
    this.fetchLater().then((it) => { this.later.value = it; }, () => { this.page.value = null; }).finally(() => { this.fetching = false; });
  }

  /** Asks who is signed in; without an answer it stays as it was. */
  async ask(): Promise<void> {
    this.asked = Date.now();
    const next = await ask(this.base, 'api/v1/session', whoSchema).catch(() => null);
    if (next !== null) {
      this.heard(next);
    }
  }

  /** The server says by itself who is signed in. */
  heard(next: Who): void {
    const before = this.session.who.peek();
    if (before !== null && before.account !== '' && next.account === '') {
      this.expired.value = true; // what was done here stays on the page
      return;
    }
    if (before !== null && before.account !== next.account) {
      this.restart(); // in another window somebody else signed in
      return;
    }
    batch(() => {
      this.expired.value = false;
      this.session.who.value = next;
      if (next.bound !== '') {
        this.page.value = next.bound;
      }
    });
  }

  /** Somebody signed in here, or did what had to be done first. */
  signedIn(next: Who): void {
    const before = this.session.who.peek();
    const same = before?.account === next.account && before.bound === '' && next.bound === '';
    if (next.bound === '' && !same) {
      this.restart();
      return;
    }
    batch(() => {
      this.expired.value = false;
      this.session.who.value = next;
      this.page.value = next.bound === '' ? null : next.bound;
    });
  }

  show(person: string | null): void {
    this.turn(person, null, false);
  }

  /** Opens a section of the administration; null puts it away. */
  administer(section: string | null): void {
    this.turn(null, section, false);
  }

  /** Opens the grid worker's page, or puts it away. */
  atWork(open: boolean): void {
    this.turn(null, null, open);
  }

  /** Opens the import of something, or keeps in the address what was chosen there. */
  takeIn(intake: Intake): void {
    this.turn(null, 'imports', false, intake);
  }

  /** They share the side of the page: one is open at most. */
  private turn(person: string | null, admin: string | null, work: boolean, { kind, layer }: Intake = { kind: '', layer: '' }): void {
    batch(() => {
      this.person.value = person;
      this.admin.value = admin;
      this.work.value = work;
      this.intake.value = { kind, layer };
    });
    this.address.keep({
      person: person ?? undefined, admin: admin ?? undefined, work: work ? 'mine' : undefined, kind: kind === '' ? undefined : kind, layer: layer === '' ? undefined : layer,
    });
  }
}
