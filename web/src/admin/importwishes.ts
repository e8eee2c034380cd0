// What is asked of a file: what it is, and how it is read. Nothing here asks the server.

/** What a file may hold. */
export const kinds = ['area', 'attributes', 'building', 'place', 'barrier', 'organisation', 'person', 'post', 'network'] as const;

export type Kind = (typeof kinds)[number];

export function isKind(text: string): text is Kind {
  return (kinds as readonly string[]).includes(text);
}

/** Sorts of barriers. */
export const barriers = ['wall', 'fence', 'gate', 'river', 'rail'] as const;

/** The repairs that areas may be given, in the order in which they are done, with the reach in metres of those that have one. */
export const repairs = [
  { name: 'close-ring', usual: 1, most: 10 }, { name: 'untangle', usual: 0, most: 0 }, { name: 'snap-to-parent', usual: 1, most: 20 }, { name: 'split-parents', usual: 0, most: 0 }, { name: 'close-hairlines', usual: 0, most: 0 },
] as const;

/** Whose values stand where an edited copy of an export and the store have changed the same; empty = the file is refused. */
export const rules = ['keep-store', 'take-file'] as const;

export type Rule = (typeof rules)[number];

/** For whom data is handed over. */
export const permissions = ['public', 'internal', 'restricted'] as const;

/** What lines of a file of streets are that say nothing. */
export const lineClasses = ['highway=residential', 'highway=footway', 'barrier=wall', 'waterway=river', 'railway=rail'] as const;

export type Repair = (typeof repairs)[number]['name'];

/** What is asked of a file. Texts are as they were typed; empty = not said. */
export interface Wish {
  readonly kind: Kind;
  /** The layer of areas, or the sort of all places or barriers. */
  readonly layer: string;
  readonly crs: string;
  readonly swapAxes: boolean;
  readonly codeField: string;
  readonly nameField: string;
  readonly parentField: string;
  readonly effectiveFrom: string;
  readonly replace: boolean;
  readonly within: string;
  readonly strict: boolean;
  readonly sourceLayer: string;
  readonly encoding: string;
  /** Where the data comes from, and its date, for all that does not say it itself. */
  readonly source: string;
  readonly dataDate: string;
  /** One of `permissions`. */
  readonly permission: string;
  /** One of `rules`. */
  readonly conflicts: string;
  /** Of streets: the field that says what a line is, and what lines are that say nothing. */
  readonly classField: string;
  readonly lineClass: string;
  /** What headings mean, where the reader says it: keys by heading; empty = not read. */
  readonly mapping: Readonly<Record<string, string>>;
  /** Those that are ticked, with their reach as it was typed. */
  readonly repairs: Readonly<Partial<Record<Repair, string>>>;
}

export const noWish: Wish = {
  kind: 'area', layer: '', crs: '', swapAxes: false, codeField: '', nameField: '', parentField: '', effectiveFrom: '', replace: false, within: '', strict: false, sourceLayer: '', encoding: '', source: '', dataDate: '', permission: '', conflicts: '', classField: '', lineClass: '', mapping: {}, repairs: {},
};

/** The options that a kind of files has, beside those that all have. */
type Own = 'layer' | 'crs' | 'swapAxes' | 'codeField' | 'nameField' | 'parentField' | 'replace' | 'within' | 'repairs' | 'conflicts' | 'permission' | 'strict' | 'dataDate' | 'classField' | 'mapping' | 'control';

const things: readonly Own[] = ['crs', 'swapAxes', 'codeField', 'nameField', 'replace', 'conflicts', 'permission', 'strict', 'dataDate', 'mapping'];
const people: readonly Own[] = ['replace', 'strict', 'dataDate', 'mapping'];

const own: Readonly<Record<Kind, readonly Own[]>> = {
  area: ['layer', 'crs', 'swapAxes', 'codeField', 'nameField', 'parentField', 'replace', 'within', 'repairs', 'conflicts', 'permission', 'strict', 'dataDate', 'control'],
  attributes: ['layer', 'codeField', 'nameField', 'parentField', 'permission', 'strict', 'dataDate', 'mapping'],
  building: things, place: ['layer', ...things], barrier: ['layer', ...things],
  organisation: people, person: people, post: people,
  network: ['crs', 'swapAxes', 'codeField', 'nameField', 'classField', 'replace', 'permission'],
};

export function has(kind: Kind, option: Own): boolean {
  return own[kind].includes(option);
}

/** Whether the layer must be named: places and barriers may say it row by row. */
export function needsLayer(kind: Kind): boolean {
  return kind === 'area' || kind === 'attributes';
}

/** Formats by the end of a file's name, as the server calls them. */
const formats: Readonly<Record<string, string>> = { geojson: 'geojson', json: 'json', topojson: 'topojson', zip: 'zip', gpkg: 'gpkg', csv: 'csv', txt: 'csv', tsv: 'csv', xlsx: 'xlsx', dxf: 'dxf', kml: 'kml', kmz: 'kmz', osm: 'osm', pbf: 'pbf', graphml: 'graphml' };

/** Kinds that are tables and nothing else. */
const tables: readonly Kind[] = ['attributes', 'organisation', 'person', 'post'];

/** The ends of names of files of streets; of the first three nothing else is read. */
const streets = ['osm', 'pbf', 'graphml', 'geojson', 'json', 'zip'] as const;

/** The ends of names that a kind takes. */
export function endings(kind: Kind): readonly string[] {
  if (kind === 'network') {
    return streets;
  }
  return tables.includes(kind) ? ['csv', 'xlsx', 'txt', 'tsv'] : Object.keys(formats).filter((it) => !(streets.slice(0, 3) as readonly string[]).includes(it));
}

/** Why a file is not sent at all. */
export type Misfit = 'empty' | 'large' | 'dwg' | 'xls' | 'shp' | 'table' | 'kind' | 'ending' | 'many' | 'folder';

/** The end of a name, in small letters. */
export function endingOf(name: string): string {
  const dot = name.lastIndexOf('.');
  return dot < 0 ? '' : name.slice(dot + 1).toLowerCase();
}

/** How the server calls the format of a file. */
export function formatOf(name: string): string {
  return formats[endingOf(name)] ?? '';
}

/** Why a file cannot be taken, as far as its name and size tell; null = it may be sent. */
export function misfitOf({ name, size }: { readonly name: string; readonly size: number }, kind: Kind, most: number): Misfit | null {
  const ending = endingOf(name);
  const other = others[ending];
  if (other !== undefined) {
    return other;
  }
  if (formats[ending] === undefined) {
    return 'ending';
  }
  if (!endings(kind).includes(ending)) {
    return tables.includes(kind) ? 'table' : 'kind';
  }
  return size === 0 ? 'empty' : size > most ? 'large' : null;
}

/** Files that cannot be read, with something that can be done. */
const others: Readonly<Record<string, Misfit>> = { dwg: 'dwg', xls: 'xls', et: 'xls', shp: 'shp', shx: 'shp', dbf: 'shp', prj: 'shp', cpg: 'shp' };

/** Tables whose names may be a person's: those are not sent. */
const aboutPersons: ReadonlySet<Kind> = new Set<Kind>(['person', 'post', 'organisation']);

/** What goes with a file: its body as it is, or in parts with its name, for the list of changes, a mapping of columns or control points. */
export function importBody(wish: Wish, file: Blob, control: Blob | null): Blob | FormData {
  const mapped = has(wish.kind, 'mapping') && Object.keys(wish.mapping).length > 0;
  const tied = has(wish.kind, 'control') && control !== null;
  const name = file instanceof File && !aboutPersons.has(wish.kind) ? file.name : '';
  if (!mapped && !tied && name === '') {
    return file;
  }
  const form = new FormData();
  if (mapped) {
    form.append('mapping', new Blob([JSON.stringify({ kind: wish.kind, columns: wish.mapping })], { type: 'application/json' }), 'mapping');
  }
  if (tied) {
    form.append('control', control, 'control');
  }
  form.append('file', file, name === '' ? 'file' : name);
  return form;
}

function repairText(wish: Wish): string {
  return repairs.flatMap(({ name, most }) => {
    const reach = wish.repairs[name];
    return reach === undefined ? [] : [most > 0 && reach.trim() !== '' ? `${name}=${reach.trim()}` : name];
  }).join(',');
}

/** The query of an import: what is not said is left out, and what the kind does not have. */
export function importQuery(wish: Wish, format: string, dryRun: boolean): string {
  const query = new URLSearchParams({ kind: wish.kind, format, dry_run: String(dryRun) });
  const put = (name: string, value: string): void => {
    if (value.trim() !== '') {
      query.set(name, value.trim());
    }
  };
  const yes = (name: string, on: boolean): void => { put(name, on ? 'true' : ''); };
  const mine = (option: Own, name: string, value: string): void => { put(name, has(wish.kind, option) ? value : ''); };
  mine('layer', 'layer', wish.layer);
  mine('crs', 'crs', wish.crs);
  yes('swap_axes', wish.swapAxes && has(wish.kind, 'swapAxes'));
  mine('codeField', 'code_field', wish.codeField);
  mine('nameField', 'name_field', wish.nameField);
  mine('parentField', 'parent_field', wish.parentField);
  yes('replace', wish.replace && has(wish.kind, 'replace'));
  mine('within', 'within', wish.replace ? wish.within : '');
  mine('repairs', 'repair', repairText(wish));
  mine('conflicts', 'conflicts', wish.conflicts);
  mine('permission', 'permission', wish.permission);
  mine('classField', 'class_field', wish.classField);
  mine('classField', 'class', wish.lineClass);
  yes('strict', wish.strict && has(wish.kind, 'strict'));
  put('effective_from', wish.effectiveFrom);
  put('source_layer', wish.sourceLayer);
  put('encoding', wish.encoding);
  put('source', wish.source);
  mine('dataDate', 'data_date', wish.dataDate);
  return query.toString();
}
