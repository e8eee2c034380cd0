import type { JSX } from 'preact';
import { useState } from 'preact/hooks';

import { normText } from '../i18n/norms';
import { stationName, titled } from './answers';
import { Walk } from './coveragepage';
import { Csv, Dot, NormTable } from './normlist';
import { type Usage, useClasses } from './norms';
import { useLooks } from './overlay';
import { Note, number, type Page, Signed, Trouble } from './parts';
import { mostVisitBytes, mostVisits, textOf, type VisitFault, visitsOf } from './visits';

/** Which stations are used much, little, or stand far from homes, by a table that the reader has (P9). */
export function UsagePart(page: Page): JSX.Element {
  const { desk, lang } = page;
  const { norms } = desk;
  const [fault, setFault] = useState<VisitFault | null>(null);
  if (!desk.may('usage.read')) {
    return <Signed {...page} />;
  }
  const usage = norms.usage.value;
  const put = (text: string): void => {
    norms.text.value = text;
    norms.forget();
    setFault(null);
  };
  const take = async (file: File): Promise<void> => {
    const text = file.size > mostVisitBytes ? null : textOf(await file.arrayBuffer());
    put(text ?? '');
    setFault(text === null ? { what: file.size > mostVisitBytes ? 'large' : 'text' } : null);
  };
  const count = (): void => {
    const rows = visitsOf(norms.text.peek());
    setFault('what' in rows ? rows : null);
    if (!('what' in rows)) {
      void norms.count(rows);
    }
  };
  return (
    <>
      <Walk {...page} />
      <p class="plan-line">{normText(lang, 'usageSay')}</p>
      {desk.policy.value && <Note flag="usage-policy"><p>{normText(lang, 'usagePolicy', { n: desk.minutes.value })}</p></Note>}
      <form data-form="usage" onSubmit={(event) => {
        event.preventDefault();
        count();
      }}>
        <TextField page={page} put={put} />
        <label class="plan-field norm-file">
          <span>{normText(lang, 'file')}</span>
          <input type="file" accept=".csv,.txt,.tsv,text/csv,text/plain" data-file="usage" onChange={(event) => {
            const file = event.currentTarget.files?.[0];
            if (file !== undefined) {
              void take(file);
            }
          }} />
        </label>
        {fault !== null && <Note warn flag={`usage-${fault.what}`}><p>{faultWords(page, fault)}</p></Note>}
        <p class="plan-files">
          <button type="submit" class="button button-main" data-action="usage-count" disabled={usage.kind === 'loading' || norms.text.value.trim() === ''}>{normText(lang, 'count')}</button>
          <Csv page={page} name="visits" label="blank" head={['code', 'name', 'month', 'visits']} rows={() => desk.stations.value.map((it) => [it.code, stationName(lang, it), '', ''])} />
        </p>
      </form>
      {usage.kind === 'loading' && <p class="plan-line" data-state="loading">{normText(lang, 'counting')}</p>}
      {usage.kind === 'failed' && <Trouble page={page} problem={usage.problem} />}
      {usage.kind === 'ready' && <Used page={page} of={usage.value} />}
    </>
  );
}

/** A long table is shown in its beginning; the whole of it counts. */
const mostShown = 200_000;

function TextField({ page: { desk: { norms }, lang }, put }: { readonly page: Page; readonly put: (text: string) => void }): JSX.Element {
  const text = norms.text.value;
  return (
    <label class="plan-field">
      <span>{normText(lang, 'table')}</span>
      <textarea rows={5} spellcheck={false} placeholder={normText(lang, 'example')} value={text.slice(0, mostShown)} readOnly={text.length > mostShown} data-paste="usage" onInput={(event) => { put(event.currentTarget.value); }} />
    </label>
  );
}

const columnWords = { code: 'columnCode', month: 'columnMonth', visits: 'columnVisits' } as const;

function faultWords({ lang }: Page, fault: VisitFault): string {
  switch (fault.what) {
    case 'large': return normText(lang, 'faultLarge');
    case 'text': return normText(lang, 'faultText');
    case 'empty': return normText(lang, 'faultEmpty');
    case 'many': return normText(lang, 'faultMany', { n: number(lang, mostVisits) });
    case 'column': return normText(lang, 'faultColumn', { name: normText(lang, columnWords[fault.column]) });
    case 'code': return normText(lang, 'faultCode', fault);
    case 'month': return normText(lang, 'faultMonth', fault);
    case 'visits': return normText(lang, 'faultVisits', fault);
  }
}

function Used({ page, of }: { readonly page: Page; readonly of: Usage }): JSX.Element {
  const { desk: { norms }, lang, actions } = page;
  const shown = norms.shown.value;
  const rows = of.places.filter((it) => shown === null || it.class === shown);
  const counts = (it: (typeof useClasses)[number]): number => of.places.filter((place) => place.class === it).length;
  const there = useClasses.filter((it) => counts(it) > 0);
  const [from = '', to = ''] = of.months;
  return (
    <div class="plan-part" data-usage={of.places.length}>
      <p class="plan-line" role="status">{normText(lang, 'usageOf', { from, to, median: of.median.toFixed(1) })}</p>
      <div class="chips" role="group" aria-label={normText(lang, 'class')}>
        <button type="button" class="chip" aria-pressed={shown === null} data-action="use-all" onClick={() => { norms.shown.value = null; }}>{normText(lang, 'all')} {of.places.length}</button>
        {there.map((it) => {
          const look = useLooks[it];
          return <button key={it} type="button" class="chip" aria-pressed={shown === it} data-action={`use-${it}`} onClick={() => { norms.shown.value = it; }}>{look !== undefined && <Dot page={page} look={look} />} {normText(lang, it)} {counts(it)}</button>;
        })}
      </div>
      <NormTable page={page} name="usage" title="usage" rows={rows} keyOf={(it) => it.code} open={({ kind, code }) => { actions.open({ what: 'place', place: { kind, code } }, 'pointer'); }}
        columns={[
          { key: 'place', value: (it) => titled(lang, it), shown: (it) => <>{titled(lang, it)}<span class="norm-kind">{normText(lang, it.class)}</span></> },
          { key: 'visits', isNumber: true, value: (it) => (it.months === 0 ? null : it.visits_a_month), shown: (it) => (it.months === 0 ? '–' : number(lang, Math.round(it.visits_a_month))) },
          { key: 'inCircle', isNumber: true, value: (it) => it.households, shown: (it) => number(lang, it.households) },
          { key: 'rate', isNumber: true, value: (it) => it.per_100_households, shown: (it) => it.per_100_households?.toFixed(1) ?? '–' },
        ]}
        file={{
          head: ['code', 'name', 'class', 'months', 'visits_a_month', 'households', 'per_100_households', 'lon', 'lat'],
          cells: (it) => [it.code, it.name, it.class, it.months, it.months === 0 ? null : it.visits_a_month, it.households, it.per_100_households, it.at.lon, it.at.lat],
        }} />
      {of.unknown.length > 0 && <Note warn flag="usage-strange"><p>{normText(lang, 'strange', { n: of.unknown.length, list: of.unknown.slice(0, 20).join(', ') })}</p></Note>}
    </div>
  );
}
