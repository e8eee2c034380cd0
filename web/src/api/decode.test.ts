import { describe, expect, it } from 'vitest';

import { decodeAnswer, decodeCity, decodeProblem, decodeStations } from './decode';

const city = {
  revision: 42,
  layers: [{ key: 'grid', name: { zh: '网格', en: 'Grid' }, parent: 'community', partition: true, depth: 3, zoom: [0, 16], areas: 24 }],
  bounds: [119.8, 38.6, 119.9, 38.7],
  demo: true,
};
const answer = {
  point: { lon: 116.58, lat: 35.41, crs: 'wgs84' },
  at: '2026-11-21T10:00:00+08:00',
  revision: 42,
  areas: [{ layer: 'street', code: '370811001', name: '<img onerror=x>', parent: '370811', agrees: false, contested: ['370811001', '370811002'] }],
  border: { distance_m: 12.4, layer: 'grid', neighbour: null, doubtful: true },
};

describe('the city', () => {
  it('is read', () => {
    const quiet = { recorded: '', places: [], lines: [], buildings: 0, terms: {}, zone: '', notices: [] };
    expect(decodeCity(city)).toEqual({ ...city, ...quiet, layers: [{ ...city.layers[0], base: false, kinds: [], show: null }] });
    expect(decodeCity({ ...city, bounds: null })?.bounds).toBeNull();
  });

  it('is read with all that it may say', () => {
    const name = { zh: '红帆驿站', en: 'Red Sail station' };
    const more = { places: [{ key: 'red_sail_station', name, count: 3 }], lines: [{ key: 'road', count: 2 }], buildings: 7, terms: { own: name } };
    const layer = { ...city.layers[0], base: true, kinds: [{ key: 'special', name }], show: { border: 11, label: 13.5, label_end: 20 } };
    expect(decodeCity({ ...city, ...more, layers: [layer] })).toMatchObject({ ...more, layers: [{ ...layer, show: { border: 11, label: 13.5, labelEnd: 20 } }] });
  });

  it.each([
    null, 'x', [], {}, { ...city, revision: 1.5 }, { ...city, bounds: [1, 2, 3] }, { ...city, bounds: [1, 2, 3, 'x'] }, { ...city, layers: [{}] },
    { ...city, layers: [{ ...city.layers[0], zoom: [0, 99] }] }, { ...city, layers: [{ ...city.layers[0], key: '' }] },
  ])('%j is none', (body) => {
    expect(decodeCity(body)).toBeNull();
  });
});

describe('the answer', () => {
  it('is read, names as they are', () => {
    expect(decodeAnswer(answer)).toEqual({
      at: answer.at,
      revision: 42,
      areas: answer.areas.map((it) => ({ ...it, nameEn: '' })),
      border: { distanceMetres: 12.4, layer: 'grid', neighbour: null, doubtful: true },
      stations: null,
      coverage: null,
    });
  });

  it('has the places near, whose hours may not be known', () => {
    const station = { kind: 'red_sail_station', code: 'RS1', name: '甲', name_en: 'Jia', walk_s: 412, distance_m: 520, open: null, method: 'estimate', point: [119.86, 38.69] };
    const read = decodeAnswer({ ...answer, stations: [station], coverage: { within_10_min: true, method: 'estimate' } });
    expect(read?.stations).toEqual([{
      kind: 'red_sail_station', code: 'RS1', name: '甲', nameEn: 'Jia', walkSeconds: 412, distanceMetres: 520, open: null, method: 'estimate', point: { lon: 119.86, lat: 38.69 },
    }]);
    expect(read?.coverage).toEqual({ within: true, method: 'estimate' });
    expect(decodeStations({ stations: [station] })).toEqual(read?.stations);
    expect(decodeStations({ stations: [{ ...station, point: [1, 91] }] })).toBeNull();
    expect(decodeStations({ stations: [{ ...station, walk_s: -1 }] })).toBeNull();
  });

  it('has its quiet parts filled in', () => {
    const { areas } = decodeAnswer({ ...answer, areas: [{ layer: 'a', code: 'b', name: 'c' }] }) ?? {};
    expect(decodeAnswer({ ...answer, areas: [{ layer: 'a', code: 'b', name: 'c', name_en: 'C' }] })?.areas[0]?.nameEn).toBe('C');
    expect(areas).toEqual([{ layer: 'a', code: 'b', name: 'c', nameEn: '', parent: '', agrees: true, contested: [] }]);
    expect(decodeAnswer({ ...answer, border: null })?.border).toBeNull();
  });

  it.each([null, {}, { ...answer, areas: null }, { ...answer, border: { ...answer.border, distance_m: -1 } }, { ...answer, revision: '42' }])('%j is none', (body) => {
    expect(decodeAnswer(body)).toBeNull();
  });
});

it('a problem is read by its code', () => {
  expect(decodeProblem({ type: 'about:blank', title: 'T', status: 400, code: 'c', detail: 'd' })).toEqual({ code: 'c', title: 'T', detail: 'd', revision: 0 });
  expect(decodeProblem({ title: 'T' })).toBeNull();
});
