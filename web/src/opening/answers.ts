import * as v from 'valibot';

import { count, key, maybe, words } from '../api/parts';

// How far a city has been opened, as the server tells it. Names come out of other people's files and are shown as text.

const progress = v.picklist(['missing', 'partly', 'done']);

export type Progress = v.InferOutput<typeof progress>;

const division = v.object({ code: key, name: v.string(), en: maybe, province: maybe });

/** A city or a county of the table of divisions. */
export type Division = v.InferOutput<typeof division>;

const item = v.object({
  key, name: words, state: progress, optional: v.boolean(), have: count, expected: v.nullable(count), says: words,
  absent: v.array(v.object({ layer: v.string(), code: v.string(), name: v.string() })),
  imports: v.nullable(v.object({ kind: key, layer: maybe, template: maybe })),
  command: maybe,
});

export type Item = v.InferOutput<typeof item>;

const step = v.object({ key, name: words, state: progress, items: v.array(item), works: v.array(words), lacks: v.array(words) });

export type Step = v.InferOutput<typeof step>;

export const stateSchema = v.object({
  city: v.nullable(division), name: words, scheme: maybe, made_up: v.boolean(), empty: v.boolean(), revision: count,
  steps: v.pipe(v.array(step), v.minLength(1)), next: v.nullable(v.object({ step: key, item: key })),
});

/** How far a city has been opened. */
export type Opening = v.InferOutput<typeof stateSchema>;

export const divisionsSchema = v.object({ divisions: v.array(division), more: v.boolean() });

export type Divisions = v.InferOutput<typeof divisionsSchema>;

const choice = v.object({ key, name: words, suits: words, layers: v.array(v.object({ key, name: words })) });

export const choicesSchema = v.pipe(v.object({ schemes: v.array(choice) }), v.transform((it) => it.schemes));

/** A scheme that a city may begin with. */
export type Choice = v.InferOutput<typeof choice>;
