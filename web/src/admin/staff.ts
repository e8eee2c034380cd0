import { signal } from '@preact/signals';

import { type Found, foundSchema } from '../account/answers';
import type { Problem } from '../model/problem';
import { type Load, problemOf } from '../plan/load';
import { ask } from '../plan/server';
import type { Chosen } from './picker';
import { changedSchema, type OrganisationPage, organisationsSchema, type PostPage, postSchema, postsSchema, type PostVersion, type StaffWords, wordsSchema } from './staffanswers';

/** What of posts is listed; no area = all of one's own. */
export interface StaffFilter {
  readonly area: Chosen | null;
  readonly state: string;
}

/** The query of a page of posts, or of organisations. */
export function staffQuery({ area, state }: StaffFilter, cursor: string): string {
  const query = new URLSearchParams({ limit: '100' });
  if (area !== null) {
    query.set('layer', area.layer);
    query.set('area', area.code);
  }
  if (state !== '') {
    query.set('state', state);
  }
  if (cursor !== '') {
    query.set('cursor', cursor);
  }
  return query.toString();
}

/** What becomes of a post, or of an organisation, from a date on. */
export interface StaffEdit {
  readonly kind: 'post' | 'organisation';
  readonly code: string;
  readonly from: string;
  /** The date on which it ends again; empty = none. */
  readonly until?: string;
  /** Fields as a put names them; null = it ends. */
  readonly fields: Readonly<Record<string, unknown>> | null;
}

/** The body of a change. */
export function changeBody({ kind, code, from, until = '', fields }: StaffEdit): unknown {
  const what = { kind, layer: kind, code };
  return { ...(from === '' ? {} : { effective_from: from }), ...(fields === null ? { deletes: [what] } : { puts: [{ ...what, ...fields, ...(until === '' ? {} : { until }) }] }) };
}

/** Posts and organisations of one's own areas: read, handed over, put right, ended. */
export class Staff {
  readonly posts = signal<Load<PostPage>>({ kind: 'none' });
  readonly organisations = signal<Load<OrganisationPage>>({ kind: 'none' });
  /** The post that is open, with its versions. */
  readonly open = signal<{ readonly code: string; readonly load: Load<{ readonly versions: readonly PostVersion[] }> } | null>(null);
  readonly busy = signal(false);
  readonly problem = signal<Problem | null>(null);
  /** The revision of the last edit, which can be taken back; null = there is none. */
  readonly written = signal<number | null>(null);
  readonly undone = signal(false);
  readonly words = signal<StaffWords | null>(null);
  private filter: StaffFilter = { area: null, state: '' };

  constructor(private readonly base: string) {}

  async list(filter: StaffFilter): Promise<void> {
    this.filter = filter;
    this.posts.value = { kind: 'loading' };
    this.organisations.value = { kind: 'loading' };
    await Promise.all([this.page(''), this.bodies('')]);
  }

  /** Looks for persons among those in one's areas, by a name or a code: these are in no address. */
  async persons(words: string, stop: AbortSignal): Promise<Found> {
    return await ask(this.base, 'api/v1/persons/search', foundSchema, { method: 'POST', body: { q: words }, stop });
  }

  /** Adds the next page of posts. */
  async morePosts(): Promise<void> {
    const now = this.posts.peek();
    if (now.kind === 'ready' && now.value.next !== '') {
      await this.page(now.value.next);
    }
  }

  /** Adds the next page of organisations. */
  async moreBodies(): Promise<void> {
    const now = this.organisations.peek();
    if (now.kind === 'ready' && now.value.next !== '') {
      await this.bodies(now.value.next);
    }
  }

  private async page(cursor: string): Promise<void> {
    const before = this.posts.peek();
    try {
      const value = await ask(this.base, `api/v1/posts?${staffQuery(this.filter, cursor)}`, postsSchema);
      this.posts.value = { kind: 'ready', value: before.kind === 'ready' && cursor !== '' ? { ...value, posts: [...before.value.posts, ...value.posts] } : value };
    } catch (error) {
      this.posts.value = { kind: 'failed', problem: problemOf(error) };
    }
  }

  private async bodies(cursor: string): Promise<void> {
    const before = this.organisations.peek();
    try {
      const value = await ask(this.base, `api/v1/organisations?${staffQuery({ ...this.filter, state: '' }, cursor)}`, organisationsSchema);
      this.organisations.value = { kind: 'ready', value: before.kind === 'ready' && cursor !== '' ? { ...value, organisations: [...before.value.organisations, ...value.organisations] } : value };
    } catch (error) {
      this.organisations.value = { kind: 'failed', problem: problemOf(error) };
    }
  }

  /** Opens a post, or closes it. */
  async look(code: string | null): Promise<void> {
    this.problem.value = null;
    if (code === null) {
      this.open.value = null;
      return;
    }
    this.open.value = { code, load: { kind: 'loading' } };
    let load: Load<{ readonly versions: readonly PostVersion[] }>;
    try {
      load = { kind: 'ready', value: await ask(this.base, `api/v1/posts/${encodeURIComponent(code)}`, postSchema) };
    } catch (error) {
      load = { kind: 'failed', problem: problemOf(error) };
    }
    if (this.open.peek()?.code === code) {
      this.open.value = { code, load };
    }
  }

  /** Learns what posts and organisations may be. */
  async learn(): Promise<void> {
    await this.work(async () => { this.words.value ??= await ask(this.base, 'api/v1/staff/words', wordsSchema); });
  }

  /** Judges a change without writing it; gives how many things it would write, or null where it cannot be. */
  async judge(edit: StaffEdit, revision: number): Promise<number | null> {
    let entries: number | null = null;
    await this.work(async () => {
      const { report } = await ask(this.base, 'api/v1/changes?dry_run=true', changedSchema, { method: 'POST', body: changeBody(edit), match: revision });
      entries = report?.entries ?? 0;
    });
    return entries;
  }

  /** Writes a change on the revision that the lists were read at; true when it stands. */
  async change(edit: StaffEdit, revision: number): Promise<boolean> {
    return await this.work(async () => {
      const { written, revision: now } = await ask(this.base, 'api/v1/changes', changedSchema, { method: 'POST', body: changeBody(edit), match: revision });
      this.undone.value = false;
      this.written.value = written ? now : null;
      await this.list(this.filter);
    });
  }

  /** Takes the last edit back. */
  async undo(): Promise<void> {
    await this.work(async () => {
      const n = this.written.peek();
      if (n !== null) {
        await ask(this.base, `api/v1/revisions/${n}/reverse`, changedSchema, { method: 'POST', body: {}, match: n });
      }
      this.written.value = null;
      this.undone.value = true;
      this.open.value = null;
      await this.list(this.filter);
    });
  }

  /** Does one thing at a time, and keeps why it was not done. */
  private async work(act: () => Promise<void>): Promise<boolean> {
    if (this.busy.peek()) {
      return false;
    }
    this.busy.value = true;
    this.problem.value = null;
    try {
      await act();
      return true;
    } catch (error) {
      this.problem.value = problemOf(error);
      return false;
    } finally {
      this.busy.value = false;
    }
  }
}
