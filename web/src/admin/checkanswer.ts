import * as v from 'valibot';

import { count, finite, key, maybe, position, strings, words } from '../api/parts';
import type { Words } from '../model/city';
import type { Position } from '../model/position';

// What the server tells of what is missing among the staff. Names come out of other people's files and are shown as text.

/** A least and a most; 0 = there is no most. */
export interface Span {
  readonly min: number;
  readonly max: number;
}

/** A figure that is compared with. */
export interface Setting extends Span {
  readonly name: string;
  /** For areas of some kinds. */
  readonly kinds: Readonly<Record<string, Span>>;
  /** The document that it is taken from. */
  readonly source: Words;
  /** Who says so: usual, scheme, staffing. */
  readonly by: string;
}

export interface CheckedKind {
  readonly kind: string;
  readonly count: number;
  readonly setting: Setting | null;
  /** Records without a date that can be read: whether they are old is not known. */
  readonly undated: number;
  /** It was not looked for: the keys of persons cannot be read. */
  readonly unread: boolean;
}

/** One thing that is missing. */
export interface Finding {
  readonly kind: string;
  readonly layer: string;
  readonly code: string;
  readonly name: string;
  readonly nameEn: string;
  readonly of: string;
  readonly ofCode: string;
  /** Of a post: a key of the roles. */
  readonly role: string;
  /** The name of what it is of. */
  readonly ofName: string;
  readonly ofNameEn: string;
  /** Where the other is a post, its role, and the name of what that is for; else the name of the other. */
  readonly otherRole: string;
  readonly otherName: string;
  readonly otherNameEn: string;
  readonly missing: readonly string[];
  readonly other: string;
  readonly count: number;
  readonly least: number;
  readonly most: number;
  readonly ends: string;
  /** Those of a grid that are lived in. */
  readonly buildings: number;
  /** Null = nobody knows where. */
  readonly at: readonly [number, number] | null;
}

/** How complete the grids of a street are; an empty code = of those that lie in none. */
export interface Street {
  readonly code: string;
  readonly name: string;
  readonly nameEn: string;
  readonly grids: number;
  readonly complete: number;
  readonly lacks: Readonly<Record<'record' | 'polygon' | 'people' | 'duty', number>>;
  readonly compounds: number;
  readonly covered: number;
}

/** Compounds with a branch. */
export interface Branches {
  readonly compounds: number;
  readonly covered: number;
  readonly own: number;
  readonly joint: number;
  readonly setting: Setting | null;
}

/** A page of findings. */
export interface Findings {
  readonly count: number;
  readonly findings: readonly Finding[];
  readonly next: string;
}

/** The first page, with what is counted. */
export interface Checks extends Findings {
  readonly kinds: readonly CheckedKind[];
  readonly layers: readonly { readonly layer: string; readonly count: number }[];
  readonly streets: readonly Street[];
  readonly branches: Branches | null;
  readonly roles: Readonly<Record<string, Words>>;
}

const span = { min: count, max: v.nullish(count, 0) };

const setting = v.object({ name: v.string(), ...span, kinds: v.nullish(v.record(v.string(), v.object(span)), {}), source: words, by: v.string() });

/** A place on the map. */
const spot = v.nullish(v.tuple([finite, finite]), null);

const finding = v.pipe(
  v.object({
    kind: key, layer: v.string(), code: v.string(), name: maybe, name_en: maybe, of: maybe, of_code: maybe, missing: strings, other: maybe, count: v.number(),
    least: v.nullish(count, 0), most: v.nullish(count, 0), ends: maybe, buildings: v.nullish(count, 0), at: spot,
    role: maybe, of_name: maybe, of_name_en: maybe, other_role: maybe, other_name: maybe, other_name_en: maybe,
  }),
  v.transform(({ of_code: ofCode, name_en: nameEn, of_name: ofName, of_name_en: ofNameEn, other_role: otherRole, other_name: otherName, other_name_en: otherNameEn, ...rest }): Finding => ({ ...rest, ofCode, nameEn, ofName, ofNameEn, otherRole, otherName, otherNameEn })),
);

const street = v.pipe(v.object({
  code: v.string(), name: maybe, name_en: maybe, grids: count, complete: count, lacks: v.object({ record: count, polygon: count, people: count, duty: count }), compounds: count, covered: count,
}), v.transform(({ name_en: nameEn, ...rest }): Street => ({ ...rest, nameEn })));

const roles = v.nullish(v.record(v.string(), words), {});

/** Of `GET api/v1/checks`. */
export const checksSchema = v.pipe(
  v.object({
    kinds: v.nullish(v.array(v.object({ kind: key, count, setting: v.nullish(setting, null), undated: v.nullish(count, 0), unread: v.nullish(v.boolean(), false) })), []),
    layers: v.nullish(v.array(v.object({ layer: v.string(), count })), []),
    streets: v.nullish(v.array(street), []),
    branches: v.nullish(v.object({ compounds: count, covered: count, own: count, joint: count, setting: v.nullish(setting, null) }), null),
    roles, count, findings: v.array(finding), next: v.string(),
  }),
  v.transform((it): Checks => it),
);

/** Of `GET api/v1/checks?f=geojson`: where findings lie. */
export const spotsSchema = v.pipe(
  v.object({ features: v.array(v.object({ geometry: v.object({ coordinates: position }) })) }),
  v.transform(({ features }): readonly Position[] => features.map((it) => it.geometry.coordinates)),
);

/** One thing that a grid lacks. */
export interface Thing {
  readonly part: string;
  readonly role: string;
  readonly post: string;
  readonly missing: readonly string[];
  readonly count: number;
  readonly least: number;
}

/** A grid that is not complete. */
export interface Grid {
  readonly code: string;
  readonly name: string;
  readonly nameEn: string;
  readonly community: string;
  readonly communityName: string;
  readonly communityNameEn: string;
  readonly missing: readonly string[];
  readonly things: readonly Thing[];
  readonly at: readonly [number, number] | null;
}

export interface Grids {
  readonly count: number;
  readonly grids: readonly Grid[];
  readonly next: string;
}

const grid = v.pipe(
  v.object({
    code: v.string(), name: maybe, name_en: maybe, community: maybe, community_name: maybe, community_name_en: maybe, missing: strings, at: spot,
    things: v.array(v.object({ part: key, role: maybe, post: maybe, missing: strings, count: v.nullish(count, 0), least: v.nullish(count, 0) })),
  }),
  v.transform(({ community_name: communityName, community_name_en: communityNameEn, name_en: nameEn, ...rest }): Grid => ({ ...rest, communityName, communityNameEn, nameEn })),
);

/** Of `GET api/v1/checks/grids`. */
export const gridsSchema = v.pipe(v.object({ count, grids: v.array(grid), next: v.string() }), v.transform((it): Grids => it));
