import { describe, expect, it } from 'vitest';

import { closedAt } from './opening';
import type { Hours } from './place';

// 2026-11-27 is a Friday.
const hours: Hours = {
  week: [
    { days: ['mon', 'tue', 'wed', 'thu', 'fri'], open: [['14:00', '17:30'], ['08:30', '12:00']] },
    { days: ['sat', 'sun'], open: [] },
  ],
  dates: [{ from: '2026-12-01', to: '2026-12-02', open: [['10:00', '11:00']] }],
  calendar: '',
};

describe('a closed place', () => {
  it.each([
    ['2026-11-27T07:00:00+08:00', false, { days: 0, day: 'fri', time: '08:30', sure: true }],
    ['2026-11-27T12:00:00+08:00', false, { days: 0, day: 'fri', time: '14:00', sure: true }],
    ['2026-11-26T17:30:00+08:00', true, { days: 1, day: 'fri', time: '08:30', sure: true }],
    ['2026-11-27T20:00:00+08:00', true, { days: 3, day: 'mon', time: '08:30', sure: true }],
    ['2026-11-28T09:00:00+08:00', false, { days: 2, day: 'mon', time: '08:30', sure: true }],
    ['2026-11-30T18:00:00+08:00', true, { days: 1, day: 'tue', time: '10:00', sure: true }],
    ['2026-12-01T11:00:00+08:00', true, { days: 1, day: 'wed', time: '08:30', sure: true }],
    ['2026-12-31T18:00:00+08:00', true, { days: 1, day: 'fri', time: '08:30', sure: true }],
  ])('at %s', (at, over, next) => {
    expect(closedAt(hours, at)).toEqual({ over, next });
  });

  it('has a holiday when its hours say that it is open: the rest of the date does not count', () => {
    expect(closedAt(hours, '2026-11-26T09:00:00+08:00')).toEqual({ over: false, next: { days: 1, day: 'fri', time: '08:30', sure: true } });
  });

  it('may have a holiday on any later date when it keeps a calendar, but not where an exception speaks', () => {
    const kept = { ...hours, calendar: 'cn' };
    expect(closedAt(kept, '2026-11-27T07:00:00+08:00').next?.sure).toBe(true);
    expect(closedAt(kept, '2026-11-27T20:00:00+08:00').next?.sure).toBe(false);
    expect(closedAt(kept, '2026-11-30T20:00:00+08:00').next?.sure).toBe(true);
  });

  it('opens nobody knows when, where a date is not ruled, all are closed, or the instant is none', () => {
    expect(closedAt({ ...hours, week: hours.week.slice(0, 1) }, '2026-11-27T20:00:00+08:00')).toEqual({ over: true, next: null });
    expect(closedAt({ week: [], dates: [{ from: '2026-01-01', to: '', open: [] }], calendar: '' }, '2026-11-27T20:00:00+08:00').next).toBeNull();
    expect(closedAt(hours, 'soon')).toEqual({ over: false, next: null });
  });

  it('that is open over midnight is not over when the night begins', () => {
    const night: Hours = { week: [{ days: ['fri'], open: [['22:00', '06:00']] }], dates: [], calendar: '' };
    expect(closedAt(night, '2026-11-27T20:00:00+08:00')).toEqual({ over: false, next: { days: 0, day: 'fri', time: '22:00', sure: true } });
  });
});
