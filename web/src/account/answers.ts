import * as v from 'valibot';

import { timesOf } from '../api/decode_duty';
import { key, maybe, names, span, strings } from '../api/parts';
import type { Words } from '../model/city';
import type { HeldPost, PersonPage, Shown } from '../model/who';

// What the server says of accounts and persons. Names come out of other people's files and are shown as text.

/** What an authenticator is set up with. */
export interface Factor {
  /** Base32. */
  readonly secret: string;
  /** otpauth:// */
  readonly uri: string;
}

/** Of `POST api/v1/session/factor`. */
export const factorSchema = v.pipe(
  v.object({ secret: v.pipe(v.string(), v.regex(/^[A-Z2-7]{16,128}=*$/)), uri: v.pipe(v.string(), v.regex(/^otpauth:\/\//)) }),
  v.transform((it): Factor => it),
);

/** A place where the account is signed in. */
export interface SignedIn {
  readonly id: string;
  readonly created: string;
  readonly seen: string;
  readonly expires: string;
  /** How its browser names itself. */
  readonly agent: string;
  readonly current: boolean;
  readonly phone: boolean;
}

const signedIn = v.pipe(
  v.object({ id: key, created: v.string(), seen: v.string(), expires: v.string(), agent: maybe, current: v.optional(v.boolean(), false), phone: v.optional(v.boolean(), false) }),
  v.transform((it): SignedIn => it),
);

/** Of `GET api/v1/sessions`. */
export const sessionsSchema = v.pipe(v.object({ sessions: v.array(signedIn) }), v.transform((it): readonly SignedIn[] => it.sessions));

/** An answer of which nothing is read. */
export const nothingSchema = v.unknown();

const phone = v.object({ use: v.string(), number: v.string() });
const shown = {
  code: key, name: maybe, title: maybe, phones: v.nullish(v.array(phone), []), masked: v.optional(v.boolean(), false), erased: v.optional(v.boolean(), false),
  private: v.optional(v.boolean(), false),
};

/** A person beside a post. */
export const shownSchema = v.pipe(v.object(shown), v.transform((it): Shown => it));

const post = v.pipe(
  v.object({
    code: key, role: v.string(), role_name: names, specialty: maybe, layer: v.string(), area: v.string(), area_name: maybe, acting: v.optional(v.boolean(), false),
    on_duty: v.nullish(v.boolean(), null), ...timesOf, tasks: strings, duty: maybe, valid: span,
  }),
  v.transform(({ role_name, area_name, on_duty, valid, ...rest }): HeldPost => ({ ...rest, roleName: role_name, areaName: area_name, onDuty: on_duty, ...valid })),
);

/** Of `GET api/v1/persons/{code}` and of what reveals a number. */
export const personSchema = v.pipe(v.object({ ...shown, posts: v.nullish(v.array(post), []) }), v.transform((it): PersonPage => it));

/** What a search for persons found. */
export interface Found {
  readonly persons: readonly PersonPage[];
  /** There are more than are listed. */
  readonly more: boolean;
}

/** Of `POST api/v1/persons/search`. */
export const foundSchema = v.pipe(v.object({ persons: v.array(personSchema), more: v.optional(v.boolean(), false) }), v.transform((it): Found => it));

/** A reason for which a private number may be asked. */
export interface Reason {
  readonly key: string;
  readonly name: Words;
}

/** Of `GET api/v1/persons/reasons`. */
export const reasonsSchema = v.pipe(
  v.object({ reasons: v.array(v.object({ key, name: v.object({ zh: v.string(), en: v.string() }) })) }),
  v.transform((it): readonly Reason[] => it.reasons),
);

