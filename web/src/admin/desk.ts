import { batch, type Signal, signal } from '@preact/signals';
import type * as v from 'valibot';

import { nothingSchema } from '../account/answers';
import type { Identity } from '../account/identity';
import type { Margins, Stage } from '../map/stage';
import type { Bounds } from '../model/position';
import type { Problem } from '../model/problem';
import { type Load, problemOf } from '../plan/load';
import { ask, type Question } from '../plan/server';
import {
  type AuditPage, auditSchema, headSchema, newTokenSchema, type Opened, openedSchema, passwordSchema, type Preview, previewSchema, type Seat, type Token, tokensSchema, type User,
  usersSchema, type Verified, verifiedSchema,
} from './answers';
import { auditQuery, changeOf, type Filter } from './wishes';

/** What is told once: a first password, or the secret of a token. */
export interface Once {
  readonly what: 'password' | 'token';
  readonly name: string;
  readonly secret: string;
}

/** What an account may do, and where. */
export interface Grant {
  readonly roles: readonly string[];
  readonly wholeCity: boolean;
  readonly scope: readonly Seat[];
}

/** A token to be made. */
export interface TokenWish {
  readonly name: string;
  readonly account: string;
  readonly only: readonly string[];
  readonly expires: string;
  readonly display: boolean;
  readonly view: string;
}

/** Half the height, in degrees, of what is shown around a place. */
const near = 0.0015;

const nothing = { kind: 'none' } as const;

/** Beside the panel; on a phone above it. */
function besidePanel(): Margins {
  return window.innerWidth < 640 ? { top: 32, left: 32, right: 32, bottom: Math.round(window.innerHeight * 0.55) } : { top: 64, bottom: 64, left: Math.min(640, window.innerWidth * 0.6), right: 48 };
}

/** What is done in the administration. Secrets are kept as long as they are on the page. */
export class Desk {
  readonly busy = signal(false);
  readonly problem = signal<Problem | null>(null);
  readonly once = signal<Once | null>(null);
  readonly opened = signal<Load<Opened>>(nothing);
  /** What a stranger would see, and of which key. */
  readonly preview = signal<{ readonly key: string; readonly load: Load<Preview> } | null>(null);
  /** How often a place was looked at on the map: the sheet on a phone makes way for it. */
  readonly looked = signal(0);
  readonly users = signal<Load<readonly User[]>>(nothing);
  readonly tokens = signal<Load<readonly Token[]>>(nothing);
  readonly audit = signal<Load<AuditPage>>(nothing);
  readonly verified = signal<Verified | null>(null);
  private filter: Filter = { from: '', to: '', account: '', action: '', of: '' };
  private reading = new AbortController();

  constructor(readonly identity: Identity, readonly stage: Pick<Stage, 'fit' | 'camera'>, private readonly margins: () => Margins = besidePanel) {}

  may(action: string): boolean {
    return this.identity.session.who.value?.actions.has(action) === true;
  }

  /** Another section: what was said in the one before, and every secret, is gone. */
  clear(): void {
    batch(() => {
      this.problem.value = null;
      this.once.value = null;
      this.preview.value = null;
      this.verified.value = null;
    });
  }

  async loadOpened(): Promise<void> {
    await this.load(this.opened, 'opened', openedSchema);
  }

  /** Opens or closes one thing. Where everything is open, all else is named, since `all` cannot have an exception. */
  async setOpen(key: string, open: boolean, sure = false): Promise<void> {
    const now = this.opened.peek();
    if (now.kind === 'ready') {
      await this.putOpened({ ...changeOf(now.value, key, open), ...(sure ? { even_restricted: true } : {}) });
    }
  }

  /** Opens everything that there is, one by one: what comes later stays closed. Or closes everything. */
  async setAll(open: boolean, sure = false): Promise<void> {
    const now = this.opened.peek();
    if (now.kind === 'ready') {
      await this.putOpened(open ? { open: now.value.all.map((it) => it.key), ...(sure ? { even_restricted: true } : {}) } : { close: ['all'] });
    }
  }

  private async putOpened(body: Readonly<Partial<Record<'open' | 'close', readonly string[]>>> & { readonly even_restricted?: boolean }): Promise<void> {
    const value = await this.do('opened', openedSchema, { method: 'POST', body });
    if (value !== null) {
      this.opened.value = { kind: 'ready', value };
    }
  }

  /** Shows what a stranger would see; null, or what is shown, puts it away. */
  async look(key: string | null): Promise<void> {
    this.reading.abort();
    if (key === null || this.preview.peek()?.key === key) {
      this.preview.value = null;
      return;
    }
    const { signal: stop } = this.reading = new AbortController();
    this.preview.value = { key, load: { kind: 'loading' } };
    try {
      const value = await ask(this.identity.base, `api/v1/opened/preview?key=${encodeURIComponent(key)}`, previewSchema, { stop });
      this.preview.value = { key, load: { kind: 'ready', value } };
    } catch (error) {
      if (!stop.aborted) {
        this.preview.value = { key, load: { kind: 'failed', problem: problemOf(error) } };
      }
    }
  }

  /** Shows a place on the map, clear of what lies over it. */
  show([lon, lat]: readonly [number, number]): void {
    this.frame([lon - near, lat - near, lon + near, lat + near]);
  }

  /** Shows a box in the same way. */
  frame(box: Bounds): void {
    this.looked.value++;
    this.stage.fit(box, true, this.margins());
  }

  async loadUsers(): Promise<void> {
    await this.load(this.users, 'users', usersSchema);
  }

  /** Makes an account; true when it was made. */
  async makeUser(name: string, title: string): Promise<boolean> {
    const made = await this.do('users', passwordSchema, { method: 'POST', body: { name: name.trim(), ...(title.trim() === '' ? {} : { title: title.trim() }) } });
    await this.gavePassword(made);
    return made !== null;
  }

  async reset(name: string): Promise<void> {
    await this.gavePassword(await this.do(`users/${encodeURIComponent(name)}/reset`, passwordSchema, { method: 'POST' }));
  }

  private async gavePassword(it: { readonly name: string; readonly password: string } | null): Promise<void> {
    if (it !== null) {
      this.once.value = { what: 'password', name: it.name, secret: it.password };
      await this.loadUsers();
    }
  }

  /** Gives an account its roles and areas; true when it has them. */
  async grant(name: string, { roles, wholeCity, scope }: Grant): Promise<boolean> {
    return await this.changeUser(`${encodeURIComponent(name)}/grant`, { method: 'POST', body: { roles, whole_city: wholeCity, scope: wholeCity ? [] : scope } });
  }

  async disable(name: string, disabled: boolean): Promise<void> {
    await this.changeUser(`${encodeURIComponent(name)}/disable`, { method: 'POST', body: { disabled } });
  }

  /** Ends all sessions and tokens of an account. */
  async endAll(name: string): Promise<boolean> {
    return await this.changeUser(`${encodeURIComponent(name)}/sessions/end`, { method: 'POST' });
  }

  async drop(name: string): Promise<void> {
    await this.changeUser(encodeURIComponent(name), { method: 'DELETE' });
  }

  private async changeUser(path: string, question: Question): Promise<boolean> {
    const done = await this.do(`users/${path}`, nothingSchema, question);
    if (done !== null || this.problem.peek()?.code === 'account_changed') {
      await this.loadUsers();
    }
    return done !== null;
  }

  async loadTokens(): Promise<void> {
    await this.load(this.tokens, 'tokens', tokensSchema);
  }

  /** Makes a token; true when it was made. */
  async makeToken({ name, account, only, expires, display, view }: TokenWish): Promise<boolean> {
    const body = { name: name.trim(), expires, ...(display ? { display, ...(view === '' ? {} : { view }) } : { account: account.trim(), ...(only.length === 0 ? {} : { only }) }) };
    const made = await this.do('tokens', newTokenSchema, { method: 'POST', body });
    if (made !== null) {
      this.once.value = { what: 'token', name: made.token.name, secret: made.secret };
      await this.loadTokens();
    }
    return made !== null;
  }

  async dropToken(id: string): Promise<void> {
    if (await this.do(`tokens/${encodeURIComponent(id)}`, nothingSchema, { method: 'DELETE' }) !== null || this.problem.peek()?.code === 'no_token') {
      await this.loadTokens();
    }
  }

  /** Looks into the audit from its first row that fits. */
  async find(filter: Filter): Promise<void> {
    this.filter = filter;
    this.audit.value = nothing;
    await this.load(this.audit, `audit?${auditQuery(filter, 0)}`, auditSchema);
  }

  /** Adds the next page. */
  async more(): Promise<void> {
    const now = this.audit.peek();
    if (now.kind !== 'ready' || now.value.next === 0) {
      return;
    }
    const page = await this.do(`audit?${auditQuery(this.filter, now.value.next)}`, auditSchema, {});
    if (page !== null && this.audit.peek() === now) {
      this.audit.value = { kind: 'ready', value: { entries: [...now.value.entries, ...page.entries], next: page.next } };
    }
  }

  async verify(): Promise<void> {
    this.verified.value = null;
    this.verified.value = await this.do('audit/verify', verifiedSchema, {});
  }

  /** The signed head of the audit, as a file; null when it did not come. */
  async head(): Promise<{ readonly name: string; readonly text: string } | null> {
    const head = await this.do('audit/head', headSchema, {});
    return head === null ? null : { name: `audit-head-${head.seq}.json`, text: `${JSON.stringify(head, null, 2)}\n` };
  }

  /** Reads a list. What stands stays on the page while it is read again. */
  private async load<T>(into: Signal<Load<T>>, path: string, schema: v.GenericSchema<unknown, T>): Promise<void> {
    if (into.peek().kind !== 'ready') {
      into.value = { kind: 'loading' };
    }
    try {
      into.value = { kind: 'ready', value: await ask(this.identity.base, `api/v1/${path}`, schema) };
    } catch (error) {
      into.value = { kind: 'failed', problem: problemOf(error) };
    }
  }

  /** Asks the server for one thing at a time, and keeps why it did not do it; null then. */
  private async do<T>(path: string, schema: v.GenericSchema<unknown, T>, question: Question): Promise<T | null> {
    if (this.busy.peek()) {
      return null;
    }
    batch(() => {
      this.busy.value = true;
      this.problem.value = null;
      this.once.value = null;
    });
    try {
      return await ask(this.identity.base, `api/v1/${path}`, schema, question);
    } catch (error) {
      this.problem.value = problemOf(error);
      return null;
    } finally {
      this.busy.value = false;
    }
  }
}
