import { describe, expect, it } from 'vitest';

import { rowsOf, separatorOf, table } from './csv';

describe('tables that somebody pastes', () => {
  it('are read with quotes, any line ends, a mark of UTF-8 and empty lines', () => {
    expect(rowsOf('\ufeffa,b\r\n"x, ""y""","l\n2"\n\nc', ',', 10)).toEqual([['a', 'b'], ['x, "y"', 'l\n2'], ['c']]);
    expect(rowsOf('a\nb\nc', ',', 2)).toEqual([['a'], ['b']]);
    expect(rowsOf('', ',', 2)).toEqual([]);
    expect(rowsOf('a,', ',', 2)).toEqual([['a', '']]);
    expect(rowsOf('a,,b\n"x', ',', 2)).toEqual([['a', '', 'b'], ['x']]);
  });

  it('tell their separator by the first line', () => {
    expect(separatorOf('a\tb,c\td')).toBe('\t');
    expect(separatorOf('地址')).toBe(',');
    expect(separatorOf('"a;b",c')).toBe(',');
    expect(separatorOf('a;b')).toBe(';');
  });
});

describe('tables that are given', () => {
  it('hold no formula and no loose quote, and numbers stay numbers', () => {
    expect(table(['code', 'n'], [['=1+1', -5], ['a,"b"', null], ['+86 1', 2.5]])).toBe('\ufeffcode,n\r\n\'=1+1,-5\r\n"a,""b""",\r\n\'+86 1,2.5\r\n');
  });
});

it('marks each row of a made-up city', () => {
  expect(table(['code'], [['1'], ['2']], 'made up')).toBe('\ufeffcode,note\r\n1,made up\r\n2,made up\r\n');
});
