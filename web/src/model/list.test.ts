import { expect, it } from 'vitest';

import { metresBetween } from './list';

it.each([
  [{ lon: 0, lat: 0 }, { lon: 0, lat: 1 }, 111_195], [{ lon: 119.86, lat: 38.69 }, { lon: 119.87, lat: 38.69 }, 868], [{ lon: 1, lat: 2 }, { lon: 1, lat: 2 }, 0],
  [{ lon: -179.9, lat: 0 }, { lon: 179.9, lat: 0 }, 22_239],
])('%j to %j is %d m', (a, b, metres) => {
  expect(Math.abs(metresBetween(a, b) - metres)).toBeLessThanOrEqual(1);
});
