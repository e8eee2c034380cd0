import { afterEach, beforeEach, expect, it, vi } from 'vitest';

import type { Client } from '../api/client';
import { ProblemError, tooSlow, unreachable } from '../model/problem';
import type { Found, Hit } from '../model/search';
import { newSession } from '../model/session';
import { Finder } from './find';

const hit = (code: string): Hit => ({
  kind: 'area', layer: 'grid', code, name: code, nameEn: '', context: '', matched: 'name', note: '', point: { lon: 1, lat: 2 }, bounds: null,
});

/** A finder whose server answers each text as `answer` says. */
function finding(answer: (text: string) => Promise<Found>): { session: ReturnType<typeof newSession>; finder: Finder; asked: string[] } {
  const session = newSession('zh', 'light');
  const asked: string[] = [];
  const search = (text: string): Promise<Found> => {
    asked.push(text);
    return answer(text);
  };
  return { session, finder: new Finder(session, { search } as unknown as Client, () => null), asked };
}

beforeEach(() => { vi.useFakeTimers(); });
afterEach(() => { vi.useRealTimers(); });

it('gives up what was found as soon as the words differ, and keeps it to be seen', async () => {
  const { session, finder } = finding((text) => Promise.resolve({ revision: 1, hits: [hit(text)] }));
  finder.typed('甲');
  expect(session.search.peek()).toEqual({ kind: 'waiting', text: '甲', before: null });
  await vi.advanceTimersByTimeAsync(200);
  const found = { kind: 'found', text: '甲', hits: [hit('甲')] };
  expect(session.search.peek()).toEqual(found);
  finder.typed('甲乙');
  expect(session.search.peek()).toEqual({ kind: 'waiting', text: '甲乙', before: found });
  finder.typed('甲乙丙');
  expect(session.search.peek()).toEqual({ kind: 'waiting', text: '甲乙丙', before: found });
  finder.typed('甲 ');
  expect(session.search.peek()).toEqual(found);
  finder.typed('乙');
  await vi.advanceTimersByTimeAsync(200);
  expect(session.search.peek()).toEqual({ kind: 'found', text: '乙', hits: [hit('乙')] });
});

it('drops an answer that comes after other words were typed', async () => {
  const late: (() => void)[] = [];
  const { session, finder } = finding((text) => new Promise((done) => { late.push(() => { done({ revision: 1, hits: [hit(text)] }); }); }));
  finder.typed('甲');
  await vi.advanceTimersByTimeAsync(200);
  finder.typed('乙');
  late[0]?.();
  await vi.advanceTimersByTimeAsync(0);
  expect(session.search.peek()).toEqual({ kind: 'waiting', text: '乙', before: null });
});

it.each([
  ['unreachable', unreachable, 2], ['timeout', tooSlow, 2], ['bad_body', { ...unreachable, code: 'bad_body' }, 1],
])('asks again after %s when the server is back, once', async (code, problem, times) => {
  const { session, finder, asked } = finding(() => Promise.reject(new ProblemError(problem)));
  finder.returned();
  finder.typed('甲');
  await vi.advanceTimersByTimeAsync(200);
  expect(session.search.peek()).toMatchObject({ kind: 'failed', problem: { code } });
  finder.returned();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(asked).toHaveLength(times);
  expect(session.search.peek().kind).toBe('failed');
});
