import { describe, expect, it } from 'vitest';

import { type Day, dayOf, type Hours, weekTable } from './place';

const hours: Hours = {
  week: [
    { days: ['mon', 'tue', 'wed', 'thu', 'fri'], open: [['08:30', '12:00'], ['14:00', '17:30']] },
    { days: ['sat'], open: [] },
    { days: ['holiday'], open: [] },
  ],
  dates: [],
  calendar: 'cn',
};

function rows(of: Hours, today: Day): string[] {
  return weekTable(of, today).map((it) => `${it.first}-${it.last} ${it.open === null ? '?' : String(it.open.length)}${it.today ? ' today' : ''}`);
}

describe('the table of a week', () => {
  it('has days that are alike in one row, and tells closed from unknown', () => {
    expect(rows(hours, 'wed')).toEqual(['mon-fri 2 today', 'sat-sat 0', 'sun-sun ?', 'holiday-holiday 0']);
    expect(rows(hours, 'sun')[2]).toBe('sun-sun ? today');
  });

  it('says nothing of holidays that no rule speaks of', () => {
    expect(rows({ ...hours, week: [] }, 'mon')).toEqual(['mon-sun ? today']);
  });
});

describe('the day of an instant', () => {
  it.each([['2026-11-28T00:30:00+08:00', 'sat'], ['2026-11-29T23:59:59+08:00', 'sun'], ['2026-11-30T00:00:00Z', 'mon']])('%s is %s', (at, day) => {
    expect(dayOf(at)).toBe(day);
  });
});
