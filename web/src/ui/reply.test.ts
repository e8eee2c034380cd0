import { describe, expect, it } from 'vitest';

import type { Answer, Station } from '../model/answer';
import { madeCity, madeLayer } from '../model/kit';
import { reply } from './reply';

const city = madeCity([madeLayer('grid', 0, { name: { zh: '网格', en: 'Grid' } })], {
  demo: true, places: [{ key: 'red_sail_station', name: { zh: '红帆驿站', en: 'Red Sail station' }, count: 1 }],
});
const answer: Answer = {
  at: '2026-11-21T10:00:00+08:00', revision: 42,
  areas: [{ layer: 'grid', code: 'G1', name: '甲\n乙', parent: '', agrees: true, contested: [] }],
  border: { distanceMetres: 12.4, layer: 'grid', neighbour: 'G2', doubtful: false },
  stations: [{ kind: 'red_sail_station', code: 'RS1', name: '锦绣', walkSeconds: 412, distanceMetres: 520, open: true, method: 'estimate', point: { lon: 1, lat: 2 } }],
  coverage: null,
};
const asked = { city, answer, at: { lon: 119.8625, lat: 38.6935 }, neighbourName: '丙', address: '和宁街7号', link: 'http://127.0.0.1/#p=1,2' };

it('is a line for each thing, a name’s own lines joined', () => {
  expect(reply({ lang: 'zh', ...asked }).split('\n')).toEqual([
    '红帆查询答复', '位置：119.862500，38.693500（WGS-84）', '地址：和宁街7号', '网格：甲 乙（G1）', '距边界12米，对面是丙（G2）',
    '最近红帆驿站：锦绣，步行约7分钟（520米，估算），开放中', '数据：第42版，时点 2026-11-21 10:00', 'http://127.0.0.1/#p=1,2', '演示数据（虚构）',
  ]);
});

it('says that a spot is outside, and nothing that is not known', () => {
  const lines = reply({ lang: 'en', ...asked, address: '', answer: { ...answer, areas: [], stations: [] }, city: { ...city, demo: false } }).split('\n');
  expect(lines).toEqual([
    'Redsail answer', 'Position: 119.862500, 38.693500 (WGS-84)', 'Outside every area', 'The nearest grid is 丙 (G2), 12 m away', 'Data: revision 42, as of 2026-11-21 10:00',
    'http://127.0.0.1/#p=1,2',
  ]);
});

describe('of stations', () => {
  const near = (name: string, minutes: number, open: boolean | null): Station => ({
    kind: 'red_sail_station', code: name, name, walkSeconds: minutes * 60, distanceMetres: minutes * 70, open, method: 'network', point: { lon: 1, lat: 2 },
  });
  const lines = (lang: 'zh' | 'en', stations: readonly Station[], within = true): string[] =>
    reply({ lang, ...asked, answer: { ...answer, stations, coverage: { within, method: 'estimate' } } }).split('\n').slice(5, -3);

  it('names the nearest open one, and says that a nearer one is closed', () => {
    const stations = [near('甲', 2, false), near('乙', 3, null), near('丙', 5, true), near('丁', 6, true)];
    expect(lines('zh', stations)).toEqual([
      '最近的开放红帆驿站：丙，步行约5分钟（350米），开放中', '更近的红帆驿站：甲，步行约2分钟（140米），当前未开放', '在10分钟服务圈内（估算）',
    ]);
    expect(lines('en', stations)).toEqual([
      'Nearest open Red Sail station: 丙, about 5 min on foot (350 m), open now', 'A nearer Red Sail station: 甲, about 2 min on foot (140 m), closed now',
      'Inside the 10-minute service circle (estimated)',
    ]);
  });

  it('says that none is open, and which would be the nearest', () => {
    expect(lines('zh', [near('甲', 2, false)])).toEqual(['10分钟内没有开放的红帆驿站', '最近红帆驿站：甲，步行约2分钟（140米），当前未开放', '在10分钟服务圈内（估算）']);
    expect(lines('en', [near('甲', 2, false)])[0]).toBe('No Red Sail station is open within 10 minutes on foot');
  });

  it('does not call closed what is not known', () => {
    expect(lines('zh', [near('甲', 2, null)]).slice(0, 2)).toEqual(['10分钟内没有确定开放的红帆驿站', '最近红帆驿站：甲，步行约2分钟（140米），时间不详']);
  });

  it('says that there is none', () => {
    expect(lines('zh', [], false)).toEqual(['10分钟内没有开放的红帆驿站', '不在10分钟服务圈内（估算）']);
  });
});
