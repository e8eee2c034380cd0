import { fieldText } from '../i18n/fields';
import { type ImportKey, importText } from '../i18n/imports';
import { faultText, reasonText } from '../i18n/reasons';
import type { Lang } from '../model/lang';
import type { Problem } from '../model/problem';
import type { Classed, Finding, Report, Shift, Sort, UnreadSheet } from './importanswers';
import { causeText, splitText } from './importcauses';
import { refusalText } from './importrefusals';
import { unreadText } from './importunread';
import { adminFail } from './kit';

/** A size of a file for reading. */
export function sizeWords(lang: Lang, bytes: number): string {
  const units = ['B', 'KB', 'MB', 'GB'];
  const at = Math.min(units.length - 1, Math.floor(Math.log2(Math.max(1, bytes)) / 10));
  const value = bytes / 1024 ** at;
  return `${value.toLocaleString(lang, { maximumFractionDigits: at === 0 || value >= 100 ? 0 : 1 })} ${units[at] ?? ''}`;
}

/** How long something takes yet. */
export function timeWords(lang: Lang, seconds: number): string {
  if (seconds < 1) {
    return importText(lang, 'second.under');
  }
  return seconds < 90 ? importText(lang, 'second', { n: Math.ceil(seconds) }) : importText(lang, 'minute', { n: Math.ceil(seconds / 60) });
}

/** A length: centimetres below a metre. */
export function lengthWords(lang: Lang, metres: number): string {
  const [key, n]: [ImportKey, number] = metres < 1 ? ['centimetres', metres * 100] : ['metres', metres];
  return importText(lang, key, { n: n.toLocaleString(lang, { maximumSignificantDigits: 3 }) });
}

/** How far a control point is from where it is known: to a tenth of a millimetre, as it is told. */
export function residualWords(lang: Lang, metres: number): string {
  return importText(lang, 'metres', { n: metres.toLocaleString(lang, { minimumFractionDigits: 3, maximumFractionDigits: 4 }) });
}

const systems: Readonly<Record<string, ImportKey>> = { 'wgs84': 'crs.wgs84', 'EPSG:4326': 'crs.wgs84', 'EPSG:4490': 'crs.cgcs', 'gcj02': 'crs.gcj02', 'bd09': 'crs.bd09' };

/** A system of coordinates as people call it; the projected ones by their own names. */
export function systemWords(lang: Lang, name: string): string {
  const turned = name.endsWith(' with swapped axes');
  const plain = turned ? name.slice(0, -' with swapped axes'.length) : name;
  const key = systems[plain];
  const words = key === undefined ? plain : importText(lang, key);
  return turned ? importText(lang, 'crsSwapped', { name: words }) : words;
}

const figures: Readonly<Record<string, ImportKey>> = {
  'LINE': 'figure.LINE', 'ARC': 'figure.ARC', 'CIRCLE': 'figure.CIRCLE', 'ELLIPSE': 'figure.ELLIPSE', 'SPLINE': 'figure.SPLINE', 'HATCH': 'figure.HATCH', 'INSERT': 'figure.INSERT', 'POINT': 'figure.POINT', 'DIMENSION': 'figure.DIMENSION',
  'TEXT outside of all polylines': 'figure.TEXT', 'TEXT neither code nor name': 'figure.spare', 'NetworkLink (not followed)': 'figure.link',
};

const classes: Readonly<Record<string, ImportKey>> = { wall: 'barrier.wall', fence: 'barrier.fence', hedge: 'barrier.hedge', gate: 'barrier.gate', main_gate: 'barrier.main_gate', river: 'barrier.river', rail: 'barrier.rail' };

/** Classes of barriers with how many there are of each. */
export function othersWords(lang: Lang, others: Report['others']): string {
  const words = others.map(({ name, n }) => {
    const key = classes[name];
    return importText(lang, 'figure', { name: key === undefined ? name : importText(lang, key), n: n.toLocaleString(lang) });
  });
  return words.join(lang === 'zh' ? '、' : ', ');
}

const layers: Readonly<Record<string, ImportKey>> = { building: 'kind.building', road: 'layer.road', path: 'layer.path', wall: 'layer.wall', river: 'barrier.river', rail: 'barrier.rail' };

/** What the scheme of a city does not name: buildings and lines. */
export function keyWords(lang: Lang, key: string): string {
  const word = layers[key];
  return word === undefined ? key : importText(lang, word);
}

/** What the confirmation of a file would write to what is open, and would not without a second answer. */
export function classedWords(lang: Lang, { internal, restricted, layers }: Classed, nameOf: (key: string) => string): string {
  if (internal + restricted === 0) {
    return importText(lang, 'classedFile');
  }
  const and = lang === 'zh' ? '、' : ', ';
  const what = ([['classedInternal', internal], ['classedRestricted', restricted]] as const).filter(([, n]) => n > 0).map(([key, n]) => importText(lang, key, { n: n.toLocaleString(lang) }));
  return importText(lang, 'classedRows', { what: what.join(and), layers: layers.map(nameOf).join(and) });
}

/** A sort of figures that is not read, with how many there are, as the server counts them: "12 SPLINE". */
export function figureWords(lang: Lang, told: string): string {
  const [, n = '', name = ''] = /^(\d+) (.+)$/.exec(told) ?? [];
  const key = figures[name];
  return key === undefined ? told : importText(lang, 'figure', { name: importText(lang, key), n: Number(n).toLocaleString(lang) });
}

function areaWords(lang: Lang, squareMetres: number): string {
  return importText(lang, 'squareMetres', { n: squareMetres.toLocaleString(lang, { maximumSignificantDigits: 3 }) });
}

const notes: readonly (readonly [RegExp, ImportKey])[] = [
  [/^reading /, 'note.reading'], [/^noding /, 'note.noding'], [/^looking /, 'note.faults'], [/^closing /, 'note.hairlines'], [/^snapping /, 'note.snapping'], [/^splitting /, 'note.splitting'],
  [/^comparing /, 'note.comparing'], [/^sealing/, 'note.sealing'], [/^writing/, 'note.writing'],
];

/** What the server is doing, in the reader's language. */
export function noteWords(lang: Lang, note: string): string {
  const rows = /^(\d+) rows read, (\d+) a second/.exec(note);
  if (rows !== null) {
    return importText(lang, 'note.rows', { n: Number(rows[1]).toLocaleString(lang), rate: Number(rows[2]).toLocaleString(lang) });
  }
  const known = notes.find(([form]) => form.test(note));
  return known === undefined ? note : importText(lang, known[1]);
}

/** Why an import was not done. */
export function importFail(lang: Lang, problem: Problem): string {
  return refusalText(lang, problem) ?? unreadText(lang, problem) ?? faultText(lang, problem) ?? adminFail(lang, problem);
}

const datums: Readonly<Record<string, ImportKey>> = { gcj02: 'crs.gcj02', bd09: 'crs.bd09' };

const sides: Readonly<Record<string, ImportKey>> = { building: 'kind.building', place: 'kind.place', barrier: 'kind.barrier', network: 'kind.network', outline: 'kind.area' };

/** Which of a file and the store is shifted, and what to do about it; null where that is not known, and the code says as much. */
export function shiftWords(lang: Lang, { side, datum, against, revision }: Shift, own: boolean, layer: string): string | null {
  if (datum === '') {
    return side === 'store' ? importText(lang, 'shift.streets') : null;
  }
  const named = sides[against];
  const what = named === undefined ? layer : importText(lang, named);
  const shifted = datums[datum];
  const undo = revision > 0 ? importText(lang, 'shift.undo', { n: revision }) : '';
  if (side === 'file') {
    return importText(lang, shifted === undefined ? 'shift.plain' : 'shift.file', { what, datum: shifted === undefined ? '' : importText(lang, shifted) });
  }
  return importText(lang, side === 'either' ? 'shift.either' : own ? 'shift.own' : 'shift.store', { what, undo, datum: shifted === undefined ? datum : importText(lang, shifted) });
}

/** An edit of a copy that is not taken. */
const leftEdit = 'edit_not_taken';

/** By whose values stand. */
const conflictKeys: Readonly<Record<string, ImportKey>> = { 'keep-store': 'conflictStore', 'take-file': 'conflictFile' };

const wordsOf: Readonly<Record<Sort, (lang: Lang, it: Finding) => string>> = {
  rejected: reasonWords,
  conflict: conflictWords,
  gap: (lang, it) => `${importText(lang, 'gapText', spread(lang, it))}${since(lang, it)}`,
  uncovered: (lang, it) => importText(lang, 'uncoveredText', spread(lang, it)),
  overlap: (lang, it) => `${importText(lang, 'overlapText', spread(lang, it))}${since(lang, it)}`,
  doubt: doubtWords,
  repaired: repairWords,
  unrepaired: repairWords,
  crossed: (lang) => importText(lang, 'crossedText'),
  doubled: (lang, it) => importText(lang, 'doubledText', { date: it.from.replace('T', ' ') }),
  street: (lang, it) => importText(lang, `street.${it.reason}` as ImportKey),
  ended: (lang, it) => importText(lang, it.reason === 'split' ? 'endedSplit' : 'endedText'),
};

/** What a finding says, without where it is in the file. */
export function findingWords(lang: Lang, it: Finding): string {
  return wordsOf[it.sort](lang, it);
}

function reasonWords(lang: Lang, it: Finding): string {
  return causeText(lang, it) ?? reasonText(lang, it.reason) ?? it.message;
}

/** What both have changed, with the values of the two: whoever decides must see them. */
function conflictWords(lang: Lang, { reason, values }: Finding): string {
  const each = values.map(({ field, store, file }) => importText(lang, 'clashValues', { field: fieldText(lang, field), store: valueWords(lang, store), file: valueWords(lang, file) }));
  return [importText(lang, conflictKeys[reason] ?? 'conflictText'), ...each].join(' · ');
}

function valueWords(lang: Lang, text: string): string {
  return text === '' ? importText(lang, 'clashNothing') : text;
}

function doubtWords(lang: Lang, it: Finding): string {
  if (it.reason !== 'other_compound') {
    const both = it.reason === leftEdit ? it.values.map(({ store, file }) => importText(lang, 'leftValues', { store: valueWords(lang, store), file: valueWords(lang, file) })) : [];
    return [reasonWords(lang, it), ...both].join(' · ');
  }
  return importText(lang, it.ground === '' ? 'noCompoundText' : 'otherCompoundText', { named: called(lang, it.named, it.namedName), ground: called(lang, it.ground, it.groundName) });
}

/** A name with the code of what it is of. */
function called(lang: Lang, code: string, name: string): string {
  return name === '' ? code : lang === 'zh' ? `${name} ${code}` : `${name} (${code})`;
}

function since(lang: Lang, { from }: Finding): string {
  return from === '' ? '' : ` · ${importText(lang, 'since', { date: from })}`;
}

function spread(lang: Lang, { areaM2, widthM }: Finding): { readonly area: string; readonly width: string } {
  return { area: areaWords(lang, areaM2 ?? 0), width: lengthWords(lang, widthM ?? 0) };
}

function repairWords(lang: Lang, { reason, areaM2, movedM, message }: Finding): string {
  const key = `repair.${reason}` as ImportKey;
  const parts = [['repair.close-ring', 'repair.untangle', 'repair.snap-to-parent', 'repair.split-parents', 'repair.close-hairlines'].includes(key) ? importText(lang, key) : reason];
  if (areaM2 !== null && areaM2 > 0) {
    parts.push(areaWords(lang, areaM2));
  }
  if (movedM !== null && movedM > 0) {
    parts.push(lengthWords(lang, movedM));
  }
  const why = splitText(lang, message);
  return (why === null ? parts : [...parts, why]).join(' · ');
}

/** Where a finding is in the file: row and column, or the number of the feature. */
export function whereWords(lang: Lang, { row, feature, column, sort, reason }: Finding): string {
  const parts = row > 0 ? [importText(lang, 'row', { n: row })] : feature > 0 ? [importText(lang, 'feature', { n: feature })] : [];
  const name = sort === 'conflict' || reason === leftEdit ? column.split(', ').map((it) => fieldText(lang, it)).join(lang === 'zh' ? '、' : ', ') : column;
  return [...parts, ...(name === '' ? [] : [importText(lang, 'column', { name })])].join(' · ');
}

/** The findings as a table: UTF-8 with a mark, so that spreadsheets take it for that; what could be a formula is a text. */
export function findingsCsv(lang: Lang, findings: readonly Finding[]): string {
  const rows = [['sort', 'reason', 'row', 'feature', 'column', 'codes', 'says', 'message', 'lon', 'lat', 'area_m2', 'width_m'], ...findings.map((it) => [
    it.sort, it.reason, it.row > 0 ? String(it.row) : '', it.feature > 0 ? String(it.feature) : '', it.column, it.codes.join(' '), findingWords(lang, it), it.message,
    it.at === null ? '' : String(it.at[0]), it.at === null ? '' : String(it.at[1]), it.areaM2 === null ? '' : String(it.areaM2), it.widthM === null ? '' : String(it.widthM),
  ])];
  const cell = (text: string): string => `"${(/^[=+@\t\r]|^-(?![\d.]+$)/.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`;
  return `\ufeff${rows.map((row) => row.map(cell).join(',')).join('\r\n')}\r\n`;
}

/** Sheets that were not read, with their rows. */
export function sheetsWords(lang: Lang, sheets: readonly UnreadSheet[]): string {
  return sheets.map(({ name, rows, more }) => importText(lang, more ? 'sheetUnreadMore' : 'sheetUnread', { name, n: rows.toLocaleString(lang) })).join(lang === 'zh' ? '、' : ', ');
}
