import { describe, expect, it } from 'vitest';

import type { Gap, Row } from './answers';
import { sorted } from './coveragepage';
import { causeWords, nearestWords } from './gapspage';
import { boxAround } from './gates';
import { stepOf, steps, tintsOf } from './overlay';
import { percent } from './parts';
import { planText } from '../i18n/plan';

const row = (code: string, share: number | null, covered: number | null = 1): Row => ({ layer: 'street', code, name_en: '', name: `街道${code}`, total: 1, covered, uncovered: 0, estimated: 0, share });

describe('the classes of the share', () => {
  it('take every share once, the edges upwards', () => {
    expect([0, 0.4999, 0.5, 0.7, 0.8999, 0.9, 0.98, 1, null].map(stepOf)).toEqual([0, 0, 1, 2, 2, 3, 4, 4, -1]);
  });

  it('have a colour of their own, and one for what is not told', () => {
    const tints = tintsOf([row('a', 0.1), row('b', 0.99), row('c', null), row('d', 0.2)], 'dark');
    expect(tints.map((it) => it.codes)).toEqual([['a', 'd'], [], [], [], ['b'], ['c']]);
    expect(new Set(tints.map((it) => it.colour)).size).toBe(steps.length + 1);
  });
});

describe('the words of numbers', () => {
  it('never round a share up to the whole', () => {
    expect([0.99999, 1, 0.8868, 0, null].map(percent)).toEqual(['99.9%', '100.0%', '88.7%', '0.0%', '–']);
  });

  it('sort by a column both ways, what is not told last', () => {
    const rows = [row('c', null, null), row('b', 0.5, 2), row('a', 0.5, 9)];
    expect(sorted(rows, 'share', false).map((it) => it.code)).toEqual(['a', 'b', 'c']);
    expect(sorted(rows, 'covered', true).map((it) => it.code)).toEqual(['a', 'b', 'c']);
    expect(sorted(rows, 'covered', false).map((it) => it.code)).toEqual(['b', 'a', 'c']);
  });
});

describe('the cause of a gap in words', () => {
  const at = { lon: 119, lat: 38 };
  const gap: Gap = {
    layer: 'compound', code: 'X1', name_en: '', name: '鹭亭小区', buildings: 8, households: 93, at, bounds: [119, 38, 119.1, 38.1],
    nearest: { code: 'RS1', name_en: '', name: '归川花园红帆驿站', walk_s: 840, line_m: 319.6 },
    cause: {
      kind: 'barrier', detour_s: 300,
      barrier: { kind: 'rail', layer: 'rail', code: 'T1', name: '云汐铁路', at }, binding: { kind: 'bridge', layer: 'road', code: 'R9', name: '月和桥', at },
    },
  };
  const page = (lang: 'zh' | 'en') => ({ lang, say: (key: Parameters<typeof planText>[1], values?: Readonly<Record<string, string | number>>) => planText(lang, key, values) });

  it('names the station, the way, what lies between, and where the way round leads', () => {
    expect(nearestWords(page('zh'), gap)).toBe('最近驿站 归川花园红帆驿站，步行 14 分钟；直线 320 米');
    expect(causeWords(page('zh'), gap.cause)).toBe('铁路“云汐铁路”阻隔，绕行桥“月和桥”，多走 5 分钟');
    expect(causeWords(page('en'), gap.cause)).toBe('a railway “云汐铁路” in the way, the way round by bridge “月和桥” takes 5 min more');
    expect(causeWords(page('zh'), { ...gap.cause, kind: 'cut_off', barrier: null, binding: null })).toBe('道路不通：走不到任何驿站');
  });
});

describe('the box in which gates are asked for', () => {
  it('holds the middle with some way around it, and lies on a lattice', () => {
    const near = boxAround({ lon: 119.9231, lat: 38.6412 });
    expect(near).toEqual(['119.90', '38.62', '119.94', '38.66']);
    expect(boxAround({ lon: 119.9239, lat: 38.6419 })).toEqual(near);
  });
});
