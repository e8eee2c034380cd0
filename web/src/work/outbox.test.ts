import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { mostWaiting, Outbox } from './outbox';
import { outboxKey } from './wipe';

const line = [{ lon: 119.86, lat: 38.69 }, { lon: 119.861, lat: 38.691 }];

/** What the server does with the next requests: an answer, or the code of a refusal; 'away' = nobody answers. */
let server: (method: string, key: string) => { readonly status: number; readonly body: unknown } | 'away';
let asked: { readonly method: string; readonly path: string; readonly key: string; readonly body: unknown }[];

/** As much of a browser's window as the outbox has to do with. */
class Phone extends EventTarget {
  readonly kept = new Map<string, string>();
  full = false;
  readonly localStorage = {
    getItem: (key: string) => this.kept.get(key) ?? null,
    setItem: (key: string, value: string) => {
      if (this.full) {
        throw new DOMException('full', 'QuotaExceededError');
      }
      this.kept.set(key, value);
    },
    removeItem: (key: string) => { this.kept.delete(key); },
  } as unknown as Storage;
}

const told = (n: number, mine = true): unknown => ({ n, made: '2026-11-29T08:00:00Z', mine, area: { layer: 'grid', code: 'g1', name: 'G1' }, line: line.map(({ lon, lat }) => [lon, lat]), note: 'x', state: 'new' });
const listed = { status: 200, body: { reports: [told(2), told(1, false)], next: 0 } };
const taken = (method: string): { readonly status: number; readonly body: unknown } => (method === 'POST' ? { status: 201, body: told(2) } : listed);
const refusal = (status: number, code: string): { readonly status: number; readonly body: unknown } => ({ status, body: { type: `urn:${code}`, code, title: code, status } });
const posts = (): string[] => asked.filter((it) => it.method === 'POST').map((it) => it.key);

beforeEach(() => {
  vi.useFakeTimers();
  asked = [];
  server = taken;
  vi.stubGlobal('fetch', (url: URL, { method = 'GET', headers, body }: { method?: string; headers: Record<string, string>; body?: string }) => {
    const key = headers['Idempotency-Key'] ?? '';
    asked.push({ method, path: url.pathname, key, body: body === undefined ? null : JSON.parse(body) as unknown });
    const answer = server(method, key);
    return answer === 'away' ? Promise.reject(new TypeError('no net')) : Promise.resolve(new Response(JSON.stringify(answer.body), { status: answer.status }));
  });
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

function outbox(phone: Phone, account = 'worker'): Outbox {
  return new Outbox('http://127.0.0.1:1/', () => account, phone);
}

describe('what waits to be sent', () => {
  it('is kept until the server has it, and then is not kept any more', async () => {
    const phone = new Phone();
    const box = outbox(phone);
    server = () => 'away';
    expect(box.add(line, 'by the river', 'grid', 'g1')).toBe(true);
    await vi.advanceTimersByTimeAsync(0);
    expect(box.waiting.value.map((it) => it.note)).toEqual(['by the river']);
    expect(phone.kept.get(outboxKey)).toContain('by the river');
    server = taken;
    await box.send();
    expect(box.waiting.value).toEqual([]);
    expect(phone.kept.has(outboxKey)).toBe(false);
    expect(box.sent.value.map((it) => it.n)).toEqual([2]); // only the own ones
    expect(asked.find((it) => it.method === 'POST')).toMatchObject({ path: '/api/v1/reports', body: { note: 'by the river', area: { layer: 'grid', code: 'g1' }, line: line.map(({ lon, lat }) => [lon, lat]) } });
  });

  it('is sent again with the same key, so that the server has it once', async () => {
    const box = outbox(new Phone());
    server = () => 'away';
    box.add(line, '', 'grid', '');
    await vi.advanceTimersByTimeAsync(0);
    server = taken;
    await box.send();
    const keys = posts();
    expect(keys).toHaveLength(2);
    expect(keys[0]).toMatch(/^[0-9a-f]{32}$/);
    expect(new Set(keys).size).toBe(1);
  });

  it('is tried when the page begins, when the net is back, and every now and then; not after the end', async () => {
    const phone = new Phone();
    server = () => 'away';
    outbox(phone).add(line, '', 'grid', '');
    await vi.advanceTimersByTimeAsync(0);
    const end = outbox(phone).start();
    await vi.advanceTimersByTimeAsync(0);
    expect(posts()).toHaveLength(2);
    phone.dispatchEvent(new Event('online'));
    await vi.advanceTimersByTimeAsync(0);
    expect(posts()).toHaveLength(3);
    await vi.advanceTimersByTimeAsync(15_000);
    expect(posts()).toHaveLength(4);
    end();
    phone.dispatchEvent(new Event('online'));
    await vi.advanceTimersByTimeAsync(60_000);
    expect(posts()).toHaveLength(4);
  });

  it('says what the server will never take, sends the others, and does not try that one again', async () => {
    const phone = new Phone();
    const box = outbox(phone);
    server = () => 'away';
    box.add(line, 'one', 'grid', '');
    box.add(line, 'two', 'grid', '');
    await vi.advanceTimersByTimeAsync(0);
    const [bad = ''] = box.waiting.value.map((it) => it.key);
    server = (method, key) => (key === bad ? refusal(422, 'report_elsewhere') : taken(method));
    await box.send();
    expect(box.waiting.value.map(({ note, failed }) => [note, failed])).toEqual([['one', 'report_elsewhere']]);
    const before = posts().length;
    await box.send();
    expect(posts()).toHaveLength(before);
    box.drop(bad);
    expect(box.waiting.value).toEqual([]);
  });

  it.each([['a session that has ended', refusal(401, 'sign_in_needed')], ['a server that is busy', refusal(503, 'busy')]])('waits on after %s, and what comes after it too', async (_, answer) => {
    const box = outbox(new Phone());
    server = () => 'away';
    box.add(line, 'one', 'grid', '');
    box.add(line, 'two', 'grid', '');
    await vi.advanceTimersByTimeAsync(0);
    asked = [];
    server = () => answer;
    await box.send();
    expect(posts()).toHaveLength(1);
    expect(box.waiting.value.map((it) => it.failed)).toEqual(['', '']);
  });

  it('is sent one at a time, however often it is asked for', async () => {
    const phone = new Phone();
    server = () => 'away';
    outbox(phone).add(line, '', 'grid', '');
    await vi.advanceTimersByTimeAsync(0);
    asked = [];
    server = taken;
    const box = outbox(phone);
    await Promise.all([box.send(), box.send(), box.send()]);
    expect(posts()).toHaveLength(1);
  });
});

describe('what a phone keeps', () => {
  it('is only seen and sent by the account that wrote it', async () => {
    const phone = new Phone();
    server = () => 'away';
    outbox(phone, 'ann').add(line, 'of ann', 'grid', '');
    await vi.advanceTimersByTimeAsync(0);
    asked = [];
    server = taken;
    const bob = outbox(phone, 'bob');
    await bob.send();
    expect(posts()).toEqual([]);
    expect(bob.waiting.value).toEqual([]);
    expect(phone.kept.get(outboxKey)).toContain('of ann');
    const nobody = outbox(phone, '');
    await nobody.send();
    expect(nobody.add(line, '', 'grid', '')).toBe(false);
    expect(posts()).toEqual([]);
  });

  it('is limited, and a phone that is full says so and keeps what it had', async () => {
    const phone = new Phone();
    const box = outbox(phone);
    server = () => 'away';
    for (let i = 0; i < mostWaiting; i++) {
      expect(box.add(line, `${i}`, 'grid', '')).toBe(true);
    }
    expect(box.add(line, 'too many', 'grid', '')).toBe(false);
    await vi.advanceTimersByTimeAsync(0);
    const [first = ''] = box.waiting.value.map((it) => it.key);
    box.drop(first);
    phone.full = true;
    expect(box.add(line, 'no room', 'grid', '')).toBe(false);
    expect(box.waiting.value).toHaveLength(mostWaiting - 1);
  });

  it('is nothing where it cannot be read', () => {
    const phone = new Phone();
    phone.kept.set(outboxKey, '{"broken"');
    const box = outbox(phone);
    box.start()();
    expect(box.waiting.value).toEqual([]);
  });
});
