import { type ReadonlySignal, signal } from '@preact/signals';
import type { JSX } from 'preact';

import { toolText } from '../i18n/tools';
import type { Address } from '../modes/address';
import type { Session } from '../model/session';

/** Of which date the cards, lists and themes speak. */
export class AsOf {
  private readonly put = signal('');
  /** YYYY-MM-DD; empty = now. */
  readonly date: ReadonlySignal<string> = this.put;
  /** The control shows, though no date is chosen yet. */
  readonly open = signal(false);

  constructor(private readonly address: Address, private readonly client: { at: string }, private readonly repeat: () => void) {}

  /** Takes what the link says. */
  follow(): void {
    const wanted = this.address.state().d ?? '';
    this.choose(isDate(wanted) ? wanted : '');
  }

  /** Asks about another date from now on; what is no date is none. */
  choose(date: string): void {
    if (date === this.put.peek() || (date !== '' && !isDate(date))) {
      return;
    }
    this.put.value = date;
    this.client.at = date;
    this.address.keep({ d: date === '' ? undefined : date });
    this.repeat();
  }

  close(): void {
    this.open.value = false;
    this.choose('');
  }
}

/** A civil date that there is. */
export function isDate(text: string): boolean {
  const day = /^\d{4}-\d{2}-\d{2}$/.test(text) ? new Date(`${text}T00:00:00Z`) : null;
  return day !== null && !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
}

/** The date that is asked about, over the map as long as it is not today. */
export function AsOfBar({ session, asof }: { readonly session: Session; readonly asof: AsOf }): JSX.Element | null {
  const lang = session.lang.value;
  const date = asof.date.value;
  if (!asof.open.value && date === '') {
    return null;
  }
  return (
    <div class="panel tool-asof" role="group" aria-label={toolText(lang, 'asof')} data-asof={date}>
      <label><span>{toolText(lang, 'asof')}</span><input type="date" value={date} data-option="asof" onChange={(event) => { asof.choose(event.currentTarget.value); }} /></label>
      <button type="button" class="button" data-action="asof-now" onClick={() => { asof.close(); }}>{toolText(lang, 'asofNow')}</button>
      <span class="detail" role="status">{date !== '' && toolText(lang, 'asofNote')}</span>
    </div>
  );
}
