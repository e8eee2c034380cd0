import { describe, expect, it } from 'vitest';

import { planText } from '../i18n/plan';
import { instantIn, whom, whomQuery } from './desk';
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

describe('the hour that is asked about', () => {
  it('is one of the city, wherever the reader is', () => {
    expect(instantIn('Asia/Shanghai', '2026-10-01T20:00')).toBe('2026-10-01T12:00:00.000Z');
    expect(instantIn('Asia/Urumqi', '2026-10-01T03:30')).toBe('2026-09-30T21:30:00.000Z');
    expect(instantIn('Europe/Berlin', '2026-07-01T20:00')).toBe('2026-07-01T18:00:00.000Z');
    expect(instantIn('Asia/Shanghai', '')).toBe('');
  });
});
