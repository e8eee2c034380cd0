import type { AreaName } from './answer';
import type { Bounds, Position } from './position';

/** The names of a thing in the scripts that the product shows; empty where it has none. */
export interface Names {
  readonly zh: string;
  readonly en: string;
}

/** A thing that can be named in either language. */
export interface Named {
  readonly name: string;
  readonly names: Names;
}

/** What anybody may know of an area. */
export interface AreaRow extends AreaName {
  readonly name: string;
  readonly names: Names;
  /** The code in the parent layer, empty where there is none. */
  readonly parent: string;
  /** Attributes of classification by key. */
  readonly class: Readonly<Record<string, string>>;
  /** Null when it is not known, or too small to be told. */
  readonly households: number | null;
  readonly population: number | null;
  readonly source: string;
  /** YYYY-MM-DD as the source says, empty when it does not. */
  readonly dataDate: string;
  /** A point well inside. */
  readonly label: Position;
  readonly bounds: Bounds;
  readonly squareMetres: number;
}

/** Civil dates: `to` is the first on which it no longer holds; empty for an open end. */
export interface Span {
  readonly from: string;
  readonly to: string;
}

/** An area above another, by name. */
export interface AreaLink extends AreaName {
  readonly name: string;
}

/** An area with its story. */
export interface AreaDetail extends AreaRow {
  /** By which right the code found it: in force, an earlier code, or one that has ended. */
  readonly matched: 'code' | 'former' | 'retired';
  readonly former: readonly string[];
  readonly successors: readonly string[];
  readonly predecessors: readonly string[];
  readonly valid: Span;
  /** The areas above by parent codes, widest first. */
  readonly chain: readonly AreaLink[];
  readonly children: readonly { readonly layer: string; readonly count: number }[];
}

/** An area that shares a border, or only a corner, with another. */
export interface Neighbour {
  readonly code: string;
  readonly name: string;
  readonly borderMetres: number;
  readonly cornerOnly: boolean;
}

/** One version of an area: from when to when it held, and under which name and code. */
export interface AreaVersion {
  readonly code: string;
  readonly name: string;
  readonly parent: string;
  readonly valid: Span;
  readonly successors: readonly string[];
}

/** The name of an entry of an answer in the reader's language, as far as it has one. */
export function called(lang: 'zh' | 'en', { name, nameEn = '' }: { readonly name: string; readonly nameEn?: string }): string {
  return lang === 'en' && nameEn !== '' ? nameEn : name;
}

/** A thing's name in the reader's language, as far as it has one. */
export function nameIn(lang: 'zh' | 'en', thing: Named): string {
  return lang === 'en' && thing.names.en !== '' ? thing.names.en : thing.name;
}

/** The other name, shown under the first; empty when there is none. */
export function otherName(lang: 'zh' | 'en', thing: Named): string {
  const first = nameIn(lang, thing);
  const other = lang === 'en' ? thing.name : thing.names.en;
  return other === first ? '' : other;
}
