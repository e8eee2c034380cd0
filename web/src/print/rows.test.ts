import { describe, expect, it } from 'vitest';

import { pagesOf, plainHeight } from './rows';

const grids = (count: number, name = '第{n}网格'): string[] => Array.from({ length: count }, (_, i) => name.replace('{n}', String(i + 1)));
const [first, more] = [{ height: 89, columns: 2 }, { height: 240, columns: 2 }];

describe('a table on paper', () => {
  it('is as high as its rows', () => {
    expect(plainHeight(grids(14), 30)).toBeCloseTo(16 * 5.4);
    expect(plainHeight(grids(14, 'A name of a grid that is as long as two rows of it {n}'), 30)).toBeCloseTo(16 * 5.4 + 14 * 4.2);
  });

  it('goes on in the next column, and on the next page, and leaves no row out', () => {
    for (const count of [1, 20, 21, 43, 80, 200, 1000]) {
      const pages = pagesOf(grids(count), first, more);
      expect(pages.flat().reduce((at, { from, to }) => (from === at && to > from ? to : -1), 0)).toBe(count + 1); // with the sum
      expect(pages.every((it, i) => it.length <= 2 && (i === pages.length - 1 || it.length === 2))).toBe(true);
    }
    expect(pagesOf(grids(20), first, more)).toEqual([[{ from: 0, to: 21 }]]);
    expect(pagesOf(grids(21), first, more)).toEqual([[{ from: 0, to: 21 }, { from: 21, to: 22 }]]);
    expect(pagesOf(grids(60), first, more)).toHaveLength(2);
  });

  it('has room for fewer names that are long, and takes one that is longer than a page', () => {
    const long = 'Wangtang Community of the Northern Industrial Park Grid {n}';
    expect(pagesOf(grids(40, long), first, more).length).toBeGreaterThan(pagesOf(grids(40), first, more).length);
    expect(pagesOf(['长'.repeat(2_000), '短'], first, more).flat().map((it) => it.to)).toEqual([1, 3]);
  });
});
