import { readFileSync } from 'node:fs';

import { expect, it } from 'vitest';

import { reasonKeys } from '../i18n/reasons';
import { causeText, splitText } from './importcauses';

const source = (path: string): string => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8');

const han = /^[^a-z]*[\u4e00-\u9fff]/;

it('has words for each cause for which the server refuses a code', () => {
  const causes = [...source('internal/city/code.go').matchAll(/badCode\([^,]+, "((?:[^"\\]|\\.)*)"/g)].map(([, why]) => why ?? '');
  expect(causes.length).toBeGreaterThan(14);
  for (const why of causes) {
    const message = `code "3708": ${why}${why.endsWith('parent ') ? '370811' : ''}`;
    expect([why, causeText('zh', { reason: 'bad_code', message, codes: ['3708'] })]).toEqual([why, expect.stringMatching(han)]);
  }
});

it('has words for what tables say of codes, and for digits that a spreadsheet lost, with what stood there', () => {
  const said = (file: string, form: RegExp): string => form.exec(source(`internal/intake/${file}`))?.[1] ?? expect.fail(`${file} has no ${String(form)}`);
  const scientific = said('peoplecells.go', /const scientificCode = "(.*)"/).replace('%s', '3.70811E+14');
  expect(causeText('zh', { reason: 'lost_digits', message: scientific, codes: [] })).toBe('表格软件把编码当成数字，写成了 3.70811E+14，末位已丢失：把该列设为文本，重新填写编码');
  const rounded = `${said('thingrow.go', /const lostDigits = "(.*)"/)} (there stands 372001001006000000)`;
  expect(causeText('en', { reason: 'lost_digits', message: rounded, codes: [] })).toContain('there stands 372001001006000000: a spreadsheet kept 15 digits');
  for (const [file, form] of [['thingrow.go', /"bad_code", "(.*?)"/], ['peoplecells.go', /"bad_code", "(.*?)"/], ['exportedcells.go', /"bad_code", "(.*?)"/]] as const) {
    expect(causeText('zh', { reason: 'bad_code', message: said(file, form), codes: [] })).toMatch(han);
  }
  expect(causeText('zh', { reason: 'outside_city', message: said('doubts.go', /return fmt.Sprintf\("(it lies wholly .*?)"/).replace('%s', 'city'), codes: [] })).toContain('请核对是否属于本市');
  expect(causeText('zh', { reason: 'bad_code', message: 'code "12": it must have 15 digits', codes: ['12'] })).toBe('编码应有 15 位数字，这里是 2 位：请在原文件中改正');
});

it('names the word that is no kind of places, and a row that says none', () => {
  const layers = source('internal/intake/thinglayers.go');
  const none = /"(the row does not say what it is, nor does --layer)"/.exec(layers)?.[1] ?? expect.fail('no such words');
  const word = /"(the scheme has no kind of places )%q"/.exec(layers)?.[1] ?? expect.fail('no such words');
  expect(causeText('zh', { reason: 'unknown_kind', message: `${word}"锅炉房"; there are 红帆驿站 (red_sail_station)`, codes: ['S2'] })).toBe('城市方案中没有“锅炉房”这类场所：请改正，或在上面选择类别');
  expect(causeText('en', { reason: 'unknown_kind', message: `${word}"锅炉房"`, codes: ['S2'] })).toContain('no kind of places “锅炉房”');
  expect(causeText('en', { reason: 'unknown_kind', message: none, codes: ['S2'] })).toContain('no kind was chosen');
  const other = /"(the row says that it is )%q(, which is no name of the kind)/.exec(layers) ?? expect.fail('no such words');
  expect(causeText('zh', { reason: 'unknown_kind', message: `${other[1] ?? ''}"快递驿站"${other[2] ?? ''} red_sail_station`, codes: ['S2'] })).toContain('该行注明是“快递驿站”');
});

it('lists the texts of a drawing that could be a name', () => {
  const said = /"(several texts in it could be its name: )"/.exec(source('internal/intake/drawing.go'))?.[1] ?? expect.fail('no such words');
  expect(causeText('zh', { reason: 'several_names', message: `${said}第二网格 幸福里`, codes: ['D-2'] })).toContain('都可能是名称：第二网格 幸福里。');
  expect(causeText('en', { reason: 'several_names', message: `${said}第二网格 幸福里`, codes: ['D-2'] })).toContain('could be its name: 第二网格 幸福里.');
});

it('names the column of a cell that is left out', () => {
  const code = source('internal/intake/areacolumns.go');
  const [, column, split] = /"(its )"\+clip[^"]+"( is left out: )"/.exec(code) ?? expect.fail('no such words');
  const counts = /"(its households and population are left out: it is split)/.exec(code)?.[1] ?? expect.fail('no such words');
  expect(causeText('zh', { reason: 'unread_cell', message: `${column ?? ''}户数${split ?? ''}x`, codes: ['1'] })).toBe('“户数”一格看不懂，未采用；其余照收');
  expect(causeText('en', { reason: 'unread_cell', message: `${counts}, …`, codes: ['1'] })).toContain('split by its parents');
});

it('tells what the store has counted of an area that is split', () => {
  const form = /doubtSplit, fmt.Sprintf\("([^"]+)"/.exec(source('internal/intake/areacolumns.go'))?.[1] ?? expect.fail('no such words');
  const message = form.replace('%s', 'X01').replace('%s', '234').replace('%s', 'no');
  expect(causeText('zh', { reason: 'split_counts', message, codes: ['X01-1'] })).toBe('“X01”按上级拆开后，库中原有的户数（234）、人口（未注明）不再计入：请按各部分另行导入');
  expect(causeText('en', { reason: 'split_counts', message, codes: ['X01-1'] })).toContain('the households (234) and people (not said)');
});

it('says why an edit of a copy is not taken', () => {
  const code = source('internal/intake/leftedits.go');
  const forms = [...code.matchAll(/why = (?:fmt.Sprintf\()?"((?:[^"\\]|\\.)*)"/g)].map(([, form]) => (form ?? '').replace('%q', '"一路1号"'));
  expect(forms.map((message) => causeText('zh', { reason: 'edit_not_taken', message, codes: ['B1'] }))).toEqual([
    expect.stringContaining('地址记为“一路1号”'), expect.stringContaining('原编码由库保管'), expect.stringContaining('这一列没有读取'), expect.stringContaining('不能清空'),
  ]);
});

it('says why an area of a layer of numbers was not split', () => {
  const form = /fmt.Errorf\("(it lies in %d parents, and a part cannot be called )%s: %w"/.exec(source('internal/intake/repairparent.go'))?.[1] ?? expect.fail('no such words');
  const digits = /badCode\(code, "(it may hold digits only)"/.exec(source('internal/city/code.go'))?.[1] ?? expect.fail('no such words');
  const message = `${form.replace('%d', '2')}370811001001001-1: code "370811001001001-1": ${digits}`;
  expect(splitText('zh', message)).toContain('跨 2 个上级；本图层的编码只能是数字，各部分不能编为 370811001001001-1');
  expect(splitText('en', message)).toContain('no part can be called 370811001001001-1');
  expect(splitText('zh', 'another cause')).toBeNull();
});

it('says nothing of its own of what it does not know', () => {
  expect(causeText('zh', { reason: 'bad_code', message: 'another cause', codes: [] })).toBeNull();
  expect(causeText('zh', { reason: 'bad_text', message: 'it is empty', codes: [] })).toBeNull();
});

it('knows every reason of a row or feature that the list of problems has', () => {
  const [, part = ''] = source('docs/problems.md').split('## Rejected features');
  const listed = [...(part.split('\n## ')[0] ?? '').matchAll(/^\| `([a-z_]+)` \|/gm)].map(([, key]) => key ?? '');
  expect(listed.length).toBeGreaterThan(50);
  expect(listed.filter((it) => !reasonKeys.includes(it))).toEqual([]);
});
