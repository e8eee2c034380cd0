import type { JSX } from 'preact';
import { useRef, useState } from 'preact/hooks';

import { type ImportKey, importText } from '../i18n/imports';
import type { City } from '../model/city';
import type { Lang } from '../model/lang';
import type { Desk } from './desk';
import type { DrawnLayer, FoundFile } from './importanswers';
import type { Importing } from './importing';
import { barriers, endings, has, isKind, type Kind, kinds, needsLayer } from './importwishes';
import { sizeWords } from './importwords';

interface PartProps {
  readonly importing: Importing;
  readonly lang: Lang;
}

interface WhatProps extends PartProps {
  readonly desk: Desk;
  readonly city: City | null;
  readonly keep: ((chosen: { readonly kind: string; readonly layer: string }) => void) | undefined;
}

/** What the file holds, for which layer, and the template for it. */
export function WhatPart({ desk, importing, lang, city, keep }: WhatProps): JSX.Element {
  const { kind, layer } = importing.wish.value;
  const chose = (next: Kind, of: string): void => {
    importing.put({ kind: next, layer: of });
    keep?.({ kind: next, layer: of });
  };
  const many = needsLayer(kind);
  return (
    <>
      <label class="own-field">
        <span>{importText(lang, 'kind')}</span>
        <select name="import-kind" value={kind} onChange={({ currentTarget: { value } }) => {
          if (isKind(value)) {
            const same = many && needsLayer(value);
            chose(value, same ? layer : '');
          }
        }}
        >
          {kinds.map((it) => <option key={it} value={it}>{importText(lang, `kind.${it}`)}</option>)}
        </select>
      </label>
      {has(kind, 'layer') && (
        <label class="own-field">
          <span>{importText(lang, many ? 'layer' : 'sort')}</span>
          <select name="import-layer" value={layer} required={many} onChange={({ currentTarget: { value } }) => { chose(kind, value); }}>
            <option value="">{importText(lang, many ? 'layerPick' : 'sortByRow')}</option>
            {layersOf(lang, kind, city).map((it) => <option key={it.key} value={it.key}>{it.name}</option>)}
          </select>
        </label>
      )}
      {has(kind, 'mapping') && <Templates desk={desk} lang={lang} kind={kind} />}
    </>
  );
}

/** What may be chosen as the layer of a kind, by its name in the city's scheme. */
export function layersOf(lang: Lang, kind: Kind, city: City | null): readonly { readonly key: string; readonly name: string }[] {
  if (kind === 'barrier') {
    return barriers.map((it) => ({ key: it, name: importText(lang, `barrier.${it}`) }));
  }
  const of = city === null ? [] : kind === 'place' ? city.places : needsLayer(kind) ? city.layers : [];
  return of.map((it) => ({ key: it.key, name: it.name[lang] }));
}

function Templates({ desk, lang, kind }: { readonly desk: Desk; readonly lang: Lang; readonly kind: Kind }): JSX.Element {
  const words = importText(lang, `kind.${kind}`);
  return (
    <p class="who-buttons import-templates">
      <span>{importText(lang, 'template')}</span>
      {(['xlsx', 'csv'] as const).map((form) => (
        <a key={form} class="button" data-template={form} download={`${kind}.${form}`} aria-label={importText(lang, 'templateOf', { kind: words, form: form.toUpperCase() })}
          href={new URL(`api/v1/imports/templates/${kind}?f=${form}&headings=${lang}`, desk.identity.base).href}
        >{form.toUpperCase()}
        </a>
      ))}
    </p>
  );
}

/** The file: chosen, or dropped. */
export function FilePart({ importing, lang }: PartProps): JSX.Element {
  return (
    <>
      <Drop importing={importing} lang={lang} />
      <Layers importing={importing} lang={lang} />
    </>
  );
}

/** Which sheet or layer of the file, where it has several: those of a drawing are asked for at once, others are known once it was tried. */
function Layers({ importing, lang }: PartProps): JSX.Element {
  const found = importing.found.value;
  if (importing.drawing.looking.value) {
    return <p role="status" class="detail import-looked">{importText(lang, 'looking')}</p>;
  }
  if (found !== null && found.layers.length > 1) {
    return <LayerPick importing={importing} lang={lang} found={found} />;
  }
  const only = found?.drawn.find(({ name }) => name === found.layers[0]);
  return <p role="status" class="detail import-looked">{only !== undefined && importText(lang, 'drawnOnly', drawnCounts(lang, only))}</p>;
}

function LayerPick({ importing, lang, found: { layers, mustPick, taken, drawn } }: PartProps & { readonly found: FoundFile }): JSX.Element {
  const words = (name: string): string => {
    const counts = drawn.find((it) => it.name === name);
    return counts === undefined ? name : importText(lang, 'drawnLayer', drawnCounts(lang, counts));
  };
  return (
    <label class="own-field">
      <span>{importText(lang, 'sourceLayer')}</span>
      <select name="import-sheet" value={importing.wish.value.sourceLayer} required={mustPick} onChange={({ currentTarget: { value } }) => { importing.put({ sourceLayer: value }); }}>
        <option value="">{mustPick ? importText(lang, 'sheetMust') : taken === '' ? importText(lang, 'sheetAny') : importText(lang, 'sheetPick', { name: taken })}</option>
        {layers.map((it) => <option key={it} value={it}>{words(it)}</option>)}
      </select>
    </label>
  );
}

function drawnCounts(lang: Lang, { name, closed, texts }: DrawnLayer): Readonly<Record<string, string>> {
  return { name, closed: closed.toLocaleString(lang), texts: texts.toLocaleString(lang) };
}

function Drop({ importing, lang }: PartProps): JSX.Element {
  const [over, setOver] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const { kind } = importing.wish.value;
  const file = importing.file.value;
  const formats = endings(kind).filter((it) => it !== 'txt' && it !== 'tsv' && it !== 'json').map((it) => it.toUpperCase()).join(', ');
  const most = sizeWords(lang, importing.most.value);
  return (
    <div class="import-drop" data-over={over} role="group" aria-label={importText(lang, 'file')}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => { setOver(false); }}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        drop(importing, event.dataTransfer);
      }}
    >
      <input ref={input} class="unseen" type="file" name="import-file" tabIndex={-1} aria-hidden accept={endings(kind).map((it) => `.${it}`).join(',')} onChange={({ currentTarget }) => {
        importing.choose([...currentTarget.files ?? []]);
        currentTarget.value = ''; // the same file, changed, can be chosen again
      }}
      />
      <button type="button" class="button" data-action="choose-file" aria-describedby="import-file-hint import-file-told" onClick={() => { input.current?.click(); }}>{importText(lang, 'choose')}</button>
      <p id="import-file-told" role="status" class="import-name">{over ? importText(lang, 'dropHere') : file !== null && <bdi>{importText(lang, 'chosen', { name: file.name, size: sizeWords(lang, file.size) })}</bdi>}</p>
      <p id="import-file-hint" class="detail">{importText(lang, 'fileHint', { formats, most })}</p>
      <Misfitting importing={importing} lang={lang} formats={formats} most={most} />
    </div>
  );
}

function Misfitting({ importing, lang, formats, most }: PartProps & { readonly formats: string; readonly most: string }): JSX.Element {
  const misfit = importing.misfit.value;
  const key: ImportKey | null = misfit === null ? null : `misfit.${misfit}`;
  return (
    <div role="alert" class="own-fail">
      {key !== null && <p data-misfit={misfit}>{importText(lang, key, { formats, most, size: sizeWords(lang, importing.file.value?.size ?? 0) })}</p>}
    </div>
  );
}

function drop(importing: Importing, data: DataTransfer | null): void {
  const items = [...data?.items ?? []];
  if (items.some((it) => it.webkitGetAsEntry()?.isDirectory === true)) {
    importing.misfit.value = 'folder';
    importing.file.value = null;
    return;
  }
  importing.choose([...data?.files ?? []]);
}
