import type { JSX } from 'preact';

import { text } from '../i18n/text';
import type { Lang } from '../model/lang';
import { type ClockSpan, type Day, type Hours, type HoursRow, weekTable } from '../model/place';

interface HoursProps {
  readonly lang: Lang;
  readonly hours: Hours;
  /** Null where no day stands out: hours that do not hold yet. */
  readonly today: Day | null;
}

/** The hours of a week, days that are alike in one row, today's row strong. */
export function HoursTable({ lang, hours, today }: HoursProps): JSX.Element {
  const rows = weekTable(hours, today);
  return (
    <>
      <table class="hours">
        <tbody>
          {rows.map((row) => (
            <tr key={row.first} class={row.today ? 'hours-today' : ''}>
              <th scope="row">{dayWords(lang, row)}{row.today && <span class="tag">{text(lang, 'place.today')}</span>}</th>
              <td>{spanWords(lang, row.open)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {hours.dates.length > 0 && (
        <details class="why exceptions">
          <summary>{text(lang, 'place.exceptions')}</summary>
          <ul>
            {hours.dates.map((it) => <li key={it.from}>{it.from} – {it.to} · {spanWords(lang, it.open)}</li>)}
          </ul>
        </details>
      )}
    </>
  );
}

function dayWords(lang: Lang, { first, last }: HoursRow): string {
  const word = (day: Day): string => text(lang, `day.${day}`);
  if (first === last) {
    return word(first);
  }
  return first === 'mon' && last === 'sun' ? text(lang, 'day.every') : text(lang, 'day.span', { first: word(first), last: word(last) });
}

function spanWords(lang: Lang, open: readonly ClockSpan[] | null): string {
  if (open === null) {
    return text(lang, 'place.unknownDay');
  }
  if (open.length === 0) {
    return text(lang, 'place.closedDay');
  }
  return open.map(([from, to]) => (from === '00:00' && (to === '24:00' || to === '00:00') ? text(lang, 'place.allDay') : `${from}–${to}`)).join(text(lang, 'card.listComma'));
}
