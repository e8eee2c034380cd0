import { describe, expect, it } from 'vitest';

import { planText } from '../i18n/plan';
import { whyKey } from './leftoutpart';

describe('why an edit is not done', () => {
  it('is said of each kind in both languages where it would change nothing', () => {
    const key = (op: 'open' | 'move' | 'close' | 'hours' | 'gate', closed?: boolean): string | undefined => whyKey({ op, ...(closed === undefined ? {} : { closed }) }, 'no_change');
    expect([key('gate', true), key('gate', false), key('move'), key('open'), key('hours'), key('close')]).toEqual(['leftLocked', 'leftOpen', 'leftThere', 'leftWritten', 'leftHours', 'leftSame']);
    expect(planText('zh', 'leftThere', { name: '甲' })).toBe('驿站 甲 本来就在此处');
    expect(planText('en', 'leftThere', { name: 'A' })).toBe('Station A stands there already');
  });

  it('names what is not there, and is silent of what it has no words for', () => {
    expect([whyKey({ op: 'gate' }, 'unknown_code'), whyKey({ op: 'close' }, 'unknown_code'), whyKey({ op: 'open' }, 'scenario_conflict')]).toEqual(['leftNoGate', 'leftNoStation', undefined]);
  });
});
