import { describe, expect, it } from 'vitest';

import { decoded } from '../api/parts';
import { planText } from '../i18n/plan';
import { gridsSchema } from './answers';
import { normWords } from './balancepage';

describe('the sums of balance', () => {
  it('add up: each grid is in one of the numbers', () => {
    const area = { code: 'G', name: '', name_en: '', households: 1 };
    const of = decoded(gridsSchema, { layer: 'grid', revision: 1, norm: { least: 300, most: 500 }, areas: 180, within: 95, special: 25, empty: 23, unknown: 17, above: Array(13).fill(area), below: Array(7).fill(area) });
    expect(of).not.toBeNull();
    for (const lang of ['zh', 'en'] as const) {
      const words = of === null ? '' : normWords({ lang, say: (key, values) => planText(lang, key, values) }, of);
      const [all = 0, ...parts] = (words.match(/\d+/g) ?? []).map(Number);
      expect([all, parts.reduce((sum, it) => sum + it, 0)]).toEqual([180, 180]);
    }
  });
});
