import { expect, it } from 'vitest';

import { decodeFound } from './decode_search';

const hit = { kind: 'area', layer: 'grid', code: 'G1', name: '甲', context: '乙', matched: 'pinyin', point: [119.86, 38.69] };

it('results are read, names as they are', () => {
  expect(decodeFound({ revision: 3, query_kind: 'text', results: [hit, { ...hit, kind: 'coordinate', layer: '', code: '', note: 'GCJ-02', bounds: [1, 2, 3, 4] }] })).toEqual({
    revision: 3,
    hits: [
      { kind: 'area', layer: 'grid', code: 'G1', name: '甲', nameEn: '', context: '乙', matched: 'pinyin', note: '', point: { lon: 119.86, lat: 38.69 }, bounds: null },
      { kind: 'coordinate', layer: '', code: '', name: '甲', nameEn: '', context: '乙', matched: 'pinyin', note: 'GCJ-02', point: { lon: 119.86, lat: 38.69 }, bounds: [1, 2, 3, 4] },
    ],
  });
});

it('roads, house numbers and crossings are results', () => {
  const kinds = ['building', 'address', 'line', 'crossing'];
  expect(decodeFound({ revision: 3, query_kind: 'text', results: kinds.map((kind) => ({ ...hit, kind })) })?.hits.map((it) => it.kind)).toEqual(kinds);
});

it.each([null, {}, { revision: 1 }, { revision: 1, results: [{ ...hit, kind: 'person' }] }, { revision: 1, results: [{ ...hit, point: [1] }] }])('%j is none', (body) => {
  expect(decodeFound(body)).toBeNull();
});
