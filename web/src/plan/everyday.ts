import { normText } from '../i18n/norms';
import type { Lang } from '../model/lang';
import type { NormList } from './norms';

/** So far the rule looks ahead. */
const daysAhead = 365;

/**
 * What an empty list of stations with days off means: that they are open on each day, or on each that is known,
 * where the calendars that they keep end before. Days of which only some stations are not known count as unknown.
 */
export function everyDayWords(lang: Lang, ends: NormList['no_calendar']): string {
  const days = Math.max(0, ...ends.map((it) => it.days));
  const places = ends.reduce((sum, it) => sum + it.places, 0);
  if (days === 0) {
    return normText(lang, 'daysNone');
  }
  return days < daysAhead ? normText(lang, 'daysNoneKnown', { known: daysAhead - days, days, places }) : normText(lang, 'daysUnknown', { places });
}
