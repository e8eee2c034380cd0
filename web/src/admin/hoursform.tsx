import type { JSX } from 'preact';

import { type EditKey, editText } from '../i18n/staffedit';
import type { Lang } from '../model/lang';
import { days, type HoursDraft } from './drafts';
import { TextField, Tick } from './staffkit';

interface Props {
  readonly lang: Lang;
  readonly hours: HoursDraft;
  readonly put: (hours: HoursDraft) => void;
  readonly fault: string;
}

/** Hours of duty: by the week, on dates of their own, by the calendar of holidays, in turns. */
export function HoursForm({ lang, hours, put, fault }: Props): JSX.Element {
  const text = (key: EditKey, n?: number): string => editText(lang, key, n === undefined ? {} : { n: n + 1 });
  return (
    <fieldset class="staff-set" aria-describedby="staff-hours-hint">
      <legend>{text('hours')}</legend>
      <p id="staff-hours-hint" class="detail">{text('hoursHint')}</p>
      {fault !== '' && <p class="staff-fault" id="staff-hours-fault" role="alert">{fault}</p>}
      <Week lang={lang} hours={hours} put={put} fault={fault} />
      <button type="button" class="button" data-action="add-week" onClick={() => { put({ ...hours, week: [...hours.week, { days: ['mon', 'tue', 'wed', 'thu', 'fri'], open: '08:00-12:00 14:00-18:00' }] }); }}>{text('addWeek')}</button>
      <Dates lang={lang} hours={hours} put={put} fault={fault} />
      <button type="button" class="button" data-action="add-date" onClick={() => { put({ ...hours, dates: [...hours.dates, { from: '', to: '', open: '' }] }); }}>{text('addDate')}</button>
      <Tick label={text('calendar')} name="hours-calendar" on={hours.calendar !== ''} put={(on) => { put({ ...hours, calendar: on ? 'cn' : '' }); }} />
      <Turns lang={lang} hours={hours} put={put} fault={fault} />
    </fieldset>
  );
}

function replaced<T>(list: readonly T[], i: number, by: T | null): readonly T[] {
  return list.flatMap((it, k) => (k !== i ? [it] : by === null ? [] : [by]));
}

function Week({ lang, hours, put, fault }: Props): JSX.Element {
  return (
    <>
      {hours.week.map((row, i) => {
        const name = editText(lang, 'week', { n: i + 1 });
        const set = (by: typeof row | null): void => { put({ ...hours, week: replaced(hours.week, i, by) }); };
        return (
          <fieldset class="staff-set" key={i} data-week={i}>
            <legend>{name}</legend>
            <div class="staff-days" role="group" aria-label={editText(lang, 'days')}>
              {days.map((day) => (
                <Tick key={day} label={editText(lang, day)} name={`week-${i}-${day}`} on={row.days.includes(day)} put={(on) => { set({ ...row, days: days.filter((it) => (it === day ? on : row.days.includes(it))) }); }} />
              ))}
            </div>
            <TextField lang={lang} name={`week-${i}-open`} label="spans" value={row.open} put={(open) => { set({ ...row, open }); }} fault={i === 0 ? fault : ''} />
            <Away lang={lang} what={name} act={() => { set(null); }} />
          </fieldset>
        );
      })}
    </>
  );
}

function Dates({ lang, hours, put }: Props): JSX.Element {
  return (
    <>
      {hours.dates.map((row, i) => {
        const name = editText(lang, 'date', { n: i + 1 });
        const set = (by: typeof row | null): void => { put({ ...hours, dates: replaced(hours.dates, i, by) }); };
        return (
          <fieldset class="staff-set" key={i} data-date={i}>
            <legend>{name}</legend>
            <TextField lang={lang} name={`date-${i}-from`} label="dateFrom" type="date" value={row.from} put={(from) => { set({ ...row, from }); }} />
            <TextField lang={lang} name={`date-${i}-to`} label="dateTo" type="date" value={row.to} put={(to) => { set({ ...row, to }); }} />
            <TextField lang={lang} name={`date-${i}-open`} label="spans" value={row.open} put={(open) => { set({ ...row, open }); }} />
            <Away lang={lang} what={name} act={() => { set(null); }} />
          </fieldset>
        );
      })}
    </>
  );
}

function Turns({ lang, hours, put }: Props): JSX.Element {
  const { turn } = hours;
  const set = (part: Partial<NonNullable<HoursDraft['turn']>>): void => {
    if (turn !== null) {
      put({ ...hours, turn: { ...turn, ...part } });
    }
  };
  return (
    <>
      <Tick label={editText(lang, 'turn')} name="hours-turn" on={turn !== null} put={(on) => { put({ ...hours, turn: on ? { from: '', days: '1', of: '3', nth: '1' } : null }); }} />
      {turn !== null && (
        <div class="staff-turn">
          <TextField lang={lang} name="turn-from" label="turnFrom" type="date" value={turn.from} put={(from) => { set({ from }); }} />
          <TextField lang={lang} name="turn-days" label="turnDays" type="number" value={turn.days} put={(it) => { set({ days: it }); }} />
          <TextField lang={lang} name="turn-of" label="turnOf" type="number" value={turn.of} put={(of) => { set({ of }); }} />
          <TextField lang={lang} name="turn-nth" label="turnNth" type="number" value={turn.nth} put={(nth) => { set({ nth }); }} />
        </div>
      )}
    </>
  );
}

function Away({ lang, what, act }: { readonly lang: Lang; readonly what: string; readonly act: () => void }): JSX.Element {
  return <button type="button" class="button" aria-label={editText(lang, 'awayOf', { what })} onClick={act}>{editText(lang, 'away')}</button>;
}
