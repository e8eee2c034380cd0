import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';

import { type AdminKey, adminText } from '../i18n/admin';
import type { Lang } from '../model/lang';
import type { Openable, Opened, Preview } from './answers';
import type { Desk } from './desk';
import { Loaded, type SectionProps } from './kit';

const kinds = ['layer', 'building', 'line', 'place'] as const;

/** What is open to strangers, a switch each, and what they would see. */
export function OpenedSection({ desk, lang }: SectionProps): JSX.Element {
  useEffect(() => { void desk.loadOpened(); }, [desk]);
  return (
    <div class="who-part">
      <p class="detail">{adminText(lang, 'publishText')}</p>
      <Loaded lang={lang} load={desk.opened.value} again={() => { void desk.loadOpened(); }}>{(it) => <All desk={desk} lang={lang} opened={it} />}</Loaded>
    </div>
  );
}

function All({ desk, lang, opened }: Pick<SectionProps, 'desk' | 'lang'> & { readonly opened: Opened }): JSX.Element {
  const { all, whole } = opened;
  if (all.length === 0) {
    return <p>{adminText(lang, 'nothingToOpen')}</p>;
  }
  const busy = desk.busy.value;
  return (
    <>
      {whole && <p class="admin-note" data-note="whole">{adminText(lang, 'wholeOpen')}</p>}
      <div class="admin-bar">
        <p role="status">{adminText(lang, 'openCount', { n: all.filter((it) => it.open).length, all: all.length })}</p>
        <button type="button" class="button" data-action="open-all" aria-disabled={busy} onClick={() => { void desk.setAll(true); }}>{adminText(lang, 'openAll')}</button>
        <button type="button" class="button" data-action="close-all" aria-disabled={busy} onClick={() => { void desk.setAll(false); }}>{adminText(lang, 'closeAll')}</button>
      </div>
      {kinds.map((kind) => {
        const some = all.filter((it) => it.kind === kind);
        return some.length > 0 && (
          <section key={kind} aria-labelledby={`admin-kind-${kind}`}>
            <h3 id={`admin-kind-${kind}`} class="own-sub">{adminText(lang, `kind.${kind}` satisfies AdminKey)}</h3>
            <ul class="admin-list">{some.map((it) => <Row key={it.key} desk={desk} lang={lang} row={it} />)}</ul>
          </section>
        );
      })}
    </>
  );
}

function Row({ desk, lang, row }: { readonly desk: Desk; readonly lang: Lang; readonly row: Openable }): JSX.Element {
  const name = row.name[lang] === '' ? row.key : row.name[lang];
  const preview = desk.preview.value;
  const shown = preview?.key === row.key;
  return (
    <li data-openable={row.key}>
      <div class="admin-row">
        <div class="admin-grow"><p class="admin-name"><bdi>{name}</bdi></p><p class="detail">{adminText(lang, 'things', { n: row.count.toLocaleString(lang) })}</p></div>
        <button type="button" class="button" data-action="preview" aria-expanded={shown} aria-label={adminText(lang, 'previewOf', { name })} onClick={() => { void desk.look(row.key); }}>{adminText(lang, 'preview')}</button>
        <button type="button" class="admin-switch" role="switch" data-action="switch-open" aria-checked={row.open} aria-disabled={desk.busy.value} aria-label={adminText(lang, 'openOf', { name })}
          onClick={() => { void desk.setOpen(row.key, !row.open); }}
        ><span />
        </button>
      </div>
      {shown && (
        <div class="admin-preview" data-preview={row.key}>
          <Loaded lang={lang} load={preview.load} again={() => { desk.preview.value = null; void desk.look(row.key); }}>{(it) => <Seen lang={lang} preview={it} name={name} />}</Loaded>
        </div>
      )}
    </li>
  );
}

function Seen({ lang, preview, name }: { readonly lang: Lang; readonly preview: Preview; readonly name: string }): JSX.Element {
  const { attributes, zooms, samples } = preview;
  return (
    <>
      <p class="detail">{adminText(lang, 'attributes')}</p>
      <ul class="tags">{attributes.map((it) => <li key={it} class="tag"><bdi>{it}</bdi></li>)}</ul>
      <p class="detail">{zooms === null ? adminText(lang, 'noTiles') : adminText(lang, 'zooms', { from: zooms[0], to: zooms[1] })}</p>
      <p class="detail">{adminText(lang, samples.length === 0 ? 'noSamples' : 'samples')}</p>
      {samples.length > 0 && <pre class="command admin-samples" tabIndex={0} role="region" aria-label={adminText(lang, 'previewOf', { name })}>{samples.map(sampleText).join('\n')}</pre>}
    </>
  );
}

/** What is told of a feature, a line each; of its shape only the kind. */
export function sampleText(sample: Readonly<Record<string, unknown>>): string {
  const { geometry, properties } = sample as { readonly geometry?: { readonly type?: string } | null; readonly properties?: Readonly<Record<string, unknown>> | null };
  const lines = Object.entries(properties ?? {}).map(([key, value]) => `${key}: ${typeof value === 'string' ? value : JSON.stringify(value)}`);
  return [geometry?.type ?? '–', ...lines.map((it) => `  ${it}`)].join('\n');
}
