import { signal } from '@preact/signals';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import type { Report } from '../work/outbox';
import { beat, merged, Reporting } from './reporting';

type Raw = Record<string, unknown> & { readonly n: number; readonly state: string };
const raw = (n: number, state = 'new', answer = ''): Raw => ({ n, state, answer, made: '2026-11-29T08:00:00Z', mine: false, area: { layer: 'grid', code: 'g', name: 'G' }, line: [[119, 38], [119, 38.1]], note: `note ${n}` });
const report = (n: number, state: Report['state'] = 'new'): Report => ({ ...raw(n, state), line: [] }) as unknown as Report;

/** The reports that the server has, the latest first, and requests that wait for leave to be answered. */
let server: Raw[];
let held: (() => void)[] | null;
let asked: string[];

async function answer(url: URL, method: string, body: string | undefined): Promise<Response> {
  asked.push(`${method} ${url.pathname}${url.search}`);
  const told = (status: number, value: unknown): Response => new Response(JSON.stringify(value), { status });
  const rows = server.filter((it) => url.searchParams.get('state') !== 'new' || it.state === 'new');
  const before = Number(url.searchParams.get('before') ?? 0);
  const limit = Number(url.searchParams.get('limit') ?? 100);
  const page = rows.filter((it) => before === 0 || it.n < before).slice(0, limit);
  const listed = told(200, { reports: page, next: page.length === limit ? page[page.length - 1]?.n : 0 });
  if (held !== null) {
    await new Promise<void>((go) => held?.push(go));
  }
  if (method === 'GET') {
    return listed;
  }
  const n = Number(url.pathname.split('/')[4]);
  const { was, state, answer: word = '' } = JSON.parse(body ?? '{}') as { was: string; state: string; answer?: string };
  const now = server.find((it) => it.n === n);
  if (now?.state !== was) {
    return told(409, { type: 'urn:x', code: 'report_changed', title: 'changed', status: 409 });
  }
  const next = raw(n, state, word);
  server = server.map((it) => (it.n === n ? next : it));
  return told(200, next);
}

beforeEach(() => {
  vi.useFakeTimers();
  [server, held, asked] = [[raw(3), raw(2), raw(1)], null, []];
  vi.stubGlobal('document', Object.assign(new EventTarget(), { visibilityState: 'visible' }));
  vi.stubGlobal('fetch', async (url: URL, { method = 'GET', body, signal: stop }: { method?: string; body?: string; signal: AbortSignal }) => {
    const got = await answer(url, method, body);
    if (stop.aborted) {
      throw new DOMException('stopped', 'AbortError');
    }
    return got;
  });
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

function reporting(): Reporting {
  return new Reporting({ identity: { base: 'http://127.0.0.1:1/' }, stage: {} as never, looked: signal(0) });
}

function rows(it: Reporting): string {
  const list = it.list.value;
  return list.kind === 'ready' ? list.value.reports.map(({ n, state }) => `${n}${state === 'new' ? '' : state}`).join(' ') : list.kind;
}

/** The nth report as it stands in the list. */
function at(it: Reporting, n: number): Report {
  const list = it.list.value;
  const found = list.kind === 'ready' ? list.value.reports.find((one) => one.n === n) : undefined;
  if (found === undefined) {
    throw new Error(`no report ${n} in ${rows(it)}`);
  }
  return found;
}

describe('the keeper’s list of reports', () => {
  it('shows what was chosen last, however late the answers come', async () => {
    const list = reporting();
    server = [raw(3), raw(2, 'taken')];
    held = [];
    const all = list.choose(false);
    const fresh = list.choose(true);
    held[1]?.();
    await fresh;
    held[0]?.();
    await all;
    expect(rows(list)).toBe('3');
  });

  it('answers two reports at once, and one of them once', async () => {
    const list = reporting();
    await list.load();
    held = [];
    const both = [list.answer(at(list, 3), 'seen', ''), list.answer(at(list, 3), 'taken', ''), list.answer(at(list, 2), 'taken', 'thanks')];
    await vi.advanceTimersByTimeAsync(0);
    expect([...list.busy.value]).toEqual([3, 2]);
    held.forEach((go) => { go(); });
    await Promise.all(both);
    expect(asked.filter((it) => it.startsWith('POST'))).toEqual(['POST /api/v1/reports/3/state', 'POST /api/v1/reports/2/state']);
    expect(rows(list)).toBe('3seen 2taken 1');
    expect(list.busy.value.size).toBe(0);
  });

  it('keeps what is typed when it reads again, and when the answer was another one', async () => {
    const list = reporting();
    await list.load();
    list.type(2, 'half a word');
    server = [raw(3), raw(2, 'refused', 'no'), raw(1)];
    await list.load();
    expect(list.drafts.value.get(2)).toBe('half a word');
    expect(rows(list)).toBe('3 2 1'); // in use: it does not go by itself
    await list.answer(at(list, 2), 'taken', 'half a word');
    expect(rows(list)).toBe('3 2refused 1');
    expect([...list.changed.value]).toEqual([2]);
    expect(list.drafts.value.get(2)).toBe('half a word');
    expect(list.problems.value.size).toBe(0);
  });

  it('follows the server while it is open: later ones wait, those answered elsewhere go', async () => {
    const list = reporting();
    const end = list.start();
    await vi.advanceTimersByTimeAsync(0);
    expect(rows(list)).toBe('3 2 1');
    server = [raw(5), raw(4), raw(3), raw(2, 'taken'), raw(1)];
    await vi.advanceTimersByTimeAsync(beat);
    expect(rows(list)).toBe('3 1');
    expect(list.arrived.value.map((it) => it.n)).toEqual([5, 4]);
    list.show();
    expect(rows(list)).toBe('5 4 3 1');
    expect([list.lead, list.arrived.value]).toEqual([5, []]);
    end();
    const before = asked.length;
    await vi.advanceTimersByTimeAsync(3 * beat);
    expect(asked).toHaveLength(before);
  });

  it('fills an empty list by itself, and keeps what was answered here', async () => {
    const list = reporting();
    server = [];
    const end = list.start();
    await vi.advanceTimersByTimeAsync(0);
    expect(rows(list)).toBe('');
    server = [raw(1)];
    await vi.advanceTimersByTimeAsync(beat);
    expect(rows(list)).toBe('1');
    await list.answer(at(list, 1), 'taken', '');
    await vi.advanceTimersByTimeAsync(beat);
    expect(rows(list)).toBe('1taken');
    await list.choose(true);
    expect(rows(list)).toBe('');
    end();
  });

  it('keeps older pages that were read, and the place where they go on', async () => {
    const list = reporting();
    server = Array.from({ length: 120 }, (_, i) => raw(120 - i));
    await list.load();
    await list.older();
    expect(rows(list).split(' ')).toHaveLength(100);
    await list.load();
    expect(rows(list).split(' ')).toHaveLength(100);
    await list.older();
    expect(rows(list).split(' ')).toHaveLength(120);
  });
});

describe('a list and its first page read again', () => {
  it('is the page alone where so many came that they do not meet', () => {
    expect(merged({ reports: [report(3), report(2)], next: 0 }, { reports: [report(9), report(8)], next: 8 }, () => false)).toEqual({ reports: [report(9), report(8)], next: 8 });
  });
});
