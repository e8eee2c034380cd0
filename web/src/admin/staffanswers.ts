import * as v from 'valibot';

import { count, key, maybe, words } from '../api/parts';
import type { Words } from '../model/city';

// What the server tells of posts and organisations to those of the desks.

const valid = v.object({ from: maybe, to: maybe });

export interface DeskPost {
  readonly code: string;
  readonly role: string;
  readonly roleName: Words;
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
  on_duty: v.nullish(v.boolean(), null), person: v.nullish(v.object({ code: key, name: maybe, masked: v.boolean() }), null),
};

type RawPost = v.InferOutput<v.ObjectSchema<typeof card, undefined>>;

const tidied = ({ role_name: roleName, area_name: areaName, area_name_en: areaNameEn, on_duty: onDuty, ...rest }: RawPost): DeskPost => ({ ...rest, roleName, areaName, areaNameEn, onDuty });

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
  readonly kindName: Words;
  readonly areaName: string;
  readonly phone: string;
}

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
      v.object({ code: key, name: maybe, kind_name: words, area_name: maybe, phone: maybe }),
      v.transform(({ kind_name: kindName, area_name: areaName, ...rest }): DeskOrganisation => ({ ...rest, kindName, areaName })),
    )),
  }),
  v.transform((it): OrganisationPage => it),
);

/** Of `POST api/v1/changes`. */
export const changedSchema = v.object({ written: v.boolean(), revision: count });

/** What the person of a post is spoken of as. */
export function holderWords({ person }: Pick<DeskPost, 'person'>): string {
  return person === null ? '' : person.name === '' ? person.code : `${person.name} ${person.code}`;
}

