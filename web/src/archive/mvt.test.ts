import { describe, expect, it } from 'vitest';

import { holds, readTile } from './mvt';

/** A field with a length in front. */
function part(number: number, ...bytes: number[]): number[] {
  return [number * 8 + 2, bytes.length, ...bytes];
}

const text = (number: number, of: string): number[] => part(number, ...new TextEncoder().encode(of));

/** A square from 2/2 to 6/6 with the code 7. */
const square = part(2, 8, 1, ...part(2, 0, 0), 24, 3, ...part(4, 9, 4, 4, 26, 8, 0, 0, 8, 7, 0, 15));
const tile = Uint8Array.from(part(3, ...text(1, 'grid'), ...square, ...text(3, 'code'), ...part(4, ...text(1, '7'))));

describe('a tile read without a map', () => {
  it('gives texts and rings, and tells what is inside', () => {
    const [feature] = readTile(tile).get('grid') ?? [];
    expect(feature?.texts).toEqual({ code: '7' });
    expect(feature?.parts).toEqual([[[2, 2], [6, 2], [6, 6], [2, 6]]]);
    for (const [x, y, inside] of [[4, 4, true], [1, 4, false], [7, 4, false], [4, 7, false], [4, 1, false]] as const) {
      expect(feature !== undefined && holds(feature, x, y)).toBe(inside);
    }
  });

  it('refuses a tile that ends too early, wherever it is cut', () => {
    for (let end = 1; end < tile.length; end++) {
      expect(() => readTile(tile.subarray(0, end))).toThrow(RangeError);
    }
  });
});
