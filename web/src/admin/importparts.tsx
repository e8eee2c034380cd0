import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

import { importText } from '../i18n/imports';
import type { Lang } from '../model/lang';
import type { Importing } from './importing';
import { recallMapping, rememberMapping } from './importmapping';
import { sizeWords } from './importwords';

interface PartProps {
  readonly importing: Importing;
  readonly lang: Lang;
}

/** Points known in the drawing and in the world: a file beside the file. */
export function Control({ importing, lang }: PartProps): JSX.Element {
  const input = useRef<HTMLInputElement>(null);
  const file = importing.control.value;
  return (
    <div class="import-set" role="group" aria-label={importText(lang, 'control')}>
      <p class="detail">{importText(lang, 'control')}</p>
      <input ref={input} class="unseen" type="file" name="import-control" tabIndex={-1} aria-hidden accept=".csv,.xlsx" onChange={({ currentTarget }) => {
        importing.control.value = currentTarget.files?.[0] ?? null;
        currentTarget.value = '';
      }}
      />
      <div class="who-buttons">
        <button type="button" class="button" data-action="choose-control" onClick={() => { input.current?.click(); }}>{importText(lang, 'controlChoose')}</button>
        {file !== null && <button type="button" class="button" data-action="drop-control" onClick={() => { importing.control.value = null; }}>{importText(lang, 'controlDrop')}</button>}
      </div>
      <p role="status" class="import-name">{file !== null && <bdi>{importText(lang, 'chosen', { name: file.name, size: sizeWords(lang, file.size) })}</bdi>}</p>
    </div>
  );
}

/** What each column of a table means: as it was read, until the reader says otherwise. */
export function Columns({ importing, lang }: PartProps): JSX.Element {
  const { kind, mapping } = importing.wish.value;
  const found = importing.found.value;
  const columns = importing.columns.value;
  useEffect(() => { void importing.learnColumns(); }, [importing, kind]);
  const headings = Object.keys(found?.columns ?? {});
  const list = columns?.kind === kind ? columns.list : [];
  const last = recallMapping(window, kind, { ...found?.columns, ...mapping });
  const map = (to: Readonly<Record<string, string>>): void => {
    importing.put({ mapping: to });
    rememberMapping(window, kind, to);
  };
  return (
    <fieldset class="import-set" data-columns={headings.length}>
      <legend>{importText(lang, 'columns')}</legend>
      <p class="detail">{importText(lang, 'columnsHint')}</p>
      {list.length > 0 && last !== null && <div class="who-buttons"><button type="button" class="button" data-action="recall-mapping" onClick={() => { map({ ...mapping, ...last }); }}>{importText(lang, 'columnsLast')}</button></div>}
      {list.length > 0 && headings.map((heading) => {
        const means = mapping[heading] ?? found?.columns[heading] ?? '';
        return (
          <label key={heading} class="import-column">
            <bdi>{heading}</bdi>
            <select value={means} aria-label={importText(lang, 'columnOf', { name: heading })} data-heading={heading} onChange={({ currentTarget: { value } }) => {
              // Two columns cannot mean the same: the other one gives it up.
              const others = Object.fromEntries(headings.filter((it) => value !== '' && it !== heading && (mapping[it] ?? found?.columns[it]) === value).map((it) => [it, '']));
              map({ ...mapping, ...others, [heading]: value });
            }}
            >
              <option value="">{importText(lang, 'columnNone')}</option>
              {means !== '' && !list.some((it) => it.key === means) && <option value={means}>{means}</option>}
              {list.map((it) => <option key={it.key} value={it.key}>{lang === 'zh' ? it.zh : it.key}</option>)}
            </select>
          </label>
        );
      })}
    </fieldset>
  );
}
