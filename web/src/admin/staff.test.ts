import { afterEach, describe, expect, it, vi } from 'vitest';

import { type Asked, madeServer } from '../account/kit';
import { postWords } from './posts';
import { areasAmong, hitName } from './picker';
import { changeBody, Staff, staffQuery } from './staff';

afterEach(() => { vi.unstubAllGlobals(); });

const post = {
  code: 'p1', role: 'grid_head', role_name: { zh: '网格长', en: 'Grid head' }, layer: 'grid', area: 'g1', area_name: '一格', area_name_en: 'Grid 1', state: 'held', duty: '巡查', phone: '', on_duty: null,
  valid: { from: '', to: '' }, person: { code: 'P1', name: '张*', masked: true },
};
const hit = (kind: 'area' | 'place', layer: string, code: string): Parameters<typeof areasAmong>[0][number] => ({ kind, layer, code, name: '名', nameEn: '', context: '', matched: '', note: '', point: { lon: 1, lat: 1 }, bounds: null });

describe('posts', () => {
  it('are listed, and handed over on the revision that was read', async () => {
    const asked: Asked[] = madeServer(({ path, method }) => (method === 'POST' ? { status: 201, body: { written: true, revision: 8 } } : path.includes('organisations') ? { body: { revision: 7, organisations: [], next: '' } } : { body: { revision: 7, posts: [post], next: '' } }));
    const staff = new Staff('http://made.up/');
    await staff.list({ area: { layer: 'street', code: 's', name: '' }, state: 'held' });
    const load = staff.posts.value;
    expect(load.kind === 'ready' && [load.value.posts[0]?.person?.code, load.value.posts[0] && postWords('en', load.value.posts[0]), load.value.posts[0] && postWords('zh', load.value.posts[0])]).toEqual(['P1', 'Grid head · Grid 1', '网格长 · 一格']);
    expect(await staff.change({ kind: 'post', code: 'p1', from: '2027-01-01', fields: { person: 'P2' } }, 7)).toBe(true);
    const written = asked.find((it) => it.method === 'POST');
    expect(written?.body).toEqual({ effective_from: '2027-01-01', puts: [{ kind: 'post', layer: 'post', code: 'p1', person: 'P2' }] });
  });

  it('say why a change was not written', async () => {
    madeServer(() => ({ status: 412, body: { code: 'stale_revision', title: 'T', detail: '', status: 412 } }));
    const staff = new Staff('http://made.up/');
    expect(await staff.change({ kind: 'post', code: 'p1', from: '', fields: null }, 7)).toBe(false);
    expect(staff.problem.value?.code).toBe('stale_revision');
  });

  it('are asked for by area and state; an end is a deletion', () => {
    expect(staffQuery({ area: null, state: '' }, '')).toBe('limit=100');
    expect(staffQuery({ area: { layer: 'grid', code: 'g', name: 'x' }, state: 'vacant' }, 'c')).toBe('limit=100&layer=grid&area=g&state=vacant&cursor=c');
    expect(changeBody({ kind: 'organisation', code: 'o', from: '', fields: null })).toEqual({ deletes: [{ kind: 'organisation', layer: 'organisation', code: 'o' }] });
  });
});

describe('the picker of areas', () => {
  it('offers areas alone, each once, and none that is chosen', () => {
    expect(areasAmong([hit('area', 'grid', '1'), hit('area', 'grid', '1'), hit('place', 'police_post', '2'), hit('area', 'street', '3')], [{ layer: 'street', code: '3' }]).map((it) => it.code)).toEqual(['1']);
    expect(hitName('en', { name: '名', nameEn: 'Name', code: '1' })).toBe('Name');
    expect(hitName('en', { name: '名', nameEn: '', code: '1' })).toBe('名');
    expect(hitName('zh', { name: '', nameEn: '', code: '1' })).toBe('1');
  });
});
