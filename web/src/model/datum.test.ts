import { describe, expect, it } from 'vitest';

import { type Datum, inDatum } from './datum';

/** The greatest difference in degrees. */
function apart(at: readonly [number, number], datum: Datum, want: readonly [number, number]): number {
  const { lon, lat } = inDatum({ lon: at[0], lat: at[1] }, datum);
  return Math.max(Math.abs(lon - want[0]), Math.abs(lat - want[1]));
}

describe('inDatum', () => {
  // WGS-84, GCJ-02, BD-09: the vectors of eviltransform and gcoord that geo/crs is held to.
  it.each([
    [[116.5871, 35.4146], [116.592391, 35.41415173], [116.59898857, 35.41987694]],
    [[116.403963, 39.915119], [116.41020752, 39.91652329], [116.41659007, 39.92281888]],
    [[121.473701, 31.230416], [121.47822406, 31.22847374], [121.48478247, 31.23432658]],
    [[87.617733, 43.792818], [87.62058226, 43.79404257], [87.62701458, 43.80016426]],
    [[126.642464, 45.756967], [126.64843401, 45.75891813], [126.65506367, 45.76461182]],
  ] as const)('%j is moved as published', (wgs, gcj, bd) => {
    expect(apart(wgs, 'gcj02', gcj)).toBeLessThan(1e-8);
    expect(apart(wgs, 'bd09', bd)).toBeLessThan(1e-8);
  });

  it.each([
    [[121.5272106, 31.1774276], [121.531541859215, 31.17530398364597]],
    [[113.912316, 22.543847], [113.9171764808363, 22.540796131694766]],
    [[116.377817, 39.911954], [116.38404722455657, 39.91334545536069]],
  ] as const)('%j is eviltransform’s own', (wgs, gcj) => {
    expect(apart(wgs, 'gcj02', gcj)).toBeLessThan(1e-12);
  });

  it('leaves WGS-84 and the rest of the world alone', () => {
    const [home, london] = [{ lon: 119.86, lat: 38.69 }, { lon: -0.12, lat: 51.5 }];
    expect(inDatum(home, 'wgs84')).toBe(home);
    expect([inDatum(london, 'gcj02'), inDatum(london, 'bd09')]).toEqual([london, london]);
  });
});
