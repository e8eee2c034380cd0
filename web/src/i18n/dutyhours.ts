import type { DutyHours } from '../model/duty';
import type { Lang } from '../model/lang';
import { type ClockSpan, days } from '../model/place';
import { text } from './text';

// Hours of duty in words: they come after the first map.

const words = {
  today: { zh: '今天', en: 'Today' },
  that: { zh: '当日', en: 'That day' },
  off: { zh: '不值班', en: 'off' },
  all: { zh: '全天', en: 'all day' },
  nextDay: { zh: '次日', en: 'next day ' },
  month: { zh: '每月{days}日', en: 'Each month on {days}' },
  turn: { zh: '轮班：每 {of} 轮的第 {nth} 轮，每轮 {days} 天', en: 'In turns: number {nth} of {of}, {days} d each' },
  dates: { zh: '另有 {n} 段日期单独安排', en: 'other hours in {n} span(s) of dates' },
} as const satisfies Record<string, Readonly<Record<Lang, string>>>;

function say(lang: Lang, key: keyof typeof words, values: Readonly<Record<string, string | number>> = {}): string {
  return words[key][lang].replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

/** A part of a line of hours: on which days, and the spans of the clock. */
export interface HoursPart {
  readonly days: string;
  readonly spans: readonly string[];
}

/** Hours as parts of one line, today's first where they say more than the rest; empty where none are known. `then` is of another date than today. */
export function dutyHours(lang: Lang, hours: DutyHours | null, today: readonly ClockSpan[] | null, then = false): readonly HoursPart[] {
  if (hours === null) {
    return [];
  }
  const rules = [...hours.month.map((it) => ({ days: say(lang, 'month', { days: it.days.join(text(lang, 'card.listComma')) }), open: it.open })), ...byDays(lang, hours)];
  const parts: HoursPart[] = rules.map((it) => ({ days: it.days, spans: spanWords(lang, it.open) }));
  if (hours.turn !== null) {
    parts.push({ days: say(lang, 'turn', { of: hours.turn.of, nth: hours.turn.nth + 1, days: hours.turn.days }), spans: [] });
  }
  if (hours.dates.length > 0) {
    parts.push({ days: say(lang, 'dates', { n: hours.dates.length }), spans: [] });
  }
  const [only] = rules;
  return today === null || parts.length === 1 && only !== undefined && same(only.open, today) ? parts : [{ days: say(lang, then ? 'that' : 'today'), spans: spanWords(lang, today) }, ...parts];
}

/** The same as one text. */
export function hoursText(lang: Lang, ...of: [DutyHours | null, readonly ClockSpan[] | null, boolean?]): string {
  return dutyHours(lang, ...of).map((it) => `${it.days} ${it.spans.join(text(lang, 'card.listComma'))}`.trim()).join(lang === 'zh' ? '；' : '; ');
}

/** The rules of the week, days that are alike together. */
function byDays(lang: Lang, { week }: DutyHours): readonly { readonly days: string; readonly open: readonly ClockSpan[] }[] {
  const groups: { readonly open: readonly ClockSpan[]; readonly days: string[] }[] = [];
  for (const day of days) {
    const open = week.find((it) => it.days.includes(day))?.open;
    const group = open && groups.find((it) => same(it.open, open));
    if (group !== undefined) {
      group.days.push(day);
    } else if (open !== undefined) {
      groups.push({ open, days: [day] });
    }
  }
  const work = groups.filter((it) => it.open.length > 0); // who is on duty on some days is off on the others: of these only holidays are worth a word
  const off = groups.filter((it) => it.open.length === 0 && (work.length === 0 || it.days.includes('holiday'))).map((it) => (work.length === 0 ? it : { ...it, days: ['holiday'] }));
  return [...work, ...off].map((it) => ({ days: dayWords(lang, it.days), open: it.open }));
}

function dayWords(lang: Lang, some: readonly string[]): string {
  const comma = text(lang, 'card.listComma');
  const out: string[] = [];
  const plain = days.filter((it) => it !== 'holiday');
  const is = plain.map((it) => some.includes(it));
  if (is.every(Boolean)) {
    out.push(text(lang, 'day.every'));
  } else {
    for (let i = 0; i < plain.length; i++) {
      let end = i;
      while (is[end] === true) {
        end++;
      }
      const run = plain.slice(i, end).map((it) => text(lang, `day.${it}`));
      const [first, last] = [run[0] ?? '', run[run.length - 1] ?? ''];
      out.push(...(run.length > 2 ? [text(lang, 'day.span', { first, last })] : run));
      i = Math.max(i, end);
    }
  }
  return [...out, ...(some.includes('holiday') && !(is.every(Boolean)) ? [text(lang, 'day.holiday')] : [])].join(comma);
}

function spanWords(lang: Lang, open: readonly ClockSpan[]): readonly string[] {
  return open.length === 0 ? [say(lang, 'off')] : open.map(([from, to]) => {
    const whole = from === '00:00' && (to === '24:00' || to === '00:00');
    return whole ? say(lang, 'all') : `${from}–${to <= from ? say(lang, 'nextDay') : ''}${to}`;
  });
}

function same(a: readonly ClockSpan[], b: readonly ClockSpan[]): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
