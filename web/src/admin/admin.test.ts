import { afterEach, describe, expect, it, vi } from 'vitest';

import { type Asked, madeIdentity, madeServer, madeWho } from '../account/kit';
import { administers } from '../account/parts';
import { adminKeys, adminText } from '../i18n/admin';
import type { Opened, User } from './answers';
import { dayBefore } from './audit';
import { named, ofWords, reasonWords } from './auditwords';
import { Desk } from './desk';
import { ticked } from './grant';
import { adminFail } from './kit';
import { sampleText } from './opened';
import { listed } from './tokens';
import { areaWords, fitting, resets } from './users';
import { auditQuery, changeOf, dayAfter, wallView } from './wishes';

afterEach(() => { vi.unstubAllGlobals(); });

const shown: unknown[] = [];
const row = (key: string, open: boolean): Opened['all'][number] => ({ key, kind: 'layer', name: { zh: key, en: key }, count: 1, open, internal: 0, restricted: 0 });
const said = (opened: readonly string[], ...keys: readonly string[]): unknown => ({ opened, all: keys.map((key) => row(key, opened.includes('all') || opened.includes(key))) });
const person: User = { name: 'wang', title: '王', roles: ['keeper'], scope: [], wholeCity: true, disabled: false, mustChange: false, factorOn: false, linked: false, demo: false };
const spoken = { name: 'wang', title: '', roles: null, scope: null, whole_city: false, disabled: false, must_change: true, factor_on: false, linked: false, demo: false };

function deskWith(answer: (asked: Asked) => { readonly status?: number; readonly body?: unknown }, actions: readonly string[] = []): { readonly desk: Desk; readonly asked: Asked[] } {
  const asked = madeServer(answer);
  return { desk: new Desk(madeIdentity(madeWho({ account: 'it', actions: new Set(actions) })).identity, { fit: (bounds) => { shown.push(bounds); }, camera: () => ({ centre: { lon: 116, lat: 39 }, zoom: 10 }) }), asked };
}

describe('the words of the administration', () => {
  it.each(adminKeys.map((key) => ({ key, zh: adminText('zh', key), en: adminText('en', key) })))('$key is said in both languages, with the same to fill in', ({ zh, en }) => {
    const braces = (text: string): string[] => [...text.matchAll(/\{\w+\}/g)].map((part) => part[0]).sort();
    expect(zh).toMatch(/\p{Script=Han}/u);
    expect(en).not.toMatch(/\p{Script=Han}/u);
    expect(zh).not.toMatch(/\p{Script=Han}[,;?!]/u);
    expect(braces(zh)).toEqual(braces(en));
  });

  it('say why something was not done: their own first, then those of accounts', () => {
    expect(adminFail('en', { code: 'account_taken', title: 'T', detail: '' })).toBe('There is an account of that name already.');
    expect(adminFail('en', { code: 'not_allowed', title: 'T', detail: '' })).toBe('Your role may not do this.');
    expect(adminFail('en', { code: 'never_heard_of', title: 'T', detail: '' })).toBe('T');
  });
});

describe('who administers', () => {
  it('is who may do something of it', () => {
    expect(administers(madeWho({ actions: new Set(['areas.read', 'publish']) }))).toBe(true);
    expect(administers(madeWho({ actions: new Set(['areas.read']) }))).toBe(false);
  });

  it('has the administration or the page of a person open, never both', () => {
    const { identity, kept } = madeIdentity();
    identity.show('P1');
    identity.administer('audit');
    expect([identity.person.value, identity.admin.value]).toEqual([null, 'audit']);
    identity.show('P2');
    expect([identity.person.value, identity.admin.value]).toEqual(['P2', null]);
    expect(kept).toEqual([{ person: 'P1', admin: undefined }, { person: undefined, admin: 'audit' }, { person: 'P2', admin: undefined }]);
  });
});

describe('opening', () => {
  it('closes one of all by naming the others', () => {
    const all = [row('a', true), row('b', true)];
    expect(changeOf({ whole: true, all }, 'a', false)).toEqual({ close: ['all'], open: ['b'] });
    expect(changeOf({ whole: false, all }, 'a', false)).toEqual({ close: ['a'] });
    expect(changeOf({ whole: false, all }, 'a', true)).toEqual({ open: ['a'] });
  });

  it('shows what the server says is open after it', async () => {
    const { desk, asked } = deskWith(({ method }) => ({ body: method === 'GET' ? said(['all'], 'a', 'b') : said(['b'], 'a', 'b') }));
    await desk.loadOpened();
    await desk.setOpen('a', false);
    expect(asked[1]).toEqual({ method: 'POST', path: '/api/v1/opened', body: { close: ['all'], open: ['b'] } });
    expect(desk.opened.value).toEqual({ kind: 'ready', value: { whole: false, all: [row('a', false), row('b', true)] } });
    await desk.setAll(true);
    await desk.setAll(false);
    expect(asked.slice(2).map((it) => it.body)).toEqual([{ open: ['a', 'b'] }, { close: ['all'] }]);
  });

  it('keeps what stands when the server refuses, and says why', async () => {
    const { desk } = deskWith(({ method }) => (method === 'GET' ? { body: said([], 'a') } : { status: 409, body: { code: 'all_opened', title: 'T', detail: 'd', status: 409 } }));
    await desk.loadOpened();
    await desk.setOpen('a', true);
    expect(desk.problem.value?.code).toBe('all_opened');
    expect(desk.opened.value).toEqual({ kind: 'ready', value: { whole: false, all: [row('a', false)] } });
    expect(desk.busy.value).toBe(false);
  });

  it('previews one at a time; the same again puts it away', async () => {
    const { desk, asked } = deskWith(() => ({ body: { attributes: ['code'], zooms: [9, 14], samples: [{ geometry: { type: 'Point' }, properties: { code: 'x', n: 1 } }] } }));
    await desk.look('a&b');
    expect(asked[0]?.path).toBe('/api/v1/opened/preview?key=a%26b');
    expect(desk.preview.value?.load.kind).toBe('ready');
    await desk.look('a&b');
    expect(desk.preview.value).toBeNull();
    expect(sampleText({ geometry: { type: 'Point' }, properties: { code: 'x', n: 1 } })).toBe('Point\n  code: x\n  n: 1');
    expect(sampleText({ geometry: null })).toBe('–');
  });
});

describe('a place', () => {
  it('is shown with what is around it', () => {
    vi.stubGlobal('window', { innerWidth: 1280, innerHeight: 800 });
    deskWith(() => ({})).desk.show([116, 39]);
    expect(shown.pop()).toEqual([115.9985, 38.9985, 116.0015, 39.0015]);
  });
});

describe('accounts', () => {
  it('show a first password once: the next thing done takes it away', async () => {
    const { desk, asked } = deskWith(({ method, path }) => (method === 'GET' ? { body: { users: [spoken] } } : path.endsWith('disable') ? { status: 204 } : { status: 201, body: { name: 'wang', password: 'once' } }));
    expect(await desk.makeUser(' wang ', ' ')).toBe(true);
    expect(asked[0]?.body).toEqual({ name: 'wang' });
    expect(desk.once.value).toEqual({ what: 'password', name: 'wang', secret: 'once' });
    expect(desk.users.value).toMatchObject({ kind: 'ready', value: [{ name: 'wang', roles: [], scope: [], mustChange: true }] });
    await desk.disable('wang', true);
    expect(desk.once.value).toBeNull();
    expect(asked.map((it) => `${it.method} ${it.path}`)).toEqual(['POST /api/v1/users', 'GET /api/v1/users', 'POST /api/v1/users/wang/disable', 'GET /api/v1/users']);
    await desk.reset('wang');
    desk.clear();
    expect(desk.once.value).toBeNull();
  });

  it('get their roles and areas; the whole city has none', async () => {
    const { desk, asked } = deskWith(({ method }) => (method === 'GET' ? { body: { users: [] } } : { status: 204 }));
    expect(await desk.grant('a/b', { roles: ['worker'], wholeCity: false, scope: [{ layer: 'street', code: '1' }] })).toBe(true);
    expect(asked[0]).toEqual({ method: 'POST', path: '/api/v1/users/a%2Fb/grant', body: { roles: ['worker'], whole_city: false, scope: [{ layer: 'street', code: '1' }] } });
    await desk.grant('a', { roles: [], wholeCity: true, scope: [{ layer: 'street', code: '1' }] });
    expect(asked[2]?.body).toEqual({ roles: [], whole_city: true, scope: [] });
  });

  it('are read again where somebody else changed one', async () => {
    const { desk, asked } = deskWith(({ method }) => (method === 'GET' ? { body: { users: [] } } : { status: 409, body: { code: 'account_changed', title: 'T', detail: '', status: 409 } }));
    expect(await desk.endAll('a')).toBe(false);
    expect(asked.length).toBe(2);
    expect(desk.problem.value?.code).toBe('account_changed');
  });

  it('are found by name, title and role', () => {
    expect(fitting([person], 'WA', String)).toEqual([person]);
    expect(fitting([person], '数据', () => '数据管理员')).toEqual([person]);
    expect(fitting([person], 'li', String)).toEqual([]);
  });

  it('have an officer\'s role alone', () => {
    expect(ticked(['worker', 'keeper'], 'auditor', true)).toEqual(['auditor']);
    expect(ticked(['auditor'], 'worker', true)).toEqual(['worker']);
    expect(ticked(['worker'], 'worker', false)).toEqual([]);
  });
});

describe('tokens', () => {
  const token = { id: '1', name: 'x', display: false, created: '2026-01-01T00:00:00Z', expires: '2026-02-01T00:00:00Z' };
  it('of a wall have no account, those of a program no view; the secret is shown once', async () => {
    const { desk, asked } = deskWith(({ method }) => (method === 'GET' ? { body: { tokens: [token] } } : { status: 201, body: { secret: 's', token } }));
    const wish = { name: 'x', account: 'wang', only: ['locate'], expires: '2026-12-31', display: false, view: 'z=1' };
    await desk.makeToken(wish);
    expect(asked[0]?.body).toEqual({ name: 'x', expires: '2026-12-31', account: 'wang', only: ['locate'] });
    expect(desk.once.value).toEqual({ what: 'token', name: 'x', secret: 's' });
    await desk.makeToken({ ...wish, display: true });
    expect(asked[2]?.body).toEqual({ name: 'x', expires: '2026-12-31', display: true, view: 'z=1' });
    expect(listed('locate，areas.read  ')).toEqual(['locate', 'areas.read']);
    expect(wallView({ layer: 'street', code: '1' }, ['grid', 'compound'], '#z=14')).toBe('area=street/1&layers=grid,compound&z=14');
    expect(wallView(undefined, [], ' z=1 ')).toBe('z=1');
  });
});

describe('the audit', () => {
  const entry = (seq: number): unknown => ({ seq, at: '2026-11-29T00:00:00Z', account: 'a', via: 'session', action: 'publish', of: ['layer/street'], outcome: 'done', prev: '', hash: '' });
  it('is asked for whole days, and a page after the other', async () => {
    const filter = { from: '2026-11-29', to: '2026-11-30', account: ' wang ', action: '', of: 'person/P-17' };
    expect(auditQuery(filter, 7)).toBe('order=newest&from=2026-11-29&account=wang&of=person%2FP-17&to=2026-12-01&after=7');
    expect(dayAfter('2026-12-31')).toBe('2027-01-01');
    expect(dayAfter('soon')).toBe('soon');
    expect(dayBefore(new Date(2026, 2, 1), 1)).toBe('2026-02-28');
    const { desk, asked } = deskWith(({ path }) => ({ body: path.includes('after=') ? { entries: [entry(9)], next: 0 } : { entries: [entry(3)], next: 3 } }));
    await desk.find(filter);
    await desk.more();
    await desk.more();
    expect(asked.length).toBe(2);
    expect(desk.audit.value).toMatchObject({ kind: 'ready', value: { entries: [{ seq: 3 }, { seq: 9 }], next: 0 } });
  });

  it('says where its chain is broken, and gives its head as it came', async () => {
    const head = { seq: 4, hash: 'h', at: 't', public_key: 'p', signature: 's' };
    const { desk } = deskWith(({ path }) => ({ body: path.endsWith('head') ? head : { rows: 4, broken: { seq: 2, what: 'hash' } } }));
    await desk.verify();
    expect(desk.verified.value).toEqual({ rows: 4, broken: { seq: 2, what: 'hash' } });
    const file = await desk.head();
    expect(file?.name).toBe('audit-head-4.json');
    expect(JSON.parse(file?.text ?? '')).toEqual(head);
  });

  it('that does not come says why', async () => {
    const { desk } = deskWith(() => ({ status: 403, body: { code: 'not_allowed', title: 'T', detail: '', status: 403 } }));
    await desk.find({ from: '', to: '', account: '', action: '', of: '' });
    expect(desk.audit.value).toMatchObject({ kind: 'failed', problem: { code: 'not_allowed' } });
  });
});

describe('what is offered and said of accounts', () => {
  it('is no new password for an officer, nor for an account of an identity provider', () => {
    const roles = [['worker'], [], ['auditor'], ['security'], ['keeper', 'admin']];
    expect(roles.map((some) => resets({ roles: some, linked: false }))).toEqual([true, true, false, false, false]);
    expect(resets({ roles: ['worker'], linked: true })).toBe(false);
  });

  it('is an outcome and a way in the reader\'s words; one that is new by its key', () => {
    expect([named('zh', 'outcome', 'wrong_code'), named('zh', 'via', 'command'), named('en', 'outcome', 'done'), named('zh', 'outcome', 'lost_in_space'), named('zh', 'via', '')]).toEqual(['验证码错误', '命令行', 'done', 'lost_in_space', '']);
    const keys = ['role/admin', 'scope/all', 'account/wang', 'post/P1', 'tract/7', 'layer/post', 'odd'];
    expect(keys.map((it) => ofWords('zh', null, it))).toEqual(['角色“系统管理员”', '全市', '账号 wang', '岗位 P1', 'tract 7', '图层 岗位', 'odd']);
    expect(ofWords('en', null, 'person/P-1')).toBe('person P-1');
    expect(ofWords('en', null, 'even/restricted')).toBe('knowingly, into what is open');
    expect(['emergency', 'own_rights', 'new_reason', ''].map((it) => reasonWords('zh', it))).toEqual(['突发事件处置', '不能给自己授权。', 'new_reason', '']);
    expect(areaWords('zh', null, { layer: 'street', code: 's1', name: '澜庆街道' })).toBe('street 澜庆街道 s1');
  });
});
