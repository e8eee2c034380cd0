import { describe, expect, it } from 'vitest';

import type { DutyHours } from '../model/duty';
import { hoursText } from './dutyhours';

const none: DutyHours = { week: [], dates: [], month: [], turn: null, calendar: '' };
const workdays = ['mon', 'tue', 'wed', 'thu', 'fri'];
const office: DutyHours = { ...none, week: [{ days: workdays, open: [['08:30', '12:00'], ['14:00', '18:00']] }] };

describe('hours of duty in one line', () => {
  it('are as people write them, without today where that says nothing more', () => {
    const today: DutyHours['week'][number]['open'] = [['08:30', '12:00'], ['14:00', '18:00']];
    expect(hoursText('zh', office, today)).toBe('周一至周五 08:30–12:00、14:00–18:00');
    expect(hoursText('en', office, today)).toBe('Mon–Fri 08:30–12:00, 14:00–18:00');
    expect(hoursText('zh', office, null)).toBe('周一至周五 08:30–12:00、14:00–18:00');
  });

  it('have today first, or the date that was asked about', () => {
    expect(hoursText('zh', office, [])).toBe('今天 不值班；周一至周五 08:30–12:00、14:00–18:00');
    expect(hoursText('en', office, [], true)).toBe('That day off; Mon–Fri 08:30–12:00, 14:00–18:00');
    const evenings: DutyHours = { ...none, calendar: 'cn', week: [{ days: workdays, open: [['18:00', '24:00']] }, { days: ['sat', 'sun', 'holiday'], open: [['08:30', '24:00']] }] };
    expect(hoursText('zh', evenings, [['18:00', '24:00']])).toBe('今天 18:00–24:00；周一至周五 18:00–24:00；周六、周日、节假日 08:30–24:00');
  });

  it('reach over midnight, hold round the clock, on days of the month, in turns and but for holidays', () => {
    expect(hoursText('zh', { ...none, week: [{ days: [...workdays, 'sat', 'sun'], open: [['20:00', '08:00']] }] }, null)).toBe('每天 20:00–次日08:00');
    expect(hoursText('en', { ...none, week: [{ days: [...workdays, 'sat', 'sun', 'holiday'], open: [['00:00', '24:00']] }] }, null)).toBe('Every day all day');
    expect(hoursText('zh', { ...none, month: [{ days: [5, 15, 25], open: [['09:00', '11:00']] }] }, [])).toBe('今天 不值班；每月5、15、25日 09:00–11:00');
    expect(hoursText('zh', { ...office, turn: { from: '2026-11-16', days: 7, of: 3, nth: 1 }, dates: [{ from: '2027-01-01', to: '2027-01-03', open: [] }] }, null))
      .toBe('周一至周五 08:30–12:00、14:00–18:00；轮班：每 3 轮的第 2 轮，每轮 7 天；另有 1 段日期单独安排');
    expect(hoursText('zh', { ...none, week: [{ days: ['mon', 'wed', 'thu'], open: [['09:00', '10:00']] }, { days: ['sat', 'sun', 'holiday'], open: [] }] }, null)).toBe('周一、周三、周四 09:00–10:00；节假日 不值班');
  });

  it('are nothing where none are told', () => {
    expect(hoursText('zh', null, [])).toBe('');
  });
});
