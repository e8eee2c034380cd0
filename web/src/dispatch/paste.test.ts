import { describe, expect, it } from 'vitest';

import { groundOfCorners, groundOfText, longestPaste } from './paste';

const ring = [[1, 1], [2, 1], [2, 2], [1, 1]];

describe('ground that is pasted', () => {
  it('is read from WKT and GeoJSON in all their forms', () => {
    for (const text of [
      'POLYGON((1 1,2 1,2 2,1 1))', ' polygon z ((1 1 5, 2 1 5, 2 2 5, 1 1 5)) ', 'SRID=4326;POLYGON ((1 1, 2.0 1, 2 2))', 'MULTIPOLYGON(((1 1,2 1,2 2,1 1)))',
      JSON.stringify({ type: 'Polygon', coordinates: [ring] }), JSON.stringify({ type: 'MultiPolygon', coordinates: [[ring]] }),
      JSON.stringify({ type: 'Feature', properties: null, geometry: { type: 'Polygon', coordinates: [ring.map((it) => [...it, 9])] } }),
      JSON.stringify({ type: 'FeatureCollection', features: [{ type: 'Feature', geometry: { type: 'Polygon', coordinates: [ring] } }] }),
    ]) {
      expect(groundOfText(text), text).toEqual([[ring]]);
    }
  });

  it('keeps holes and parts', () => {
    expect(groundOfText('MULTIPOLYGON(((0 0,9 0,9 9,0 0),(1 1,2 1,2 2,1 1)),((20 0,21 0,21 1,20 0)))')).toHaveLength(2);
  });

  it.each([
    ['', 'notGround'], ['hello', 'notGround'], ['POLYGON((1 1,2 1))', 'notGround'], ['POLYGON((1 1,2 x,2 2))', 'notGround'], ['POLYGON EMPTY', 'notGround'], ['{"type":"Polygon"}', 'notGround'], ['{', 'notGround'],
    ['POINT(1 1)', 'lonelyPoint'], ['{"type":"LineString","coordinates":[]}', 'lonelyPoint'], ['POLYGON((500000 4300000,500100 4300000,500100 4300100))', 'projected'], ['SRID=4547;POLYGON((1 1,2 1,2 2))', 'projected'],
    ['POLYGON((1 91,2 91,2 92))', 'offEarth'], [`POLYGON((${Array.from({ length: 10_001 }, (_, i) => `${i / 1000} 1`).join(',')}))`, 'tooManyCorners'], ['x'.repeat(longestPaste + 1), 'tooLong'],
    ['{"type":"FeatureCollection","features":[{"type":"Feature","geometry":{"type":"Point","coordinates":[1,1]}}]}', 'lonelyPoint'],
  ])('is refused by name: %.40s', (text, fault) => {
    expect(groundOfText(text)).toBe(fault);
  });
});

it('corners that are clicked make a ring from the third on', () => {
  expect(groundOfCorners([{ lon: 1, lat: 1 }, { lon: 2, lat: 1 }])).toEqual([]);
  expect(groundOfCorners([{ lon: 1, lat: 1 }, { lon: 2, lat: 1 }, { lon: 2, lat: 2 }])).toEqual([[ring]]);
});
