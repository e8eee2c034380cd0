import { describe, expect, it } from 'vitest';

import { groundOf, lengthOf, metresBetween } from './geodesic';

describe('lengths on the ellipsoid', () => {
  it('are those of published lines', () => {
    // A degree of the equator, one of the meridian, and its quarter, by GeographicLib on WGS-84.
    expect(metresBetween({ lon: 0, lat: 0 }, { lon: 1, lat: 0 })).toBeCloseTo(111_319.490_793, 3);
    expect(metresBetween({ lon: 0, lat: 0 }, { lon: 0, lat: 1 })).toBeCloseTo(110_574.388_557, 3);
    expect(metresBetween({ lon: 0, lat: 0 }, { lon: 0, lat: 90 })).toBeCloseTo(10_001_965.729_312, 2);
    expect(metresBetween({ lon: 7, lat: 7 }, { lon: 7, lat: 7 })).toBe(0);
    expect(metresBetween({ lon: 0, lat: 0 }, { lon: 179.9, lat: 0.1 })).toBeNull();
  });

  it('add up along a line', () => {
    expect(lengthOf([])).toBe(0);
    expect(lengthOf([{ lon: 0, lat: 0 }, { lon: 1, lat: 0 }, { lon: 2, lat: 0 }])).toBeCloseTo(2 * 111_319.490_793, 2);
  });
});

describe('ground on the ellipsoid', () => {
  it('is the whole earth and its octants', () => {
    const octant = groundOf([{ lon: 0, lat: 0 }, { lon: 90, lat: 0 }, { lon: 90, lat: 90 }, { lon: 0, lat: 90 }]);
    expect(octant / (510_065_621_724_088.4 / 8)).toBeCloseTo(1, 9);
  });

  it('is the same by either sense and start, to a millionth for a small ring', () => {
    const ring = [{ lon: 119.86, lat: 38.69 }, { lon: 119.862, lat: 38.6901 }, { lon: 119.8615, lat: 38.692 }, { lon: 119.8602, lat: 38.6915 }];
    const turned = [...ring.slice(2), ...ring.slice(0, 2)].reverse();
    expect(groundOf(turned) / groundOf(ring)).toBeCloseTo(1, 8);
    expect(groundOf(ring.slice(0, 2))).toBe(0);
  });

  it('is what the server says of the same ring', () => {
    const ring = [[119.857, 38.688], [119.862, 38.6885], [119.8615, 38.691], [119.8571, 38.6908]].map(([lon = 0, lat = 0]) => ({ lon, lat }));
    expect(groundOf(ring)).toBeCloseTo(120_969.5, 1); // area_m2 of POST /api/v1/areas/within
  });
});
