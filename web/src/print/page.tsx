import type { ComponentChildren, JSX } from 'preact';

import { printText } from '../i18n/print';
import { type AreaRow, nameIn, otherName } from '../model/area';
import type { City } from '../model/city';
import type { Book, PrintDesk } from './desk';
import { type Paper, paperOf } from './paper';

/** Millimetres free on each side, and what head and foot take. */
const margin = 10;
const room = { head: 18, foot: 10 };

export interface PageProps {
  readonly desk: PrintDesk;
  readonly city: City;
  readonly book: Book;
}

export interface OneProps extends PageProps {
  readonly area: AreaRow;
}

/** The paper with its head and foot; letters of head and sign are `large` times as large as usual. */
export function Page({ desk, city, book, area, heading, children, number, large = 1 }: OneProps & { readonly heading: string; readonly children: ComponentChildren; readonly number?: number | string; readonly large?: number }): JSX.Element {
  const { lang } = desk;
  const { paper, turn, internal, review } = desk.ask.value;
  const other = otherName(lang, area);
  return (
    <section class={`print-page print-${paper}-${turn}`} style={{ '--large': large }} data-print-page={area.code}>
      <header class="print-head">
        <h2><bdi>{nameIn(lang, area)}</bdi>{other !== '' && <small><bdi>{other}</bdi></small>}</h2>
        <p class="print-chain"><bdi>{chainOf(book, area, lang)}</bdi> · {heading}</p>
        <p class="print-marks">
          {internal && <b class="print-internal">{printText(lang, 'internal')}</b>}
          {city.demo && <b data-made>{printText(lang, 'made')}</b>}
        </p>
      </header>
      {children}
      <footer class="print-foot">
        <span>{review === '' ? printText(lang, 'reviewNone') : printText(lang, 'reviewIs', { number: review })}</span>
        {area.dataDate !== '' && <span>{printText(lang, 'dateOf', { date: area.dataDate })}</span>}
        {area.source !== '' && <span><bdi>{printText(lang, 'source', { source: area.source })}</bdi></span>}
        {city.notices.map((it) => <span key={it}>{it}</span>)}
        <span>{printText(lang, 'printed', { date: today(city.zone), n: city.revision })}</span>
        {number !== undefined && <b class="print-number">{number}</b>}
      </footer>
    </section>
  );
}

function chainOf({ area: top, above }: Book, area: AreaRow, lang: 'zh' | 'en'): string {
  const whole = area.code === top.code && area.layer === top.layer ? above : [...above, nameIn(lang, top)];
  return [...whole, printText(lang, 'code', { code: area.code })].join(' › ');
}

/** The civil date in the city's zone. */
function today(zone: string): string {
  return new Intl.DateTimeFormat('sv-SE', { year: 'numeric', month: '2-digit', day: '2-digit', ...(zone === '' ? {} : { timeZone: zone }) }).format(new Date());
}

/** What is free of a paper between head and foot, less `below`; the head is `large` times as high as usual. */
export function inside(desk: PrintDesk, below: number, large = 1): Paper {
  const { width, height } = paperOf(desk.ask.value.paper, desk.ask.value.turn);
  return { width: width - 2 * margin, height: height - 2 * margin - room.head * large - room.foot - below };
}
