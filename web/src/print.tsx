import './print/print.css';

import { signal } from '@preact/signals';
import { render } from 'preact';
import type { JSX } from 'preact';

import { firstLang } from './choices';
import { type PrintKey, printText, whyOf } from './i18n/print';
import { layerOf } from './model/city';
import { tag } from './model/lang';
import { parseHash } from './model/hash';
import { type Ask, readAsk, sheetAddress, type What, writeAsk } from './print/ask';
import { layerBelow, PrintDesk } from './print/desk';
import { Pages } from './print/pages';
import { paperOf, type PaperName, scales, type Turn } from './print/paper';

/** Opens the pages for paper, in place of the map: `#print=sheet|signs|atlas&a=LAYER:CODE`. */
export function openPrint(root: HTMLElement, base: string): void {
  const { location, history } = window;
  const read = readAsk(location.hash);
  const lang = read.lang ?? firstLang(window, parseHash(location.hash));
  const ask = signal<Ask>(read);
  const { documentElement } = document;
  documentElement.lang = tag(lang);
  documentElement.dataset['theme'] = 'light';
  document.title = `Redsail · ${printText(lang, 'title')}`;
  window.addEventListener('hashchange', () => { location.reload(); });
  setPaper(read);
  setFit(read);
  window.addEventListener('resize', () => { setFit(ask.peek()); });
  const desk = new PrintDesk(base, ask, lang);
  const put = (part: Partial<Ask>): void => {
    const [before, next] = [ask.peek(), { ...ask.peek(), ...part }];
    history.replaceState(null, '', writeAsk(next)); // no hashchange comes of it
    setPaper(next);
    setFit(next);
    ask.value = next;
    if (next.what !== before.what) {
      void desk.start();
    }
  };
  render(<Print desk={desk} put={put} />, root);
  void desk.start();
}

/** Tells the browser how large the paper is: a rule of its own, since pages that are named are younger than the browsers that the page is for. */
function setPaper({ paper, turn }: Ask): void {
  const { width, height } = paperOf(paper, turn);
  const sheet = document.styleSheets[document.styleSheets.length - 1];
  if (sheet === undefined) {
    return;
  }
  const last = sheet.cssRules.length - 1;
  if (sheet.cssRules[last] instanceof CSSPageRule) {
    sheet.deleteRule(last);
  }
  sheet.insertRule(`@page { size: ${width}mm ${height}mm; margin: 0; }`, sheet.cssRules.length);
}

/** Pixels free on each side of a page in a narrow window. */
const beside = 12;

/** Tells the style how large a page may be that is to be seen in its whole width; on paper it is as large as the paper. */
function setFit({ paper, turn }: Ask): void {
  const { width } = paperOf(paper, turn);
  const { documentElement } = document;
  documentElement.style.setProperty('--fit', String(Math.min(1, (documentElement.clientWidth - 2 * beside) / (width * 96 / 25.4))));
}

interface Props {
  readonly desk: PrintDesk;
  readonly put: (part: Partial<Ask>) => void;
}

function Print({ desk, put }: Props): JSX.Element {
  const { lang } = desk;
  const [city, book] = [desk.city.value, desk.book.value];
  const lacking = desk.lacking.value.size;
  const failed = city.kind === 'failed' ? city.problem : book.kind === 'failed' ? book.problem : null;
  return (
    <main class="print" data-print={desk.ready.value ? 'ready' : 'waiting'}>
      <Bar desk={desk} put={put} />
      {failed !== null && <p class="print-none" role="alert">{printText(lang, 'failed', { why: whyOf(failed) })} <button type="button" class="button" data-action="print-again" onClick={() => { void desk.start(); }}>{printText(lang, 'again')}</button></p>}
      {lacking > 0 && <p class="print-none print-lacking" role="status">{printText(lang, 'lacking', { n: lacking })} <button type="button" class="button" data-action="print-again" onClick={() => { desk.again(); }}>{printText(lang, 'again')}</button></p>}
      {desk.ask.value.area === null && <p class="print-none">{printText(lang, 'noArea')}</p>}
      {city.kind === 'ready' && book.kind === 'ready' && <div class="print-pages" role="region" aria-label={printText(lang, 'pages')} tabIndex={0}><Pages desk={desk} city={city.value} book={book.value} /></div>}
    </main>
  );
}

/** What stands over the pages on a screen, and on no paper. */
function Bar({ desk, put }: Props): JSX.Element {
  const { lang } = desk;
  const ask = desk.ask.value;
  const { area } = ask;
  const back = area === null ? '#' : `#a=${encodeURIComponent(area.layer)}:${encodeURIComponent(area.code)}`;
  const say = (key: PrintKey, values?: Parameters<typeof printText>[2]): string => printText(lang, key, values);
  return (
    <header class="print-tools">
      <h1>{say('title')}</h1>
      <Choice name="what" label={say('what')} value={ask.what} options={whats(desk)} pick={(what) => { put({ what }); }} />
      <Choice name="paper" label={say('paper')} value={ask.paper} options={[['a4', 'A4'], ['a3', 'A3']] as [PaperName, string][]} pick={(paper) => { put({ paper }); }} />
      <Choice name="turn" label={say('turn')} value={ask.turn} options={(['portrait', 'landscape'] as const).map((it): [Turn, string] => [it, say(it)])} pick={(turn) => { put({ turn }); }} />
      <Choice name="scale" label={say('scale')} value={String(ask.scale ?? '')} options={[['', say('fits')], ...scales.map((it): [string, string] => [String(it), `1:${it.toLocaleString('en').replace(/,/g, ' ')}`])]} pick={(it) => { put({ scale: it === '' ? null : Number(it) }); }} />
      <label class="print-choice">{say('review')}<input name="review" value={ask.review} maxLength={40} onChange={(event) => { put({ review: event.currentTarget.value.trim() }); }} /></label>
      <label class="print-check"><input type="checkbox" name="internal" checked={ask.internal} onChange={(event) => { put({ internal: event.currentTarget.checked }); }} />{say('internal')}</label>
      {ask.what === 'signs' && <label class="print-check"><input type="checkbox" name="names" checked={desk.names.value} onChange={(event) => { desk.names.value = event.currentTarget.checked; }} />{say('names')}</label>}
      <span class="print-actions">
        <a class="button" href={back} target="_blank" rel="noopener">{say('back')}</a>
        {ask.what === 'sheet' && area !== null && <a class="button" data-action="print-picture" href={sheetAddress(ask, area, desk.base, lang)} download={`${area.code}-${ask.paper}.png`}>{say('picture')}</a>}
        <button type="button" class="button button-main" data-action="print" disabled={!desk.ready.value} onClick={() => { window.print(); }}>{desk.ready.value || area === null ? say('print') : say('waiting')}</button>
      </span>
    </header>
  );
}

/** What can be printed, in the words of the layers that make the pages. */
function whats({ city, ask, lang }: PrintDesk): readonly [What, string][] {
  const [known, area] = [city.value, ask.value.area];
  const layer = known.kind === 'ready' && area !== null ? layerBelow(known.value, area.layer) ?? layerOf(known.value, area.layer) : undefined;
  const of = (plain: PrintKey, named: PrintKey): string => (layer === undefined ? printText(lang, plain) : printText(lang, named, { layer: layer.name[lang] }));
  return [['sheet', printText(lang, 'sheet')], ['signs', of('signs', 'signsOf')], ['atlas', of('atlas', 'atlasOf')]];
}

interface ChoiceProps<T extends string> {
  readonly name: string;
  readonly label: string;
  readonly value: T;
  readonly options: readonly (readonly [T, string])[];
  readonly pick: (value: T) => void;
}

function Choice<T extends string>({ name, label, value, options, pick }: ChoiceProps<T>): JSX.Element {
  return (
    <label class="print-choice">{label}
      <select name={name} value={value} onChange={(event) => { const found = options.find(([it]) => it === event.currentTarget.value); if (found !== undefined) { pick(found[0]); } }}>
        {options.map(([key, words]) => <option key={key} value={key} selected={key === value}>{words}</option>)}
      </select>
    </label>
  );
}
