import { expect, it } from 'vitest';

import { madeLayer } from './kit';
import { maxZoom, windows } from './zooms';

it('windows are the server’s, else those of the tiles', () => {
  const show = { border: 9, label: 11.5, labelEnd: 14 };
  expect(windows(madeLayer('grid', 0, { show }))).toBe(show);
  expect(windows(madeLayer('grid', 0, { zoom: [7, 16] }))).toEqual({ border: 7, label: 7, labelEnd: maxZoom });
});
