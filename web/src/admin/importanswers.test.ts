import * as v from 'valibot';
import { expect, it } from 'vitest';

import { type Report, importSchema } from './importanswers';
import { boxOf, foundOf } from './importmap';
import { countOf, statusOf, takenOf } from './importreport';
import { classedWords, findingsCsv, findingWords, shiftWords, othersWords, sheetsWords, whereWords } from './importwords';

it('tells of the ground of a parent that none of its areas has, with its place', () => {
  const { report } = v.parse(importSchema, {
    id: 'one', kind: 'area', dry_run: true, state: 'done', progress: 1, layers: [], fields: [], access: 'public',
    report: { status: 'stored_with_findings', read: 1, accepted: 1, unchanged: 0, revision: 1, rejected: [], gaps: [], overlaps: [], uncovered: [{ parent: '372001', area_m2: 1234, width_m: 12, at: [115.4, 35.2], outline: [[[[115, 35], [116, 35], [116, 36], [115, 35]]]] }] },
  });
  const [it] = report?.findings ?? [];
  expect(it && [it.sort, it.codes, it.at, findingWords('zh', it), findingWords('en', it)]).toEqual([
    'uncovered', ['372001'], [115.4, 35.2], '此上级有 1,230 平方米（宽 12 米）不属于任何下级：漏了一个区域，或边界画小了', '1,230 m² of this parent, 12 m wide, are of no area: one was left out, or drawn too small',
  ]);
  expect(foundOf(report?.findings ?? [])).toEqual([{ at: { lon: 115.4, lat: 35.2 }, sort: 'uncovered', label: '372001', outline: [[[[115, 35], [116, 35], [116, 36], [115, 35]]]] }]);
  expect(boxOf(foundOf(report?.findings ?? []))).toEqual([115 - 0.0015, 35 - 0.0015, 116 + 0.0015, 36 + 0.0015]);
});

const done = { id: 'one', kind: 'area', dry_run: true, state: 'done', progress: 1, layers: [], fields: [], access: 'public' };

it('tells what is taken and hardly meant so: codes, areas outside of the city, places, and buildings of another compound', () => {
  const area = v.parse(importSchema, {
    ...done, report: {
      status: 'stored_with_findings', read: 2, accepted: 2, unchanged: 0, revision: 1, rejected: [], gaps: [], overlaps: [], rehomed: 7, doubts_more: 3, unsettled: true, missing: ['a', 'b'],
      doubts: [
        { feature: 1, code: '372001', reason: 'code_not_under_parent', message: 'code "372001": it does not begin with the code of its parent 370811', at: [115.4, 35.2] },
        { feature: 2, code: 'b', reason: 'outside_city', message: 'it lies wholly outside what layer city covers: is it of this city, and in this coordinate system?', at: [1, 2] },
      ],
    },
  }).report;
  expect(area?.findings.map((it) => [it.sort, it.reason, ...it.codes, findingWords('zh', it), findingWords('en', it)])).toEqual([
    ['doubt', 'code_not_under_parent', '372001', '编码不以上级 370811 的编码开头：请改正编码或上级', 'the code does not begin with that of its parent 370811: correct one of them'],
    ['doubt', 'outside_city', 'b', '整个在上级图层或本市的范围之外：请核对是否属于本市，坐标系是否正确', 'it lies wholly outside of the layer above, or of the city: look whether it is of this city, and in this coordinate system'],
  ]);
  expect(area?.facts).toEqual([{ key: 'rehomed', n: 7 }, { key: 'doubts_more', n: 3 }, { key: 'missing', n: 2 }, { key: 'unsettled', n: 1 }]);
  expect(foundOf(area?.findings ?? []).map(({ sort }) => sort)).toEqual(['doubt', 'doubt']);
  const things = v.parse(importSchema, {
    ...done, kind: 'building', classed: { internal: 2, restricted: 0, layers: ['building'] }, things: {
      status: 'stored', read: 4, accepted: 4, unchanged: 0, revision: 1, rejected: [], other_class: { main_gate: 2, wicket: 5 },
      standing: [{ feature: 1, row: 2, code: 's', reason: 'place_in_water', message: 'river', at: [1, 2] }],
      other_compounds: [{ feature: 3, row: 4, code: 'B2', named: 'X1', ground: 'X2', named_name: '阳光花园', ground_name: '示例小区', message: 'm', at: [1, 2] }, { feature: 4, row: 5, code: 'B5', named: 'X2', message: 'm', at: null }],
    },
  });
  expect(things.classed).toEqual({ internal: 2, restricted: 0, layers: ['building'] });
  expect(othersWords('zh', things.report?.others ?? [])).toBe('wicket 5 个、主门 2 个');
  expect(things.report?.findings.map((it) => [it.sort, it.reason, it.row, ...it.codes, findingWords('zh', it)])).toEqual([
    ['doubt', 'place_in_water', 2, 's', '位置在水面上：请核对坐标和坐标系'],
    ['doubt', 'other_compound', 4, 'B2', '地址写的是小区 阳光花园 X1，位置却在小区 示例小区 X2 内：请改正位置，或填写小区编码'],
    ['doubt', 'other_compound', 5, 'B5', '地址写的是小区 X2，位置却不在任何小区内：请改正位置，或填写小区编码'],
  ]);
  expect(findingsCsv('zh', things.report?.findings ?? [])).toContain('"doubt","other_compound","4","3","","B2","地址写的是小区 阳光花园 X1');
});

it('tells the edits of a copy that are not taken, with both values', () => {
  const { report } = v.parse(importSchema, {
    ...done, kind: 'building', things: {
      status: 'stored_with_findings', read: 2, accepted: 2, unchanged: 1, revision: 1, rejected: [], left_edits_more: 2, left_edits: [
        { feature: 1, code: 'B1', column: 'address', exported: '一路1号1号楼', file: '一路1号1号楼301室', reason: 'edit_not_taken', message: 'it is kept as "一路1号1号楼": divisions in front and dwellings are not kept', at: [1, 2] },
        { feature: 2, code: 'B2', column: 'name', exported: '二号楼', file: '', reason: 'edit_not_taken', message: 'it cannot be without: the value stays', at: null },
      ],
    },
  });
  const list = report?.findings ?? [];
  expect(list.map((it) => [whereWords('zh', it), ...it.codes, findingWords('zh', it)])).toEqual([
    ['第 1 个要素 · 列“地址”', 'B1', '地址记为“一路1号1号楼”：前面的区划和楼栋以下的单元、户室不收 · 导出时 一路1号1号楼，文件 一路1号1号楼301室'],
    ['第 2 个要素 · 列“名称”', 'B2', '没有采用：这一项不能清空，保持原值 · 导出时 二号楼，文件 （空）'],
  ]);
  expect(list.map((it) => findingWords('en', it))).toEqual([expect.stringContaining('exported 一路1号1号楼, file'), expect.stringContaining('the value stays')]);
  expect([report === null ? 0 : countOf(report, 'doubt'), report?.facts]).toEqual([4, [{ key: 'left_edits_more', n: 2 }]]);
});

it('says which of file and store is shifted, and what to do about it', () => {
  const words = (shift: object, own = false): string | null => {
    const read = v.parse(importSchema, { ...done, state: 'failed', error: { code: 'bad_file', detail: 'shifted_datum: …' }, shift }).shift;
    return read === null ? null : shiftWords('zh', read, own, '市');
  };
  expect(words({ side: 'store', datum: 'gcj02', against: 'city', revision: 3 })).toBe('库中的“市”像是火星坐标 GCJ-02，这个文件不是，不要改它的坐标系：请撤回第 3 版，或重新导入“市”，在选项中选择火星坐标 GCJ-02，并勾选“文件中没有的，自生效日起终止”。');
  expect(words({ side: 'store', datum: 'bd09', against: 'city', revision: 0 }, true)).toBe('库中的“市”像是百度坐标 BD-09，这个文件不是：请用这个文件重新导入，在选项中写明它的坐标系，并勾选“文件中没有的，自生效日起终止”。');
  expect(words({ side: 'file', datum: 'gcj02', against: 'building', revision: 3 })).toContain('与库中的“楼栋”相比整体偏移，像是火星坐标 GCJ-02：请在选项中选择');
  expect(words({ side: 'file', datum: 'wgs84', against: 'city', revision: 1 })).toContain('这个文件没有偏移');
  expect(words({ side: 'either', datum: 'gcj02', against: 'city', revision: 1 }, true)).toContain('若所选坐标系无误，就是库中的错了');
  expect([words({ side: 'file', datum: '', against: 'network', revision: 0 }), words({ side: 'store', datum: '', against: 'network', revision: 0 })]).toEqual([null, expect.stringContaining('库中已有的内容像是')]);
  expect(v.parse(importSchema, { ...done, shift: null }).shift).toBeNull();
  const { report } = v.parse(importSchema, {
    ...done, kind: 'building', things: { status: 'stored_with_findings', read: 30, accepted: 30, unchanged: 0, revision: 1, rejected: [], shifted: { reason: 'shifted_network', datum: 'gcj02', message: 'm' } },
  });
  expect(report?.findings.map((it) => [it.sort, findingWords('zh', it)])).toEqual([['doubt', '库中的道路像是火星坐标或百度坐标，此文件不是：请选对坐标系重新导入道路']]);
});

it('lists, counts and draws the buildings and places outside of the city', () => {
  const message = 'it lies wholly outside what layer city covers: is it of this city, and in this coordinate system?';
  const { report } = v.parse(importSchema, {
    ...done, kind: 'building', things: { status: 'stored_with_findings', read: 9, accepted: 9, unchanged: 0, revision: 1, rejected: [], outside: [{ feature: 2, row: 3, code: 'B9', message, at: [10, 10] }], outside_more: 4 },
  });
  const [it] = report?.findings ?? [];
  expect(it && [it.sort, it.reason, it.row, it.codes, findingWords('zh', it)]).toEqual(['doubt', 'outside_city', 3, ['B9'], '整个在上级图层或本市的范围之外：请核对是否属于本市，坐标系是否正确']);
  expect(report && [countOf(report, 'doubt'), report.facts]).toEqual([5, [{ key: 'outside_more', n: 4 }]]);
  expect(foundOf(report?.findings ?? [])).toEqual([{ at: { lon: 10, lat: 10 }, sort: 'doubt', label: 'B9', outline: [] }]);
});

it('tells what a workbook holds that was not read: of tables of persons only how much', () => {
  const base = { status: 'stored', read: 1, accepted: 1, unchanged: 0, revision: 1, rejected: [] };
  const things = v.parse(importSchema, { ...done, kind: 'building', things: { ...base, sheets_unread: [{ name: '二期', rows: 8000 }, { name: '三期', rows: 10_000, more: true }], external_links: ['户数.xlsx'] } }).report;
  expect(things?.links).toEqual(['户数.xlsx']);
  expect([sheetsWords('zh', things?.unread ?? []), sheetsWords('en', things?.unread ?? [])]).toEqual(['二期（8,000 行）、三期（至少 10,000 行）', '二期 (8,000 rows), 三期 (at least 10,000 rows)']);
  const people = v.parse(importSchema, { ...done, kind: 'person', people: { ...base, sheets_unread_count: 2, external_link_count: 1 } }).report;
  expect([people?.unread, people?.links, people?.facts]).toEqual([[], [], [{ key: 'sheets_unread_count', n: 2 }, { key: 'external_link_count', n: 1 }]]);
});

it('counts what would be written to what is open, by class and layer', () => {
  const name = (key: string): string => (key === 'grid' ? '网格' : key);
  expect(classedWords('zh', { internal: 2, restricted: 1, layers: ['grid'] }, name)).toBe('注明“内部”的 2 条、注明“受限”的 1 条要写入已对公众公开的网格：写入后所有人可见。');
  expect(classedWords('en', { internal: 0, restricted: 1200, layers: ['grid', 'x'] }, name)).toBe('1,200 for restricted use would be written to what is open to the public (网格, x): everybody will see them.');
  expect(classedWords('zh', { internal: 0, restricted: 0, layers: [] }, name)).toContain('文件注明为内部或受限');
});

it('tells a file that is refused for its conflicts from one of which nothing can be taken, and which values were chosen', () => {
  const clash = { code: 'a', fields: ['name'], values: [] };
  const judged = (part: object): Report => v.parse(importSchema, { ...done, report: { status: 'stored', read: 1, accepted: 1, unchanged: 0, revision: 1, ...part } }).report ?? expect.fail('no report');
  const open = judged({ status: 'refused', conflicts: [clash] });
  expect([statusOf(open), takenOf(open)]).toEqual(['clashed', null]);
  const taken = judged({ status: 'stored', conflicts: [{ ...clash, taken: 'take-file' }] });
  expect([statusOf(taken), takenOf(taken)]).toEqual(['stored_with_findings', 'take-file']);
  const refused = judged({ status: 'refused' });
  expect([statusOf(refused), takenOf(refused)]).toEqual(['refused', null]);
});

it('says of an area that was split that its parts take its place, and not that the file lacks it', () => {
  const report = v.parse(importSchema, {
    ...done, kind: 'area',
    report: { status: 'stored', read: 1, accepted: 1, unchanged: 0, revision: 1, rejected: [], gaps: [], overlaps: [], ended: ['X01', 'X02'], repaired: [{ feature: 1, code: 'X01', repair: 'split-parents', at: [115.4, 35.2], places: 1, parts: ['X01-1', 'X01-2'] }] },
  }).report;
  expect(report?.findings.filter(({ sort }) => sort === 'ended').map((it) => findingWords('zh', it))).toEqual(['已按上级拆开，由各部分接替', '文件中没有']);
});
