import { expect, it } from 'vitest';

import { nearestDetent } from './sheet';

it.each([[0, 'peek'], [0.3, 'peek'], [0.5, 'half'], [0.71, 'half'], [0.8, 'full'], [1.2, 'full']] as const)('a sheet let go at %d of the page is %s', (share, detent) => {
  expect(nearestDetent(share)).toBe(detent);
});
