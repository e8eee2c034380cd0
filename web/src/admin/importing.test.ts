import * as v from 'valibot';
import { afterEach, expect, it, vi } from 'vitest';

import { foundDrawn, foundIn, type ImportAnswer, importSchema } from './importanswers';
import { Importing } from './importing';
import { figureWords, findingWords, whereWords } from './importwords';

const ended = { id: 'one', kind: 'area', dry_run: false, state: 'done', progress: 1, layers: [], fields: [], access: 'public' };

afterEach(() => { vi.unstubAllGlobals(); });

it('tells the server once that an import is over, and again only where that was not heard', async () => {
  const heardOf: string[] = [];
  let heard = false;
  vi.stubGlobal('fetch', (url: URL, { method }: RequestInit): Promise<Response> => {
    if (method !== 'DELETE') {
      return Promise.resolve(Response.json({ imports: [ended], max_bytes: 1 }));
    }
    heardOf.push(url.pathname);
    return heard ? Promise.resolve(new Response(null, { status: 204 })) : Promise.reject(new TypeError('no network'));
  });
  const importing = new Importing({ base: 'http://127.0.0.1:1/' });
  await importing.learn();
  heard = true;
  await Promise.all([importing.learn(), importing.learn()]);
  expect(heardOf).toEqual(['/api/v1/imports/one', '/api/v1/imports/one']);
});

const base = { status: 'stored', read: 3, accepted: 3, unchanged: 0, revision: 4 };

function told(part: object): ImportAnswer {
  return v.parse(importSchema, { ...ended, layer: 'grid', sent: '2026-11-30T09:30:00+08:00', ...part });
}

it('reads what a report says of ground left out, control points and figures', () => {
  const { report, layer } = told({
    report: {
      ...base, uncovered: [{ parent: '370811001007', area_m2: 1200, width_m: 20, at: [119.9, 38.6] }], ignored: ['1 LINE', '2 3DFACE', '31 TEXT neither code nor name'],
      control: { file: 'control', plane: 'tm:lon0=119.86', scale: 1, turn_deg: 13.4, rms_m: 0.01, max_m: 0.0123, worst: 'K3', points: [{ row: 2, east_m: 0, north_m: 0, residual_m: 0.001 }, { row: 3, name: 'K3', east_m: 0.01, north_m: 0, residual_m: 0.0123 }] },
    },
  });
  expect(layer).toBe('grid');
  expect(report?.findings).toMatchObject([{ sort: 'uncovered', codes: ['370811001007'], at: [119.9, 38.6], areaM2: 1200 }]);
  expect(report?.fit).toEqual({ plane: 'tm:lon0=119.86', maxM: 0.0123, points: [{ row: 2, name: '', residualM: 0.001 }, { row: 3, name: 'K3', residualM: 0.0123 }] });
  expect(report?.figures.map((it) => figureWords('zh', it))).toEqual(['直线 1 个', '2 3DFACE', '多段线内既非编码也非名称的文字 31 个']);
  expect(report?.ignored).toEqual([]);
});

it('offers the layers of a drawing that hold areas before it is tried, and keeps what they hold afterwards', () => {
  const drawn = [{ name: '网格线', closed: 12, open: 1, texts: 0 }, { name: '编号', closed: 0, open: 0, texts: 12 }, { name: '图框', closed: 1, open: 0, texts: 3 }];
  const found = foundDrawn(drawn);
  expect(found).toMatchObject({ layers: ['网格线', '图框'], mustPick: true, taken: '' });
  expect(foundDrawn(drawn.slice(0, 2))).toMatchObject({ layers: ['网格线'], mustPick: false, taken: '网格线' });
  expect(foundIn(told({ layers: [] }), found)).toMatchObject({ layers: ['网格线', '图框'], drawn });
});

it('reads which classes of streets nobody knows, the most frequent first', () => {
  const { report } = told({
    kind: 'network',
    network: { ...base, rejected: [], ended: [], counts: { rejected: 1200 }, left_out: { not_built: 2, unknown_class: 5 }, unknown_class: { 'class=lane': 1, 'class=bank': 4 } },
  });
  expect(report).toMatchObject({ rejected: 1200, left: [{ key: 'not_built', n: 2 }], unknown: [{ name: 'class=bank', n: 4 }, { name: 'class=lane', n: 1 }] });
});

it('asks a second time before what is not for everybody is written to what is open, and before an undo brings it back', async () => {
  const asked: string[] = [];
  vi.stubGlobal('fetch', (url: URL, { method = 'GET' }: RequestInit): Promise<Response> => {
    asked.push(`${method} ${url.pathname}${url.search}`);
    const even = url.searchParams.get('even_restricted') === 'true';
    if (url.pathname.endsWith('/reverse')) {
      return Promise.resolve(even ? Response.json({ written: true, revision: 6, report: null }) : Response.json({ code: 'classed_data', detail: 'x' }, { status: 409 }));
    }
    const dry = method === 'GET';
    return Promise.resolve(Response.json({ ...ended, dry_run: dry, classed: dry ? { internal: 1, restricted: 2, layers: ['grid'] } : null, undo: dry ? '' : '/api/v1/revisions/5/reverse', report: { ...base, revision: dry ? 4 : 5 } }));
  });
  const importing = new Importing({ base: 'http://127.0.0.1:1/' });
  await importing.resume(told({ state: 'done', dry_run: true, report: base, classed: { internal: 1, restricted: 2, layers: ['grid'] } }));
  await importing.confirm();
  expect([importing.asks.value, importing.stage.value, asked.length]).toEqual(['confirm', 'judged', 2]);
  importing.reopen();
  expect(importing.asks.value).toBeNull();
  await importing.resume(told({ state: 'done', dry_run: true, report: base }));
  await importing.confirm(true);
  expect([importing.asks.value, importing.stage.value]).toEqual([null, 'written']);
  await importing.undo();
  expect([importing.asks.value, importing.stage.value, importing.problem.value?.code]).toEqual(['undo', 'written', 'classed_data']);
  await importing.undo(true);
  expect([importing.asks.value, importing.stage.value, importing.problem.value]).toEqual([null, 'undone', null]);
  expect(asked.slice(3)).toEqual(['POST /api/v1/imports/one/confirm?even_restricted=true', 'POST /api/v1/revisions/5/reverse', 'POST /api/v1/revisions/5/reverse?even_restricted=true']);
});

it('offers the columns of a table that was refused for them, and keeps what is known of the file', () => {
  const refused = told({ kind: 'building', state: 'failed', error: { code: 'bad_file', detail: 'unknown_field: x' }, columns: { '楼宇编码': '', '户数': 'households' } });
  expect(foundIn(refused, null).columns).toEqual({ '楼宇编码': '', '户数': 'households' });
  expect(foundIn(told({ kind: 'building', columns: {} }), foundIn(refused, null)).columns).toEqual({ '楼宇编码': '', '户数': 'households' });
});

it('tells of a conflict what the store and the file say', () => {
  const { report } = told({ report: { ...base, conflicts: [{ feature: 2, code: 'x', fields: ['households', 'geometry'], at: null, values: [{ field: 'households', store: '777', file: '' }] }] } });
  const [finding] = report?.findings ?? [];
  expect(finding === undefined ? '' : `${whereWords('zh', finding)} ${findingWords('zh', finding)}`).toBe('第 2 个要素 · 列“户数、图形” 导出之后，文件与库都改了这些栏目 · 户数：库中 777，文件 （空）');
  expect(finding === undefined ? '' : findingWords('en', finding)).toContain('households: store 777, file (nothing)');
});
