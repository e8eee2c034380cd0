import { expect, it } from 'vitest';

import { takesLetters } from './keys';

it.each([
  ['input', 'text', true], ['input', 'search', true], ['textarea', undefined, true], ['select', 'select-one', true],
  ['input', 'checkbox', false], ['input', 'radio', false], ['button', 'button', false], ['div', undefined, false],
])('keys on <%s> of type %s are letters: %s', (localName, type, letters) => {
  expect(takesLetters({ localName, isContentEditable: false, ...(type === undefined ? {} : { type }) })).toBe(letters);
});

it('are letters in whatever can be edited', () => {
  expect(takesLetters({ localName: 'div', isContentEditable: true })).toBe(true);
});
