import { expect, it } from 'vitest';

import { isMissing, isPassing, ProblemError, strangers, tooSlow, unreachable } from './problem';

it.each(['unknown_code', 'unknown_layer'])('%s is an answer: there is no such thing', (code) => {
  expect([isMissing({ ...unreachable, code }), isPassing({ ...unreachable, code })]).toEqual([true, false]);
});

it.each([unreachable, tooSlow, { ...unreachable, code: 'store_io' }])('$code is a question that failed, and may pass', (problem) => {
  expect([isMissing(problem), isPassing(problem)]).toEqual([false, true]);
});

it.each(['out_of_range', 'bad_body'])('%s fails however often it is asked', (code) => {
  expect([isMissing({ ...unreachable, code }), isPassing({ ...unreachable, code })]).toEqual([false, false]);
});

it('counts how often the server asked for somebody to sign in, and nothing else', () => {
  const before = strangers.value;
  expect(new ProblemError({ ...unreachable, code: 'sign_in_needed' }).problem.code).toBe('sign_in_needed');
  expect(new ProblemError(unreachable).message).toBe('unreachable');
  expect(strangers.value).toBe(before + 1);
});
