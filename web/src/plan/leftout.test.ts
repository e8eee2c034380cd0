import { describe, expect, it } from 'vitest';

import { planText } from '../i18n/plan';
import type { Edit } from './answers';
import { asks, leftOf, together } from './leftout';
import { unturned } from './play';

const close = (place: string): Edit => ({ op: 'close', place });
const gate = (line: string, closed: boolean): Edit => ({ op: 'gate', line, closed });

describe('edits that cannot be done', () => {
  const asked = [close('x'), close('a'), { op: 'open', lon: 1, lat: 2, place: 'new-1' }, close('b'), close('y')] as const;
  const left = leftOf(asked, { left_out: [{ edit: 0, code: 'unknown_code', detail: '' }, { edit: 2, code: 'refused_ground', detail: '' }, { edit: 4, code: 'unknown_code', detail: '' }, { edit: 9, code: 'bad_edit', detail: '' }] });

  it('stand in the link where they stood', () => {
    expect(left.map(({ edit, after }) => [edit.place, after])).toEqual([['x', 0], ['new-1', 1], ['y', 2]]);
    expect(together([close('a'), close('b')], left)).toEqual(asked);
    expect(together([close('a')], left).map((it) => it.place)).toEqual(['x', 'a', 'new-1', 'y']);
    expect(together([close('a')], [])).toEqual([close('a')]);
  });

  it('are the reader’s to decide on refused ground alone', () => {
    expect(left.filter(asks).map((it) => it.edit.place)).toEqual(['new-1']);
  });

  it('are named in both languages', () => {
    expect(planText('zh', 'leftEdit', { why: planText('zh', 'leftNoStation', { name: 'RS99999' }) })).toBe('驿站 RS99999 不存在，已略过');
    expect(planText('en', 'leftEdit', { why: planText('en', 'leftNoStation', { name: 'RS99999' }) })).toBe('There is no station RS99999: left out');
  });
});

describe('a gate that is turned back', () => {
  it('takes its last edit away, and no other', () => {
    const edits = [gate('g', true), close('a'), gate('h', true)];
    expect(unturned(edits, gate('g', false))).toEqual([close('a'), gate('h', true)]);
    expect(unturned(edits, gate('h', false))).toEqual([gate('g', true), close('a')]);
    expect(unturned(edits, gate('i', true))).toBeNull();
    expect(unturned(edits, gate('g', true))).toBeNull();
  });
});
