import { describe, expect, it } from 'vitest';

import type { Edit } from './answers';
import { formatPlan, longestLink, parsePlan, type PlanLink } from './link';

const link: PlanLink = {
  tab: 'scenario', minutes: 15, by: 'community', profile: 'wheelchair', policy: true, openAt: '2026-10-01T20:00', home: true,
  edits: [
    { op: 'open', lon: 119.9258905, lat: 38.6441536, place: 'new-1', name: '鹭亭 A~B, 1.5' },
    { op: 'move', lon: -0.5, lat: 0, place: 'RS,1~2.3' },
    { op: 'close', place: 'RS00001' },
    { op: 'gate', line: 'G000827', closed: true },
    { op: 'gate', line: 'G000827', closed: false },
    { op: 'hours', place: 'RS,1', daily: [['08:00', '12:00'], ['14:00', '21:30']] },
  ],
  split: '',
  spot: null,
  norm: 'venues',
};

describe('the link of the desk', () => {
  it('comes back as it was written', () => {
    expect(parsePlan(formatPlan(link) ?? '')).toEqual(link);
  });

  it('takes any walk up to two hours', () => {
    expect(['1', '7', '60', '99', '100', '120', '0', '121', '05', '1.5', ''].map((it) => parsePlan(`siting.${it}.street`).minutes)).toEqual([1, 7, 60, 99, 100, 120, 10, 10, 10, 1, 10]);
  });

  it('holds the number of a proposed split, and nothing else in its place', () => {
    const split: PlanLink = { ...link, tab: 'balance', split: 'MF3OQWT2CEFQSOGHCYO3GBYR2V' };
    expect(parsePlan(formatPlan(split) ?? '')).toEqual(split);
    expect(parsePlan('balance.10.street~b,../../x~b,MF3OQWT2').split).toBe('');
  });

  it('holds the spot of a site card, on the earth', () => {
    const spot: PlanLink = { ...link, tab: 'site', edits: [], profile: 'adult', policy: false, openAt: '', home: false, spot: { lon: 119.9258905, lat: -38.6 } };
    expect(formatPlan(spot)).toBe('site.15.community~p,119.9258905,-38.6000000');
    expect(parsePlan(formatPlan(spot) ?? '')).toEqual(spot);
    for (const wrong of ['p,181,1', 'p,1,91', 'p,1', 'p,x,1', 'p,', 'p,1,2,3']) {
      expect(parsePlan(`site.10.street~${wrong}`).spot).toBeNull();
    }
  });

  it('says who walks where it is not adults', () => {
    expect(formatPlan({ ...link, edits: [], profile: 'adult', policy: false, openAt: '', home: false })).toBe('scenario.15.community');
    expect(formatPlan({ ...link, edits: [] })).toBe('scenario.15.community~w,wheelchair~k,1~t,2026-10-01T20:00~d,from');
    expect(parsePlan('coverage.10.street~w,ghost').profile).toBe('adult');
  });

  it('opens the desk from whatever stands there', () => {
    expect(parsePlan('1')).toEqual({ tab: 'coverage', minutes: 10, by: '', profile: 'adult', policy: false, openAt: '', home: false, edits: [], split: '', spot: null, norm: 'venues' });
    expect(parsePlan('gaps.999.Street<>~o,x,1,,~o,200,1,,~m,1,2,~c,~g,%E0%A4%A,1~h,RS1,~h,RS1,8-9~t,2026-13-01T20:00~c,RS1')).toEqual({ tab: 'gaps', minutes: 10, by: '', profile: 'adult', policy: false, openAt: '', home: false, edits: [{ op: 'close', place: 'RS1' }], split: '', spot: null, norm: 'venues' });
  });

  it('holds the list of norms, where it is not the first', () => {
    const floor: PlanLink = { ...link, tab: 'norms', edits: [], profile: 'adult', policy: false, openAt: '', home: false, norm: 'floor' };
    expect(formatPlan(floor)).toBe('norms.15.community~n,floor');
    expect(parsePlan('norms.15.community~n,floor')).toEqual(floor);
    expect(parsePlan('norms')).toMatchObject({ tab: 'norms', norm: 'venues' });
    expect(parsePlan('norms.10.~n,ghost').norm).toBe('venues');
  });

  it('is not written when it is too long to be sent', () => {
    expect(formatPlan({ ...link, edits: Array.from({ length: 500 }, () => ({ op: 'close', place: 'RS00001' }) as const) })).toBeNull();
    expect((formatPlan(link) ?? '').length).toBeLessThan(longestLink);
  });

  it('opens a record by its code, and keeps what ground refuses', () => {
    const edits: Edit[] = [{ op: 'open', place: 'RS,1' }, { op: 'open', lon: 119.9, lat: 38.6, name: '新', even_refused: true }, { op: 'move', lon: 119.9, lat: 38.6, place: 'RS2', even_refused: true }];
    expect(parsePlan(formatPlan({ ...link, edits }) ?? '').edits).toEqual(edits);
    expect(parsePlan('scenario.10.~o,,,,x').edits).toEqual([]);
  });
});
