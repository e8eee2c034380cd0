import { describe, expect, it } from 'vitest';

import { type Hit, marked, remembered, stepped } from './search';

function hit(code: string): Hit {
  return { kind: 'area', layer: 'grid', code, name: code, nameEn: '', context: '', matched: 'name', note: '', point: { lon: 1, lat: 2 }, bounds: null };
}

/** The pieces as one text, what was found in brackets. */
function shown(text: string, query: string): string {
  return marked(text, query).map((it) => (it.hit ? `[${it.text}]` : it.text)).join('');
}

describe('marked', () => {
  it.each([
    ['柳舟社区第6网格', '柳舟', '[柳舟]社区第6网格'],
    ['Liuzhou Community', 'LIUZHOU', '[Liuzhou] Community'],
    ['Liuzhou Community', 'comm liu', '[Liu]zhou [Comm]unity'],
    ['柳舟社区第6网格', '柳舟6网格', '[柳舟]社区第6[网格]'],
    ['柳舟社区', 'lzsq', '柳舟社区'],
    ['柳舟社区', '舟柳', '柳舟社区'],
    ['𠮷野社区', '野', '𠮷[野]社区'],
    ['<img onerror=x>', '<img', '[<img] onerror=x>'],
    ['', 'a', ''],
    ['a.b', '.', 'a[.]b'],
  ])('%s for %s is %s', (text, query, want) => {
    expect(shown(text, query)).toBe(want);
  });

  it('loses no character', () => {
    for (const query of ['', ' ', '社 区', 'İ', '\u202e']) {
      expect(marked('İstanbul 社区\u202e', query).map((it) => it.text).join('')).toBe('İstanbul 社区\u202e');
    }
  });
});

describe('remembered', () => {
  it('has each hit once, the last first, and no more than it should', () => {
    const all = ['a', 'b', 'a', 'c', 'd'].reduce<readonly Hit[]>((recent, code) => remembered(recent, hit(code), 3), []);
    expect(all.map(({ code }) => code)).toEqual(['d', 'c', 'a']);
  });
});

describe('stepped', () => {
  it.each([[0, 3, -1], [1, 3, 0], [3, 3, 2], [4, 3, 0], [-1, 3, 2], [-4, 3, 2], [-3, 3, 0], [2, 0, -1]])('%i steps in a list of %i lead to %i', (steps, count, at) => {
    expect(stepped(steps, count)).toBe(at);
  });
});
