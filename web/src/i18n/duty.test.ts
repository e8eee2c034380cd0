import { describe, expect, it } from 'vitest';

import { dialled, formText, levelText, nobodyText, somebodyText, whenText } from './duty';

describe('nobody on duty', () => {
  it('is said plainly, with who is next', () => {
    expect(nobodyText('zh', false, '2026-11-23T09:00:00+08:00')).toBe('此刻无人值班，下次值班：11-23 09:00');
    expect(nobodyText('en', false, '2026-11-23T09:00:00+08:00')).toBe('Nobody is on duty now, next on duty: 11-23 09:00');
    expect(nobodyText('zh', false, '')).toBe('此刻无人值班');
  });

  it('is not said where it is not known, nor while somebody is', () => {
    expect(nobodyText('zh', null, '')).toBe('此刻是否有人值班未登记');
    expect(nobodyText('zh', true, '')).toBe('');
  });
});

it('is said of another moment in other words than of now', () => {
  expect(nobodyText('zh', false, '', true)).toBe('该时刻无人值班');
  expect(nobodyText('en', null, '', true)).toBe('Whether anybody is on duty then is not known');
  expect([somebodyText('zh', 1), somebodyText('zh', 3, true), somebodyText('en', 2)]).toEqual(['此刻有人值班', '该时刻有人值班（3 个岗位）', 'Somebody is on duty now (2 posts)']);
});

it('says how a post answers', () => {
  expect(['direct', 'first', 'escalation', 'service', 'other'].map((it) => levelText('zh', it))).toEqual(['直接责任人', '第一责任人', '上一级', '服务', '']);
});

it('says how a branch was set up, and another word of the record as it stands', () => {
  expect(['own', 'joint', '挂靠', ''].map((form) => formText('zh', form))).toEqual(['单建支部', '联合支部', '挂靠', '']);
  expect(formText('en', 'joint')).toBe('joint branch');
});

it('writes an instant on the city\'s clock', () => {
  expect(whenText('2026-11-23T09:00:00+08:00')).toBe('11-23 09:00');
  expect(whenText('soon')).toBe('soon');
});

it.each([['0537-5550100', 'tel:0537-5550100'], ['+86 537 5550100', 'tel:+865375550100'], ['12345', 'tel:12345']])('%s is dialled as %s', (phone, link) => {
  expect(dialled(phone)).toBe(link);
});
