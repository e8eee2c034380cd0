import { type ImportKey, importText } from '../i18n/imports';
import type { City } from '../model/city';
import type { Lang } from '../model/lang';
import { layerName } from './checkwords';

// The notes that Redsail itself writes of a change, in the reader's language; what a person wrote stays as it is.
// A test holds the forms against the server's source.

const kinds: ReadonlySet<string> = new Set(['attributes', 'building', 'place', 'barrier', 'organisation', 'person', 'post', 'network']);

const permissions: ReadonlySet<string> = new Set(['public', 'internal', 'restricted']);

/** A kind of files or a layer, by its key; of a layer that nobody knows the key. */
function whatWords(lang: Lang, city: City | null, key: string): string {
  return kinds.has(key) ? importText(lang, `kind.${key}` as ImportKey) : key === 'streets' ? importText(lang, 'kind.network') : layerName(lang, city, key);
}

/** Of a kind of files: the layer or kind of places, where it was chosen, and the file. */
function ofKind(lang: Lang, city: City | null, rest: string): string {
  const [key = '', ...file] = rest.split(' ');
  return [layerName(lang, city, key), ...file].join(' ');
}

type Words = (lang: Lang, city: City | null, first: string, second: string) => string;

const forms: readonly (readonly [RegExp, Words])[] = [
  [/^import (\S+)$/, (lang, city, what) => importText(lang, 'note.import', { what: whatWords(lang, city, what) })],
  [/^import (\S+) (.+)$/s, (lang, city, what, rest) => importText(lang, 'note.importOf', { what: whatWords(lang, city, what), rest: kinds.has(what) ? ofKind(lang, city, rest) : rest })],
  [/^attributes of (\S+) from (.+)$/s, (lang, city, what, rest) => importText(lang, 'note.attributes', { what: layerName(lang, city, what), rest })],
  [/^merge ([a-z0-9_]+(?:, [a-z0-9_]+)+) into (\S+)$/, (lang, city, all, into) => importText(lang, 'note.merge', { what: all.split(', ').map((it) => layerName(lang, city, it)).join(lang === 'zh' ? '、' : ', '), rest: layerName(lang, city, into) })],
  [/^scenario (\S+) (.+)$/s, (lang, _city, _id, name) => importText(lang, 'note.scenario', { what: name })],
];

function mainWords(lang: Lang, city: City | null, note: string): string | null {
  for (const [form, words] of forms) {
    const found = form.exec(note);
    if (found !== null) {
      return words(lang, city, found[1] ?? '', found[2] ?? '');
    }
  }
  return null;
}

/** What is noted of a change. */
export function changeNote(lang: Lang, city: City | null, note: string): string {
  const classed = /^(.*); permission: ([a-z]+)$/s.exec(note);
  const permission = classed?.[2] ?? '';
  if (classed === null || !permissions.has(permission)) {
    return mainWords(lang, city, note) ?? note;
  }
  const main = classed[1] ?? '';
  return importText(lang, 'note.classed', { note: mainWords(lang, city, main) ?? main, what: importText(lang, `permission.${permission}` as ImportKey) });
}
