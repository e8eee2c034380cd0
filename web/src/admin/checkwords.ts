import { type AdminKey, adminText, isAdminKey } from '../i18n/admin';
import { type City, layerOf, placeKindOf, type Words } from '../model/city';
import type { Lang } from '../model/lang';
import type { Finding, Setting, Span, Thing } from './checkanswer';

// What findings are called, in the reader's words.

/** The name of a kind of findings; its key where there is none. */
export function checkName(lang: Lang, kind: string): string {
  return worded(lang, `check.${kind}`, kind);
}

function worded(lang: Lang, key: string, or: string): string {
  return isAdminKey(key) ? adminText(lang, key) : or;
}

/** The name of a thing in the reader's language; its code where it has none. */
export function nameWords(lang: Lang, { code, name, nameEn }: { readonly code: string; readonly name: string; readonly nameEn: string }): string {
  return (lang === 'en' && nameEn !== '' ? nameEn : name) || code;
}

/** The name of a layer, of a kind of places, or of what findings are about besides. */
export function layerName(lang: Lang, city: City | null, key: string): string {
  const named = city === null ? undefined : layerOf(city, key) ?? placeKindOf(city, key);
  const name = named?.name[lang] ?? '';
  return name === '' ? worded(lang, `layer.${key}`, key) : name;
}

/** A least and a most. */
export function spanWords({ min, max }: Span): string {
  return max === 0 ? `≥ ${min}` : min === max ? String(min) : `${min}–${max}`;
}

/** True of a figure that asks nothing: ages and shares of 0 do. */
function unasked({ name, min, max, kinds }: Setting): boolean {
  return min === 0 && max === 0 && Object.keys(kinds).length === 0 && !name.endsWith('_percent') && name !== 'record_days' && name !== 'post_ending_days';
}

/** A figure with what it is for some kinds of areas, and where it is taken from. */
export function settingWords(lang: Lang, setting: Setting, kind: string, kindName: (kind: string) => string): string {
  if (kind !== 'area_staffing' && unasked(setting)) {
    return adminText(lang, 'checksNotAsked');
  }
  const unit = setting.name.endsWith('_percent') ? ' %' : '';
  const kinds = Object.entries(setting.kinds).map(([key, span]) => adminText(lang, 'checksKindNorm', { kind: worded(lang, `lack.${key}`, kindName(key)), norm: spanWords(span) })).join('');
  const norm = kind === 'area_staffing' ? adminText(lang, 'checksByRow') : spanWords(setting) + unit + kinds;
  return adminText(lang, 'checksNorm', { norm, source: setting.source[lang] === '' ? worded(lang, `by.${setting.by}`, setting.by) : setting.source[lang] });
}

type Roles = Readonly<Record<string, Words>>;

function lackWords(lang: Lang, missing: readonly string[], roles: Roles): string {
  return missing.map((it) => worded(lang, `lack.${it}`, roles[it]?.[lang] ?? it)).join(lang === 'zh' ? '、' : ', ');
}

/** A post by its role and what it is for, with an own name behind. */
function postWords(lang: Lang, roles: Roles, role: string, at: string, name: string): string {
  const title = [roles[role]?.[lang] ?? role, at].filter((it) => it !== '').join(' · ');
  return name === '' ? title : lang === 'zh' ? `${title}（${name}）` : `${title} (${name})`;
}

/** What a finding is about: a post by its role and what it is for, other things by their names. */
export function titleWords(lang: Lang, finding: Finding, roles: Roles): string {
  const { layer, code, role, of, ofCode, ofName, ofNameEn } = finding;
  const name = nameWords(lang, finding);
  return layer !== 'post' || role === '' ? name : postWords(lang, roles, role, of === '' ? '' : nameWords(lang, { code: ofCode, name: ofName, nameEn: ofNameEn }), name === code ? '' : name);
}

/** What is to be said of a finding beside what it is about; empty = nothing. */
export function foundWords(lang: Lang, city: City | null, finding: Finding, roles: Roles): string {
  const { kind, role, of, ofCode, ofName, ofNameEn, other, otherRole, otherName, otherNameEn, missing, count, least, most, ends, buildings } = finding;
  const key = `found.${kind}`;
  if (!isAdminKey(key) || kind === 'post_vacant' && role !== '') { // what it is of stands in its title
    return '';
  }
  const within = ofCode === '' ? '–' : `${layerName(lang, city, of)} ${nameWords(lang, { code: ofCode, name: ofName, nameEn: ofNameEn })}`;
  const second = nameWords(lang, { code: other, name: otherName, nameEn: otherNameEn });
  const values = { n: count.toLocaleString(lang), of: within, other: other === '' ? '–' : otherRole === '' ? second : postWords(lang, roles, otherRole, second, other), missing: lackWords(lang, missing, roles), norm: spanWords({ min: least, max: most }), ends, buildings: buildings.toLocaleString(lang) };
  if (kind === 'building_no_member' && other === '') {
    return adminText(lang, 'foundNobody', values);
  }
  return adminText(lang, key, values) + (missing.includes('room') ? adminText(lang, 'foundFull') : '');
}

const things: Readonly<Record<string, AdminKey>> = { record: 'thing.record', polygon: 'thing.polygon', people: 'thing.people', duty: 'thing.duty' };

/** One thing that a grid lacks. */
export function thingWords(lang: Lang, { part, role, post, missing, count, least }: Thing, roles: Roles): string {
  const key = things[part];
  return key === undefined ? part : adminText(lang, key, { role: roles[role]?.[lang] ?? role, post, missing: lackWords(lang, missing, roles), n: count, least });
}

/** A share as a percentage, never rounded up to the whole. */
export function shareWords(lang: Lang, part: number, whole: number): string {
  const share = whole === 0 ? 0 : Math.floor((part / whole) * 1000) / 1000;
  return share.toLocaleString(lang, { style: 'percent', maximumFractionDigits: 1 });
}
