import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

import { type ImportKey, importText } from '../i18n/imports';
import { type City, layerOf } from '../model/city';
import type { Lang } from '../model/lang';
import type { Importing } from './importing';
import { has, lineClasses, noWish, permissions, type Repair, repairs, rules, type Wish } from './importwishes';
import { Columns, Control } from './importparts';
import { isByOptions } from './importunread';
import { Box } from './kit';

interface PartProps {
  readonly importing: Importing;
  readonly lang: Lang;
}

/** How many options are set beside what and which file. */
export function setOptions(wish: Wish): number {
  const names = (Object.keys(noWish) as (keyof Wish)[]).filter((it) => it !== 'kind' && it !== 'layer' && it !== 'repairs' && it !== 'mapping' && it !== 'source' && it !== 'dataDate' && it !== 'permission');
  return Object.keys(wish.repairs).length + Math.sign(Object.keys(wish.mapping).length) + names.filter((it) => wish[it] !== noWish[it]).length;
}

/** All else that may be said of a file: folded away, since most need none of it. */
export function Options({ importing, lang, city }: PartProps & { readonly city: City | null }): JSX.Element {
  const wish = importing.wish.value;
  const { kind } = wish;
  const n = setOptions(wish);
  const say = (key: ImportKey): string => importText(lang, key);
  const put = (part: Partial<Wish>): void => { importing.put(part); };
  const fold = useRef<HTMLDetailsElement>(null);
  const problem = importing.problem.value;
  useEffect(() => {
    if (fold.current !== null && isByOptions(problem)) {
      fold.current.open = true; // what the refusal asks for is to be seen
    }
  }, [problem]);
  return (
    <details ref={fold} class="admin-new import-options">
      <summary data-action="import-options">{n === 0 ? say('options') : importText(lang, 'optionsSet', { n })}</summary>
      <div class="import-folded">
        {has(kind, 'crs') && <Systems importing={importing} lang={lang} />}
        {has(kind, 'codeField') && <Fields importing={importing} lang={lang} city={city} />}
        <Rest importing={importing} lang={lang} />
        {has(kind, 'control') && <Control importing={importing} lang={lang} />}
        {has(kind, 'mapping') && <Columns importing={importing} lang={lang} />}
        {has(kind, 'repairs') && <Repairs importing={importing} lang={lang} />}
        {has(kind, 'replace') && <Replacing importing={importing} lang={lang} />}
        {has(kind, 'conflicts') && <Clashes importing={importing} lang={lang} />}
        {has(kind, 'strict') && <Tick name="strict" on={wish.strict} words={say('strict')} put={(strict) => { put({ strict }); }} />}
      </div>
    </details>
  );
}

/** Which fields hold code, name and parent. */
function Fields({ importing, lang, city }: PartProps & { readonly city: City | null }): JSX.Element {
  const wish = importing.wish.value;
  const hasParent = city === null || (layerOf(city, wish.layer)?.parent ?? '') !== '';
  const put = (part: Partial<Wish>): void => { importing.put(part); };
  return (
    <fieldset class="import-set">
      <legend>{importText(lang, 'fields')}</legend>
      <div class="import-grid">
        <Box label={importText(lang, 'codeField')} name="code-field" list="import-fields" value={wish.codeField} put={(codeField) => { put({ codeField }); }} />
        <Box label={importText(lang, 'nameField')} name="name-field" list="import-fields" value={wish.nameField} put={(nameField) => { put({ nameField }); }} />
        {has(wish.kind, 'parentField') && hasParent && <Box label={importText(lang, 'parentField')} name="parent-field" list="import-fields" value={wish.parentField} put={(parentField) => { put({ parentField }); }} />}
      </div>
      {has(wish.kind, 'classField') && (
        <div class="import-grid">
          <Box label={importText(lang, 'classField')} name="class-field" value={wish.classField} put={(classField) => { put({ classField }); }} hint={importText(lang, 'classFieldHint')} />
          <label class="own-field">
            <span>{importText(lang, 'lineClass')}</span>
            <select name="line-class" value={wish.lineClass} onChange={({ currentTarget: { value } }) => { put({ lineClass: value }); }}>
              <option value="">{importText(lang, 'lineClass.none')}</option>
              {lineClasses.map((it) => <option key={it} value={it}>{importText(lang, `lineClass.${it}`)}</option>)}
            </select>
          </label>
        </div>
      )}
      <datalist id="import-fields">{fieldsOf(importing).map((it) => <option key={it} value={it} />)}</datalist>
    </fieldset>
  );
}

/** What every kind of files has: from when it holds, which sheet, which encoding. */
function Rest({ importing, lang }: PartProps): JSX.Element {
  const wish = importing.wish.value;
  const listed = (importing.found.value?.layers.length ?? 0) > 1;
  return (
    <div class="import-grid">
      <Box label={importText(lang, 'effectiveFrom')} name="effective-from" type="date" value={wish.effectiveFrom} put={(effectiveFrom) => { importing.put({ effectiveFrom }); }} hint={importText(lang, 'effectiveHint')} />
      {!listed && <Box label={importText(lang, 'sourceLayer')} name="source-layer" value={wish.sourceLayer} put={(sourceLayer) => { importing.put({ sourceLayer }); }} hint={importText(lang, 'sourceLayerHint')} />}
      <label class="own-field">
        <span>{importText(lang, 'encoding')}</span>
        <select name="encoding" value={wish.encoding} onChange={({ currentTarget: { value } }) => { importing.put({ encoding: value }); }}>
          <option value="">{importText(lang, 'encoding.auto')}</option>
          {['utf-8', 'gbk', 'gb18030', 'big5'].map((it) => <option key={it} value={it}>{it.toUpperCase()}</option>)}
        </select>
      </label>
    </div>
  );
}

/** The fields of the file, once they are known: of features, or the headings of a table. */
function fieldsOf(importing: Importing): readonly string[] {
  const found = importing.found.value;
  return found === null ? [] : [...found.fields, ...Object.keys(found.columns)];
}

/** Whose values stand where an edited copy and the store have changed the same. */
export function Clashes({ importing, lang }: PartProps): JSX.Element {
  const { conflicts } = importing.wish.value;
  return (
    <label class="own-field">
      <span>{importText(lang, 'conflicts')}</span>
      <select name="conflicts" value={conflicts} onChange={({ currentTarget: { value } }) => { importing.put({ conflicts: value }); }}>
        <option value="">{importText(lang, 'conflicts.refuse')}</option>
        {rules.map((it) => <option key={it} value={it}>{importText(lang, `conflicts.${it}`)}</option>)}
      </select>
    </label>
  );
}

/** Where the data comes from, and for whom it is: it stands in what is written. */
export function OriginPart({ importing, lang }: PartProps): JSX.Element {
  const { kind, source, dataDate, permission } = importing.wish.value;
  return (
    <div class="import-grid">
      <Box label={importText(lang, 'source')} name="source" value={source} put={(text) => { importing.put({ source: text }); }} hint={importText(lang, 'sourceHint')} most={100} />
      {has(kind, 'dataDate') && <Box label={importText(lang, 'dataDate')} name="data-date" type="date" value={dataDate} put={(date) => { importing.put({ dataDate: date }); }} />}
      {has(kind, 'permission') && (
        <label class="own-field">
          <span>{importText(lang, 'permission')}</span>
          <select name="permission" value={permission} onChange={({ currentTarget: { value } }) => { importing.put({ permission: value }); }}>
            <option value="">{importText(lang, 'permission.none')}</option>
            {permissions.map((it) => <option key={it} value={it}>{importText(lang, `permission.${it}`)}</option>)}
          </select>
        </label>
      )}
    </div>
  );
}

interface TickProps {
  readonly name: string;
  readonly on: boolean;
  readonly words: string;
  readonly put: (on: boolean) => void;
  readonly hint?: string;
}

function Tick({ name, on, words, put, hint }: TickProps): JSX.Element {
  const told = hint === undefined ? undefined : `import-hint-${name}`;
  return (
    <>
      <label class="own-check"><input type="checkbox" name={name} checked={on} aria-describedby={told} onChange={({ currentTarget: { checked } }) => { put(checked); }} /> {words}</label>
      {hint !== undefined && <p id={told} class="detail import-does">{hint}</p>}
    </>
  );
}

const systems = [['', 'crs.auto'], ['EPSG:4326', 'crs.wgs84'], ['EPSG:4490', 'crs.cgcs'], ['gcj02', 'crs.gcj02'], ['bd09', 'crs.bd09']] as const;

/** A system that is typed begins as this. */
const typed = 'EPSG:';

function Systems({ importing, lang }: PartProps): JSX.Element {
  const { crs, swapAxes } = importing.wish.value;
  const listed = systems.some(([value]) => value === crs);
  return (
    <>
      <div class="import-grid">
        <label class="own-field">
          <span>{importText(lang, 'crs')}</span>
          <select name="crs" value={listed ? crs : typed} onChange={({ currentTarget: { value } }) => { importing.put({ crs: value }); }}>
            {systems.map(([value, key]) => <option key={value} value={value}>{importText(lang, key)}</option>)}
            <option value={typed}>{importText(lang, 'crs.other')}</option>
          </select>
        </label>
        {!listed && <Box label={importText(lang, 'crsText')} name="crs-text" value={crs} put={(text) => { importing.put({ crs: text }); }} hint={importText(lang, 'crsHint')} />}
      </div>
      <Tick name="swap-axes" on={swapAxes} words={importText(lang, 'swapAxes')} put={(on) => { importing.put({ swapAxes: on }); }} />
    </>
  );
}

function Replacing({ importing, lang }: PartProps): JSX.Element {
  const { kind, replace, within } = importing.wish.value;
  return (
    <>
      <Tick name="replace" on={replace} words={importText(lang, 'replace')} hint={importText(lang, 'replaceHint')} put={(on) => { importing.put({ replace: on }); }} />
      {replace && has(kind, 'within') && <Box label={importText(lang, 'within')} name="within" value={within} put={(code) => { importing.put({ within: code }); }} most={64} />}
    </>
  );
}

function Repairs({ importing, lang }: PartProps): JSX.Element {
  const { repairs: ticked } = importing.wish.value;
  const put = (name: Repair, reach: string | null): void => {
    const others = Object.fromEntries(Object.entries(ticked).filter(([it]) => it !== name));
    importing.put({ repairs: reach === null ? others : { ...others, [name]: reach } });
  };
  return (
    <fieldset class="import-set">
      <legend>{importText(lang, 'repairs')}</legend>
      {repairs.map(({ name, usual, most }) => {
        const reach = ticked[name];
        return (
          <div key={name} class="import-repair" data-repair={name}>
            <Tick name={`repair-${name}`} on={reach !== undefined} words={importText(lang, `repair.${name}`)} hint={importText(lang, `does.${name}`)} put={(on) => { put(name, on ? String(usual) : null); }} />
            {reach !== undefined && most > 0 && (
              <label class="own-field import-reach">
                <span>{importText(lang, 'reach', { most })}</span>
                <input type="text" inputMode="decimal" name={`reach-${name}`} value={reach} maxLength={8} aria-label={importText(lang, 'reachOf', { name: importText(lang, `repair.${name}`) })} onInput={({ currentTarget: { value } }) => { put(name, value); }} />
              </label>
            )}
          </div>
        );
      })}
    </fieldset>
  );
}
