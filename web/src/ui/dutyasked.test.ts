import { describe, expect, it } from 'vitest';

import type { Answer } from '../model/answer';
import type { Duty } from '../model/duty';
import { Asked, isBare } from './dutyasked';

const answer: Answer = { at: '', revision: 1, areas: [], border: null, stations: null, coverage: null };
const duty: Duty = { posts: [], onDuty: true, next: '', nearest: [], bodies: null };

describe('what is asked of duty', () => {
  it('is asked once for both parts of a card, for the date of the page', async () => {
    const asked: string[] = [];
    const it = new Asked((_, at) => {
      asked.push(at);
      return Promise.resolve(duty);
    }, { peek: () => '2026-11-29' });
    const of = { at: { lon: 116, lat: 35 }, of: answer };
    const said = it.of(of);
    expect(it.of(of)).toBe(said);
    expect(said.value).toBeNull();
    await Promise.resolve();
    await Promise.resolve();
    expect(said.value).toMatchObject({ at: '2026-11-29', duty });
    expect(asked).toEqual(['2026-11-29']);
  });

  it('stays on the card of the same spot until the new answer is there, not on that of another', async () => {
    const it = new Asked(() => Promise.resolve(duty), { peek: () => '' });
    const at = { lon: 116, lat: 35 };
    it.of({ at, of: answer });
    await Promise.resolve();
    await Promise.resolve();
    expect(it.of({ at, of: { ...answer, revision: 2 } }).value?.duty).toBe(duty);
    expect(it.of({ at: { lon: 117, lat: 35 }, of: { ...answer } }).value).toBeNull();
  });

  it('drops what is asked of a card that is gone', async () => {
    const stops: AbortSignal[] = [];
    const it = new Asked((_, __, stop) => {
      stops.push(stop);
      return new Promise(() => undefined);
    }, { peek: () => '' });
    it.of({ at: { lon: 116, lat: 35 }, of: answer });
    it.of({ at: { lon: 117, lat: 35 }, of: { ...answer } });
    await Promise.resolve();
    expect(stops.map((one) => one.aborted)).toEqual([true, false]);
  });
});

it('knows where there is nothing to say', () => {
  const body = { code: 'D', name: '', kind: { zh: '', en: '' }, form: '', layer: '', area: '', areaName: '', phone: '' };
  expect([isBare(null), isBare(duty), isBare({ ...duty, bodies: { own: [], chain: [], below: [] } }), isBare({ ...duty, bodies: { own: [], chain: [body], below: [] } })]).toEqual([false, true, true, false]);
});
