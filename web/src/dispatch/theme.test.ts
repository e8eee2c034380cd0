import { describe, expect, it } from 'vitest';

import { attributeOf, byOf, entriesOf, quantiles } from './theme';

function row(code: string, households: number | null, kind = ''): Parameters<typeof entriesOf>[0][number] {
  return { code, name: code, class: kind === '' ? {} : { kind }, households, population: null, area_m2: 20_000 };
}

describe('classes of a figure', () => {
  it('hold about equally many, and every number exactly once', () => {
    const numbers = Array.from({ length: 103 }, (_, i) => (i * 37) % 101);
    const spans = quantiles(numbers);
    expect(spans).toHaveLength(5);
    const counts = spans.map(([from, to]) => numbers.filter((n) => n >= from && n <= to).length);
    expect(counts.reduce((a, b) => a + b)).toBe(103);
    expect(Math.min(...counts)).toBeGreaterThan(17);
  });

  it('keep equal numbers together and are fewer where there are few', () => {
    expect(quantiles([])).toEqual([]);
    expect(quantiles([4, 4, 4])).toEqual([[4, 4]]);
    expect(quantiles([1, 1, 1, 1, 1, 1, 1, 2])).toEqual([[1, 1], [2, 2]]);
  });
});

describe('the legend', () => {
  it('counts each area once, what is not told last and apart', () => {
    const entries = entriesOf([row('a', 10), row('b', null), row('c', 30)], 'households', new Map(), 'light');
    expect(entries.map(({ key, codes }) => [key, codes])).toEqual([['0', ['a']], ['1', ['c']], ['none', ['b']]]);
    expect(new Set(entries.map((it) => it.colour)).size).toBe(3);
  });

  it('has the values of a class, the most frequent first', () => {
    const entries = entriesOf([row('a', 1, 'special'), row('b', 1, 'ordinary'), row('c', 1, 'ordinary'), row('d', 1)], 'kind', new Map(), 'dark');
    expect(entries.map(({ value, codes }) => [value, codes])).toEqual([['ordinary', ['b', 'c']], ['special', ['a']], [null, ['d']]]);
  });

  it('tells a class from the figure of the same name', () => {
    const small = { ...row('a', 1), class: { population: 'population_small' }, population: 90 };
    const by = byOf('population');
    expect([by, attributeOf(by), byOf('kind'), attributeOf('kind'), attributeOf('class_kind')]).toEqual(['class_population', 'population', 'kind', 'kind', 'class_kind']);
    expect(entriesOf([small], by, new Map(), 'light').map(({ value, codes }) => [value, codes])).toEqual([['population_small', ['a']]]);
    expect(entriesOf([small], 'population', new Map(), 'light')[0]?.span).toEqual([90, 90]);
  });

  it('reads shares and densities', () => {
    expect(entriesOf([row('a', 1), row('b', 1)], 'coverage', new Map([['a', 0.5]]), 'light').map((it) => it.codes)).toEqual([['a'], ['b']]);
    expect(entriesOf([row('a', 8)], 'density', new Map(), 'light')[0]?.span).toEqual([4, 4]);
  });
});
