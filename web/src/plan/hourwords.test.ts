import * as v from 'valibot';
import { expect, it } from 'vitest';

import { planText } from '../i18n/plan';
import { gapsSchema } from './answers';
import { hourWords, type Page } from './parts';

const page = { say: (key, values) => planText('zh', key, values) } as Page; // of a page the words need no more

it('says how many stations an hour leaves out since nobody knows their hours', () => {
  const asked = { minutes: 10, revision: 1, exact: true, groups: 0, gaps: [], open_at: '2027-01-04T10:00:00+08:00', unknown_hours: 166 };
  expect(hourWords(page, v.parse(gapsSchema, asked))).toBe('2027-01-04 10:00 开放的 · 开放时间不详的 166 个未计入，其周边住户可能因此算作未覆盖');
  expect(hourWords(page, v.parse(gapsSchema, { ...asked, unknown_hours: 0 }))).toBe('2027-01-04 10:00 开放的');
  expect(hourWords(page, v.parse(gapsSchema, { ...asked, open_at: null, unknown_hours: undefined }))).toBe('');
});
