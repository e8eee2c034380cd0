import { afterEach, describe, expect, it, vi } from 'vitest';

import { type Asked, madeIdentity, madeServer, madeWho } from '../account/kit';
import { mostFeatures } from '../map/few';
import type { Camera, Position } from '../model/position';
import type { Finding, Grid } from './checkanswer';
import { Checking, checkQuery, inStreet } from './checking';
import { checkName, foundWords, layerName, nameWords, settingWords, shareWords, spanWords, thingWords, titleWords } from './checkwords';
import { dressingHeaps, gathered } from './gathered';
import { byCommunity, streetWords } from './streets';

afterEach(() => { vi.unstubAllGlobals(); });

const camera: Camera = { centre: { lon: 116, lat: 39 }, zoom: 10 };
const finding = { kind: 'grid_head', layer: 'grid', code: 'g1', name: '', count: 0, at: [116, 39] };
const street = { code: 's', name: '街', grids: 3, complete: 1, lacks: { record: 0, polygon: 0, people: 2, duty: 1 }, compounds: 4, covered: 3 };
const setting = { name: 'grid_head', min: 1, max: 1, source: { zh: '文件', en: 'paper' }, by: 'usual' };
const firstPage = { kinds: [{ kind: 'grid_head', count: 3, setting }], layers: [{ layer: 'grid', count: 3 }], streets: [street], branches: null, roles: {}, count: 3, findings: [finding, { ...finding, code: 'g2', at: null }], next: 'n1' };
const spots = { features: [{ geometry: { coordinates: [116, 39] } }, { geometry: { coordinates: [116.00001, 39] } }] };

function checkingWith(answer: (asked: Asked) => { readonly status?: number; readonly body?: unknown }): { readonly checking: Checking; readonly asked: Asked[]; readonly identity: ReturnType<typeof madeIdentity>['identity'] } {
  vi.stubGlobal('document', { addEventListener: () => undefined, removeEventListener: () => undefined, querySelector: () => null });
  const asked = madeServer(answer);
  const { identity } = madeIdentity(madeWho({ account: 'it' }));
  return { checking: new Checking(identity, { camera: () => camera }), asked, identity };
}

const usual = ({ path }: Asked): { readonly body: unknown } => ({ body: path.includes('geojson') ? spots : path.includes('cursor=n1') ? { count: 3, findings: [{ ...finding, code: 'g3' }], next: '' } : firstPage });
const settled = async (): Promise<void> => { await new Promise((done) => { setTimeout(done, 20); }); };

describe('the checks', () => {
  it('are read, drawn on the map, and go on; what is left takes the drawing away', async () => {
    const { checking, asked, identity } = checkingWith(usual);
    const end = checking.start();
    await settled();
    expect(asked.map((it) => it.path).sort()).toEqual(['/api/v1/checks?f=geojson&limit=10000', '/api/v1/checks?limit=20']);
    expect(checking.first.value).toMatchObject({ kind: 'ready', value: { kinds: [{ setting: { min: 1, kinds: {} } }], streets: [{ lacks: { people: 2 } }] } });
    expect(checking.spots.value).toHaveLength(2);
    expect(identity.laid.value).not.toBeNull();
    expect(checking.drawable.value).toBe(false); // no canvas of WebGL in this test
    await checking.more();
    await checking.more();
    expect(checking.list.value.findings.map((it) => it.code)).toEqual(['g1', 'g2', 'g3']);
    expect(asked).toHaveLength(3);
    end();
    expect(identity.laid.value).toBeNull();
  });

  it('are narrowed, and the same kind again gives them free; files and dots are of the same filter', async () => {
    const { checking, asked } = checkingWith(usual);
    const end = checking.start();
    await settled();
    checking.narrow({ kind: 'grid_head' });
    checking.narrow({ street: inStreet('a/b') });
    await settled();
    expect(asked.slice(-2).map((it) => it.path)).toEqual(['/api/v1/checks?kind=grid_head&street=a%2Fb&limit=20', '/api/v1/checks?kind=grid_head&street=a%2Fb&f=geojson&limit=10000']);
    expect(checking.file('csv')).toBe('http://page.test/api/v1/checks?kind=grid_head&street=a%2Fb&f=csv');
    expect(checking.streets.value).toHaveLength(1); // of the whole
    checking.narrow({ kind: 'grid_head' });
    expect(checking.filter.value.kind).toBe('');
    expect([checkQuery({ kind: '', layer: '', street: inStreet('') }), checkQuery({ kind: '', layer: '', street: '' })]).toEqual(['?no_street=true', '']);
    end();
  });

  it('say what went wrong, and are asked again', async () => {
    let broken = true;
    const { checking } = checkingWith((it) => (broken ? { status: 500, body: { code: 'internal', title: 'T', detail: '', status: 500 } } : usual(it)));
    const end = checking.start();
    await settled();
    expect(checking.first.value).toMatchObject({ kind: 'failed', problem: { code: 'internal' } });
    broken = false;
    checking.again();
    await settled();
    expect(checking.first.value.kind).toBe('ready');
    end();
  });

  it('open a street down to its grids, page by page', async () => {
    const grid = { code: 'g1', name: '一', community: 'c', community_name: '社', missing: ['people'], things: [{ part: 'people', role: 'grid_head', least: 1 }], at: [116, 39] };
    const { checking, asked } = checkingWith(({ path }) => ({ body: { count: 2, grids: [path.includes('cursor') ? { ...grid, code: 'g2' } : grid], next: path.includes('cursor') ? '' : 'n' } }));
    await checking.open('');
    await checking.open('');
    await checking.open('');
    expect(asked.map((it) => it.path)).toEqual(['/api/v1/checks/grids?no_street=true&limit=20', '/api/v1/checks/grids?no_street=true&limit=20&cursor=n']);
    const load = checking.grids.value.get('');
    expect(load).toMatchObject({ kind: 'ready', value: { grids: [{ code: 'g1', communityName: '社' }, { code: 'g2' }] } });
    expect(load?.kind === 'ready' ? byCommunity(load.value.grids).map((it) => it.grids.length) : []).toEqual([2]);
  });
});

describe('spots on the map', () => {
  it('are gathered by what the eye can tell apart, none lost', () => {
    const at = (lon: number): Position => ({ lon, lat: 39 });
    const all = [at(116), at(116.0001), at(117)];
    const count = (zoom: number): number[] => gathered(all, { ...camera, zoom }).map((it) => it.n).sort();
    expect([count(2), count(10), count(18)]).toEqual([[3], [1, 2], [1, 1, 1]]);
  });

  it('are at most as many as the map may hold, the nearest to its middle', () => {
    const many = Array.from({ length: 3000 }, (_, i): Position => ({ lon: 116 + i / 100, lat: 39 }));
    const heaps = gathered(many, { ...camera, zoom: 17 });
    expect(heaps).toHaveLength(mostFeatures);
    expect(Math.max(...heaps.map((it) => it.at.lon))).toBeCloseTo(116 + (mostFeatures - 1) / 100, 6);
  });

  it('lie over the whole style', () => {
    const style = dressingHeaps([{ at: { lon: 116, lat: 39 }, n: 3 }], 'dark')({ version: 8, sources: { a: 1 }, layers: [{ id: 'x' }] });
    expect(style.layers.map((it) => it.id)).toEqual(['x', 'checks-dots', 'checks-labels']);
    expect(Object.keys(style.sources)).toEqual(['a', 'checks']);
  });
});

describe('the words of findings', () => {
  const found = (kind: string, extra: Partial<Finding> = {}): Finding => ({ kind, layer: 'grid', code: 'g', name: '', nameEn: '', of: 'grid', ofCode: 'g1', missing: [], other: '', count: 2, least: 0, most: 0, ends: '', buildings: 0, at: null, role: '', ofName: '', ofNameEn: '', otherRole: '', otherName: '', otherNameEn: '', ...extra });
  const roles = { adviser: { zh: '网格指导员', en: 'Adviser' } };

  it.each([
    [found('grid_head'), '现有 2 名', '2 there'],
    [found('area_staffing', { missing: ['adviser'], least: 1, most: 1 }), '网格指导员：现有 2 人，标准 1', 'Adviser: 2 there, should be 1'],
    [found('post_incomplete', { missing: ['time', 'duty'] }), '缺时间、职责', 'no time, duty'],
    [found('building_no_member', { other: 'm1' }), '2 户，建议由岗位 m1 联系', '2 households; proposed for post m1'],
    [found('building_no_member', { other: 'm1', missing: ['room'] }), '2 户，建议由岗位 m1 联系（网格内各党员均已满额）', '2 households; proposed for post m1 (all members of the grid are full)'],
    [found('building_no_member'), '2 户，网格过大，不作建议', '2 households; the grid is too large for a proposal'],
    [found('grid_no_member', { count: 1200, buildings: 3 }), '住宅楼 3 栋，1,200 户', '3 buildings, 1,200 households'],
    [found('branch_size', { count: 60, missing: ['general_branch'], least: 50 }), '60 名党员，应设党总支（≥ 50）', '60 members: a general branch (≥ 50)'],
    [found('organisation_outside', { other: 'g2' }), '上级范围 grid g1，所在 g2', 'the one above is of grid g1, it is in g2'],
    [found('post_clash', { other: 'P2', otherRole: 'adviser', otherName: '东湖社区', otherNameEn: 'East Lake' }), '与岗位 网格指导员 · 东湖社区（P2） 同时', 'at the hours of post Adviser · East Lake (P2)'],
    [found('post_vacant', { layer: 'post', role: 'adviser', ofName: '一格' }), '', ''],
    [found('grid_no_branch'), '', ''],
    [found('never_heard_of'), '', ''],
  ])('tell more of %o', (it, zh, en) => {
    expect([foundWords('zh', null, it, roles), foundWords('en', null, it, roles)]).toEqual([zh, en]);
  });

  it('name a post by its role and what it is for, and other things by their names', () => {
    const post = found('post_vacant', { layer: 'post', code: 'PF3', name: 'PF3', role: 'adviser', ofName: '一格', ofNameEn: 'Grid 1' });
    expect([titleWords('zh', post, roles), titleWords('en', post, roles), titleWords('en', { ...post, name: 'Night desk', ofNameEn: '' }, {})]).toEqual(['网格指导员 · 一格', 'Adviser · Grid 1', 'adviser · 一格 (Night desk)']);
    expect(titleWords('zh', found('grid_head', { name: '一格' }), roles)).toBe('一格');
  });

  it('name kinds, layers, figures and shares', () => {
    expect([checkName('en', 'grid_head'), checkName('en', 'new_kind'), layerName('zh', null, 'post'), layerName('zh', null, 'tract')]).toEqual(['Grids without exactly one head', 'new_kind', '岗位', 'tract']);
    expect([spanWords({ min: 1, max: 1 }), spanWords({ min: 5, max: 10 }), spanWords({ min: 3, max: 0 })]).toEqual(['1', '5–10', '≥ 3']);
    expect(settingWords('en', { ...setting, name: 'cover_percent', kinds: { special: { min: 2, max: 0 } } }, 'grid_head', () => 'special-purpose')).toBe('Figure: 1 % (special-purpose: ≥ 2). Source: paper');
    const nothing = { ...setting, name: 'station_branch', min: 0, max: 0, kinds: {} };
    expect([settingWords('en', nothing, 'station_no_branch', String), settingWords('zh', nothing, 'station_no_branch', String)]).toEqual(['Not asked: the scheme says nothing of it', '方案没有要求，不检查']);
    expect(settingWords('en', { ...nothing, name: 'area_staffing' }, 'area_staffing', String)).toBe('Figure: by the rows of the scheme. Source: paper');
    expect(settingWords('en', { ...nothing, name: 'record_days' }, 'record_old', String)).toContain('≥ 0');
    expect([shareWords('en', 999, 1000), shareWords('en', 9999, 10000), shareWords('en', 3, 3), shareWords('en', 0, 0)]).toEqual(['99.9%', '99.9%', '100%', '0%']);
    expect([nameWords('en', { code: 'c', name: '街', nameEn: 'Street' }), nameWords('zh', { code: 'c', name: '街', nameEn: 'Street' }), nameWords('en', { code: 'c', name: '', nameEn: '' })]).toEqual(['Street', '街', 'c']);
    expect(streetWords('en', { ...street, nameEn: '' })).toBe('1 of 3 grids are complete · no people 2 · no duty 1 · 3 of 4 compounds have a branch');
  });

  it('tell each thing that a grid lacks', () => {
    const thing = (part: string, extra: Partial<Grid['things'][number]> = {}): string => thingWords('en', { part, role: 'adviser', post: 'p1', missing: ['time'], count: 0, least: 1, ...extra }, roles);
    expect([thing('people'), thing('duty'), thing('record', { missing: ['name'] }), thing('polygon'), thing('new')]).toEqual(['Adviser: 0 of 1', 'Adviser (post p1) has no time', 'the record has no name', 'no shape', 'new']);
  });
});
