import { describe, expect, it } from 'vitest';

import { beside } from './coveragepage';

const row = (covered: number, uncovered: number, estimated: number) => ({ layer: 'compound', code: 'C', name: '', name_en: '', share: 0.5, covered, uncovered, estimated, total: covered + uncovered + estimated });

describe('the table by compounds', () => {
  it('leaves out who lives in none, and says how many they are where sums are exact', () => {
    const of = { households: row(100, 50, 10), by: [row(60, 20, 3), row(30, 20, 7)] };
    expect(beside({ exact: true, ...of })).toBe(20);
    expect(beside({ exact: false, ...of })).toBeNull();
  });
});
