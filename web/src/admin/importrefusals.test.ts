import { readFileSync } from 'node:fs';

import { expect, it } from 'vitest';

import { refusalText, swappedText } from './importrefusals';

const source = (path: string): string => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8');

const of = (detail: string): { readonly code: string; readonly detail: string } => ({ code: 'bad_file', detail: `bad_control: the file: ${detail}` });

/** A message of the server, its verbs filled in: words by labels of points, numbers by numbers. */
function filled(form: string): string {
  const [at, ...labels] = ['row 3 (K2)', 'row 4'];
  let next = 0;
  return form.replace(/%[.\d]*[a-z]/g, (verb) => (verb === '%s' ? [at, ...labels][next++] ?? 'x' : verb === '%q' ? '"十"' : verb === '%v' ? 'is no place' : verb === '%d' ? '2' : '12.5'));
}

it('has a sentence of its own for each cause for which control points are refused', () => {
  const fitted = [...source('geo/crs/similarity.go').matchAll(/badControl\("((?:[^"\\]|\\.)*)"/g)].map(([, form = '']) => form);
  const read = [...source('internal/intake/control.go').matchAll(/t\.wrong\("((?:[^"\\]|\\.)*)"/g)].map(([, form = '']) => form.replace('row %d: ', 'row 1: '));
  expect(fitted.length).toBeGreaterThan(7);
  expect(read.length).toBeGreaterThan(8);
  for (const form of [...fitted, ...read].filter((it) => !it.startsWith('the control points do not fit'))) {
    for (const lang of ['zh', 'en'] as const) {
      const said = refusalText(lang, of(filled(form)));
      expect([form, said]).toEqual([form, expect.stringMatching(lang === 'zh' ? /[\u4e00-\u9fff].*。$/ : /^[^\u4e00-\u9fff]*\S\.$|“十”/)]);
      expect([form, said]).not.toEqual([form, expect.stringContaining('{')]);
    }
  }
});

it('names the points, and how far they are off', () => {
  expect(refusalText('zh', of('2 control points, 3 to 1000 are needed'))).toBe('控制点只有 2 个，至少要 3 个。');
  expect(refusalText('en', of('1001 control points, 3 to 1000 are needed'))).toBe('There are more than 1000 control points: leave some out.');
  expect(refusalText('zh', of('row 3 (K2) and row 4 are only 2.50 m apart, less than 10 m'))).toBe('第 3 行（K2） 和 第 4 行 只相距 2.50 米，不足 10 米：请换一个，或检查是否重复。');
  expect(refusalText('zh', of('the control points lie on a line: their spread is 300.0 m along it and 0.10 m across; add one aside'))).toContain('横向只有 0.10 米');
  expect(refusalText('en', of('row 3 (K2): x is no number: "十"'))).toBe('row 3 (K2): x is no number (“十”). Correct it.');
  expect(refusalText('zh', { code: 'bad_file', detail: 'malformed: the file: more than 3 control points' })).toBeNull();
});

it('tells that x and y are exchanged, beside the residuals', () => {
  const form = /"; (with x and y of the points the other way round they fit within %.3f m)/.exec(source('geo/crs/similarity.go'))?.[1] ?? expect.fail('no such words');
  expect(swappedText('zh', of(filled(form)))).toContain('对调');
  expect(swappedText('en', of(filled(form)))).toContain('within 12.5 m');
  expect(swappedText('en', of('the control points do not fit'))).toBeNull();
});

it('names what still belongs to what cannot end', () => {
  const forms = [...source('internal/city/resolve_check.go').matchAll(/"has_children", "(.*?)"/g)].map(([, form = '']) => form);
  expect(forms).toHaveLength(2);
  for (const form of forms) {
    const words = ['street/North 3', '2026-12-01', 'grid/371001'];
    let next = 0;
    const detail = form.replace(/%s/g, () => words[next++] ?? '');
    expect(refusalText('zh', { code: 'has_children', detail })).toBe('street/North 3 还不能终止：2026-12-01起仍有 grid/371001 属于它。请先（或在同一文件中）把 grid/371001 改到别处或终止。');
    expect(refusalText('en', { code: 'has_children', detail })).toContain('from 2026-12-01 on grid/371001 still names it');
  }
});
