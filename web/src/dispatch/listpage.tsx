import type { JSX } from 'preact';

import { isToolKey } from '../i18n/tools';
import { save } from './csv';
import { badShown, datums, type Listing, previewed, type Run, wants } from './listing';
import { Choices, Note, type Page, Select, Trouble } from './parts';

/** A list of addresses or points that comes back with its owners. */
export function ListPage(page: Page): JSX.Element {
  const { desk: { list }, say } = page;
  const fault = list.fault.value;
  return (
    <>
      <p class="plan-line">{say('listHint')}</p>
      <label class="tool-paste">
        <span class="plan-label">{say('listText')}</span>
        <textarea rows={5} spellcheck={false} value={list.text.value.length > 200_000 ? list.text.value.slice(0, 200_000) : list.text.value} readOnly={list.text.value.length > 200_000} data-paste="list" onInput={(event) => { list.put(event.currentTarget.value); }} />
      </label>
      <label class="plan-field">
        <span>{say('chooseFile')}</span>
        <input type="file" accept=".csv,.txt,.tsv,text/csv,text/plain" data-file="list" onChange={(event) => {
          const file = event.currentTarget.files?.[0];
          if (file !== undefined) {
            void list.take(file);
          }
        }} />
      </label>
      {fault !== null && <Note warn flag={fault}><p>{say(`fault.${fault}`)}</p></Note>}
      {list.text.value !== '' && <Columns {...page} />}
      {list.text.value !== '' && <Running {...page} />}
    </>
  );
}

function Columns(page: Page): JSX.Element {
  const { desk: { list }, say } = page;
  const columns = list.columns.value.map((it, i) => [String(i), it] as const);
  const column = (label: string, name: string, of: Listing['address']): JSX.Element =>
    <Select label={label} name={name} value={String(of.value)} of={columns} choose={(it) => { of.value = Number(it); }} />;
  return (
    <>
      <Preview {...page} />
      <label class="tool-check"><input type="checkbox" checked={list.hasHead.value} data-option="head" onChange={(event) => { list.hasHead.value = event.currentTarget.checked; }} />{say('hasHead')}</label>
      <Choices label={say('listKind')} name="list" of={['address', 'point'] as const} value={list.kind.value} words={(it) => say(`kind.${it}`)} choose={(it) => { list.kind.value = it; }} />
      {list.kind.value === 'address' ? column(say('addressColumn'), 'address', list.address) : (
        <>
          {column(say('lonColumn'), 'lon', list.lon)}
          {column(say('latColumn'), 'lat', list.lat)}
          <Select label={say('datum')} name="datum" value={list.datum.value} of={datums.map((it) => [it, say(`datum.${it}`)])} choose={(it) => { list.datum.value = datums.find((d) => d === it) ?? 'wgs84'; }} />
        </>
      )}
      <Choices label={say('want')} name="want" of={wants} value={list.want.value} words={(it) => say(`want.${it}`)} choose={(it) => { list.want.value = it; }} />
    </>
  );
}

function Preview({ desk: { list }, say }: Page): JSX.Element {
  const body = list.hasHead.value ? list.first.value.slice(1) : list.first.value.slice(0, previewed);
  return (
    <div class="plan-scroll" tabIndex={0} role="group" aria-label={say('preview', { n: body.length, all: list.rows.value })}>
      <table class="tool-table" data-table="preview">
        <caption>{say('preview', { n: body.length, all: list.rows.value })}</caption>
        <thead><tr>{list.columns.value.map((it, i) => <th key={i} scope="col"><bdi>{it}</bdi></th>)}</tr></thead>
        <tbody>{body.map((row, i) => <tr key={i}>{row.map((cell, j) => <td key={j}><bdi>{cell}</bdi></td>)}</tr>)}</tbody>
      </table>
    </div>
  );
}

function Running(page: Page): JSX.Element {
  const { desk: { list }, say } = page;
  const run = list.run.value;
  return (
    <div class="plan-part" data-run={run.kind}>
      <p class="tool-draw">
        <button type="button" class="button button-main" data-action="list-run" disabled={run.kind === 'running'} onClick={() => { void list.ask(); }}>{say('run')}</button>
        {run.kind === 'running' && <button type="button" class="button" data-action="list-stop" onClick={() => { list.stop(); }}>{say('stop')}</button>}
      </p>
      <p class="unseen" role="status">{run.kind === 'done' ? say('listDone', { all: run.rows, bad: run.bad }) : ''}</p>
      {run.kind === 'running' && (
        <p class="plan-field">
          <progress max={Math.max(1, list.rows.value)} value={run.done} aria-label={say('progress', { done: run.done, all: list.rows.value })} />
          <span>{say('progress', { done: run.done, all: list.rows.value })}</span>
        </p>
      )}
      {run.kind === 'failed' && <Trouble page={page} problem={run.problem} />}
      {run.kind === 'cut' && <Note warn flag="cut"><p>{say('cut')}</p></Note>}
      {run.kind === 'done' && <Done page={page} run={run} />}
    </div>
  );
}

function Done({ page, run }: { readonly page: Page; readonly run: Extract<Run, { kind: 'done' }> }): JSX.Element {
  const { desk: { list }, say } = page;
  const name = list.name.value === '' ? 'redsail-list.csv' : `${list.name.value.replace(/\.\w{1,5}$/, '')}-redsail.csv`;
  return (
    <>
      <p data-rows={run.rows} data-bad={run.bad}>{say('listDone', { all: run.rows, bad: run.bad })}</p>
      <button type="button" class="button button-main" data-action="list-save" onClick={() => { save(name, run.text.startsWith('\ufeff') ? run.text : `\ufeff${run.text}`); }}>{say('download')}</button>
      {run.first.length > 0 && (
        <>
          <h3 class="plan-part">{say('badRows')}</h3>
          <ul class="tool-bad">
            {run.first.map((it) => (
              <li key={it.row} data-bad-row={it.row}><span class="detail">{say('badRow', { n: it.row })}</span> <bdi>{it.words}</bdi> <span class="detail">{errorWords(page, it.error)}</span></li>
            ))}
          </ul>
          {run.bad > badShown && <p class="plan-line">{say('more', { n: run.bad - badShown })}</p>}
        </>
      )}
    </>
  );
}

function errorWords({ say }: Page, code: string): string {
  const key = `bad.${code}`;
  return isToolKey(key) ? say(key) : code;
}
