import { expect, it } from 'vitest';

import { isLang, preferred, tag } from './lang';

it.each([
  [['zh-CN', 'en'], 'zh'], [['zh'], 'zh'], [['ZH-Hant-TW'], 'zh'], [['en-US', 'zh'], 'en'], [['fr'], 'en'], [[], 'en'],
] as const)('a browser that speaks %j reads %s', (languages, want) => {
  expect(preferred(languages)).toBe(want);
});

it('knows its languages and their tags', () => {
  expect([isLang('zh'), isLang('en'), isLang('de'), isLang(null)]).toEqual([true, true, false, false]);
  expect([tag('zh'), tag('en')]).toEqual(['zh-CN', 'en']);
});
