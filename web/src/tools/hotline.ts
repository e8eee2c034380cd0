import * as v from 'valibot';

import type { Address } from '../modes/address';
import type { Position } from '../model/position';
import { type Hit, longestText } from '../model/search';
import { spot, type Subject } from '../model/subject';
import { ask } from '../plan/server';

const place = v.object({
  outcome: v.string(),
  candidates: v.array(v.object({
    level: v.string(), kind: v.string(), layer: v.string(), code: v.nullish(v.string(), ''), name: v.string(),
    point: v.pipe(v.tuple([v.number(), v.number()]), v.transform(([lon, lat]): Position => ({ lon, lat }))),
  })),
});

/** A position in numbers or a link is no address: the search knows its datum. */
const numbers = /^\s*(?:https?:|geo:)|\d\.\d{3,}/i;

/** What an address means; null where it is not one, or may mean several things. */
export async function addressSubject(base: string, text: string): Promise<Subject | null> {
  if (numbers.test(text)) {
    return null;
  }
  const { outcome, candidates } = await ask(base, 'api/v1/addresses', place, { method: 'POST', body: { address: text } });
  const [first] = candidates;
  if (outcome !== 'found' || first === undefined) {
    return null;
  }
  const hit: Hit = {
    kind: first.kind === 'building' ? 'building' : 'address', layer: first.layer, code: first.kind === 'building' ? first.code : '',
    name: first.name, nameEn: '', context: '', matched: 'address', note: '', point: first.point, bounds: null,
  };
  return first.kind === 'area' && first.level !== 'compound' ? { what: 'area', area: { layer: first.layer, code: first.code } } : spot(first.point, hit, hit.code);
}

/** Puts words into the search box, as if the reader had pasted them. */
export function putIntoSearch(words: string): void {
  const box = document.querySelector<HTMLInputElement>('#search');
  if (box !== null) {
    box.focus();
    box.value = words;
    box.dispatchEvent(new Event('input', { bubbles: true }));
  }
}

/** Opens what the link of a hotline program asks about: straight on the card where it means one thing, else in the search. */
export async function followHotline(address: Address, base: string, open: (subject: Subject) => void): Promise<void> {
  const q = address.state().q?.trim().slice(0, longestText) ?? '';
  if (q === '') {
    return;
  }
  const subject = await addressSubject(base, q).catch(() => null);
  if (address.state().q?.trim().slice(0, longestText) !== q) {
    return; // another link came meanwhile
  }
  address.keep({ q: undefined });
  if (subject === null) {
    putIntoSearch(q);
  } else {
    open(subject);
  }
}
