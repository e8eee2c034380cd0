import { expect, it } from 'vitest';

import { isDate } from './asof';

it('a date is one of the calendar', () => {
  expect(['2026-02-28', '2024-02-29'].every(isDate)).toBe(true);
  expect(['', '2026-02-29', '2026-13-01', '2026-1-1', '2026-01-01T00:00', 'now'].some(isDate)).toBe(false);
});
