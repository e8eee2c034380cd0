import { describe, expect, it } from 'vitest';

import { across, type Polygon } from './across';

function box(west: number, south: number, east: number, north: number): Polygon {
  return [[[west, south], [east, south], [east, north], [west, north], [west, south]]];
}

describe('across', () => {
  it('is as far behind the border as the spot is in front of it', () => {
    const there = across({ lon: 0.999, lat: 0.5 }, [box(1, 0, 2, 1)]);
    expect(there?.lon).toBeCloseTo(1.001, 9);
    expect(there?.lat).toBeCloseTo(0.5, 9);
  });

  it('comes back to where it began', () => {
    const start = { lon: 116.9993, lat: 38.4 };
    const there = across(start, [box(117, 38, 118, 39)]);
    const back = there && across(there, [box(116, 38, 117, 39)]);
    expect(back?.lon).toBeCloseTo(start.lon, 9);
    expect(back?.lat).toBeCloseTo(start.lat, 9);
  });

  it('goes less far into a narrow neighbour, and never into its hole', () => {
    const narrow = across({ lon: 0.99, lat: 0.5 }, [box(1, 0, 1.004, 1)]);
    expect(narrow?.lon).toBeGreaterThan(1);
    expect(narrow?.lon).toBeLessThan(1.004);
    const [outer] = box(1, 0, 3, 1);
    const [hole] = box(1.001, 0.2, 1.5, 0.8);
    const ring = across({ lon: 0.99, lat: 0.5 }, [[outer ?? [], hole ?? []]]);
    expect(ring?.lon).toBeGreaterThan(1);
    expect(ring?.lon).toBeLessThan(1.001);
  });

  it('finds its way from the border itself', () => {
    const there = across({ lon: 1, lat: 0.5 }, [box(1, 0, 2, 1)]);
    expect(there?.lon).toBeGreaterThan(1);
  });

  it('is none for a shape without a border', () => {
    expect(across({ lon: 0, lat: 0 }, [])).toBeNull();
  });
});
