import type { JSX } from 'preact';

import { text } from '../i18n/text';
import { layerOf } from '../model/city';
import { knownCity } from '../model/session';
import { layerName, term } from '../ui/words';
import { type Page, Select, Trouble, Waiting } from './parts';
import { attributeOf, type Entry, figures, isFigure } from './theme';

/** A layer coloured and filtered by a figure or a class of its areas, with a legend that says how many have which colour. */
export function ThemePage(page: Page): JSX.Element {
  const { desk: { theme, session }, say, lang } = page;
  const city = knownCity(session);
  const rows = theme.rows.value;
  const shares = theme.shares.value;
  const classes = theme.classes.value;
  const trouble = rows.kind === 'failed' ? rows.problem : theme.by.value === 'coverage' && shares.kind === 'failed' ? shares.problem : null;
  return (
    <>
      <Select label={say('layer')} name="theme-layer" value={theme.layer.value} of={theme.layers.value.map((it) => [it.key, layerName(lang, city, it.key)])} choose={(it) => { theme.chooseLayer(it); }} />
      <Select
        label={say('by')}
        name="theme-by"
        value={theme.by.value}
        of={[...figures.map((it) => [it, say(it)] as const), ...classes.map((it) => [it, classWords(page, it)] as const)]}
        choose={(it) => { theme.chooseBy(it); }}
      />
      {trouble !== null && <Trouble page={page} problem={trouble} retry={() => { void theme.load(theme.layer.peek()); }} />}
      {trouble === null && theme.entries.value.length === 0 && <Waiting {...page} />}
      {theme.entries.value.length > 0 && (
        <fieldset class="tool-legend" data-legend={theme.by.value}>
          <legend>{say('legend')} · {isFigure(theme.by.value) ? say(theme.by.value) : classWords(page, theme.by.value)}</legend>
          <ul>{theme.entries.value.map((it) => <Row key={it.key} page={page} entry={it} />)}</ul>
        </fieldset>
      )}
      <p class="plan-line">{say('filterHint')}</p>
    </>
  );
}

/** What an attribute of class is called, where the scheme has a word for it. */
function classWords({ desk: { session }, lang, say }: Page, by: string): string {
  const key = attributeOf(by);
  return key === 'layer' ? say(key) : key === 'kind' ? text(lang, 'area.kind') : term(lang, knownCity(session), key);
}

function Row({ page, entry }: { readonly page: Page; readonly entry: Entry }): JSX.Element {
  const { desk: { theme }, say, lang } = page;
  const { key, colour, codes } = entry;
  return (
    <li data-entry={key} data-count={codes.length} data-colour={colour}>
      <label>
        <input type="checkbox" checked={!theme.hidden.value.has(key)} onChange={(event) => { theme.show(key, event.currentTarget.checked); }} />
        <svg class="plan-swatch" viewBox="0 0 18 12" width="18" height="12" aria-hidden="true"><rect x="0.5" y="0.5" width="17" height="11" rx="3" fill={colour} fill-opacity={0.9} stroke="currentColor" stroke-opacity={0.25} /></svg>
        <span class="tool-entry">{entryWords(page, entry)}</span>
        <span class="detail">{say('counted', { n: codes.length.toLocaleString(lang) })}</span>
      </label>
    </li>
  );
}

function entryWords(page: Page, { span, value }: Entry): string {
  if (span !== null) {
    const [from, to] = [written(page, span[0]), written(page, span[1])];
    return from === to ? from : `${from} – ${to}`;
  }
  return value === null ? page.say('noData') : valueWords(page, value);
}

/** A figure for reading; shares are not rounded up to the whole. */
function written({ desk: { theme }, lang }: Page, n: number): string {
  const by = theme.by.value;
  return by === 'coverage' ? `${(Math.floor(n * 1000) / 10).toFixed(1)}%` : n.toLocaleString(lang, { maximumFractionDigits: by === 'density' || by === 'size' ? 1 : 0 });
}

/** A value of a class in the scheme's own words. */
function valueWords({ desk: { theme, session }, lang }: Page, value: string): string {
  const city = knownCity(session);
  const kinds = theme.by.value === 'kind' && city !== null ? layerOf(city, theme.layer.value)?.kinds : undefined;
  return kinds?.find((it) => it.key === value)?.name[lang] ?? term(lang, city, value);
}
