import { afterEach, expect, test, vi } from 'vitest';

import { LastChanges } from './lastchanges';

afterEach(() => { vi.unstubAllGlobals(); });

const change = (number: number, more: object = {}): object => ({ number, recorded_at: '2026-11-30T16:00:00+08:00', author: null, note: 'import grid a.geojson', wrote: [{ kind: 'area', layer: 'grid', n: 3 }], reverses: null, reversed_by: null, ...more });

/** A server that answers one after the other, and what it was asked. */
function server(answers: readonly (readonly [number, object])[]): string[] {
  const asked: string[] = [];
  vi.stubGlobal('fetch', (url: string | URL, { method = 'GET', headers }: RequestInit) => {
    const match = new Headers(headers).get('If-Match');
    asked.push(`${method} ${String(url).replace('http://s/', '')}${match === null ? '' : ` ${match}`}`);
    const [status, body] = answers[asked.length - 1] ?? [500, {}];
    return Promise.resolve(Response.json(body, { status }));
  });
  return asked;
}

test('a change is taken back on the revision of the list, which is asked anew', async () => {
  const asked = server([
    [200, { revision: 5, changes: [change(5), change(4)], before: 4 }],
    [200, { revision: 5, changes: [change(3)], before: null }],
    [201, { written: true, revision: 6, report: null }],
    [200, { revision: 6, changes: [change(6, { reverses: 5 }), change(5, { reversed_by: 6 })], before: 5 }],
  ]);
  const last = new LastChanges('http://s/');
  await last.load();
  await last.more();
  expect(last.page.value).toMatchObject({ kind: 'ready', value: { revision: 5, before: null, changes: [{ number: 5 }, { number: 4 }, { number: 3 }] } });
  expect(await last.takeBack(5)).toBe(6);
  expect(asked).toEqual(['GET api/v1/changes?limit=10', 'GET api/v1/changes?limit=10&before=4', 'POST api/v1/revisions/5/reverse "5"', 'GET api/v1/changes?limit=10']);
  expect(last.page.value).toMatchObject({ kind: 'ready', value: { changes: [{ number: 6, reverses: 5 }, { number: 5, reversed_by: 6 }] } });
});

test('a refusal names the later revision, and what is not for everybody asks twice', async () => {
  const asked = server([
    [200, { revision: 5, changes: [change(5), change(4)], before: null }],
    [409, { code: 'conflict', detail: 'd', revision: 5 }],
    [409, { code: 'classed_data', detail: 'd' }],
    [201, { written: true, revision: 6, report: null }],
    [200, { revision: 6, changes: [], before: null }],
    [412, { code: 'stale_revision', detail: 'd', revision: 7 }],
    [200, { revision: 7, changes: [change(7)], before: null }],
  ]);
  const last = new LastChanges('http://s/');
  await last.load();
  expect(await last.takeBack(4)).toBe(0);
  expect(last.refused.value).toMatchObject({ n: 4, problem: { code: 'conflict', revision: 5 } });
  expect(await last.takeBack(5)).toBe(0);
  expect(last.asks.value).toBe(5);
  expect(await last.takeBack(5, true)).toBe(6);
  expect(asked[3]).toBe('POST api/v1/revisions/5/reverse?even_restricted=true "5"');
  expect(last.asks.value).toBe(0);
  expect(await last.takeBack(6)).toBe(0);
  expect(last.page.value).toMatchObject({ kind: 'ready', value: { revision: 7 } });
  expect(last.refused.value).toMatchObject({ problem: { code: 'stale_revision' } });
});
