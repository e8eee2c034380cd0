import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';

import { type AdminKey, adminText } from '../i18n/admin';
import type { Lang } from '../model/lang';
import type { Openable, Opened, Preview } from './answers';
import type { Desk } from './desk';
import { Knowingly, Loaded, type SectionProps } from './kit';

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
  const [asking, setAsking] = useState(false);
  const sum = all.filter((it) => !it.open).reduce((n, it) => ({ internal: n.internal + it.internal, restricted: n.restricted + it.restricted }), { internal: 0, restricted: 0 });
  const openAll = (): void => {
    if (sum.internal + sum.restricted > 0) {
      setAsking(true);
    } else {
      void desk.setAll(true);
    }
  };
  return (
    <>
      {whole && <p class="admin-note" data-note="whole">{adminText(lang, 'wholeOpen')}</p>}
      <div class="admin-bar">
        <p role="status">{adminText(lang, 'openCount', { n: all.filter((it) => it.open).length, all: all.length })}</p>
        <button type="button" class="button" data-action="open-all" aria-disabled={busy} onClick={() => { openAll(); }}>{adminText(lang, 'openAll')}</button>
        <button type="button" class="button" data-action="close-all" aria-disabled={busy} onClick={() => { void desk.setAll(false); }}>{adminText(lang, 'closeAll')}</button>
      </div>
      {asking && <Classed lang={lang} name="all" of={sum} busy={busy} back={() => { setAsking(false); }} act={() => { void desk.setAll(true, true); }} />}
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

interface ClassedProps {
  readonly lang: Lang;
  readonly name: string;
  readonly of: Pick<Openable, 'internal' | 'restricted'>;
  readonly busy: boolean;
  readonly back: () => void;
  readonly act: () => void;
}

/** The second question: what is to be opened holds data that was not handed over for everybody. */
function Classed({ lang, of: { internal, restricted }, ...rest }: ClassedProps): JSX.Element {
  return <Knowingly lang={lang} question={adminText(lang, 'classedAsk', { internal: internal.toLocaleString(lang), restricted: restricted.toLocaleString(lang) })} yes={adminText(lang, 'classedYes')} {...rest} />;
}

function Row({ desk, lang, row }: { readonly desk: Desk; readonly lang: Lang; readonly row: Openable }): JSX.Element {
  const name = row.name[lang] === '' ? row.key : row.name[lang];
  const preview = desk.preview.value;
  const shown = preview?.key === row.key;
  const classed = row.internal + row.restricted > 0;
  const [asking, setAsking] = useState(false);
  const turn = (): void => {
    if (classed && !row.open) {
      setAsking(true);
    } else {
      void desk.setOpen(row.key, !row.open);
    }
  };
  return (
    <li data-openable={row.key}>
      <div class="admin-row">
        <div class="admin-grow"><p class="admin-name"><bdi>{name}</bdi></p><p class="detail">{adminText(lang, 'things', { n: row.count.toLocaleString(lang) })}{classed && ` · ${adminText(lang, 'classed', { internal: row.internal.toLocaleString(lang), restricted: row.restricted.toLocaleString(lang) })}`}</p></div>
        <button type="button" class="button" data-action="preview" aria-expanded={shown} aria-label={adminText(lang, 'previewOf', { name })} onClick={() => { void desk.look(row.key); }}>{adminText(lang, 'preview')}</button>
        <button type="button" class="admin-switch" role="switch" data-action="switch-open" aria-checked={row.open} aria-disabled={desk.busy.value} aria-label={adminText(lang, 'openOf', { name })}
          onClick={() => { turn(); }}
        ><span />
        </button>
      </div>
      {asking && <Classed lang={lang} name={row.key} of={row} busy={desk.busy.value} back={() => { setAsking(false); }} act={() => { void desk.setOpen(row.key, true, true); }} />}
      {shown && (
        <div class="admin-preview" data-preview={row.key}>
          <Loaded lang={lang} load={preview.load} again={() => { desk.preview.value = null; void desk.look(row.key); }}>{(it) => <Seen lang={lang} preview={it} name={name} manned={row.kind !== 'line'} />}</Loaded>
        </div>
      )}
    </li>
  );
}

interface SeenProps {
  readonly lang: Lang;
  readonly preview: Preview;
  readonly name: string;
  /** Posts may be for these. */
  readonly manned: boolean;
}

function Seen({ lang, preview, name, manned }: SeenProps): JSX.Element {
  const { attributes, zooms, samples } = preview;
  return (
    <>
      <p class="detail">{adminText(lang, 'attributes')}</p>
      <ul class="tags">{attributes.map((it) => <li key={it} class="tag"><bdi>{it}</bdi></li>)}</ul>
      {manned && <p class="detail" data-with-posts>{adminText(lang, 'withPosts')}</p>}
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
