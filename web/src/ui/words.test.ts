import { describe, expect, it } from 'vitest';

import type { AreaEntry, Border } from '../model/answer';
import type { City } from '../model/city';
import { borderSentence, distance, instant, layerName, nameAndCode, nearestSentence, problemText, remarks, summary } from './words';

const city: City = {
  revision: 1,
  layers: [{ key: 'grid', name: { zh: '网格', en: 'Grid' }, parent: '', partition: true, depth: 0, zoom: [0, 16], areas: 1 }],
  bounds: [0, 0, 1, 1],
  demo: false,
  insecureLocal: false,
};
const border: Border = { distanceMetres: 12.4, layer: 'grid', neighbour: 'G2', doubtful: false };
const area: AreaEntry = { layer: 'grid', code: 'G1', name: '甲', parent: 'C1', agrees: true, contested: [] };

describe('distance', () => {
  it.each([
    [0, '不到1米', 'Less than 1 m'], [0.99, '不到1米', 'Less than 1 m'], [1, '1米', '1 m'], [12.4, '12米', '12 m'], [999.4, '999米', '999 m'],
    [999.6, '1公里', '1 km'], [1249, '1.2公里', '1.2 km'], [4999, '5公里', '5 km'],
  ])('%d m is %s, %s', (metres, zh, en) => {
    expect([distance('zh', metres), distance('en', metres)]).toEqual([zh, en]);
  });
});

describe('the border', () => {
  it('names the area across it', () => {
    expect(borderSentence('zh', city, border, '乙')).toBe('距边界12米，对面是乙（G2）');
    expect(borderSentence('en', city, border, null)).toBe('12 m from the border; across it is G2');
  });

  it('says when nothing lies across it', () => {
    expect(borderSentence('zh', city, { ...border, neighbour: null }, null)).toBe('距边界12米，对面不属于任何网格');
    expect(borderSentence('en', city, { ...border, neighbour: null }, null)).toBe('12 m from the border; no grid lies across it');
  });
});

describe('outside every area', () => {
  it('names the nearest', () => {
    expect(nearestSentence('zh', city, border, '乙')).toBe('最近的网格是乙（G2），相距12米');
    expect(nearestSentence('en', city, { ...border, distanceMetres: 0.2 }, null)).toBe('The nearest grid is G2, less than 1 m away');
  });

  it('says so when it has no name or there is none', () => {
    expect(nearestSentence('en', city, { ...border, neighbour: null }, null)).toBe('The nearest grid is 12 m away');
    expect(nearestSentence('zh', city, null, null)).toBe('周围5公里内没有区域。');
  });

  it('is said aloud', () => {
    expect(summary('en', city, { at: '', revision: 1, areas: [], border: null })).toBe('Outside every area');
    expect(summary('zh', city, { at: '', revision: 1, areas: [area], border })).toBe('此处属于网格 甲。');
  });
});

describe('remarks', () => {
  it('has none for a tidy area', () => {
    expect(remarks('zh', area)).toEqual([]);
  });

  it('says who the registered parent is', () => {
    expect(remarks('en', { ...area, agrees: false })).toEqual(['Its registered parent is C1, not the area that this spot is in']);
    expect(remarks('zh', { ...area, agrees: false, parent: '' })).toEqual(['未登记上级']);
  });

  it('says who owns an overlap', () => {
    expect(remarks('zh', { ...area, contested: ['G1', 'G2'] })).toEqual(['边界重叠：G1、G2 都包含此处，归 G1']);
  });
});

it('layers are named in the reader’s language, unknown ones by key', () => {
  expect([layerName('zh', city, 'grid'), layerName('en', city, 'grid'), layerName('en', city, 'x'), layerName('en', null, 'grid')]).toEqual(['网格', 'Grid', 'x', 'grid']);
});

it('a name that is the code is said once', () => {
  expect([nameAndCode('en', 'A', '1'), nameAndCode('en', '1', '1'), nameAndCode('zh', '', '1'), nameAndCode('zh', null, '1')]).toEqual(['A (1)', '1', '1', '1']);
});

it('an instant is shown in the city’s time, whatever the reader’s', () => {
  expect(instant('2026-11-21T10:00:59.123+08:00')).toBe('2026-11-21 10:00');
  expect(instant('soon')).toBe('soon');
});

it('a problem is told in the reader’s language, or in the server’s words', () => {
  expect(problemText('zh', { code: 'timeout', title: 'x', detail: '' })).toBe('服务响应超时，请稍后重试。');
  expect(problemText('en', { code: 'new_code', title: 'Something new', detail: '' })).toBe('Something new');
  expect(problemText('en', { code: 'new_code', title: '', detail: '' })).toBe('new_code');
});
