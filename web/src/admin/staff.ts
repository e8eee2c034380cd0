import { signal } from '@preact/signals';

import type { Problem } from '../model/problem';
import { type Load, problemOf } from '../plan/load';
import { ask } from '../plan/server';
import type { Chosen } from './picker';
import { changedSchema, type OrganisationPage, organisationsSchema, type PostPage, postSchema, postsSchema, type PostVersion } from './staffanswers';

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
  /** Fields as a put names them; null = it ends. */
  readonly fields: Readonly<Record<string, string | null>> | null;
}

/** The body of a change. */
export function changeBody({ kind, code, from, fields }: StaffEdit): unknown {
  const what = { kind, layer: kind, code };
  return { ...(from === '' ? {} : { effective_from: from }), ...(fields === null ? { deletes: [what] } : { puts: [{ ...what, ...fields }] }) };
}

/** Posts and organisations of one's own areas: read, handed over, put right, ended. */
export class Staff {
  readonly posts = signal<Load<PostPage>>({ kind: 'none' });
  readonly organisations = signal<Load<OrganisationPage>>({ kind: 'none' });
  /** The post that is open, with its versions. */
  readonly open = signal<{ readonly code: string; readonly load: Load<{ readonly versions: readonly PostVersion[] }> } | null>(null);
  readonly busy = signal(false);
  readonly problem = signal<Problem | null>(null);
  /** Grows by each change that was written. */
  readonly written = signal(0);
  private filter: StaffFilter = { area: null, state: '' };

  constructor(private readonly base: string) {}

  async list(filter: StaffFilter): Promise<void> {
    this.filter = filter;
    this.posts.value = { kind: 'loading' };
    this.organisations.value = { kind: 'loading' };
    await Promise.all([this.page(''), this.bodies('')]);
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

  /** Writes a change on the revision that the lists were read at; true when it stands. */
  async change(edit: StaffEdit, revision: number): Promise<boolean> {
    if (this.busy.peek()) {
      return false;
    }
    this.busy.value = true;
    this.problem.value = null;
    try {
      await ask(this.base, 'api/v1/changes', changedSchema, { method: 'POST', body: changeBody(edit), match: revision });
      this.written.value++;
      await this.list(this.filter);
      return true;
    } catch (error) {
      this.problem.value = problemOf(error);
      return false;
    } finally {
      this.busy.value = false;
    }
  }
}
