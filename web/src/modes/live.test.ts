import { afterEach, beforeEach, expect, it, vi } from 'vitest';

import type { Client } from '../api/client';
import { newSession } from '../model/session';
import { Live } from './live';

/** The stream that the page opened, in the hands of the test. */
class Stream {
  static readonly CLOSED = 2;
  static last: Stream;
  readyState = 0;
  onopen = (): void => undefined;
  onerror = (): void => undefined;
  constructor() {
    Stream.last = this;
  }
  addEventListener(): void { /* revisions are another test's matter */ }
}

let up = true;
let returns = 0;

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('EventSource', Stream);
  up = true;
  returns = 0;
  const client = { alive: () => Promise.resolve(up) } as unknown as Client;
  new Live(newSession('zh', 'light'), client, 'http://127.0.0.1/', () => undefined, () => undefined, () => { returns++; }).start();
  Stream.last.onopen();
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

it('does not take the first word of the server for a return', () => {
  expect(returns).toBe(0);
});

it('says once that the server is back, however often it was missed', async () => {
  up = false;
  Stream.last.onerror();
  await vi.advanceTimersByTimeAsync(40_000);
  Stream.last.onerror();
  expect(returns).toBe(0);
  Stream.last.onopen();
  Stream.last.onopen();
  await vi.advanceTimersByTimeAsync(4_000);
  expect(returns).toBe(1);
});

it('hears of the return by asking, when the stream stays broken', async () => {
  up = false;
  Stream.last.onerror();
  await vi.advanceTimersByTimeAsync(20_000);
  up = true;
  await vi.advanceTimersByTimeAsync(5_000);
  expect(returns).toBe(1);
});
