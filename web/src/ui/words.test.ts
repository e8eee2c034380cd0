import { describe, expect, it } from 'vitest';

import type { AreaEntry, Border } from '../model/answer';
import { madeCity, madeLayer } from '../model/kit';
import type { Place } from '../model/place';
import type { Subject } from '../model/subject';
import {
  borderSentence, clock, distance, instant, layerName, nameAndCode, nearestSentence, notThere, nowWords, openWords, problemText, remarks, stateHeadline, stateWords,
  summary, surface, term, walk,
} from './words';

const city = madeCity([madeLayer('grid', 0, { name: { zh: '网格', en: 'Grid' } })]);
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
    expect(summary('en', city, { at: '', revision: 1, areas: [], border: null, stations: null, coverage: null })).toBe('Outside every area');
    expect(summary('zh', city, { at: '', revision: 1, areas: [area], border, stations: null, coverage: null })).toBe('此处属于网格 甲。');
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

describe('a walk', () => {
  it.each([[412, 520, '约7分钟（520米）', 'about 7 min (520 m)'], [5, 6, '约1分钟（6米）', 'about 1 min (6 m)'], [0, 0, '约1分钟（不到1米）', 'about 1 min (less than 1 m)']])(
    'of %d s and %d m is %s', (seconds, metres, zh, en) => {
      expect([walk('zh', seconds, metres), walk('en', seconds, metres)]).toEqual([zh, en]);
    });
});

describe('terms', () => {
  const named = { ...city, terms: { own: { zh: '自有', en: 'Owned' }, home: { zh: '居民楼', en: 'Dwellings' } } };

  it('are the scheme’s words, then the page’s own, then the value', () => {
    expect(['own', 'home', 'school', 'x', 'toString'].map((it) => term('zh', named, it))).toEqual(['自有', '居民楼', '学校', 'x', 'toString']);
    expect(term('en', null, 'home')).toBe('Homes');
  });
});

it('a closed place is not an abolished one; unknown hours are not closed', () => {
  expect([openWords('zh', 'red_sail_station', false), openWords('zh', 'police_post', false), openWords('zh', 'x', null), openWords('en', 'x', true)])
    .toEqual(['当前未开放', '当前未开放', '时间不详', 'Open now']);
  expect([stateWords('zh', 'building'), stateWords('zh', 'brand_new')]).toEqual(['在建', 'brand_new']);
});

it.each([[900, '900 平方米', '900 m²'], [410865.3, '0.411 平方公里', '0.411 km²'], [3_225_485, '3.23 平方公里', '3.23 km²'], [1_234_567_890, '1,235 平方公里', '1,235 km²']])(
  'a surface of %d m² is %s', (squareMetres, zh, en) => {
    expect([surface('zh', squareMetres), surface('en', squareMetres)]).toEqual([zh, en]);
  });

describe('the clock', () => {
  const at = Date.UTC(2026, 10, 21, 16, 5);

  it('is the city’s', () => {
    expect([clock(at, 'Asia/Shanghai'), clock(at, 'Asia/Urumqi')]).toEqual(['00:05', '22:05']);
  });

  it('is the reader’s where the city’s is not known', () => {
    expect([clock(new Date(2026, 10, 21, 9, 5).getTime(), ''), clock(new Date(2026, 10, 21, 0, 5).getTime(), 'No/Where')]).toEqual(['09:05', '00:05']);
  });
});

describe('a place that is not open', () => {
  const place: Place = {
    kind: 'red_sail_station', code: 'RS1', name: '甲', names: { zh: '甲', en: '' }, address: '', point: { lon: 1, lat: 2 }, open: false, state: 'open',
    hours: { week: [{ days: ['mon', 'tue', 'wed', 'thu', 'fri'], open: [['09:00', '12:00'], ['14:00', '18:00']] }, { days: ['sat', 'sun'], open: [] }], dates: [], calendar: 'cn' },
    services: [], skills: [], floorArea: null, tenure: '', class: {}, source: '', dataDate: '',
  };

  it.each([
    ['2026-11-26T08:00:00+08:00', '当前未开放，今日09:00开', 'Closed now, opens today at 09:00'],
    ['2026-11-26T19:00:00+08:00', '今日已闭站，明日09:00开（节假日除外）', 'Closed for today, opens tomorrow at 09:00 (holidays excepted)'],
    ['2026-11-28T10:00:00+08:00', '当前未开放，周一09:00开（节假日除外）', 'Closed now, opens Mon at 09:00 (holidays excepted)'],
  ])('says at %s when it opens', (at, zh, en) => {
    expect([nowWords('zh', place, at), nowWords('en', place, at)]).toEqual([zh, en]);
  });

  it('says no more than its hours, and nothing of them while it is open', () => {
    expect(nowWords('zh', { ...place, hours: null }, '2026-11-26T08:00:00+08:00')).toBe('当前未开放');
    expect(nowWords('zh', { ...place, open: true }, '2026-11-26T10:00:00+08:00')).toBe('开放中');
    expect(nowWords('zh', { ...place, kind: 'police_post' }, '2026-11-26T19:00:00+08:00')).toBe('今日已结束开放，明日09:00开（节假日除外）');
  });

  it('says whether it will ever be', () => {
    expect(['planned', 'approved', 'building', 'accepted', 'closed', 'brand_new'].map((it) => stateHeadline('zh', it)))
      .toEqual(['规划中，尚未开放', '规划中，尚未开放', '在建，尚未开放', '已验收，尚未开放', '已停用', 'brand_new']);
  });
});

it('what is not there is named in the city’s words', () => {
  const kinds = { ...city, places: [{ key: 'red_sail_station', name: { zh: '红帆驿站', en: 'Red Sail station' }, count: 1 }] };
  const grid: Subject = { what: 'area', area: { layer: 'grid', code: 'nonsense' } };
  expect([notThere('zh', kinds, grid), notThere('en', kinds, grid)]).toEqual(['没有编码为 nonsense 的网格', 'There is no grid with the code nonsense']);
  expect(notThere('en', kinds, { what: 'place', place: { kind: 'red_sail_station', code: 'NOPE' } })).toBe('There is no Red Sail station with the code NOPE');
});

it('names are English in the English page, where there are any', () => {
  const answer = { at: '', revision: 1, areas: [{ ...area, nameEn: 'Jia Grid' }, area], border: null, stations: null, coverage: null };
  expect(summary('en', city, answer)).toBe('This spot belongs to Grid Jia Grid, Grid 甲.');
  expect(summary('zh', city, answer)).toBe('此处属于网格 甲、网格 甲。');
});
