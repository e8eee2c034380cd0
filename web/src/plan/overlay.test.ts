import { readFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

import type { Gap, Row } from './answers';
import { sorted } from './coveragepage';
import { causeWords, nearestWords } from './gapspage';
import { boxAround } from './gates';
import { noneColour, normColours, stepColour, stepOf, steps, tintsOf } from './overlay';
import { percent } from './parts';
import { planText } from '../i18n/plan';
import { landColour, spotColour } from '../map/plan';

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

/** How those see who lack one kind of cones: Machado, Oliveira and Fernandes 2009, of linear RGB. */
const sights = {
  all: [1, 0, 0, 0, 1, 0, 0, 0, 1],
  noLong: [0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998],
  noMiddle: [0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.01182, 0.04294, 0.968881],
  noShort: [1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.3039],
} as const;

const times = (matrix: readonly number[], [x, y, z]: readonly [number, number, number]): [number, number, number] =>
  [0, 3, 6].map((at) => (matrix[at] ?? 0) * x + (matrix[at + 1] ?? 0) * y + (matrix[at + 2] ?? 0) * z) as [number, number, number];

/** CIELAB of a colour, as somebody sees it. */
function seen(colour: string, sight: readonly number[]): [number, number, number] {
  const linear = [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16) / 255).map((it) => (it <= 0.04045 ? it / 12.92 : ((it + 0.055) / 1.055) ** 2.4)) as [number, number, number];
  const shown = times(sight, linear).map((it) => Math.min(1, Math.max(0, it))) as [number, number, number];
  const [x, y, z] = times([0.4339, 0.3762, 0.1899, 0.2126, 0.7152, 0.0722, 0.0177, 0.1095, 0.8728], shown).map((it) => (it > 0.008856 ? Math.cbrt(it) : 7.787 * it + 16 / 116)) as [number, number, number];
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

/** The least distance (CIE76) of any two of these colours for anybody. */
function apart(colours: readonly string[]): number {
  const pairs = colours.flatMap((one, i) => colours.slice(i + 1).map((other) => [one, other] as const));
  return Math.min(...Object.values(sights).flatMap((sight) => pairs.map(([one, other]) => Math.hypot(...seen(one, sight).map((it, i) => it - (seen(other, sight)[i] ?? 0))))));
}

/** Red is left to what is chosen. */
const reddish = (colour: string): boolean => {
  const [lightness, a, b] = seen(colour, sights.all);
  return lightness > 20 && Math.hypot(a, b) > 30 && Math.abs(Math.atan2(b, a)) < Math.PI / 4.5;
};

describe('the colours', () => {
  const report = readFileSync(new URL('../../../internal/plan/reportmap.go', import.meta.url), 'utf8');
  const printed = Array.from(/var shades = [^\n]*\n(?:[^\n]*\n){3}\}([^\n]*)/.exec(report)?.[1]?.matchAll(/"(#[0-9a-f]{6})"/g) ?? [], (it) => it[1] ?? '');
  const sets: Readonly<Record<string, readonly string[]>> = {
    'of shares, light': steps.map((_, i) => stepColour('light', i)),
    'of shares, dark': steps.map((_, i) => stepColour('dark', i)),
    'of shares in the report': printed,
    'of grids off the norm, light': Object.values(normColours.light),
    'of grids off the norm, dark': Object.values(normColours.dark),
    'of what is gained and lost, light': [spotColour('light', 'gained'), spotColour('light', 'lost')],
    'of what is gained and lost, dark': [spotColour('dark', 'gained'), spotColour('dark', 'lost')],
  };

  it.each(Object.keys(sets))('%s are told apart by everybody, and none is red', (name) => {
    const set = sets[name] ?? [];
    expect(set.length).toBe(name.includes('shares') ? steps.length : 2);
    expect(apart(set)).toBeGreaterThan(15);
    expect(set.filter(reddish)).toEqual([]);
  });

  it.each(['light', 'dark'] as const)('of no share, and of land without a colour, is none of the others, %s', (theme) => {
    for (const colour of steps.map((_, i) => stepColour(theme, i))) {
      expect(apart([colour, noneColour[theme]])).toBeGreaterThan(15);
      expect(apart([colour, landColour(theme)])).toBeGreaterThan(15);
    }
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
      kind: 'barrier', detour_s: 300, locked: null,
      barrier: { kind: 'rail', words: { zh: '铁路', en: 'a railway' }, layer: 'rail', code: 'T1', name: '云汐铁路', at }, binding: { kind: 'bridge', words: { zh: '桥', en: 'the bridge' }, layer: 'road', code: 'R9', name: '月和桥', at },
    },
  };
  const page = (lang: 'zh' | 'en') => ({ lang, say: (key: Parameters<typeof planText>[1], values?: Readonly<Record<string, string | number>>) => planText(lang, key, values) });

  it('names the station, the way, what lies between, and where the way round leads', () => {
    expect(nearestWords(page('zh'), gap)).toBe('最近驿站 归川花园红帆驿站，步行 14 分钟；直线 320 米');
    expect(causeWords(page('zh'), gap.cause)).toBe('铁路“云汐铁路”阻隔，绕行桥“月和桥”，多走 5 分钟');
    expect(causeWords(page('en'), gap.cause)).toBe('a railway “云汐铁路” in the way, the way round by bridge “月和桥” takes 5 min more');
    expect(causeWords(page('zh'), { ...gap.cause, kind: 'cut_off', barrier: null, binding: null })).toBe('道路不通：走不到任何驿站');
    const own = { kind: 'turnstile', words: { zh: '旋转闸', en: 'the turnstile' }, layer: 'wall', code: 'T4', name: '', at };
    expect(causeWords(page('zh'), { ...gap.cause, binding: own, locked: { ...own, kind: 'gate', code: 'G11', saved_s: 240 } })).toBe('铁路“云汐铁路”阻隔，绕行旋转闸“T4”，多走 5 分钟，出入口“G11”已锁，打开可少走 4 分钟');
    expect(causeWords(page('en'), { ...gap.cause, binding: own })).toContain('the way round by the turnstile “T4”');
  });
});

describe('the box in which gates are asked for', () => {
  it('holds the middle with some way around it, and lies on a lattice', () => {
    const near = boxAround({ lon: 119.9231, lat: 38.6412 });
    expect(near).toEqual(['119.90', '38.62', '119.94', '38.66']);
    expect(boxAround({ lon: 119.9239, lat: 38.6419 })).toEqual(near);
  });
});
