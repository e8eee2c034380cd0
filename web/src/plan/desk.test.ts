import { describe, expect, it } from 'vitest';

import { planText } from '../i18n/plan';
import { whom, whomQuery } from './desk';
import { profiles } from './link';

describe('who walks', () => {
  it('is said to the server of all but adults, whom it takes by itself', () => {
    expect(profiles.map((profile) => whomQuery({ profile, policy: false }))).toEqual(['', '&profile=elderly', '&profile=wheelchair', '&profile=bicycle']);
    expect(profiles.map((profile) => whom({ profile, policy: false }))).toEqual([{}, { profile: 'elderly' }, { profile: 'wheelchair' }, { profile: 'bicycle' }]);
  });

  it('says too when the class of an area has minutes of its own', () => {
    expect(whomQuery({ profile: 'elderly', policy: true })).toBe('&profile=elderly&policy=true');
    expect(whom({ profile: 'adult', policy: true })).toEqual({ policy: true });
  });

  it('has a word in both languages', () => {
    for (const lang of ['zh', 'en'] as const) {
      expect(new Set(profiles.map((it) => planText(lang, it))).size).toBe(profiles.length);
    }
  });
});
