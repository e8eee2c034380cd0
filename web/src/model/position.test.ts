import { describe, expect, it } from 'vitest';

import { metresPerPixel, snapped } from './position';

describe('snapped', () => {
  it('rounds to the lattice', () => {
    expect(snapped({ lon: 117.16800004, lat: 36.73300006 })).toEqual({ lon: 117.168, lat: 36.7330001 });
  });

  it.each([[181, -179], [-181, 179], [180, -180], [-180, -180], [477.5, 117.5], [-602.5, 117.5]])('takes longitude %d to %d', (lon, want) => {
    expect(snapped({ lon, lat: 0 }).lon).toBe(want);
  });

  it('changes nothing twice', () => {
    const once = snapped({ lon: 117.123456789, lat: -36.987654321 });
    expect(snapped(once)).toEqual(once);
  });
});

describe('metresPerPixel', () => {
  it('is the equator over 512 pixels at zoom 0, and half of it one zoom on', () => {
    const at0 = metresPerPixel({ centre: { lon: 0, lat: 0 }, zoom: 0 });
    expect(at0).toBeCloseTo(78271.517, 3);
    expect(metresPerPixel({ centre: { lon: 0, lat: 60 }, zoom: 1 })).toBeCloseTo(at0 / 4, 6);
  });
});
