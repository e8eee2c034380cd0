import type { Lang } from '../model/lang';
import type { zh } from './zh';

/** The name of a text of the page. */
export type Key = keyof typeof zh;

/** The names in braces in a text. */
type Names<Text extends string> = Text extends `${string}{${infer Name}}${infer Rest}` ? Name | Names<Rest> : never;

/** What a text needs to be filled in; nothing for most. */
type Values<K extends Key> = [Names<(typeof zh)[K]>] extends [never]
  ? []
  : [Readonly<Record<Names<(typeof zh)[K]>, string | number>>];

/** A text in a language, its braces filled in. The values are put in as they are: the result is text, never markup. */
export function text<K extends Key>(lang: Lang, key: K, ...values: Values<K>): string {
  const filling: Readonly<Record<string, string | number>> = values[0] ?? {};
  return dictionary(lang)[key].replace(/\{(\w+)\}/g, (whole, name: string) => String(filling[name] ?? whole));
}

/** What each language calls itself. */
export const ownNames: Readonly<Record<Lang, string>> = { zh: '中文', en: 'English' };

/** Whether a text of this name exists: server codes are looked up so. */
export function isKey(name: string): name is Key {
  return Object.prototype.hasOwnProperty.call(known.zh ?? known.en ?? {}, name);
}

type Words = Readonly<Record<Key, string>>;

const known: Partial<Record<Lang, Words>> = {};

/** Fetches the words of a language: a reader has those of the own one before the page is drawn, of the other after the first map. */
export async function fetchWords(lang: Lang): Promise<void> {
  known[lang] ??= lang === 'zh' ? (await import('./zh')).zh : (await import('./en')).en;
}

function dictionary(lang: Lang): Words {
  const words = known[lang] ?? known.zh ?? known.en;
  if (words === undefined) {
    throw new Error('no words are there yet');
  }
  return words;
}
