import { describe, expect, it } from 'vitest';

import { accountKeys, accountText } from '../i18n/account';
import { taskText } from '../i18n/duty';
import { roleName, whoKeys, whoText } from '../i18n/who';
import { grouped } from './factorpage';
import { failWords, moment } from './parts';
import { lacking } from './passwordpage';
import { dialled, phoneWords } from './phone';
import { agentName } from './sessionspage';

const all = [...accountKeys.map((key) => ({ key, zh: accountText('zh', key), en: accountText('en', key) })), ...whoKeys.map((key) => ({ key, zh: whoText('zh', key), en: whoText('en', key) }))];

describe('the words of accounts and persons', () => {
  it.each(all)('$key is said in both languages, with the same to fill in', ({ zh, en }) => {
    const braces = (text: string): string[] => [...text.matchAll(/\{\w+\}/g)].map((it) => it[0]).sort();
    expect(zh).toMatch(/\p{Script=Han}/u);
    expect(en).not.toMatch(/\p{Script=Han}/u);
    expect(zh).not.toMatch(/\p{Script=Han}[,;:?!]/u);
    expect(braces(zh)).toEqual(braces(en));
  });

  it('name every role, and one that is new by its key', () => {
    expect(['worker', 'dispatcher', 'planner', 'keeper', 'auditor', 'security', 'admin'].map((it) => roleName('zh', it))).toEqual(['网格员', '值班调度员', '规划人员', '数据管理员', '审计管理员', '安全管理员', '系统管理员']);
    expect(roleName('en', 'captain')).toBe('captain');
  });
});

it('name the usual tasks, and another as it stands', () => {
  expect(['party_building', 'emergency', '接诉即办'].map((it) => taskText('zh', it))).toEqual(['党的建设', '应急管理', '接诉即办']);
});

describe('why something was not done', () => {
  it('is said by its code, with the minutes where there is a wait', () => {
    const plain = { title: 'Title', detail: '' };
    expect(failWords('zh', { ...plain, code: 'bad_credentials' })).toBe('账号名或密码不对。');
    expect(failWords('en', { ...plain, code: 'too_many_tries', retry: 61 })).toBe('Too many tries: try again in 2 min.');
    expect(failWords('en', { ...plain, code: 'too_many_tries' })).toBe('Too many tries: wait a while.');
    expect(failWords('en', { ...plain, code: 'never_heard_of' })).toBe('Title');
    expect(failWords('zh', { ...plain, code: 'bad_password' })).toBe(failWords('zh', { ...plain, code: 'weak_password' }));
  });
});

describe('a phone', () => {
  it.each([
    ['13812345678', 'tel:13812345678'], ['+86 138-1234-5678', 'tel:+8613812345678'], ['0537-1234567-801', 'tel:05371234567,801'], ['010-1234-5678', 'tel:01012345678'], ['110', 'tel:110'],
    ['138****5678', null], ['', null], ['1"onclick', null],
  ])('%s dials %s', (number, href) => {
    expect(dialled(number)).toBe(href);
  });

  it('of an unknown use is one of an office', () => {
    expect(['duty', 'office', 'private', 'other'].map(phoneWords)).toEqual(['duty', 'office', 'private', 'office']);
  });
});

describe('forms', () => {
  it('see by themselves what a new password lacks', () => {
    expect(lacking('short', 'short')).toBe('passwordShort');
    expect(lacking('长长长长长长长长长', '长长长长长长长长长')).toBe('passwordShort');
    expect(lacking('long enough', 'long enouhg')).toBe('passwordDiffers');
    expect(lacking('long enough', 'long enough')).toBeNull();
  });

  it('write a moment in the reader\'s own time, and leave alone what is none', () => {
    expect(moment('2026-11-29T20:05:00')).toBe('2026-11-29 20:05');
    expect(moment('soon')).toBe('soon');
  });

  it('write a key in groups of four', () => {
    expect(grouped('JBSWY3DPEHPK3PXP')).toBe('JBSW Y3DP EHPK 3PXP');
    expect(grouped('JBSWY3DPEH==')).toBe('JBSW Y3DP EH');
  });

  it('name a browser and its system', () => {
    expect(agentName('Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0 Safari/537.36 Edg/120.0')).toBe('Edge · Windows');
    expect(agentName('Mozilla/5.0 (Linux; Android 13) AppleWebKit/537.36 Chrome/116 Mobile Safari/537.36 MicroMessenger/8.0')).toBe('WeChat · Android');
    expect(agentName('curl/8.0')).toBe('curl/8.0');
  });
});
