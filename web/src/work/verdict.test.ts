import { describe, expect, it } from 'vitest';

import { PackCity } from './city';
import { corners, lattice, owns, scale } from './ground';
import { fromGcj } from './locate';
import { inDatum } from '../model/datum';
import type { Pack } from './pack';
import { judge } from './verdict';

/** Two grids side by side with a common border at x = 1000, a third that is not the worker's own beyond x = 2000. */
function pack(own: string[] = ['a', 'b']): Pack {
  const square = (code: string, x: number): Pack['areas'][number] => ({
    layer: 'grid', code, name: code, names: { zh: code, en: code }, parent: 'c', ground: [[[x, 0, 1000, 0, 0, 1000, -1000, 0]]],
  });
  return {
    revision: 1, made: '2026-11-29T00:00:00Z', expires: '2026-12-06T00:00:00Z', layer: 'street', code: 's', name: 's', bounds: [0, 0, 1, 1], grid: 'grid', own,
    neighbours: [], layers: [], areas: [square('a', 0), square('b', 1000), square('x', 2000)], buildings: [], places: [], posts: [], mine: [], left_out: [],
  };
}

const at = (x: number, y: number): { lon: number; lat: number } => ({ lon: x / 1e7, lat: y / 1e7 });

describe('a spot', () => {
  it('on a border has the owner to the east, on a southern border the area itself', () => {
    const city = new PackCity(pack());
    expect([at(1000, 500), at(999, 500), at(0, 0), at(500, 1000), at(3000, 500)].map((it) => city.spot(it).grid)).toEqual(['b', 'a', 'a', '', '']);
  });

  it('is measured to the outline of all own grids, not to the border between two of them', () => {
    const { metres, neighbour, own } = new PackCity(pack()).spot(at(1000, 500));
    const [, north] = scale(500);
    expect(own).toBe(true);
    expect(metres).toBeCloseTo(500 * north, 6);
    expect(neighbour).toBe('');
    expect(new PackCity(pack()).spot(at(1990, 500)).neighbour).toBe('x');
    expect(new PackCity(pack(['a'])).spot(at(900, 500)).neighbour).toBe('b');
  });
});

describe('the owner rule', () => {
  it('is exact where products pass what a float holds', () => {
    const far = 1_800_000_000;
    const rings = corners([[[-far, -far, 2 * far, 2 * far - 1, -2 * far, 0]]]);
    expect(owns(rings, [0, 0])).toBe(true); // the edge passes a half step below
    expect(owns(rings, [0, -1])).toBe(false);
  });

  it('rounds half away from zero', () => {
    expect([0.00000005, -0.00000005, 116.12345675].map(lattice)).toEqual([1, -1, 1161234568]);
  });
});

describe('a verdict', () => {
  it.each([
    [{ grid: 'a', own: true, metres: 40, neighbour: 'x' }, 20, 'inside'],
    [{ grid: 'a', own: true, metres: 6, neighbour: 'x' }, 35, 'doubtful'],
    [{ grid: 'x', own: false, metres: 6, neighbour: 'x' }, 35, 'doubtful'],
    [{ grid: 'x', own: false, metres: 60, neighbour: 'x' }, 35, 'outside'],
    [{ grid: '', own: false, metres: 600, neighbour: '' }, 35, 'away'],
    [{ grid: 'a', own: true, metres: 400, neighbour: '' }, 3000, 'vague'],
  ] as const)('of %j at an accuracy of %d m is %s', (spot, accuracy, kind) => {
    expect(judge(spot, accuracy).kind).toBe(kind);
  });
});

it('GCJ-02 is undone to less than a step of the lattice', () => {
  for (const [lon, lat] of [[116.39, 39.9], [73.6, 20.1], [131.2, 48.3]] as const) {
    const back = fromGcj(inDatum({ lon, lat }, 'gcj02'));
    expect(Math.abs(back.lon - lon)).toBeLessThan(1e-7);
    expect(Math.abs(back.lat - lat)).toBeLessThan(1e-7);
  }
});
