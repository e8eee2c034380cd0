import { afterEach, describe, expect, it, vi } from 'vitest';

import { madeCity, madeLayer } from '../model/kit';
import { madeIdentity, madeServer, madeWho } from './kit';
import { around, People } from './people';

afterEach(() => { vi.unstubAllGlobals(); });

const reader = madeWho({ account: 'li', actions: new Set(['persons.read', 'persons.reveal']) });
const square = [[[119.1, 38.1], [119.2, 38.1], [119.2, 38.3], [119.1, 38.1]]];
const zhang = {
  code: 'P/1', name: '张伟', phones: [], posts: [
    { code: 'T1', role: 'grid_head', role_name: { zh: '网格长', en: 'Grid head' }, layer: 'grid', area: 'G1', area_name: '一', valid: { from: '', to: '' } },
    { code: 'T2', role: 'building_head', role_name: { zh: '楼长', en: 'Building head' }, layer: 'building', area: 'B1', area_name: '', valid: { from: '', to: '' } },
  ],
};

function made(who = reader): { people: People; fits: unknown[]; show: (code: string | null) => void } {
  const { identity, session } = madeIdentity(who);
  session.city.value = { kind: 'ready', city: madeCity([madeLayer('grid')]) };
  const fits: unknown[] = [];
  vi.stubGlobal('window', { innerWidth: 1280, innerHeight: 800 });
  const people = new People(identity, { fit: (bounds) => { fits.push(bounds); } });
  people.start();
  return { people, fits, show: (code) => { identity.person.value = code; } };
}

async function settled(): Promise<void> {
  for (let i = 0; i < 20; i++) {
    await Promise.resolve();
    await new Promise((done) => { setTimeout(done); });
  }
}

describe('the page of a person', () => {
  it('is asked for, and the areas of the posts are drawn and shown', async () => {
    const asked = madeServer(({ path }) => ({ body: path.startsWith('/api/v1/persons') ? zhang : { type: 'Feature', geometry: { type: 'Polygon', coordinates: square }, properties: {} } }));
    const { people, fits, show } = made();
    show('P/1');
    await settled();
    expect(asked.map((it) => it.path)).toEqual(['/api/v1/persons/P%2F1', '/api/v1/areas/grid/G1?f=geojson']);
    expect(people.page.value).toMatchObject({ kind: 'ready', value: { name: '张伟' } });
    expect(people.held.value?.areas).toHaveLength(1);
    expect(fits).toEqual([[119.1, 38.1, 119.2, 38.3]]);
    show(null);
    expect([people.page.value.kind, people.held.value, people.dress.value]).toEqual(['none', null, null]);
  });

  it('is not asked for without the right', async () => {
    const asked = madeServer(() => ({ body: zhang }));
    made(madeWho()).show('P/1');
    await settled();
    expect(asked).toEqual([]);
  });

  it('says that there is none', async () => {
    madeServer(() => ({ status: 404, body: { code: 'unknown_code' } }));
    const { people, show } = made();
    show('P9');
    await settled();
    expect(people.page.value).toMatchObject({ kind: 'failed', problem: { code: 'unknown_code' } });
  });
});

describe('looking for persons', () => {
  it('says in the body whom, and nothing in the address', async () => {
    const asked = madeServer(() => ({ body: { persons: [zhang], more: false } }));
    const { people } = made();
    await people.find(' 张 ');
    expect(asked).toEqual([{ method: 'POST', path: '/api/v1/persons/search', body: { q: '张' } }]);
    expect(people.found.value).toMatchObject({ kind: 'ready', value: { more: false } });
    await people.find('  ');
    expect([asked.length, people.found.value.kind]).toEqual([1, 'none']);
  });
});

describe('a private number', () => {
  it('is asked for with a reason; the list of these is asked for once', async () => {
    const asked = madeServer(({ path }) => ({ body: path.endsWith('reasons') ? { reasons: [{ key: 'emergency', name: { zh: '突', en: 'E' } }] } : { ...zhang, phones: [{ use: 'private', number: '13812345678' }] } }));
    const { people } = made();
    await people.loadReasons();
    await people.loadReasons();
    expect((await people.reveal('P/1', 'emergency')).phones).toEqual([{ use: 'private', number: '13812345678' }]);
    expect(asked.map((it) => `${it.method} ${it.path}`)).toEqual(['GET /api/v1/persons/reasons', 'POST /api/v1/persons/P%2F1/reveal']);
    expect(asked[1]?.body).toEqual({ reason: 'emergency' });
  });
});

describe('the box around what a person holds', () => {
  it('holds areas and spots, and is none around nothing', () => {
    expect(around({ areas: [], spots: [] })).toBeNull();
    const box = around({ areas: [[[[[1, 2], [3, 4]]]]], spots: [{ lon: 10, lat: -5 }] });
    expect(box?.map((it) => Math.round(it))).toEqual([1, -5, 10, 4]);
  });
});
