import { expect, it } from 'vitest';

import { type Hour, weekOf } from './week';

it('tells a week in few rows', () => {
  const hours: Hour[] = Array.from({ length: 168 }, (_, hour) => {
    const open = hour < 120 && hour % 24 >= 9 && hour % 24 < 17 ? 3 : 0;
    return { hour, at: `h${hour}`, open, share: open / 4 };
  });
  const night = { open: 0, share: 0 };
  expect(weekOf(hours)).toEqual([
    { first: 0, last: 4, runs: [{ from: 0, to: 9, ...night, at: 'h0' }, { from: 9, to: 17, open: 3, share: 0.75, at: 'h9' }, { from: 17, to: 24, ...night, at: 'h17' }] },
    { first: 5, last: 6, runs: [{ from: 0, to: 24, ...night, at: 'h120' }] },
  ]);
});
