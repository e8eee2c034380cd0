import * as v from 'valibot';

import { hoursSchema } from '../api/decode_duty';
import { count, key, maybe, strings, words } from '../api/parts';
import type { Words } from '../model/city';
import type { DutyHours } from '../model/duty';

// What the server tells of posts and organisations to those of the desks.

const valid = v.object({ from: maybe, to: maybe });

export interface DeskPost {
  readonly code: string;
  readonly role: string;
  readonly roleName: Words;
  readonly specialty: string;
  readonly tasks: readonly string[];
  readonly standIns: readonly string[];
  readonly hours: DutyHours | null;
  readonly layer: string;
  readonly area: string;
  readonly areaName: string;
  readonly areaNameEn: string;
  readonly state: 'held' | 'acting' | 'vacant';
  readonly duty: string;
  readonly phone: string;
  readonly valid: { readonly from: string; readonly to: string };
  readonly onDuty: boolean | null;
  /** Who holds it, as far as the caller sees persons. */
  readonly person: { readonly code: string; readonly name: string; readonly masked: boolean } | null;
}

const card = {
  code: key, role: v.string(), role_name: words, layer: v.string(), area: v.string(), area_name: maybe, area_name_en: maybe, state: v.picklist(['held', 'acting', 'vacant']), duty: maybe, phone: maybe, valid,
  specialty: maybe, tasks: strings, stand_ins: strings, hours: v.nullish(hoursSchema, null),
  on_duty: v.nullish(v.boolean(), null), person: v.nullish(v.object({ code: key, name: maybe, masked: v.boolean() }), null),
};

type RawPost = v.InferOutput<v.ObjectSchema<typeof card, undefined>>;

const tidied = ({ role_name: roleName, area_name: areaName, area_name_en: areaNameEn, on_duty: onDuty, stand_ins: standIns, ...rest }: RawPost): DeskPost => ({ ...rest, standIns, roleName, areaName, areaNameEn, onDuty });

/** A page of posts. */
export interface PostPage {
  readonly revision: number;
  readonly posts: readonly DeskPost[];
  readonly next: string;
}

/** Of `GET api/v1/posts`. */
export const postsSchema = v.pipe(
  v.object({ revision: count, posts: v.array(v.pipe(v.object(card), v.transform(tidied))), next: v.string() }),
  v.transform((it): PostPage => it),
);

/** A version of a post. */
export interface PostVersion extends DeskPost {
  readonly current: boolean;
  readonly inForce: boolean;
}

const version = v.pipe(
  v.object({ ...card, current: v.boolean(), in_force: v.boolean() }),
  v.transform(({ current, in_force: inForce, ...rest }): PostVersion => ({ ...tidied(rest), current, inForce })),
);

/** Of `GET api/v1/posts/{code}`: the revision it was read at, and its versions. */
export const postSchema = v.object({ revision: count, code: v.string(), versions: v.array(version) });

export interface DeskOrganisation {
  readonly code: string;
  readonly name: string;
  readonly kind: string;
  readonly kindName: Words;
  readonly form: string;
  readonly parent: string;
  readonly layer: string;
  readonly area: string;
  readonly areaName: string;
  readonly phone: string;
  readonly covers: readonly Named[];
  readonly place: Named | null;
  readonly members: number | null;
}

const seat = v.object({ layer: v.string(), code: v.string(), name: maybe });
type Named = v.InferOutput<typeof seat>;

/** A page of organisations. */
export interface OrganisationPage {
  readonly revision: number;
  readonly organisations: readonly DeskOrganisation[];
  readonly next: string;
}

/** Of `GET api/v1/organisations`. */
export const organisationsSchema = v.pipe(
  v.object({
    revision: count, next: v.string(),
    organisations: v.array(v.pipe(
      v.object({
        code: key, name: maybe, kind: v.string(), kind_name: words, form: maybe, parent: maybe, layer: maybe, area: maybe, area_name: maybe, phone: maybe,
        covers: v.nullish(v.array(seat), []), place: v.nullish(seat, null), members: v.nullish(count, null),
      }),
      v.transform(({ kind_name: kindName, area_name: areaName, ...rest }): DeskOrganisation => ({ ...rest, kindName, areaName })),
    )),
  }),
  v.transform((it): OrganisationPage => it),
);

/** Of `POST api/v1/changes`. */
export const changedSchema = v.object({ written: v.boolean(), revision: count, report: v.nullish(v.object({ entries: count }), null) });

const choice = v.object({ key: v.string(), name: words });
/** Something that a post or an organisation may be. */
export type Choice = v.InferOutput<typeof choice>;

/** Of `GET api/v1/staff/words`. */
export const wordsSchema = v.object({ revision: count, roles: v.array(choice), domains: v.array(choice), organisations: v.array(choice) });
export type StaffWords = v.InferOutput<typeof wordsSchema>;

/** What the person of a post is spoken of as. */
export function holderWords({ person }: Pick<DeskPost, 'person'>): string {
  return person === null ? '' : person.name === '' ? person.code : `${person.name} ${person.code}`;
}

