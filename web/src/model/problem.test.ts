import { expect, it } from 'vitest';

import { isMissing, isPassing, tooSlow, unreachable } from './problem';

it.each(['unknown_code', 'unknown_layer'])('%s is an answer: there is no such thing', (code) => {
  expect([isMissing({ ...unreachable, code }), isPassing({ ...unreachable, code })]).toEqual([true, false]);
});

it.each([unreachable, tooSlow, { ...unreachable, code: 'store_io' }])('$code is a question that failed, and may pass', (problem) => {
  expect([isMissing(problem), isPassing(problem)]).toEqual([false, true]);
});

it.each(['out_of_range', 'bad_body'])('%s fails however often it is asked', (code) => {
  expect([isMissing({ ...unreachable, code }), isPassing({ ...unreachable, code })]).toEqual([false, false]);
});
