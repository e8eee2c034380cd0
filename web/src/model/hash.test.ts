import { describe, expect, it } from 'vitest';

import { formatHash, parseHash } from './hash';

describe('the fragment', () => {
  it('comes back as it was written', () => {
    const state = { camera: { centre: { lon: 117.168, lat: 36.733 }, zoom: 14.6 }, lang: 'en' as const, point: { lon: 117.1680001, lat: 36.7329999 } };
    const hash = formatHash(state);
    expect(hash).toBe('z=14.60/36.73300/117.16800&lang=en&p=117.1680001,36.7329999');
    expect(parseHash(`#${hash}`)).toEqual(state);
  });

  it('is empty when the user set nothing', () => {
    expect(formatHash({})).toBe('');
    expect(parseHash('')).toEqual({});
  });

  it('writes no exponents and no idle zeros', () => {
    expect(formatHash({ point: { lon: 1e-7, lat: -20 } })).toBe('p=0.0000001,-20');
  });

  it.each([
    'z=99/36/117', 'z=-1/36/117', 'z=10/86/117', 'z=10/36/181', 'z=10/36', 'z=10/36/117/5', 'z=a/b/c', 'z=NaN/36/117',
    'z=1e1/36/117', 'z=//', 'p=117', 'p=181,0', 'p=0,91', 'p=,', 'p=Infinity,0', 'p=1,2,3', 'p= 1,2', 'lang=fr', 'lang=', '%', '&&&=',
  ])('%s is not a state', (hash) => {
    expect(parseHash(`#${hash}`)).toEqual({});
  });

  it('keeps the good parts of a bad link', () => {
    expect(parseHash('#z=99/0/0&lang=zh&p=1,2&x=y')).toEqual({ lang: 'zh', point: { lon: 1, lat: 2 } });
  });
});
