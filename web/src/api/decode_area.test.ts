import { describe, expect, it } from 'vitest';

import { decodeArea, decodeAreas, decodeBuilding, decodeHistory, decodeNeighbours, decodePlace, decodeShape } from './decode_area';

const row = {
  layer: 'grid', code: 'G1', name: '<b>甲</b>', names: { zh: '<b>甲</b>', en: 'A' }, parent: 'C1', class: { kind: 'ordinary' }, households: 412, population: null,
  source: 's', data_date: '2026-07-01', label: [119.86, 38.69], bounds: [119.8, 38.6, 119.9, 38.7], area_m2: 1234.5,
};
const readRow = {
  layer: 'grid', code: 'G1', name: '<b>甲</b>', names: { zh: '<b>甲</b>', en: 'A' }, parent: 'C1', class: { kind: 'ordinary' }, households: 412, population: null,
  source: 's', dataDate: '2026-07-01', label: { lon: 119.86, lat: 38.69 }, bounds: [119.8, 38.6, 119.9, 38.7], squareMetres: 1234.5,
};

describe('an area', () => {
  it('is read with its story', () => {
    const story = {
      matched: 'former', former: ['G0'], successors: [], predecessors: ['G8'], valid: { from: '2024-07-01', to: '' },
      chain: [{ layer: 'community', code: 'C1', name: '乙' }], children: [{ layer: 'building', count: 3 }],
    };
    expect(decodeArea({ ...row, ...story })).toEqual({ ...readRow, ...story });
  });

  it('has its quiet parts filled in', () => {
    expect(decodeArea({ ...row, names: {}, class: null })).toMatchObject({
      names: { zh: '', en: '' }, class: {}, matched: 'code', former: [], chain: [], valid: { from: '', to: '' },
    });
  });

  it.each([null, {}, { ...row, label: [200, 0] }, { ...row, bounds: [1, 2, 3] }, { ...row, area_m2: -1 }, { ...row, households: 1.5 }])('%j is none', (body) => {
    expect(decodeArea(body)).toBeNull();
  });

  it('stands in lists that say whether they go on', () => {
    expect(decodeAreas({ areas: [row], next: 'more' })).toEqual({ areas: [readRow], more: true });
    expect(decodeAreas({ areas: [], next: '' })).toEqual({ areas: [], more: false });
  });

  it('has neighbours and versions', () => {
    expect(decodeNeighbours({ neighbours: [{ code: 'G2', name: '丙', border_m: 12.5, corner_only: false }] }))
      .toEqual([{ code: 'G2', name: '丙', borderMetres: 12.5, cornerOnly: false }]);
    expect(decodeHistory({ versions: [{ code: 'G1', name: '甲', valid: { from: '2024-07-01', to: null } }] }))
      .toEqual([{ code: 'G1', name: '甲', parent: '', valid: { from: '2024-07-01', to: '' }, successors: [] }]);
  });
});

describe('a shape', () => {
  const ring = [[0, 0], [1, 0], [1, 1], [0, 0, 5]];

  it('is polygons, one or many, heights left out', () => {
    const read = [[[0, 0], [1, 0], [1, 1], [0, 0]]];
    expect(decodeShape({ type: 'Feature', geometry: { type: 'Polygon', coordinates: [ring] } })).toEqual([read]);
    expect(decodeShape({ type: 'Feature', geometry: { type: 'MultiPolygon', coordinates: [[ring], [ring]] } })).toEqual([read, read]);
  });

  it.each([null, { geometry: null }, { geometry: { type: 'Point', coordinates: [0, 0] } }, { geometry: { type: 'Polygon', coordinates: [[[0]]] } }])('%j is none', (body) => {
    expect(decodeShape(body)).toBeNull();
  });
});

describe('a place', () => {
  const place = {
    kind: 'red_sail_station', code: 'RS1', name: '甲', names: { zh: '甲' }, address: '路1号', point: [119.86, 38.69], open: null, state: 'open', services: ['tea'],
    skills: null, floor_area: 94, tenure: 'own', class: {}, source: '', data_date: '',
    hours: { week: [{ days: ['mon', 'tue'], open: [['08:00', '20:00']] }], dates: [{ from: '2026-02-17', to: '2026-02-18', open: [] }], calendar: 'cn' },
  };

  it('is read with its hours', () => {
    expect(decodePlace(place)).toMatchObject({ point: { lon: 119.86, lat: 38.69 }, floorArea: 94, names: { zh: '甲', en: '' }, skills: [], hours: place.hours });
    expect(decodePlace({ ...place, hours: null })?.hours).toBeNull();
  });

  it.each([{ ...place, point: [0] }, { ...place, hours: { week: [{ days: ['someday'] }] } }, { ...place, hours: { week: [{ days: ['mon'], open: [['8', '9']] }] } }])('%j is none', (body) => {
    expect(decodePlace(body)).toBeNull();
  });
});

it('a building is read without anybody in it', () => {
  const building = { code: 'B1', name: '1号楼', names: {}, address: '路1号', bounds: null, use: 'home', storeys: null, source: '', data_date: '' };
  expect(decodeBuilding({ ...building, households: 3 })).toEqual({
    code: 'B1', name: '1号楼', names: { zh: '', en: '' }, address: '路1号', bounds: null, use: 'home', storeys: null, source: '', dataDate: '',
  });
  expect(decodeBuilding({ ...building, storeys: 'many' })).toBeNull();
});
