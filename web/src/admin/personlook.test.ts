import { describe, expect, it } from 'vitest';

import type { Found } from '../account/answers';
import type { PersonPage } from '../model/who';
import { postDraft, postFaults } from './drafts';
import { exactOf, lookOf, searchOf } from './personlook';

const person = (code: string, name: string): PersonPage => ({ code, name, title: '', phones: [], masked: false, erased: false, private: false, posts: [] });
const [zhang, li] = [person('P-1', '张三'), person('P-12', '李四')];
const found = (persons: readonly PersonPage[], more = false): Found => ({ persons, more });
const typed = (personWords: string): { readonly person: string; readonly personWords: string } => ({ person: '', personWords });
const held = { person: 'P-1', personWords: '' };

describe('who holds a post', () => {
  it('is looked for from two characters on, and not while an input method is at work', () => {
    expect(['', ' 张 ', ' 张三 ', '𠮷', 'P-1'].map((it) => searchOf(it, false))).toEqual(['', '', '张三', '', 'P-1']);
    expect(searchOf('zhang', true)).toBe('');
  });

  it('is the person of whom the code is typed in full, and named; the others can still be chosen', () => {
    expect([exactOf(found([li, zhang]), 'P-1'), exactOf(found([li, zhang]), 'P'), exactOf(found([]), 'P-1')]).toEqual([zhang, null, null]);
    expect(lookOf(held, '张三', found([zhang]))).toEqual({ name: '张三', says: null, list: [], asCode: '' });
    expect(lookOf(held, '张三', found([zhang, li])).list).toEqual([li]);
  });

  it('is said to be nobody only where the search found nobody', () => {
    expect(lookOf(typed('P-9'), '', found([]))).toEqual({ name: '', says: { key: 'personNone', n: 0 }, list: [], asCode: 'P-9' });
    expect(lookOf(typed('P-9'), '', 'failed')).toEqual({ name: '', says: { key: 'personFailed', n: 0 }, list: [], asCode: 'P-9' });
    expect(lookOf(typed('P-9'), '', null)).toEqual({ name: '', says: null, list: [], asCode: '' });
    expect(lookOf(typed('P-1'), '', found([zhang]))).toMatchObject({ says: { key: 'personSome', n: 1 }, list: [zhang], asCode: '' });
    expect(lookOf(typed('P-1'), '', found([zhang, li], true)).says).toEqual({ key: 'personMore', n: 2 });
  });

  it('is never what is typed by itself: that is a fault of the form, and a code only when it is said to be one', () => {
    expect(postFaults({ ...postDraft(null), ...typed(' 张三 ') })['person']).toEqual({ key: 'personChoose', text: '张三' });
    expect(postFaults({ ...postDraft(null), ...held })['person']).toBeUndefined();
    expect(lookOf(typed('Zhang San'), '', 'failed').asCode).toBe('');
  });
});
