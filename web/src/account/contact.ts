import { decoded } from '../api/parts';
import { dialled } from '../i18n/duty';
import type { Duty, Post } from '../model/duty';
import { shownSchema } from './answers';
import { dialled as dialledOf } from './phone';

/** Whom to call. */
export interface Contact {
  readonly post: Post;
  /** Who holds the post, as far as the reader may see; empty where that is nobody's to know. */
  readonly name: string;
  /** Empty where the reader sees none. */
  readonly phone: string;
  /** The number as a link wants it. */
  readonly href: string;
}

const levels = ['direct', 'first', 'escalation', 'service'];

/** Whom to call: of those on duty the nearest level, one with a number before one without; while nobody is, who serves there now, else whoever is next. Null without posts. */
export function contactOf({ posts, onDuty }: Duty): Contact | null {
  const rank = (it: Post): number => (levels.indexOf(it.level) + levels.length) % levels.length;
  const some = onDuty === true
    ? posts.filter((it) => it.onDuty === true).sort((a, b) => rank(a) - rank(b))
    : posts.filter((it) => !it.vacant).sort((a, b) => Number(b.onDuty === true) - Number(a.onDuty === true) || Number(a.next === '') - Number(b.next === '') || a.next.localeCompare(b.next) || rank(a) - rank(b));
  const contacts = some.map(numbered);
  return contacts.find((it) => it.phone !== '') ?? contacts[0] ?? null;
}

function numbered(post: Post): Contact {
  const person = post.person == null ? null : decoded(shownSchema, post.person);
  const name = person?.name ?? '';
  if (post.phone !== '') {
    return { post, name, phone: post.phone, href: dialled(post.phone) };
  }
  for (const { number } of person?.masked === false ? person.phones : []) {
    const href = dialledOf(number);
    if (href !== null) {
      return { post, name, phone: number, href };
    }
  }
  return { post, name, phone: '', href: '' };
}
