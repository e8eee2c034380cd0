import { Fragment, type JSX } from 'preact';

import { dutyHours } from '../i18n/dutyhours';
import { text } from '../i18n/text';
import type { PostWork } from '../model/duty';
import type { Lang } from '../model/lang';

interface HoursLineProps {
  readonly lang: Lang;
  readonly work: Pick<PostWork, 'hours' | 'today'>;
  /** Today is another date than that of the clock. */
  readonly then: boolean;
}

/** The hours of a post in one line, today's first and strong; nothing where none are told. */
export function HoursLine({ lang, work: { hours, today }, then }: HoursLineProps): JSX.Element | null {
  const parts = dutyHours(lang, hours, today, then);
  if (parts.length === 0) {
    return null;
  }
  const comma = text(lang, 'card.listComma');
  const apart = lang === 'zh' ? '；' : '; ';
  return (
    <span class="duty-hours" data-hours>
      {parts.map(({ days, spans }, i) => (
        <Fragment key={i}>
          {i > 0 && apart}
          <span>{days}{spans.map((it, k) => <Fragment key={k}>{k > 0 ? comma : ' '}<span class="duty-span">{it}</span></Fragment>)}</span>
        </Fragment>
      ))}
    </span>
  );
}
