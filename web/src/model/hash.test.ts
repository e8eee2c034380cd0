import { describe, expect, it } from 'vitest';

import { formatHash, type LinkState, parseHash } from './hash';
import { spot, type Subject } from './subject';

describe('the fragment', () => {
  it('comes back as it was written', () => {
    const state: LinkState = {
      camera: { centre: { lon: 117.168, lat: 36.733 }, zoom: 14.6 }, lang: 'en', theme: 'dark', subject: spot({ lon: 117.1680001, lat: 36.7329999 }),
      hidden: ['place', 'road'], picture: true,
    };
    const hash = formatHash(state);
    expect(hash).toBe('z=14.60/36.73300/117.16800&lang=en&theme=dark&p=117.1680001,36.7329999&hide=place,road&map=picture');
    expect(parseHash(`#${hash}`)).toEqual(state);
  });

  it.each<[Subject, string]>([
    [{ what: 'area', area: { layer: 'grid', code: '370811001001007' } }, 'a=grid:370811001001007'],
    [{ what: 'area', area: { layer: 'overlay', code: 'a:b&c=d#e 甲' } }, 'a=overlay:a%3Ab%26c%3Dd%23e%20%E7%94%B2'],
    [{ what: 'place', place: { kind: 'red_sail_station', code: 'RS00042' } }, 's=red_sail_station:RS00042'],
  ])('%j is %s, and back', (subject, hash) => {
    expect(formatHash({ subject })).toBe(hash);
    expect(parseHash(`#${hash}`)).toEqual({ subject });
  });

  it('names the building of a spot beside it, and an old link without one still opens', () => {
    const subject = spot({ lon: 117, lat: 36 }, null, 'B&1 甲');
    expect(formatHash({ subject })).toBe('p=117,36&b=B%261%20%E7%94%B2');
    expect(parseHash('#p=117,36&b=B%261%20%E7%94%B2')).toEqual({ subject });
    expect(parseHash(`#p=117,36&b=${'1'.repeat(65)}`)).toEqual({ subject: spot({ lon: 117, lat: 36 }) });
    expect(parseHash('#b=B1')).toEqual({});
  });

  it('writes what is hidden in one order, and reads each key once', () => {
    expect(formatHash({ hidden: ['b', 'a'] })).toBe('hide=a,b');
    expect(parseHash('#hide=b,a,b,,Ä,9')).toEqual({ hidden: ['b', 'a'] });
  });

  it('carries what the desk of the planner shows as it wrote it', () => {
    const plan = 'scenario.10.street~o,119.9,38.6,,新驿站 1~c,RS%2C1&x=#';
    expect(parseHash(`#${formatHash({ plan })}`)).toEqual({ plan });
  });

  it('names a person, or the search for one', () => {
    expect(formatHash({ person: 'P&1 甲' })).toBe('person=P%261%20%E7%94%B2');
    expect(parseHash('#person=P%261%20%E7%94%B2')).toEqual({ person: 'P&1 甲' });
    expect(parseHash(`#${formatHash({ person: '' })}`)).toEqual({ person: '' });
    expect(parseHash(`#${formatHash({ admin: 'audit' })}`)).toEqual({ admin: 'audit' });
  });

  it('carries a date that the calendar has, beside a spot; what a hotline calls at is a spot', () => {
    const dated = parseHash('#p=116.5,36.5&at=2024-02-29');
    expect(dated.at).toBe('2024-02-29');
    expect(formatHash(dated)).toBe('p=116.5,36.5&at=2024-02-29');
    const timed = parseHash('#p=116.5,36.5&at=2026-11-29T20:00:00%2B08:00');
    expect(timed.at).toBe('2026-11-29T20:00:00+08:00');
    expect(parseHash(`#${formatHash(timed)}`)).toEqual(timed);
    const spotted = parseHash('#at=116.5,36.5');
    expect([spotted.at, spotted.subject?.what]).toEqual([undefined, 'point']);
    expect(['2026-02-29', '2026-13-01', '2026-1-1', '2026-01-01T00:00:00', 'now', '', '99999-01-01', '1e3', '2026', '2026-01-01T24:00:00-01:00', '2026-01-01T20:00', '2026-01-01T20:61:00-01:00', '2026-02-30T10:00:00-01:00'].map((it) => parseHash(`#at=${it}`).at)).toEqual(Array(13).fill(undefined));
  });

  it('is empty when the user set nothing', () => {
    expect(formatHash({})).toBe('');
    expect(parseHash('')).toEqual({});
  });

  it('writes no exponents and no idle zeros', () => {
    expect(formatHash({ subject: spot({ lon: 1e-7, lat: -20 }) })).toBe('p=0.0000001,-20');
  });

  it.each([
    'z=99/36/117', 'z=-1/36/117', 'z=10/86/117', 'z=10/36/181', 'z=10/36', 'z=10/36/117/5', 'z=a/b/c', 'z=NaN/36/117',
    'z=1e1/36/117', 'z=//', 'p=117', 'p=181,0', 'p=0,91', 'p=,', 'p=Infinity,0', 'p=1,2,3', 'p= 1,2', 'lang=fr', 'lang=', '%', '&&&=',
    'theme=pink', 'a=grid', 'a=:1', 'a=Grid:1', 'a=grid:', `a=grid:${'1'.repeat(65)}`, 'a=grid:%00', 's=x', 'hide=', 'hide=,', 'map=globe',
  ])('%s is not a state', (hash) => {
    expect(parseHash(`#${hash}`)).toEqual({});
  });

  it('keeps the good parts of a bad link', () => {
    expect(parseHash('#z=99/0/0&lang=zh&p=1,2&x=y')).toEqual({ lang: 'zh', subject: spot({ lon: 1, lat: 2 }) });
  });
});

describe('what lies under the city', () => {
  it('is in the link, unless it cannot be an id', () => {
    expect(parseHash('#base=tianditu_img').under).toBe('tianditu_img');
    expect(formatHash({ under: 'none' })).toBe('base=none');
    expect(['#base=', '#base=../x', '#base=A', `#base=${'a'.repeat(40)}`].map((it) => parseHash(it).under)).toEqual([undefined, undefined, undefined, undefined]);
  });
});
