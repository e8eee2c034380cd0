import * as v from 'valibot';

import { count, finite, key, maybe, strings } from '../api/parts';

// What the server tells of an import. Codes, headings and messages come out of other people's files and are shown as text.

/** Longitude and latitude. */
export type At = readonly [number, number];

const place = v.pipe(v.tuple([finite, finite]), v.transform(([lon, lat]): At => [lon, lat]));
const at = v.nullish(place, null);
const number = v.optional(count, 0);
const size = v.nullish(finite, null);
const record = v.nullish(v.record(v.string(), v.string()), {});

/** Polygons as rings of places. */
export type Outline = readonly (readonly (readonly At[])[])[];

/** What a finding is, in the order in which they are told. */
export const sorts = ['rejected', 'conflict', 'gap', 'uncovered', 'overlap', 'doubt', 'unrepaired', 'crossed', 'doubled', 'street', 'repaired', 'ended'] as const;

export type Sort = (typeof sorts)[number];

/** A finding of a report, of whatever kind of file. */
export interface Finding {
  readonly sort: Sort;
  /** Of a rejected feature or row: the reason; of a repair: its name; of streets: what is the matter. */
  readonly reason: string;
  /** From 1, in the order of the file; 0 = of no single feature. */
  readonly feature: number;
  /** Line of the CSV, row of the sheet; 0 where there is none. */
  readonly row: number;
  readonly column: string;
  readonly codes: readonly string[];
  /** The server's own words. */
  readonly message: string;
  readonly at: At | null;
  readonly areaM2: number | null;
  readonly widthM: number | null;
  readonly movedM: number | null;
  readonly hairline: boolean;
  /** The later date at which it appears first; empty = it is there from the beginning. */
  readonly from: string;
  /** Of a building: the code of the compound that its address names, and of the one that it lies in; empty = none. */
  readonly named: string;
  readonly ground: string;
  /** Their names; empty = none. */
  readonly namedName: string;
  readonly groundName: string;
  /** Of a conflict: fields with what the store and the file say, where that is told in a line; empty = nothing. */
  readonly values: readonly Readonly<Record<'field' | 'store' | 'file', string>>[];
  /** The ground that it is of, to be drawn; empty = only its place is known. */
  readonly outline: Outline;
}

const plain: Finding = { sort: 'rejected', reason: '', feature: 0, row: 0, column: '', codes: [], message: '', at: null, areaM2: null, widthM: null, movedM: null, hairline: false, from: '', named: '', ground: '', namedName: '', groundName: '', values: [], outline: [] };

function finding(part: Partial<Finding> & Pick<Finding, 'sort'>): Finding {
  return { ...plain, ...part };
}

function codesOf(...codes: readonly string[]): readonly string[] {
  return codes.filter((it) => it !== '');
}

const rejected = v.pipe(
  v.object({ feature: number, row: number, column: maybe, code: maybe, reason: key, message: maybe, at }),
  v.transform(({ code, ...it }) => finding({ sort: 'rejected', ...it, codes: codesOf(code) })),
);

const repaired = v.pipe(
  v.object({ feature: count, code: maybe, repair: key, at, area_m2: size, moved_m: size, parts: strings }),
  v.transform((it) => finding({ sort: 'repaired', feature: it.feature, codes: codesOf(it.code, ...it.parts), reason: it.repair, at: it.at, areaM2: it.area_m2, movedM: it.moved_m })),
);

const unrepaired = v.pipe(
  v.object({ feature: number, code: maybe, repair: key, message: maybe, at }),
  v.transform((it) => finding({ sort: 'unrepaired', feature: it.feature, codes: codesOf(it.code), reason: it.repair, message: it.message, at: it.at })),
);

const gap = v.pipe(
  v.object({ area_m2: finite, width_m: finite, hairline: v.boolean(), at: place, from: maybe }),
  v.transform((it) => finding({ sort: 'gap', at: it.at, areaM2: it.area_m2, widthM: it.width_m, hairline: it.hairline, from: it.from })),
);

const uncovered = v.pipe(
  v.object({ parent: v.string(), area_m2: finite, width_m: finite, at: place, outline: v.nullish(v.array(v.array(v.array(place))), []) }),
  v.transform((it) => finding({ sort: 'uncovered', codes: codesOf(it.parent), at: it.at, areaM2: it.area_m2, widthM: it.width_m, outline: it.outline })),
);

const overlap = v.pipe(
  v.object({ codes: v.array(v.string()), area_m2: finite, width_m: finite, hairline: v.boolean(), at: place, from: maybe }),
  v.transform((it) => finding({ sort: 'overlap', codes: it.codes, at: it.at, areaM2: it.area_m2, widthM: it.width_m, hairline: it.hairline, from: it.from })),
);

const doubt = v.pipe( // exported and file are of an edit of a copy that is not taken
  v.object({ feature: number, row: number, code: maybe, column: maybe, reason: key, message: maybe, at, exported: maybe, file: maybe }),
  v.transform(({ code, exported: store, file, ...it }) => finding({ sort: 'doubt', ...it, codes: codesOf(code), values: store === file ? [] : [{ field: it.column, store, file }] })),
);

const otherCompound = v.pipe(
  v.object({ feature: number, row: number, code: maybe, named: maybe, ground: maybe, named_name: maybe, ground_name: maybe, message: maybe, at }),
  v.transform(({ code, named_name: namedName, ground_name: groundName, ...it }) => finding({ sort: 'doubt', reason: 'other_compound', ...it, namedName, groundName, codes: codesOf(code) })),
);

const outside = v.pipe(
  v.object({ feature: number, row: number, code: maybe, message: maybe, at }),
  v.transform(({ code, ...it }) => finding({ sort: 'doubt', reason: 'outside_city', ...it, codes: codesOf(code) })),
);

const shifted = v.nullish(v.pipe(
  v.object({ reason: key, message: maybe }),
  v.transform((it) => finding({ sort: 'doubt', ...it })),
), null);

const crossed = v.pipe(
  v.object({ code: v.string(), of_name: v.string() }),
  v.transform((it) => finding({ sort: 'crossed', codes: codesOf(it.code, it.of_name) })),
);

const doubled = v.pipe(
  v.object({ posts: v.array(v.string()), from: maybe }),
  v.transform((it) => finding({ sort: 'doubled', codes: it.posts, from: it.from })),
);

const conflict = v.pipe(
  v.object({ feature: number, code: maybe, fields: strings, at, taken: maybe, values: v.nullish(v.array(v.object({ field: v.string(), store: v.string(), file: v.string() })), []) }),
  v.transform((it) => finding({ sort: 'conflict', feature: it.feature, codes: codesOf(it.code), reason: it.taken, column: it.fields.join(', '), at: it.at, values: it.values })),
);

function many<T>(schema: v.GenericSchema<unknown, T>): v.GenericSchema<unknown, readonly T[]> {
  return v.nullish(v.array(schema), []);
}

/** What may be the matter with streets, by the server's lists of it. */
export const streetFaults = ['islands', 'blocked_gates', 'cut_ways', 'openings', 'loose_ends', 'shifted_datum'] as const;

const street = v.object({ code: maybe, at });

/** Of a report: how many of what. */
const tallies = ['assigned', 'noded', 'noded_in_file', 'no_parent', 'untouched', 'no_grid', 'no_compound', 'dwellings_left_out', 'unsearched_dates', 'double_duty_pairs', 'double_duty_uncompared', 'vacant_posts', 'ending_posts', 'rehomed', 'doubts_more', 'outside_more', 'other_compounds_more', 'left_edits_more', 'lat_first', 'sheets_unread_count', 'external_link_count', 'datum_unjudged', 'mended'] as const;

export const facts = [...tallies, 'missing', 'unrepaired_more', 'unsettled', 'unmarked'] as const;

export type Fact = (typeof facts)[number];

/** Why lines of a file of streets are not read: they are no concern of who walks. */
export const leftCauses = ['not_built', 'not_a_way', 'no_hindrance', 'gate_on_nothing', 'reverse'] as const;

export type LeftCause = (typeof leftCauses)[number];

/** A sheet of a workbook with rows that was not read, because none was named and another is the first. */
export interface UnreadSheet {
  readonly name: string;
  /** Rows in which anything is written, headings too. */
  readonly rows: number;
  /** Whether there are, or may be, more rows than were counted. */
  readonly more: boolean;
}

const unread = v.object({ name: v.string(), rows: count, more: v.nullish(v.boolean(), false) });

/** How control points tie a drawing to the world. */
export interface Fit {
  /** The system in which it was fitted. */
  readonly plane: string;
  /** The farthest that a point lies from where it is known, in metres. */
  readonly maxM: number;
  readonly points: readonly { readonly row: number; readonly name: string; readonly residualM: number }[];
}

const point = v.pipe(v.object({ row: count, name: maybe, residual_m: finite }), v.transform(({ row, name, residual_m: residualM }): Fit['points'][number] => ({ row, name, residualM })));

const fit = v.nullish(v.pipe(
  v.object({ plane: v.string(), max_m: finite, points: v.array(point) }),
  v.transform((it): Fit => ({ plane: it.plane, maxM: it.max_m, points: it.points })),
), null);

export interface Report {
  readonly status: 'stored' | 'stored_with_findings' | 'unchanged' | 'refused';
  readonly read: number;
  readonly accepted: number;
  readonly unchanged: number;
  /** More than there are findings, where they are too many to be told one by one. */
  readonly rejected: number;
  /** The revision that it was judged on, or that was written. */
  readonly revision: number;
  readonly effective: string;
  readonly crs: string;
  readonly encoding: string;
  readonly sheet: string;
  /** Of tables of persons there is only their number among the facts, and so it is with the links. */
  readonly unread: readonly UnreadSheet[];
  /** Other workbooks to which the file has links, which are not opened. */
  readonly links: readonly string[];
  /** How far rounding and noding moved a border; null where there are none. */
  readonly movedMaxM: number | null;
  readonly findings: readonly Finding[];
  readonly facts: readonly { readonly key: Fact; readonly n: number }[];
  /** Headings with the keys as which they were read; empty = not read. */
  readonly columns: Readonly<Record<string, string>>;
  readonly ignored: readonly string[];
  /** Figures of a drawing that are not read, with how many: "12 SPLINE". */
  readonly figures: readonly string[];
  readonly notes: number;
  /** Barriers that say of themselves another class than was asked for, and are taken as what they say. */
  readonly others: readonly { readonly name: string; readonly n: number }[];
  /** Of a drawing that was fitted by control points. */
  readonly fit: Fit | null;
  /** Lines of a file of streets that are not read, by cause, and classes that nobody knows, the most frequent first. */
  readonly left: readonly { readonly key: LeftCause; readonly n: number }[];
  readonly unknown: readonly { readonly name: string; readonly n: number }[];
}

const counts = Object.fromEntries(tallies.map((it) => [it, number])) as Record<(typeof tallies)[number], typeof number>;

const yes = v.nullish(v.boolean(), false);

const tally = v.nullish(v.record(v.string(), count), {});

/** What is counted by names, the most frequent first. */
function ranked(of: Readonly<Record<string, number>>): readonly { readonly name: string; readonly n: number }[] {
  return Object.entries(of).map(([name, n]) => ({ name, n })).sort((a, b) => b.n - a.n || (a.name < b.name ? -1 : 1));
}

const reportSchema = v.pipe(
  v.object({
    status: v.picklist(['stored', 'stored_with_findings', 'unchanged', 'refused']), read: count, accepted: count, unchanged: count, revision: count, effective_from: maybe, crs: maybe, encoding: maybe, sheet: maybe,
    moved_max_m: size, ended: strings, rejected: many(rejected), repaired: many(repaired), unrepaired: many(unrepaired), gaps: many(gap), uncovered: many(uncovered), overlaps: many(overlap), doubts: many(doubt), standing: many(doubt), outside: many(outside), shifted, other_compounds: many(otherCompound), left_edits: many(doubt), crossed: many(crossed), double_duty: many(doubled), conflicts: many(conflict),
    columns: record, sheets_unread: many(unread), external_links: strings, ignored_columns: strings, ignored: strings, note_rows: v.nullish(v.array(count), []), control: fit, other_class: tally, missing: strings, unrepaired_more: yes, unsettled: yes, unmarked: yes, ...counts,
  }),
  v.transform((it): Report => ({
    status: it.status, read: it.read, accepted: it.accepted, unchanged: it.unchanged, revision: it.revision, effective: it.effective_from, crs: it.crs, encoding: it.encoding, sheet: it.sheet, unread: it.sheets_unread, links: it.external_links,
    movedMaxM: it.moved_max_m, columns: it.columns, ignored: it.ignored_columns, figures: it.ignored, notes: it.note_rows.length, rejected: it.rejected.length, fit: it.control, left: [], unknown: [], others: ranked(it.other_class),
    findings: [...(it.shifted === null ? [] : [it.shifted]), ...it.rejected, ...it.conflicts, ...it.gaps, ...it.uncovered, ...it.overlaps, ...it.doubts, ...it.standing, ...it.outside, ...it.other_compounds, ...it.left_edits, ...it.unrepaired, ...it.crossed, ...it.double_duty, ...it.repaired, ...it.ended.map((code) => finding({ sort: 'ended', codes: [code], reason: it.repaired.some(({ reason, codes }) => reason === 'split-parents' && codes[0] === code) ? 'split' : '' }))],
    facts: facts.map((name) => ({ key: name, n: name === 'missing' ? it.missing.length : Number(it[name]) })).filter(({ n }) => n > 0),
  })),
);

const networkSchema = v.pipe(
  v.object({
    status: v.picklist(['stored', 'stored_with_findings', 'unchanged', 'refused']), read: count, accepted: count, unchanged: count, revision: count, effective_from: maybe, crs: maybe,
    rejected: many(rejected), ended: many(v.object({ layer: v.string(), code: v.string() })),
    counts: v.object({ rejected: count }), left_out: tally, unknown_class: tally, unmarked: yes,
    islands: many(street), blocked_gates: many(street), cut_ways: many(street), openings: many(street), loose_ends: many(street), shifted_datum: many(street),
  }),
  v.transform((it): Report => ({
    status: it.status, read: it.read, accepted: it.accepted, unchanged: it.unchanged, revision: it.revision, effective: it.effective_from, crs: it.crs, encoding: '', sheet: '', unread: [], links: [], movedMaxM: null,
    columns: {}, ignored: [], figures: [], notes: 0, facts: it.unmarked ? [{ key: 'unmarked', n: 1 }] : [], fit: null, others: [], rejected: it.counts.rejected,
    left: leftCauses.map((cause) => ({ key: cause, n: it.left_out[cause] ?? 0 })).filter(({ n }) => n > 0),
    unknown: ranked(it.unknown_class),
    findings: [
      ...it.rejected, ...streetFaults.flatMap((reason) => it[reason].map(({ code, at: place }) => finding({ sort: 'street', reason, codes: codesOf(code), at: place }))),
      ...it.ended.map(({ code }) => finding({ sort: 'ended', codes: [code] })),
    ],
  })),
);

/** Who sees something: strangers, who is signed in, or by right and area. */
export const accesses = ['public', 'internal', 'restricted'] as const;

export type Access = (typeof accesses)[number];

/** What a confirmation would write, internal or restricted, to what is open to everybody. */
export interface Classed {
  readonly internal: number;
  readonly restricted: number;
  /** Keys of the open layers and kinds; none = the file as a whole is said to be of such a class. */
  readonly layers: readonly string[];
}

const misfit = v.nullish(v.pipe(
  v.object({ points: v.array(point), worst: point, without: v.nullish(point, null), within_m: finite }),
  v.transform(({ within_m: withinM, ...it }) => ({ ...it, withinM })),
), null);

/** Control points that do not fit: how far each is off, and the one without which the others do. */
export type ControlMisfit = NonNullable<v.InferOutput<typeof misfit>>;

const shift = v.nullish(v.object({ side: v.picklist(['file', 'store', 'either']), datum: maybe, against: maybe, revision: count }), null);

/** A file that fits the store only when one of the two is shifted as on a web map: which, and against what of the store. */
export type Shift = NonNullable<v.InferOutput<typeof shift>>;

/** Why an import failed. */
export interface ImportFault {
  readonly code: string;
  readonly detail: string;
}

/** An import as it stands. */
export interface ImportAnswer {
  readonly id: string;
  readonly kind: string;
  /** The layer of areas, or the sort of all places or barriers; empty = not said. */
  readonly layer: string;
  /** When the file came, on the city's clock. */
  readonly sent: string;
  readonly dryRun: boolean;
  readonly state: 'queued' | 'running' | 'done' | 'failed' | 'cancelled';
  /** 0 to 1. */
  readonly progress: number;
  readonly note: string;
  readonly expires: string;
  readonly report: Report | null;
  readonly fault: ImportFault | null;
  /** Of control points that do not fit: how far each is off. */
  readonly misfit: ControlMisfit | null;
  /** Of a file that fits the store only when one of them is shifted. */
  readonly shift: Shift | null;
  /** Sheets or layers of the file, as far as it says them. */
  readonly layers: readonly string[];
  /** Fields of its features. */
  readonly fields: readonly string[];
  /** Headings of a table that was refused for its columns, with what they were read as; empty = not read. */
  readonly columns: Readonly<Record<string, string>>;
  /** Who will see what is written. */
  readonly access: Access;
  /** Of a dry run: what is written by a second answer alone; null = nothing. */
  readonly classed: Classed | null;
  /** The address that takes what was written back; empty = nothing was written. */
  readonly undo: string;
}

/** Of `POST api/v1/imports`, of `GET …/{id}` and of `POST …/{id}/confirm`. */
export const importSchema = v.pipe(
  v.object({
    id: key, kind: v.string(), layer: maybe, sent: maybe, dry_run: v.boolean(), state: v.picklist(['queued', 'running', 'done', 'failed', 'cancelled']), progress: finite, note: maybe, expires: maybe,
    report: v.nullish(reportSchema, null), things: v.nullish(reportSchema, null), attributes: v.nullish(reportSchema, null), people: v.nullish(reportSchema, null), network: v.nullish(networkSchema, null),
    error: v.nullish(v.object({ code: key, detail: maybe }), null), misfit, shift, layers: strings, fields: strings, columns: record, access: v.picklist(accesses), undo: maybe,
    classed: v.nullish(v.object({ internal: count, restricted: count, layers: strings }), null),
  }),
  v.transform(({ dry_run: dryRun, report, things, attributes, people, network, error: fault, ...it }): ImportAnswer => ({ ...it, dryRun, fault, report: report ?? things ?? attributes ?? people ?? network })),
);

/** What the account has sent already, and how large a file may be. */
export interface ImportList {
  readonly imports: readonly ImportAnswer[];
  readonly most: number;
}

/** Of `GET api/v1/imports`. */
export const importListSchema = v.pipe(
  v.object({ imports: v.array(importSchema), max_bytes: count }),
  v.transform(({ imports, max_bytes: most }): ImportList => ({ imports, most })),
);

/** A column that a table of a kind may have. */
export interface Column {
  readonly key: string;
  readonly zh: string;
}

/** Of `GET api/v1/imports/templates/{kind}?f=json`. */
export const columnsSchema = v.pipe(
  v.object({ columns: v.array(v.object({ key, zh: v.string() })) }),
  v.transform(({ columns }): readonly Column[] => columns),
);

/** What a file was found to hold. */
export interface FoundFile {
  readonly layers: readonly string[];
  readonly fields: readonly string[];
  /** Headings with what they were read as. */
  readonly columns: Readonly<Record<string, string>>;
  /** It was refused since none of its layers was named. */
  readonly mustPick: boolean;
  /** The sheet that was taken; empty = it has none, or none was. */
  readonly taken: string;
  /** Of a drawing: what there is on each layer. */
  readonly drawn: readonly DrawnLayer[];
}

const drawnLayer = v.object({ name: v.string(), closed: count, open: count, texts: count });

/** A layer of a drawing: its polylines, closed and not, and its texts. */
export type DrawnLayer = v.InferOutput<typeof drawnLayer>;

/** Of `POST api/v1/imports/drawing`. */
export const drawnSchema = v.pipe(v.object({ layers: v.array(drawnLayer) }), v.transform(({ layers }): readonly DrawnLayer[] => layers));

function withAreas(drawn: readonly DrawnLayer[]): readonly string[] {
  return drawn.filter((it) => it.closed > 0).map((it) => it.name);
}

/** What is known of a drawing before it is tried: only layers with closed polylines hold areas, and of several one must be chosen. */
export function foundDrawn(drawn: readonly DrawnLayer[]): FoundFile {
  const layers = withAreas(drawn);
  return { layers, fields: [], columns: {}, mustPick: layers.length > 1, taken: layers.length === 1 ? layers.join('') : '', drawn };
}

/** What is known of a file after an answer. */
export function foundIn({ layers, fields, fault, report, columns: refusedOf }: ImportAnswer, before: FoundFile | null): FoundFile {
  const refused = fault?.code === 'bad_file' && fault.detail.startsWith('unknown_layer');
  const { drawn, columns, mustPick } = before ?? foundDrawn([]);
  return { layers: layers.length > 0 ? layers : withAreas(drawn), fields, columns: { ...columns, ...report?.columns, ...refusedOf }, mustPick: refused || mustPick, taken: report?.sheet ?? '', drawn };
}
