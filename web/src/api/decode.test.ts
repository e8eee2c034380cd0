import { describe, expect, it } from 'vitest';

import { decodeAnswer, decodeCity, decodeProblem } from './decode';

const city = {
  revision: 42,
  layers: [{ key: 'grid', name: { zh: '网格', en: 'Grid' }, parent: 'community', partition: true, depth: 3, zoom: [0, 16], areas: 24 }],
  bounds: [119.8, 38.6, 119.9, 38.7],
  demo: true,
  insecure_local: false,
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
    const { insecure_local, ...same } = city;
    expect(decodeCity(city)).toEqual({ ...same, insecureLocal: insecure_local });
    expect(decodeCity({ ...city, bounds: null })?.bounds).toBeNull();
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
      areas: answer.areas,
      border: { distanceMetres: 12.4, layer: 'grid', neighbour: null, doubtful: true },
    });
  });

  it('has its quiet parts filled in', () => {
    const { areas } = decodeAnswer({ ...answer, areas: [{ layer: 'a', code: 'b', name: 'c' }] }) ?? {};
    expect(areas).toEqual([{ layer: 'a', code: 'b', name: 'c', parent: '', agrees: true, contested: [] }]);
    expect(decodeAnswer({ ...answer, border: null })?.border).toBeNull();
  });

  it.each([null, {}, { ...answer, areas: null }, { ...answer, border: { ...answer.border, distance_m: -1 } }, { ...answer, revision: '42' }])('%j is none', (body) => {
    expect(decodeAnswer(body)).toBeNull();
  });
});

it('a problem is read by its code', () => {
  expect(decodeProblem({ type: 'about:blank', title: 'T', status: 400, code: 'c', detail: 'd' })).toEqual({ code: 'c', title: 'T', detail: 'd' });
  expect(decodeProblem({ title: 'T' })).toBeNull();
});
