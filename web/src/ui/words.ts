import { isKey, text } from '../i18n/text';
import type { Answer, AreaEntry, Border } from '../model/answer';
import { type City, layerOf } from '../model/city';
import type { Lang } from '../model/lang';
import type { Problem } from '../model/problem';

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
  const chain = answer.areas.map((area) => `${layerName(lang, city, area.layer)} ${area.name}`);
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
function inSentence(lang: Lang, words: string): string {
  return lang === 'en' && /^[A-Z][a-z]/.test(words) ? words.charAt(0).toLowerCase() + words.slice(1) : words;
}
