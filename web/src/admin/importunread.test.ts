import { readdirSync, readFileSync } from 'node:fs';

import { expect, it } from 'vitest';

import { faultKeys } from '../i18n/reasons';
import { isByOptions, perhapsCode, unreadText } from './importunread';
import { importFail } from './importwords';

const root = new URL('../../../', import.meta.url);

function sources(folder: string): string {
  return readdirSync(new URL(folder, root)).filter((it) => it.endsWith('.go') && !it.endsWith('_test.go')).map((it) => readFileSync(new URL(`${folder}/${it}`, root), 'utf8')).join('\n');
}

/** The messages of the server's source, its verbs filled in. */
function said(source: string, form: RegExp): readonly string[] {
  const found = [...source.matchAll(form)].map(([, text = '', raw = '']) => (raw === '' ? (JSON.parse(`"${text}"`) as string) : raw));
  return found.map((text) => text.replace(/%[.\d]*[a-z]/g, (verb) => (verb.endsWith('q') ? '"甲"' : verb === '%d' ? '20' : '乙')));
}

const kinds = { KindUnknownFormat: 'unknown_format', KindUnsafe: 'unsafe' } as const;

const text = String.raw`(?:fmt\.Sprintf\()?(?:"((?:[^"\\]|\\.)*)"|\x60([^\x60]*)\x60)`;

/** Not said of an import: of a drawing whose layers are only looked at. */
const elsewhere = /only a DXF drawing has layers/;

it('says in the reader’s language why a file is unsafe or of no form that is read', () => {
  const source = sources('geo/codec') + sources('geo/walk/streets');
  for (const [name, kind] of Object.entries(kinds)) {
    const messages = [...said(source, new RegExp(String.raw`Kind: (?:codec\.)?${name},[^{}]*?Message:\s*${text}`, 'g')), ...said(source, new RegExp(String.raw`wrong\(${name}, ${text}`, 'g'))].filter((it) => !elsewhere.test(it));
    expect(messages.length).toBeGreaterThan(kind === 'unsafe' ? 2 : 15);
    for (const message of messages) {
      const problem = { code: 'bad_file', detail: `${kind}: the file: entry 乙.kmz: ${message}` };
      expect([message, unreadText('zh', problem)]).toEqual([message, expect.stringMatching(/[\u4e00-\u9fff].*。$/)]);
      expect([message, unreadText('en', problem)]).toEqual([message, expect.stringMatching(/^[^{}]*\.$/)]);
      expect([message, unreadText('zh', problem)]).not.toEqual([message, expect.stringMatching(/[{}]/)]);
    }
  }
});

it('tells a DOCTYPE from a view, and what lies within what', () => {
  const of = (detail: string): string | null => unreadText('zh', { code: 'bad_file', detail });
  expect(of('unsafe: the file: line 2: the document has a DOCTYPE, which is refused; take it out')).toContain('DOCTYPE');
  expect(of('unsafe: the file: line 2: the document has a DOCTYPE, which is refused; take it out')).not.toContain('GeoPackage');
  expect(of('unsafe: the file: "v_grid" is a view or a virtual table, which is never read')).toContain('“v_grid”');
  expect(of('unknown_format: the file: is an old workbook (.xls), or one that a password protects; save it')).toContain('密码');
  expect(of('unknown_format: the file: is a DWG drawing (AutoCAD 2018), which is not read: save it')).toContain('AutoCAD 2018');
  expect(of('unknown_format: the file: entry in/b.kmz: a KMZ within a KMZ is not read; unpack it')).toContain('in/b.kmz');
  expect(of('malformed: the file: has a DOCTYPE')).toBeNull();
});

it('says in one language which headings are missing, and which heading names a system that is not known', () => {
  const none = { code: 'bad_file', detail: 'unknown_field: x.csv: none of the first 20 rows holds the headings of a table of kind building: one of (楼栋编码, code; 地址, address) and another; redsail import --kind building --template FILE.csv writes them all' };
  expect(unreadText('zh', none)).toContain('（楼栋编码、地址）中的一列和另外一列。请在“列的对应关系”中');
  expect(unreadText('en', none)).toContain('one of (code, address) and another.');
  const source = sources('internal/intake');
  for (const [form, name] of [[/"(the heading %q: )%s/, '甲'], [/"(the headings %q and %q name two systems)/, '甲'], [/"(the heading %q names %s, and the positions of such a table are WGS-84)/, '甲']] as const) {
    const message = said(source, new RegExp(form.source, 'g'))[0] ?? expect.fail('no such words');
    expect([message, unreadText('zh', { code: 'bad_file', detail: `unknown_system: x.csv: ${message}` })]).toEqual([message, expect.stringContaining(`表头“${name}”`)]);
  }
});

it('names the column for which a table is refused', () => {
  const source = sources('internal/intake');
  const messages = said(source, new RegExp(String.raw`"unknown_field", ${text}`, 'g'));
  expect(messages.length).toBeGreaterThan(10);
  for (const message of messages) {
    for (const lang of ['zh', 'en'] as const) {
      const words = unreadText(lang, { code: 'unknown_field', detail: message.replace('乙 names the field', '--name-field names the field').replace('column of codes (乙)', 'column of codes (编码, code)') });
      expect([message, words]).toEqual([message, expect.stringMatching(/[。.]$/)]);
      expect([message, words]).not.toEqual([message, expect.stringMatching(/[{}]/)]);
    }
  }
  const problem = { code: 'bad_file', detail: 'unknown_field: the file: the column "楼宇编码" may hold the codes, and nobody reads it: say --code-field 楼宇编码, or map it' };
  expect(unreadText('zh', problem)).toContain('“楼宇编码”');
  expect(perhapsCode(problem)).toBe('楼宇编码');
  expect(perhapsCode({ code: 'unknown_field', detail: 'two columns hold the same, one of them is "a"' })).toBe('');
});

it('names the sheets that were not read, where what the file lacks is to end', () => {
  const [form = ''] = said(sources('internal/intake'), new RegExp(String.raw`"sheets_unread", ${text}`, 'g'));
  const problem = { code: 'bad_file', detail: `sheets_unread: ${form.replace(/乙; put all/, 'sheet 丰财街道, 牌楼街道; put all')}` };
  expect(unreadText('zh', problem)).toContain('没有读取：丰财街道, 牌楼街道。');
  expect(unreadText('en', problem)).toContain('and not: 丰财街道, 牌楼街道.');
  expect(unreadText('zh', { code: 'bad_file', detail: form.replace('乙; put all', '2 sheets; put all') })).toBeNull();
  expect(isByOptions(problem)).toBe(true);
});

it('names the two sheets of one name, and calls the workbook not damaged', () => {
  const [form = ''] = said(sources('geo/codec'), /Message: fmt\.Sprintf\("(two sheets (?:[^"\\]|\\.)*)"/g);
  const problem = { code: 'bad_file', title: '', detail: `malformed: the file: ${form}` };
  expect(importFail('zh', problem)).toBe('工作簿中有两个工作表都叫“甲”，不知道该读哪一个：请给其中一个改名。');
  expect(importFail('en', problem)).toContain('have the name “甲”');
  expect(importFail('zh', { ...problem, detail: 'malformed: the file: line 3' })).toContain('已损坏');
});

it('leads a drawing in a grid of its own to the control points', () => {
  const fitting = sources('internal/intake');
  const none = /"(; in none of the systems known here would it lie where the city is)"/.exec(fitting)?.[1] ?? expect.fail('no such words');
  const some = /"(; it would lie where the city is in )"/.exec(fitting)?.[1] ?? expect.fail('no such words');
  const metres = /"(metres without a zone fit every central meridian: )/.exec(sources('geo/crs'))?.[1] ?? expect.fail('no such words');
  const of = (end: string): string => unreadText('zh', { code: 'bad_file', detail: `ambiguous_zone: ${metres}x 1…2, y 3…4; a drawing in a city's own grid needs --control${end}` }) ?? '';
  expect(of(none)).toContain('控制点');
  expect(of(none)).not.toContain('分带：');
  expect(of(`${some}EPSG:4548, EPSG:32650 (try --crs EPSG:4548 or --crs EPSG:32650)`)).toContain('EPSG:4548, EPSG:32650 则落在本市');
  expect(of('')).toContain('控制点表');
  for (const [cause, end] of [['unknown_system', 'the drawing does not say its system, and these may be degrees'], ['out_of_range', 'neither degrees nor metres of a known system: x 1…2']] as const) {
    expect(unreadText('zh', { code: 'bad_file', detail: `${cause}: ${end}` })).toContain('控制点表');
  }
});

it('has words for every kind of file and every cause of the list of problems, and for each code that ends an import as a whole', () => {
  const problems = readFileSync(new URL('docs/problems.md', root), 'utf8');
  const listed = ['## Files that cannot be read', '## Coordinate systems'].flatMap((title) => [...(problems.split(title)[1]?.split('\n## ')[0] ?? '').matchAll(/^\| `([a-z_]+)` \|/gm)].map(([, key = '']) => key));
  const codes = [...sources('internal/intake').matchAll(/city\.(?:Errorf|Wrap)\((?:err, )?city\.\w+, "([a-z_]+)"/g)].map(([, key = '']) => key);
  expect(listed.length).toBeGreaterThan(20);
  const ours = ['internal', 'bad_conflicts', 'bad_permission']; // of a fault of the program, and of words that the page chooses itself
  for (const key of [...listed, ...codes].filter((it) => !ours.includes(it))) {
    const words = importFail('zh', { code: key, title: '', detail: '' });
    expect([key, words]).toEqual([key, expect.stringMatching(/[\u4e00-\u9fff]/)]);
    expect(words).not.toContain(key);
  }
  expect(faultKeys).toContain('made_up_data');
});

it('knows which refusals are mended among the options', () => {
  expect(isByOptions({ code: 'bad_file', detail: 'ambiguous_zone: metres' })).toBe(true);
  expect(isByOptions({ code: 'unknown_field', detail: 'x' })).toBe(true);
  expect(isByOptions({ code: 'bad_file', detail: 'malformed: the file: --crs' })).toBe(false);
  expect(isByOptions(null)).toBe(false);
});
