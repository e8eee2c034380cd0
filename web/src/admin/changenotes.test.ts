import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

import type { City } from '../model/city';
import { changeNote } from './changenotes';

const label = (zh: string, en: string): Record<'zh' | 'en', string> => ({ zh, en });

const city = { layers: [{ key: 'grid', name: label('网格', 'Grid') }, { key: 'police', name: label('警务网格', 'Police grid') }], places: [{ key: 'red_sail_station', name: label('红帆驿站', 'Red Sail station') }] } as unknown as City;

it('says in the reader’s language what Redsail itself noted of a change', () => {
  for (const [note, zh] of [
    ['import grid 网格.dxf', '导入“网格”：网格.dxf'],
    ['import grid', '导入“网格”'],
    ['import grid 网格.dxf; permission: internal', '导入“网格”：网格.dxf · 许可：内部'],
    ['import place red_sail_station; permission: public', '导入“服务点位”：红帆驿站 · 许可：可公开'],
    ['import place red_sail_station 点位 1.csv', '导入“服务点位”：红帆驿站 点位 1.csv'],
    ['import place p.csv', '导入“服务点位”：p.csv'],
    ['import building 楼栋 一.csv', '导入“楼栋”：楼栋 一.csv'],
    ['import streets 道路.zip', '导入“道路与步行路网”：道路.zip'],
    ['import network', '导入“道路与步行路网”'],
    ['import post', '导入“岗位”'],
    ['attributes of grid from 底数.xlsx', '导入“网格”的属性表：底数.xlsx'],
    ['merge grid, police into grid', '合并网格、警务网格为“网格”'],
    ['scenario s1 驿站扩建', '采用方案“驿站扩建”'],
    ['边界微调；permission: internal', '边界微调；permission: internal'],
    ['my own note; permission: secret', 'my own note; permission: secret'],
    ['important', 'important'],
    ['', ''],
  ] as const) {
    expect(changeNote('zh', city, note)).toBe(zh);
  }
  expect(changeNote('en', city, 'import grid a.csv; permission: internal')).toBe('import of Grid: a.csv · for internal use');
  expect(changeNote('zh', null, 'import unknown a.csv')).toBe('导入“unknown”：a.csv');
});

it('knows the forms that the server writes', () => {
  const source = (path: string): string => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8');
  for (const [path, form] of [
    ['internal/intake/change.go', '"import " + im.def.Key + " " +'], ['internal/intake/thingplan.go', '"import "+string(im.o.Kind)+" "+'], ['internal/intake/people.go', '"import "+im.o.Kind.String()'],
    ['internal/intake/network.go', '"import streets " +'], ['internal/intake/attributes.go', '"attributes of %s from %s"'], ['internal/intake/origin.go', 'note + "; permission: " + string(o.Permission)'],
    ['internal/merge/change.go', '"merge %s into %s"'], ['internal/plan/adopt.go', '"scenario %s %s"'], ['internal/httpapi/importkinds.go', '"import " + ask.kind + " " + q.Get("layer")'],
  ] as const) {
    expect(source(path)).toContain(form);
  }
});
