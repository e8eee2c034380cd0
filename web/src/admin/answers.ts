import * as v from 'valibot';

import { count, key, maybe, strings, words } from '../api/parts';
import type { Words } from '../model/city';

// What the server tells those who administer. Names come out of other people's files and are shown as text.

/** Something that can be opened to strangers. */
export interface Openable {
  readonly key: string;
  readonly kind: string;
  readonly name: Words;
  readonly count: number;
  readonly open: boolean;
  /** How many things of it, of all dates, were handed over for others than everybody. */
  readonly internal: number;
  readonly restricted: number;
}

export interface Opened {
  /** Everything is open, what comes later too. */
  readonly whole: boolean;
  readonly all: readonly Openable[];
}

/** Of `GET` and `POST api/v1/opened`. */
export const openedSchema = v.pipe(
  v.object({ opened: strings, all: v.array(v.object({ key, kind: v.string(), name: words, count, open: v.boolean(), internal: v.optional(count, 0), restricted: v.optional(count, 0) })) }),
  v.transform(({ opened, all }): Opened => ({ whole: opened.includes('all'), all })),
);

/** What a stranger would see of something that is opened. */
export interface Preview {
  readonly attributes: readonly string[];
  readonly zooms: readonly [number, number] | null;
  /** Features of GeoJSON. */
  readonly samples: readonly Readonly<Record<string, unknown>>[];
}

/** Of `GET api/v1/opened/preview`. */
export const previewSchema = v.pipe(
  v.object({ attributes: strings, zooms: v.nullish(v.tuple([count, count]), null), samples: v.array(v.record(v.string(), v.unknown())) }),
  v.transform((it): Preview => it),
);

export interface Seat {
  readonly layer: string;
  readonly code: string;
}

export interface User {
  readonly name: string;
  readonly title: string;
  readonly roles: readonly string[];
  /** Areas by code and name. */
  readonly scope: readonly (Seat & { readonly name: string })[];
  readonly wholeCity: boolean;
  readonly disabled: boolean;
  readonly mustChange: boolean;
  readonly factorOn: boolean;
  /** Signs in at the identity provider. */
  readonly linked: boolean;
  readonly demo: boolean;
}

const user = v.pipe(
  v.object({
    name: key, title: maybe, roles: strings, scope: v.nullish(v.array(v.object({ layer: v.string(), code: v.string(), name: maybe })), []), whole_city: v.boolean(), disabled: v.boolean(),
    must_change: v.boolean(), factor_on: v.boolean(), linked: v.boolean(), demo: v.boolean(),
  }),
  v.transform(({ whole_city: wholeCity, must_change: mustChange, factor_on: factorOn, ...rest }): User => ({ ...rest, wholeCity, mustChange, factorOn })),
);

/** Of `GET api/v1/users`. */
export const usersSchema = v.pipe(v.object({ users: v.nullish(v.array(user), []) }), v.transform((it): readonly User[] => it.users));

/** Of what makes a first password. */
export const passwordSchema = v.object({ name: key, password: key });

export interface Token {
  readonly id: string;
  readonly name: string;
  readonly account: string;
  readonly only: readonly string[];
  readonly display: boolean;
  readonly created: string;
  readonly expires: string;
}

const token = v.pipe(v.object({ id: key, name: v.string(), account: maybe, only: strings, display: v.boolean(), created: v.string(), expires: v.string() }), v.transform((it): Token => it));

/** Of `GET api/v1/tokens`. */
export const tokensSchema = v.pipe(v.object({ tokens: v.nullish(v.array(token), []) }), v.transform((it): readonly Token[] => it.tokens));

/** Of `POST api/v1/tokens`. */
export const newTokenSchema = v.object({ secret: key, token });

/** A row of the audit. */
export interface Entry {
  readonly seq: number;
  readonly at: string;
  readonly account: string;
  readonly via: string;
  readonly action: string;
  readonly of: readonly string[];
  readonly outcome: string;
  readonly reason: string;
  readonly address: string;
}

export interface AuditPage {
  readonly entries: readonly Entry[];
  /** What the next page is after; 0 on the last one. */
  readonly next: number;
}

/** Of `GET api/v1/audit`. */
export const auditSchema = v.pipe(
  v.object({
    entries: v.array(v.object({ seq: count, at: v.string(), account: maybe, via: maybe, action: v.string(), of: strings, outcome: maybe, reason: maybe, address: maybe })),
    next: count,
  }),
  v.transform((it): AuditPage => it),
);

/** What the verifier of the chain found. */
export interface Verified {
  readonly rows: number;
  readonly broken: { readonly seq: number; readonly what: string } | null;
}

/** Of `GET api/v1/audit/verify`. */
export const verifiedSchema = v.pipe(v.object({ rows: count, broken: v.nullish(v.object({ seq: v.number(), what: v.string() }), null) }), v.transform((it): Verified => it));

/** Of `GET api/v1/audit/head`: kept as it came. */
export const headSchema = v.looseObject({ seq: count, hash: v.string(), at: v.string(), public_key: v.string(), signature: v.string() });
