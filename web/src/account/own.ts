import { batch, signal } from '@preact/signals';
import type * as v from 'valibot';

import type { AccountKey } from '../i18n/account';
import type { Problem } from '../model/problem';
import { type Load, problemOf } from '../plan/load';
import { ask, type Question } from '../plan/server';
import { type Factor, factorSchema, nothingSchema, sessionsSchema, type SignedIn } from './answers';
import type { DialogPage, Identity } from './identity';
import { dropReports, dropScenarios, wipePack } from '../work/wipe';
import { whoSchema } from './whoanswer';

/** What somebody signs in with. */
export interface Attempt {
  readonly name: string;
  readonly password: string;
  /** Six digits; empty where they were not asked for. */
  readonly code: string;
  /** It is the worker's own phone. */
  readonly phone: boolean;
}

/** What is done with the own account. Passwords and codes go through it, and are not kept. */
export class Own {
  readonly busy = signal(false);
  readonly problem = signal<Problem | null>(null);
  /** What was done last, to be said. */
  readonly said = signal<AccountKey | null>(null);
  readonly sessions = signal<Load<readonly SignedIn[]>>({ kind: 'none' });
  readonly factor = signal<Factor | null>(null);
  private readonly base: string;

  constructor(readonly identity: Identity) {
    this.base = identity.base;
  }

  /** Turns to a page of the dialog; null puts it away. */
  turn(page: DialogPage | null): void {
    batch(() => {
      this.problem.value = null;
      this.said.value = null;
      this.factor.value = null;
      this.sessions.value = { kind: 'none' };
      this.identity.page.value = page;
    });
  }

  /** Signs in; true when the digits of the second factor are to be asked for. */
  async signIn({ name, password, code, phone }: Attempt): Promise<boolean> {
    const body = { name: name.trim(), password, ...(code === '' ? {} : { code }), ...(phone ? { phone } : {}) };
    const who = await this.do('session', whoSchema, { method: 'POST', body });
    if (who !== null) {
      this.identity.signedIn(who);
      return false;
    }
    if (this.problem.peek()?.code !== 'second_factor_needed') {
      return false;
    }
    this.problem.value = null;
    return true;
  }

  async signInDemo(account: string): Promise<void> {
    const who = await this.do('session/demo', whoSchema, { method: 'POST', body: { account } });
    if (who !== null) {
      this.identity.signedIn(who);
    }
  }

  /** Signs out, and begins the page anew as a stranger's. */
  async signOut(): Promise<void> {
    if (await this.do('session', nothingSchema, { method: 'DELETE' }) !== null) {
      dropReports();
      dropScenarios();
      await wipePack().catch(() => undefined);
      this.identity.restart();
    }
  }

  async changePassword(old: string, chosen: string): Promise<void> {
    const who = await this.do('session/password', whoSchema, { method: 'POST', body: { old, new: chosen } });
    if (who !== null) {
      this.renewed(who, 'passwordDone');
    } else if (this.problem.peek()?.code === 'bad_credentials') {
      this.problem.value = { code: 'old_password', title: '', detail: '' };
    }
  }

  async beginFactor(): Promise<void> {
    this.factor.value = await this.do('session/factor', factorSchema, { method: 'POST' });
  }

  async confirmFactor(code: string): Promise<void> {
    const who = await this.do('session/factor/confirm', whoSchema, { method: 'POST', body: { code } });
    if (who !== null) {
      this.renewed(who, 'factorDone');
    }
  }

  /** The account did what it was asked for: back to its page, or on with what it could not do before. */
  private renewed(who: Parameters<Identity['signedIn']>[0], said: AccountKey): void {
    this.identity.signedIn(who);
    if (who.bound === '') {
      this.turn('home');
      this.said.value = said;
    } else {
      this.factor.value = null;
    }
  }

  async loadSessions(): Promise<void> {
    this.sessions.value = { kind: 'loading' };
    try {
      this.sessions.value = { kind: 'ready', value: await ask(this.base, 'api/v1/sessions', sessionsSchema) };
    } catch (error) {
      this.sessions.value = { kind: 'failed', problem: problemOf(error) };
    }
  }

  /** Ends a session elsewhere. */
  async end(id: string): Promise<void> {
    const done = await this.do(`sessions/${encodeURIComponent(id)}`, nothingSchema, { method: 'DELETE' });
    if (done !== null || this.problem.peek()?.code === 'unknown_session') {
      await this.loadSessions();
    }
  }

  /** Asks the server, and keeps why it did not do it; null then. */
  private async do<T>(path: string, schema: v.GenericSchema<unknown, T>, question: Question): Promise<T | null> {
    if (this.busy.peek()) {
      return null;
    }
    batch(() => {
      this.busy.value = true;
      this.problem.value = null;
      this.said.value = null;
    });
    try {
      return await ask(this.base, `api/v1/${path}`, schema, question);
    } catch (error) {
      this.problem.value = problemOf(error);
      return null;
    } finally {
      this.busy.value = false;
    }
  }
}
