import { vi } from 'vitest';

import { newSession, type Session } from '../model/session';
import type { Who } from '../model/who';
import type { LinkState } from '../model/hash';
import { Identity, type LaterParts } from './identity';

// Accounts for tests: only what a test is about has to be said.

export function madeWho(extra: Partial<Who> = {}): Who {
  return { account: '', title: '', roles: [], wholeCity: false, scope: [], actions: new Set(), bound: '', via: '', demo: [], oidc: false, ...extra };
}

/** The same as the server writes it. */
export function saidWho(account: string, extra: Readonly<Record<string, unknown>> = {}): Readonly<Record<string, unknown>> {
  return { account, title: account, roles: [], whole_city: false, scope: [], actions: [], bound: '', via: account === '' ? '' : 'session', demo: [], oidc: false, ...extra };
}

export interface Made {
  readonly session: Session;
  readonly identity: Identity;
  readonly restarts: { count: number };
  readonly kept: Partial<LinkState>[];
}

/** An identity whose page does not begin anew, but counts how often it would. */
export function madeIdentity(who: Who | null = null): Made {
  const session = newSession('zh', 'light');
  session.who.value = who;
  const restarts = { count: 0 };
  const kept: Partial<LinkState>[] = [];
  const address = { state: (): LinkState => ({}), keep: (part: Partial<LinkState>): void => { kept.push(part); } };
  const later = (): Promise<LaterParts> => Promise.reject(new Error('not in tests'));
  const identity = new Identity(session, address, 'http://page.test/', later, () => { restarts.count++; });
  return { session, identity, restarts, kept };
}

/** What was asked of the server. */
export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly body: unknown;
}

/** A server that answers each call by `answer`; it keeps what it was asked. */
export function madeServer(answer: (asked: Asked) => { readonly status?: number; readonly body?: unknown; readonly headers?: Record<string, string> }): Asked[] {
  const all: Asked[] = [];
  vi.stubGlobal('fetch', (url: URL, init: RequestInit) => {
    const asked = { method: init.method ?? 'GET', path: url.pathname + url.search, body: typeof init.body === 'string' ? JSON.parse(init.body) as unknown : undefined };
    all.push(asked);
    const { status = 200, body, headers = {} } = answer(asked);
    return Promise.resolve(new Response(body === undefined ? null : JSON.stringify(body), { status, headers }));
  });
  return all;
}
