import { describe, expect, it } from 'vitest';

import { isAway } from './away';

const city = [119.7, 38.5, 120.1, 38.9] as const;

describe('the city is out of the picture', () => {
  it.each([
    ['in its middle', 119.9, 38.7, false],
    ['west of it, with its edge in sight', 119.69, 38.7, false],
    ['west of it', 119.6, 38.7, true],
    ['east of it', 120.2, 38.7, true],
    ['north of it', 119.9, 39, true],
    ['south of it', 119.9, 38.4, true],
    ['at the pole', 119.9, 90, true],
  ])('%s', (_, lon, lat, away) => {
    expect(isAway({ lon, lat }, city, 4_000, 2_000)).toBe(away);
  });

  it('never on a map that holds it all', () => {
    expect(isAway({ lon: 116, lat: 36 }, city, 2_000_000, 2_000_000)).toBe(false);
  });
});
