import { isKey, text } from '../i18n/text';
import { type Answer, type AreaEntry, type Border, type Station } from '../model/answer';
import { called } from '../model/area';
import { type City, layerOf, placeKindOf } from '../model/city';
import type { Lang } from '../model/lang';
import { closedAt, type Opening } from '../model/opening';
import type { Place } from '../model/place';
import type { Problem } from '../model/problem';
import type { Subject } from '../model/subject';

/** A length for reading: whole metres, from one kilometre on a tenth of it. */
export function distance(lang: Lang, metres: number): string {
  if (metres < 1) {
    return text(lang, 'unit.under1');
  }
  const whole = Math.round(metres);
  if (whole < 1000) {
    return text(lang, 'unit.m', { value: whole });
  }
  return text(lang, 'unit.km', { value: (metres / 1000).toFixed(1).replace(/\.0$/, '') });
}

/** The layer's name in the reader's language; its key when the city has changed under the page. */
export function layerName(lang: Lang, city: City | null, key: string): string {
  const layer = city === null ? undefined : layerOf(city, key);
  return layer?.name[lang] ?? key;
}

/** An area's name with its code; a name that is only the code is not said twice. */
export function nameAndCode(lang: Lang, name: string | null, code: string): string {
  if (name === null || name === '' || name === code) {
    return code;
  }
  return lang === 'zh' ? `${name}（${code}）` : `${name} (${code})`;
}

/** Where the border is, and whose land begins there. */
export function borderSentence(lang: Lang, city: City | null, border: Border, neighbourName: string | null): string {
  const far = distance(lang, border.distanceMetres);
  if (border.neighbour === null) {
    return text(lang, 'border.open', { distance: far, layer: inSentence(lang, layerName(lang, city, border.layer)) });
  }
  return text(lang, 'border.across', { distance: far, name: nameAndCode(lang, neighbourName, border.neighbour) });
}

/** For a spot in no area: the nearest one. */
export function nearestSentence(lang: Lang, city: City | null, border: Border | null, name: string | null): string {
  if (border === null) {
    return text(lang, 'outside.none');
  }
  const values = { layer: inSentence(lang, layerName(lang, city, border.layer)), distance: inSentence(lang, distance(lang, border.distanceMetres)) };
  return border.neighbour === null
    ? text(lang, 'outside.nearestUnnamed', values)
    : text(lang, 'outside.nearest', { ...values, name: nameAndCode(lang, name, border.neighbour) });
}

/** Said aloud when the answer arrives. */
export function summary(lang: Lang, city: City | null, answer: Answer): string {
  if (answer.areas.length === 0) {
    return text(lang, 'outside.title');
  }
  const chain = answer.areas.map((area) => `${layerName(lang, city, area.layer)} ${called(lang, area)}`);
  return text(lang, 'card.summary', { chain: chain.join(text(lang, 'card.listComma')) });
}

/** What is wrong with an entry of the chain: nothing, in a tidy city. */
export function remarks(lang: Lang, area: AreaEntry): string[] {
  const found: string[] = [];
  if (!area.agrees) {
    found.push(area.parent === '' ? text(lang, 'card.noParent') : text(lang, 'card.disagrees', { parent: area.parent }));
  }
  if (area.contested.length > 1) {
    const codes = area.contested.join(text(lang, 'card.listComma'));
    found.push(text(lang, 'card.contested', { codes, owner: area.contested[0] ?? area.code }));
  }
  return found;
}

/** The instant of an answer in the city's own time, as the server wrote it: `2026-11-21 10:00`. */
export function instant(at: string): string {
  const parts = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2})/.exec(at);
  return parts?.[1] !== undefined && parts[2] !== undefined ? `${parts[1]} ${parts[2]}` : at;
}

/** What went wrong, in the reader's language when the page knows the code, else in the server's words. */
export function problemText(lang: Lang, problem: Problem): string {
  const key = `problem.${problem.code}`;
  if (isKey(key)) {
    return text(lang, key as 'problem.internal');
  }
  return problem.title === '' ? problem.code : problem.title;
}

/** A scheme's English words begin with a capital, which is wrong in the middle of a sentence. */
export function inSentence(lang: Lang, words: string): string {
  return lang === 'en' && /^[A-Z][a-z]/.test(words) ? words.charAt(0).toLowerCase() + words.slice(1) : words;
}

/** A value of a class or a tag in the scheme's own words; the page's words for the uses of buildings; else the value as it is. */
export function term(lang: Lang, city: City | null, value: string): string {
  const own = `use.${value}`;
  const words = city === null || !Object.prototype.hasOwnProperty.call(city.terms, value) ? undefined : city.terms[value]?.[lang];
  return words ?? (isKey(own) ? text(lang, own as 'use.home') : value);
}

/** A walk, as minutes and metres. */
export function walk(lang: Lang, seconds: number, metres: number): string {
  return text(lang, 'walk.about', { minutes: Math.max(1, Math.round(seconds / 60)), distance: inSentence(lang, distance(lang, metres)) });
}

/** Whether a place is open now; why not, and when next, only its hours know. */
export function openWords(lang: Lang, _kind: string, open: boolean | null): string {
  return text(lang, open === null ? 'open.unknown' : open ? 'open.yes' : 'open.no');
}

/** Whether a place is open at an instant, and if not, when it opens next as far as its hours tell. */
export function nowWords(lang: Lang, { kind, open, hours }: Place, at: string | null): string {
  if (open !== false || hours === null || at === null) {
    return openWords(lang, kind, open);
  }
  const { over, next } = closedAt(hours, at);
  const now = over ? text(lang, kind === 'red_sail_station' ? 'place.overStation' : 'place.over') : openWords(lang, kind, open);
  return next === null ? now : `${now}${lang === 'zh' ? '，' : ', '}${nextWords(lang, next)}`;
}

function nextWords(lang: Lang, { days, day, time, sure }: Opening): string {
  const rest = sure ? '' : (lang === 'zh' ? '' : ' ') + text(lang, 'place.nextHolidays');
  switch (days) {
    case 0: return text(lang, 'place.nextToday', { time }) + rest;
    case 1: return text(lang, 'place.nextTomorrow', { time }) + rest;
    default: return text(lang, 'place.nextDay', { day: text(lang, `day.${day}`), time }) + rest;
  }
}

/** What stands first on the card of a place that is not in use. */
export function stateHeadline(lang: Lang, state: string): string {
  switch (state) {
    case 'planned': case 'applied': case 'reviewed': case 'approved': return text(lang, 'place.planned');
    case 'building': return text(lang, 'place.underway');
    case 'accepted': return text(lang, 'place.accepted');
    default: return stateWords(lang, state);
  }
}

/** That none of the places near a spot is open, or is known to be; null when one is. */
export function noneOpen(lang: Lang, city: City | null, kind: string, near: readonly Station[]): string | null {
  if (near.some(({ open }) => open === true)) {
    return null;
  }
  const unsure = near.some(({ open }) => open === null);
  return text(lang, unsure ? 'card.noneSurelyOpen' : 'card.noneOpen', { kind: placeKindName(lang, city, kind) });
}

/** The state of a place of service; the word itself when the page does not know it. */
export function stateWords(lang: Lang, state: string): string {
  const key = `state.${state}`;
  return isKey(key) ? text(lang, key as 'state.open') : state;
}

/** An area on the ground. */
export function surface(lang: Lang, squareMetres: number): string {
  const km2 = squareMetres / 1e6;
  if (km2 < 0.01) {
    return text(lang, 'area.m2', { value: Math.round(squareMetres).toLocaleString(lang) });
  }
  return text(lang, 'area.km2', { value: km2.toLocaleString(lang, { maximumFractionDigits: km2 < 1 ? 3 : km2 < 100 ? 2 : 0 }) });
}

/** The kind of a place in the reader's language; its key when the city has changed under the page. */
export function placeKindName(lang: Lang, city: City | null, key: string): string {
  return (city && placeKindOf(city, key)?.name[lang]) ?? key;
}

/** The time of the day on the city's clock: `09:05`; on the reader's own where the zone is not known. */
export function clock(instant: number, zone: string): string {
  const parts = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
  try {
    return new Intl.DateTimeFormat('en-GB', { ...parts, timeZone: zone }).format(instant);
  } catch {
    return new Intl.DateTimeFormat('en-GB', parts).format(instant); // a zone that this browser has not heard of
  }
}

/** That a link names something that is not there: its kind in the city's words, and its code. */
export function notThere(lang: Lang, city: City | null, subject: Subject): string {
  switch (subject.what) {
    case 'area': return text(lang, 'fail.notThere', { what: inSentence(lang, layerName(lang, city, subject.area.layer)), code: subject.area.code });
    case 'place': return text(lang, 'fail.notThere', { what: placeKindName(lang, city, subject.place.kind), code: subject.place.code });
    case 'point': return text(lang, 'fail.answer');
  }
}
