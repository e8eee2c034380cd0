import type { Found } from '../account/answers';
import type { EditKey } from '../i18n/staffedit';
import type { PersonPage } from '../model/who';

// How the field of a post's holder goes from what is typed to a code.

/** Who is held, and what is typed: never both. */
export interface Holder {
  /** The code of a person; empty = nobody. */
  readonly person: string;
  /** What is typed and stands for nobody yet; empty = nothing. */
  readonly personWords: string;
}

/** What became of a search; null = none was made. */
export type Looked = Found | 'failed' | null;

/** Fewer characters are not looked for. */
const least = 2;

/** What is to be looked for; empty = nothing yet: too little is typed, or an input method is at work. */
export function searchOf(words: string, composing: boolean): string {
  const trimmed = words.trim();
  return composing || Array.from(trimmed).length < least ? '' : trimmed;
}

/** The person of whom the code was typed in full; null = none of those found. */
export function exactOf(found: Found, asked: string): PersonPage | null {
  return found.persons.find((it) => it.code === asked) ?? null;
}

/** What stands beneath the field. */
export interface Look {
  /** The name of who is held; empty = it is not known, or nobody is. */
  readonly name: string;
  readonly says: { readonly key: EditKey; readonly n: number } | null;
  /** Who can be chosen. */
  readonly list: readonly PersonPage[];
  /** What is typed may be taken as a code by itself: the search has nobody, or was not answered. */
  readonly asCode: string;
}

/** What the field shows: `name` is that of who was chosen, `looked` what became of the search for the words that are typed. */
export function lookOf({ person, personWords }: Holder, name: string, looked: Looked): Look {
  const words = personWords.trim();
  const asCode = /^\S+$/.test(words) ? words : '';
  if (looked === null || looked === 'failed') {
    const failed = looked === 'failed' && words !== '';
    return { name, says: failed ? { key: 'personFailed', n: 0 } : null, list: [], asCode: failed ? asCode : '' };
  }
  const list = looked.persons.filter((it) => it.code !== person);
  if (person !== '') {
    return { name, says: null, list, asCode: '' };
  }
  const n = list.length;
  return { name: '', says: { key: n === 0 ? 'personNone' : looked.more ? 'personMore' : 'personSome', n }, list, asCode: n === 0 ? asCode : '' };
}
