import { expect, it } from 'vitest';

import { everyDayWords } from './everyday';

it('calls no station open on days of which nothing is known', () => {
  const end = { calendar: 'cn', first: '2027-01-01', days: 361, places: 166 };
  expect(everyDayWords('zh', [])).toBe('每个红帆驿站今后 365 天天天开放。');
  expect(everyDayWords('zh', [end])).toContain('在开放情况可知的 4 天里，每个红帆驿站天天开放；今后 365 天的另外 361 天，有 166 个驿站是否开放不详');
  expect(everyDayWords('en', [end, { ...end, calendar: 'own', days: 10, places: 4 }])).toContain('each of the 4 days that are known; on the other 361 of the coming 365, 170 stations may be open or not');
  expect(everyDayWords('en', [{ ...end, days: 365 }])).toContain('Nothing is known of any of the coming 365 days: 166');
});
