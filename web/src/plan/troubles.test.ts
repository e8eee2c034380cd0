import { expect, it } from 'vitest';

import { planText } from '../i18n/plan';
import { mayPass, planProblem } from './troubles';

const of = (code: string, detail = ''): { code: string; title: string; detail: string } => ({ code, title: 'Conflict', detail });

it('says what the desk alone meets in the words of the reader, and asks again only where that can help', () => {
  const [word, values] = planProblem(of('no_siting', 'siting: 500 sites are to open, there are 36 candidates')) ?? ['conflict', {}];
  expect(planText('zh', word, values)).toBe('要设 500 处，可用的候选点只有 36 处：请少设几处，或增加候选点（缩小间距）');
  expect(planProblem(of('no_siting', 'siting: 9 sites are to open, there is 1 candidate; left out are 1 outside the city'))).toEqual(['fewCandidates', { n: '9', of: '1' }]);
  expect(planProblem(of('no_siting', 'siting: nothing is demanded'))).toEqual(['noSiting', {}]);
  for (const code of ['scenario_conflict', 'shifted_streets', 'stage_order', 'bad_network']) {
    expect(planProblem(of(code))).toBeDefined();
  }
  expect([planProblem(of('timeout')), planProblem(of('toString'))]).toEqual([undefined, undefined]);
  expect([mayPass(of('scenario_conflict')), mayPass(of('timeout')), mayPass(of('no_siting')), mayPass(of('shifted_streets'))]).toEqual([true, true, false, false]);
});
