import { describe, expect, it } from 'vitest';

import { beyond, ways, within } from './walk';

const square = [[[[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]] as const]] as const;
const east = [[[[1, 0], [3, 0], [3, 1], [1, 1], [1, 0]] as const]] as const;
const key = (name: string): readonly [number, number] => ways[name] ?? [0, 0];

describe('walking to a neighbour', () => {
  it('comes out just behind the border, in each of four ways', () => {
    expect(beyond({ lon: 0.5, lat: 0.25 }, square, key('ArrowRight'))).toEqual({ lon: 1.00003, lat: 0.25 });
    expect(beyond({ lon: 0.5, lat: 0.25 }, square, key('ArrowUp'))?.lat).toBeCloseTo(1.00003, 9);
    expect(beyond({ lon: 0.5, lat: 0.25 }, square, key('ArrowLeft'))?.lon).toBeCloseTo(-0.00003, 9);
    expect(beyond({ lon: 0.5, lat: 0.25 }, square, key('ArrowDown'))?.lat).toBeCloseTo(-0.00003, 9);
  });

  it('goes on to the middle of what lies there', () => {
    expect(within({ lon: 1.00003, lat: 0.25 }, east, key('ArrowRight')).lon).toBeCloseTo(2.000015, 9);
  });

  it('leads nowhere from outside, with nothing before it', () => {
    expect(beyond({ lon: 5, lat: 0.5 }, square, key('ArrowRight'))).toBeNull();
  });

  it('leaves a corner on the ray by one side, not by none and not by both', () => {
    const diamond = [[[[0, 0], [1, 1], [0, 2], [-1, 1], [0, 0]] as const]] as const;
    expect(beyond({ lon: 0, lat: 1 }, diamond, key('ArrowRight'))?.lon).toBeCloseTo(1.00003, 9);
  });
});
