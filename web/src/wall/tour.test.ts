import { describe, expect, it } from 'vitest';

import { wallKeys, wallText } from '../i18n/wall';
import { madeCity, madeLayer } from '../model/kit';
import { ageOf, ageWords, around, percentOf, readAsk, totals, tourLayer, withoutToken } from './tour';

describe('the address of a wall', () => {
  it('says the pace within limits, and gives the token up', () => {
    expect(readAsk('#wall=1')).toEqual({ token: '', every: 20 });
    expect(readAsk('#wall=1&tour=0')).toEqual({ token: '', every: 2 });
    expect(readAsk('#wall=1&tour=x&token=rs_a-b')).toEqual({ token: 'rs_a-b', every: 20 });
    expect(withoutToken('#wall=1&token=rs_a-b&lang=en')).toBe('#wall=1&lang=en');
    expect(withoutToken('#token=rs_a&wall=1')).toBe('#wall=1');
  });
});

describe('the tour', () => {
  const city = madeCity([madeLayer('city'), madeLayer('street', 1, { parent: 'city', areas: 2 }), madeLayer('grid', 2, { parent: 'street', areas: 9 })]);

  it('goes to what lies below the area of the wall', () => {
    const wall = (layer: string): Parameters<typeof tourLayer>[1] => ({ account: '', via: 'display', wall: { area: { layer, code: 'x', name: '' }, layers: [] } });
    expect(tourLayer(city, wall('city'))?.key).toBe('street');
    expect(tourLayer(city, wall('street'))?.key).toBe('grid');
    expect(tourLayer(city, wall('grid'))?.key).toBe('grid');
    expect(tourLayer(city, { account: 'a', via: 'session', wall: null })?.key).toBe('street');
  });

  it('shows the rows around the one that it is at', () => {
    const list = Array.from({ length: 20 }, (_, i) => i);
    for (let at = 0; at < 20; at++) {
      const rows = around(list, at, 9);
      expect(rows).toHaveLength(9);
      expect(rows).toContain(at);
    }
    expect(around([1, 2], 1, 9)).toEqual([1, 2]);
  });
});

describe('what is told', () => {
  it('never rounds up, sums posts, and says how old it is', () => {
    expect(percentOf(0.99999)).toBe('99.9%');
    expect(percentOf(1)).toBe('100.0%');
    expect(totals([{ code: 'a', posts: 3, vacant: 1, on_duty: 1, unknown: 0 }, { code: 'b', posts: 2, vacant: 0, on_duty: 2, unknown: 1 }])).toEqual({ posts: 5, vacant: 1, on_duty: 3, unknown: 1 });
    expect([0, 59_999, 60_000, 179_999, 180_000].map(ageOf)).toEqual(['now', 'now', 'late', 'late', 'old']);
    expect([119_000, 120_000, 7_200_000].map(ageWords)).toEqual([['seconds', 119], ['minutes', 2], ['hours', 2]]);
  });

  it('is said in both languages', () => {
    for (const key of wallKeys) {
      expect(wallText('zh', key)).not.toBe('');
      expect(wallText('en', key), key).not.toMatch(/\p{Script=Han}/u);
      expect(wallText('zh', key), key).not.toMatch(/\p{Script=Han}[,;:?!]/u);
    }
    expect(wallText('en', 'age', { age: '3 s' })).toBe('Data of 3 s ago');
  });
});
