import { type ImportKey, importText } from '../i18n/imports';
import type { Lang } from '../model/lang';
import type { Finding } from './importanswers';

// What the server says of one code or kind in its own words, in the reader's language. A test holds the forms against the server's source.

/** What is wrong with a code as such: to be corrected in the file. */
const faults: readonly (readonly [RegExp, ImportKey])[] = [
  [/it may hold digits only/, 'cause.notDigits'], [/it must have 15 digits/, 'cause.length15'], [/it must have 6, 9 or 12 digits/, 'cause.length12'],
  [/the sequence \(digits 13–15\) is 000/, 'cause.sequence'], [/digits 1–2 name no province/, 'cause.province'], [/digits 3–4 lie outside/, 'cause.prefecture'], [/digits 5–6 lie outside/, 'cause.county'],
  [/digits 7–9 lie outside/, 'cause.township'], [/digits 10–12 lie outside/, 'cause.village'],
  [/it is not valid UTF-8/, 'cause.utf8'], [/it is empty/, 'cause.empty'], [/it is longer than 64 characters/, 'cause.long'], [/it begins or ends with a space/, 'cause.spaces'],
  [/it holds a control character or a semicolon/, 'cause.marks'], [/it is no code: 1 to 64 characters/, 'cause.plain'], [/one of them is no code/, 'cause.former'],
];

/** What was lost or is doubtful, with a word of the message in it. */
const told: readonly (readonly [RegExp, ImportKey, string])[] = [
  [/took the code for a number and wrote it as (.+?), its last digits are lost/, 'cause.scientific', 'stood'], [/put zeros for the others.* \(there stands (.+)\)$/, 'cause.rounded', 'stood'],
  [/code "(.*)": it is in scientific notation/, 'cause.scientific', 'stood'], [/it does not begin with the code of its parent (.+)$/, 'cause.parent', 'parent'],
  [/^several texts in it could be its name: (.+)$/s, 'cause.names', 'texts'],
  [/^its households and population are left out: it is split/, 'cause.splitCounts', ''], [/^its (.+) is left out: /, 'cause.unread', 'column'],
  [/^it is kept as "((?:[^"\\]|\\.)*)": divisions/, 'cause.leftAddress', 'address'], [/^former codes are kept by the store/, 'cause.leftFormer', ''],
  [/^the column is not read/, 'cause.leftUnread', ''], [/^it cannot be without: the value stays/, 'cause.leftNeeded', ''],
  [/it lies wholly outside what layer/, 'cause.outside', ''],
  [/^the scheme has no kind of places "((?:[^"\\]|\\.)*)"/, 'cause.kind', 'word'], [/^the row does not say what it is, nor does/, 'cause.noKind', ''],
  [/^the row says that it is "((?:[^"\\]|\\.)*)", which is no name of the kind/, 'cause.otherWord', 'word'],
];

const reasons: ReadonlySet<string> = new Set(['bad_code', 'lost_digits', 'code_not_under_parent', 'outside_city', 'several_names', 'unread_cell', 'unknown_kind', 'edit_not_taken']);

/** What is counted no more of an area that was split; null where the message does not say. */
function splitCounts(lang: Lang, message: string): string | null {
  const found = /^(\S+) is split, and what the store has of it \((no|\d+) households, (no|\d+) people\)/.exec(message);
  const count = (text = 'no'): string => (text === 'no' ? importText(lang, 'permission.none') : text);
  return found === null ? null : importText(lang, 'cause.splitStored', { code: found[1] ?? '', homes: count(found[2]), people: count(found[3]) });
}

/** Why an area was not split by its parents; null where only that it was not is known. */
export function splitText(lang: Lang, message: string): string | null {
  const digits = /^it lies in (\d+) parents, and a part cannot be called (\S+): .*it may hold digits only$/.exec(message);
  return digits === null ? null : importText(lang, 'cause.splitDigits', { n: digits[1] ?? '', code: digits[2] ?? '' });
}

/** Why a code or a kind is not taken, or is in doubt, with what stood there; null where only the reason is known. */
export function causeText(lang: Lang, { reason, message, codes: [code] }: Pick<Finding, 'reason' | 'message' | 'codes'>): string | null {
  if (reason === 'split_counts') {
    return splitCounts(lang, message);
  }
  if (!reasons.has(reason)) {
    return null;
  }
  for (const [form, key, name] of told) {
    const found = form.exec(message);
    if (found !== null) {
      return importText(lang, key, { [name]: found[1] ?? '' });
    }
  }
  const fault = faults.find(([form]) => form.test(message));
  if (fault === undefined) {
    return null;
  }
  const [, key] = fault;
  const length = code !== undefined && (key === 'cause.length15' || key === 'cause.length12') ? importText(lang, 'cause.lengthIs', { n: code.length }) : '';
  return importText(lang, 'cause.correct', { cause: importText(lang, key) + length });
}
