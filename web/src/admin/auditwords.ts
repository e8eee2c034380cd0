import { adminText, isAdminKey } from '../i18n/admin';
import { roleName } from '../i18n/who';
import type { City } from '../model/city';
import type { Lang } from '../model/lang';
import { layerName } from './checkwords';

// What stands by keys in the audit, in the reader's words.

/** An outcome or a way in the reader's words; one that is new by its key. */
export function named(lang: Lang, of: 'outcome' | 'via', key: string): string {
  const name = `${of}.${key}`;
  return isAdminKey(name) ? adminText(lang, name) : key;
}

/** Why something was done, or was refused: a reason of the list, else the words of the refusal; one that is new by its key. */
export function reasonWords(lang: Lang, key: string): string {
  const name = [`reason.${key}`, `fail.${key}`].find(isAdminKey);
  return name === undefined ? key : adminText(lang, name);
}

/** What a row is about, such as `role/admin` or `grid/372…`, in the reader's words; codes stay. */
export function ofWords(lang: Lang, city: City | null, key: string): string {
  const at = key.indexOf('/');
  const kind = key.slice(0, at);
  const code = key.slice(at + 1);
  if (at < 0) {
    return key;
  }
  if (key === 'scope/all') {
    return adminText(lang, 'wholeCity');
  }
  if (kind === 'role') {
    return adminText(lang, 'of.role', { code: roleName(lang, code) });
  }
  if (kind === 'layer') {
    return adminText(lang, 'of.layer', { code: layerName(lang, city, code) });
  }
  const name = `of.${kind}`;
  if (isAdminKey(name)) {
    return adminText(lang, name, { code });
  }
  const rest = code.indexOf('/'); // area/grid/372…, post/post/P1
  return rest < 0 ? `${layerName(lang, city, kind)} ${code}` : `${layerName(lang, city, code.slice(0, rest))} ${code.slice(rest + 1)}`;
}
