import type { JSX } from 'preact';
import { useState } from 'preact/hooks';

import { reportText } from '../i18n/reports';
import type { Lang } from '../model/lang';
import { nameOf } from './band';
import type { PackCity } from './city';
import type { WorkDesk } from './desk';
import { Part } from './panel';

/** So many characters a note has at most. */
const mostNote = 500;

interface Reporting {
  readonly desk: WorkDesk;
  readonly lang: Lang;
}

/** Borders that are wrong on the map: the way to say so, what waits to be sent, and what became of it. */
export function Reports({ desk, lang }: Reporting): JSX.Element {
  const waiting = desk.outbox.waiting.value;
  const open = waiting.filter((it) => it.failed === '').length;
  return (
    <Part name="reports" title={reportText(lang, 'title')}>
      <button type="button" class="button work-install" data-action="report-border" onClick={() => { desk.drawing.begin(); }}>{reportText(lang, 'begin')}</button>
      <p role="status" data-waiting={open}>{open > 0 && reportText(lang, 'waiting', { n: open })}</p>
      <ul class="work-list">
        {waiting.filter((it) => it.failed !== '').map((it) => (
          <li key={it.key} data-report-failed={it.failed}>
            <p class="work-warning">{reportText(lang, 'refusedByServer', { code: it.failed })}</p>
            <p class="work-words"><bdi>{it.note}</bdi></p>
            <button type="button" class="button" data-action="report-drop" onClick={() => { desk.outbox.drop(it.key); }}>{reportText(lang, 'drop')}</button>
          </li>
        ))}
        {desk.outbox.sent.value.map((it) => (
          <li key={it.n} data-report={it.n} data-report-state={it.state}>
            <span class="work-row"><span>{it.made.slice(0, 10)} · <bdi>{it.area.name === '' ? it.area.code : it.area.name}</bdi></span> <span class="tag">{reportText(lang, it.state)}</span></span>
            {it.note !== '' && <p class="work-words detail"><bdi>{it.note}</bdi></p>}
            {it.answer !== '' && <p class="work-words">{reportText(lang, 'answer')}<bdi>{it.answer}</bdi></p>}
          </li>
        ))}
      </ul>
    </Part>
  );
}

/** The line is drawn on the map; the sheet holds what is said with it. */
export function ReportForm({ desk, lang, city }: Reporting & { readonly city: PackCity }): JSX.Element {
  const [note, setNote] = useState('');
  const [area, setArea] = useState('');
  const [failed, setFailed] = useState(false);
  const { drawing } = desk;
  const n = drawing.corners.value.length;
  const send = (): void => {
    const kept = desk.outbox.add(drawing.corners.peek(), note.trim(), city.pack.grid, area);
    setFailed(!kept);
    if (kept) {
      drawing.stop();
    }
  };
  return (
    <Part name="report-form" title={reportText(lang, 'begin')}>
      <p>{reportText(lang, 'hint')}</p>
      <div class="work-buttons" data-corners={n}>
        <span class="detail" role="status">{reportText(lang, 'corners', { n })}</span>
        <button type="button" class="button" data-action="report-undo" disabled={n === 0} onClick={() => { drawing.undo(); }}>{reportText(lang, 'undo')}</button>
      </div>
      <label class="work-field">
        <span>{reportText(lang, 'note')}</span>
        <textarea name="report-note" rows={3} maxLength={mostNote} value={note} onInput={(event) => { setNote(event.currentTarget.value); }} />
      </label>
      <label class="work-field">
        <span>{reportText(lang, 'about')}</span>
        <select name="report-area" value={area} onChange={(event) => { setArea(event.currentTarget.value); }}>
          <option value="">{reportText(lang, 'byLine')}</option>
          {city.pack.own.map((it) => <option key={it} value={it}>{nameOf(desk, lang, it)}</option>)}
        </select>
      </label>
      <p class="detail">{reportText(lang, 'privacy')}</p>
      {failed && <p class="work-warning" role="alert">{reportText(lang, 'notKept')}</p>}
      <div class="work-buttons">
        <button type="button" class="button button-main" data-action="report-send" disabled={n < 2} onClick={send}>{reportText(lang, 'send')}</button>
        <button type="button" class="button" data-action="report-cancel" onClick={() => { drawing.stop(); }}>{reportText(lang, 'cancel')}</button>
      </div>
    </Part>
  );
}
