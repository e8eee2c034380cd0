import { headingWords, type UnreadKey, unreadWords } from '../i18n/unread';
import type { Lang } from '../model/lang';
import type { Problem } from '../model/problem';

// Why a file as a whole is not taken, in the reader's language, with what the server names. A test holds the forms against the server's source.

/** A text in the server's quotation marks. */
const quoted = String.raw`"((?:[^"\\]|\\.)*)"`;

type Form = readonly [RegExp, UnreadKey, readonly string[]];

/** Forms of files that are not read, and archives within archives. */
const forms: readonly Form[] = [
  [/has a DOCTYPE/, 'doctype', []],
  [new RegExp(`${quoted} is a view or a virtual table`), 'view', ['name']],
  [/table (\S+) has computed columns/, 'computed', ['name']],
  [/is an old workbook \(\.xls\), or one that a password protects/, 'oldBook', []],
  [/is a DWG drawing \(AutoCAD (.*?)\)/, 'dwg', ['version']],
  [/is a binary DXF drawing/, 'binaryDxf', []],
  [/(?:^|: )entry ([^:]+): a KMZ within a KMZ is not read/, 'nestedKmz', ['name']],
  [/a KMZ within a KMZ is not read/, 'nestedPlain', []],
  [/the archive holds another archive \((.+?)\)/, 'nestedZip', ['name']],
  [/the archive holds neither a Shapefile/, 'zipBare', []],
  [/the archive holds no KML/, 'kmzBare', []],
  [/the archive is no workbook \(\.xlsx\): it lacks (\S*)/, 'notBook', ['name']],
  [/is neither CSV nor a workbook/, 'notTable', []],
  [/neither GeoJSON nor TopoJSON|is neither of GeoJSON nor of TopoJSON/, 'notGeojson', []],
  [new RegExp(`is not a whole GeoPackage: it has no table ${quoted}`), 'notGpkg', ['name']],
  [/the root of the document is <(.*?)>, not <kml>/, 'notKml', ['name']],
  [/is a side file of a Shapefile/, 'sideFile', []],
  [/neither the extension .* nor the content is of a format/, 'noForm', []],
  [/it is packed with ([^;]*)/, 'packed', ['name']],
  [new RegExp(`it needs the feature ${quoted}`), 'feature', ['name']],
  [/it holds deleted elements/, 'history', []],
  [/is a file of changes \(osmChange\)/, 'osmChange', []],
  [/is XML, but neither/, 'notOsm', []],
];

/** Coordinates whose system cannot be told. */
const systems: readonly Form[] = [
  [new RegExp(`the heading ${quoted} names (\\S+), and the positions of such a table are WGS-84`), 'headingWgs84', ['name', 'system']],
  [new RegExp(`the headings ${quoted} and ${quoted} name two systems`), 'headingSystems', ['name', 'other']],
  [new RegExp(`the heading ${quoted}: `), 'headingSystem', ['name']],
  [/in none of the systems known here would it lie where the city is/, 'ownGrid', []],
  [/it would lie where the city is in (EPSG:\d+(?:, EPSG:\d+)*)/, 'fitsIn', ['list']],
  [/eastings of several zones/, 'severalZones', []],
  [/metres without a zone fit every central meridian/, 'noZone', []],
  [/Web Mercator/, 'mercator', []],
  [/the drawing does not say its system/, 'drawnSystem', []],
  [/neither degrees nor metres of a known system/, 'noSystem', []],
];

/** Fields that are missing, or are not what they were said to be. */
const fields: readonly Form[] = [
  [new RegExp(`the (?:field|column) ${quoted} may hold the codes`), 'perhapsCode', ['name']],
  [/layer ".*" takes \S+ codes: name their field with --code-field; the file has (.*)$/, 'needsCode', ['list']],
  [/holds areas with codes already: .*; the file has (.*)$/, 'coded', ['list']],
  [/the store holds things of kind .* the file needs a column of codes \((.+), code\)/, 'codedThings', ['name']],
  [new RegExp(`--[\\w-]+ names the field ${quoted}; the file has (.*)$`), 'lacksField', ['name', 'list']],
  [new RegExp(`there is no column ${quoted} for the `), 'lacksColumn', ['name']],
  [new RegExp(`the mapping names the heading ${quoted}, which the table lacks`), 'lacksColumn', ['name']],
  [new RegExp(`two (?:columns|fields) hold the same, one of them is ${quoted}`), 'twice', ['name']],
  [/--parent-field: layer ".*" has no parent layer/, 'noParent', []],
  [/none of the first (\d+) rows holds the headings of a table of kind \S+: one of \((.*?)\) and another/, 'noHeadings', ['n', 'list']],
];

const byKind: Readonly<Record<string, readonly Form[]>> = {
  unsafe: forms, unknown_format: forms, ambiguous_zone: systems, unknown_system: systems, out_of_range: systems, unknown_field: fields,
  malformed: [[new RegExp(`two sheets have the name ${quoted}`), 'twinSheets', ['name']]],
  sheets_unread: [[/the first was taken: sheet (.+); put all rows into one sheet/, 'sheetsUnread', ['list']]],
  unknown_code: [[/--within: no layer above/, 'withinCode', []]],
};

/** The kind with which a file is refused, whatever the answer calls it: the one before its text, or its code. */
export function refusedAs({ code, detail }: Pick<Problem, 'code' | 'detail'>): string {
  return code === 'bad_file' ? /^([a-z_]+): /.exec(detail)?.[1] ?? '' : code;
}

/** The sentence that says why a file is not taken; null where only its kind is known. */
export function unreadText(lang: Lang, problem: Pick<Problem, 'code' | 'detail'>): string | null {
  for (const [form, key, names] of byKind[refusedAs(problem)] ?? []) {
    const found = form.exec(problem.detail);
    if (found !== null) {
      const list = key === 'noHeadings' ? headingWords(lang, found[2] ?? '') : found[2];
      return unreadWords(lang, key, Object.fromEntries(names.map((name, i) => [name, (i === 1 ? list : found[i + 1]) ?? ''])));
    }
  }
  return null;
}

/** The column that may hold the codes, where a file is refused since nobody reads it; empty = none. */
export function perhapsCode(problem: Pick<Problem, 'code' | 'detail'> | null): string {
  return problem !== null && refusedAs(problem) === 'unknown_field' ? new RegExp(`the (?:field|column) ${quoted} may hold the codes`).exec(problem.detail)?.[1] ?? '' : '';
}

/** Causes for which an option is to be set, or a file of control points chosen. */
const byOptions: ReadonlySet<string> = new Set(['unknown_field', 'unknown_layer', 'sheets_unread', 'encoding', 'bad_mapping', 'bad_repair', 'bad_control', 'unknown_crs', 'ambiguous_zone', 'unknown_system', 'out_of_range', 'degrees_where_metres', 'metres_where_degrees', 'shifted_datum', 'swapped_axes']);

/** Whether what is to be done stands among the options, which are folded else. */
export function isByOptions(problem: Pick<Problem, 'code' | 'detail'> | null): boolean {
  return problem !== null && byOptions.has(refusedAs(problem));
}
