import { expect, it } from 'vitest';

import { scaleBar } from './scale';

it.each([[1, 96, 50], [1.05, 96, 100], [0.3, 96, 20], [78271, 96, 5_000_000], [0.01, 96, 0.5]])(
  'at %d m a pixel, %d pixels hold a bar of %d m',
  (scale, room, metres) => {
    const bar = scaleBar(scale, room);
    expect(bar?.metres).toBeCloseTo(metres, 9);
    expect(bar?.pixels).toBeLessThanOrEqual(room);
    expect((bar?.pixels ?? 0) * scale).toBeCloseTo(metres, 6);
  },
);

it.each([0, -1, NaN, Infinity])('there is no bar for a scale of %d', (scale) => {
  expect(scaleBar(scale, 96)).toBeNull();
});
