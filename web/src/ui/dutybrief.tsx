import type { JSX } from 'preact';

import { contactOf } from '../account/contact';
import { dutyText, nobodyText, somebodyText } from '../i18n/duty';
import type { DutyOf } from '../model/duty';
import type { Session } from '../model/session';
import { placeWords } from './duty';
import { type Asked, isBare } from './dutyasked';

/** The line on top of a card: whether somebody is on duty, and whom to call. It keeps its place until that is known. */
export function Brief({ session, asked, ...about }: DutyOf & { readonly session: Session; readonly asked: Asked }): JSX.Element | null {
  const lang = session.lang.value;
  const said = asked.of(about).value;
  if (said === null) {
    return isBare(asked.last) ? null : <div class="brief card-part" data-brief="waiting"><div class="bone" /><div class="bone" /></div>;
  }
  const { duty } = said;
  if (duty === null) {
    return <div class="brief card-part" data-brief="failed"><p class="detail" role="alert">{dutyText(lang, 'failed')}</p></div>;
  }
  if (isBare(duty)) {
    return null;
  }
  const then = said.at !== '';
  const on = duty.posts.filter((it) => it.onDuty === true && it.level !== 'service').length;
  const verdict = duty.posts.length === 0 ? dutyText(lang, 'none') : duty.onDuty === true ? somebodyText(lang, on, then) : nobodyText(lang, duty.onDuty, duty.next, then);
  const contact = contactOf(duty);
  return (
    <div class="brief card-part" data-brief={duty.onDuty === null ? 'unknown' : duty.onDuty}>
      <p class="near-circle" data-covered={duty.onDuty === true}>{verdict}</p>
      {contact !== null && (
        <p class="brief-call">
          <span class="brief-who">
            {duty.onDuty !== true && <span class="detail">{dutyText(lang, 'mayCall')}</span>}
            <bdi>{contact.post.name[lang]}</bdi> · <bdi>{placeWords(lang, contact.post)}</bdi>{contact.name !== '' && <> · <bdi>{contact.name}</bdi></>}
          </span>
          {contact.phone === ''
            ? <span class="detail">{dutyText(lang, 'noNumber')}</span>
            : <a class="brief-phone" href={contact.href} aria-label={dutyText(lang, 'call') + contact.phone}><bdi>{contact.phone}</bdi></a>}
        </p>
      )}
    </div>
  );
}
