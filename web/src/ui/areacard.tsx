import type { JSX } from 'preact';
import { useState } from 'preact/hooks';

import { text } from '../i18n/text';
import { type AreaDetail, type Named, nameIn, type Neighbour, type Span } from '../model/area';
import { type City, layerOf } from '../model/city';
import type { Lang } from '../model/lang';
import type { Content } from '../model/session';
import { Children } from './children';
import type { Panel } from './context';
import { type Fact, Facts } from './facts';
import { LinkIcon } from './icons';
import { Staff } from './staff';
import { distance, layerName, surface, term } from './words';

interface AreaProps extends Panel {
  readonly city: City | null;
  readonly content: Extract<Content, { what: 'area' }>;
  /** The code that was asked for: an old one may have led here. */
  readonly asked: string;
}

/** All that is known of an area. */
export function AreaCard({ session, actions, city, content, asked }: AreaProps): JSX.Element {
  const lang = session.lang.value;
  const { area, neighbours, history, kin } = content;
  const panel = { session, actions };
  const Covers = session.tools.value?.Covers;
  const History = session.underParts.value?.History;
  return (
    <>
      <Staff {...panel} of={area} brief />
      {area.matched === 'retired' && <p class="remark card-remark" data-remark="retired">{text(lang, 'area.retired')}{area.valid.to !== '' && ` · ${text(lang, 'area.validTo', { to: area.valid.to })}`}</p>}
      {area.matched === 'former' && asked !== area.code && <p class="remark card-remark" data-remark="former"><bdi>{text(lang, 'area.movedFrom', { code: asked })}</bdi></p>}
      <Words lang={lang} city={city} area={area} />
      <Links {...panel} layer={area.layer} title={text(lang, 'area.successors')} codes={area.successors} kin={kin} />
      <Parents {...panel} city={city} area={area} />
      <Staff {...panel} of={area} />
      <Children {...panel} city={city} area={area} />
      {Covers !== undefined && <Covers {...panel} area={area} />}
      <div class="card-part"><Facts lang={lang} facts={facts(lang, area)} /></div>
      <Neighbours {...panel} city={city} area={area} neighbours={neighbours} />
      <Links {...panel} layer={area.layer} title={text(lang, 'area.predecessors')} codes={area.predecessors} kin={kin} />
      {History !== undefined && history !== null && history.length > 1 && <History lang={lang} history={history} />}
      <div class="card-actions">
        <button type="button" class="button" data-action="share" onClick={() => { actions.share(); }}><LinkIcon />{text(lang, 'app.share')}</button>
      </div>
    </>
  );
}

/** The kind and the classes of the area, in the scheme's words. */
function Words({ lang, city, area }: { readonly lang: Lang; readonly city: City | null; readonly area: AreaDetail }): JSX.Element | null {
  const kinds = (city && layerOf(city, area.layer)?.kinds) ?? [];
  const said = Object.entries(area.class)
    .map(([key, value]) => (key === 'kind' ? kinds.find((it) => it.key === value)?.name[lang] ?? term(lang, city, value) : termOrNone(lang, city, value)))
    .filter((it) => it !== '');
  return said.length === 0 ? null : <ul class="tags card-part">{[...new Set(said)].map((it) => <li key={it} class="tag"><bdi>{it}</bdi></li>)}</ul>;
}

/** A value that the scheme has no words for says nothing to a reader. */
function termOrNone(lang: Lang, city: City | null, value: string): string {
  const words = term(lang, city, value);
  return words === value && !/\p{Script=Han}/u.test(value) ? '' : words;
}

function facts(lang: Lang, area: AreaDetail): readonly Fact[] {
  const { households, population, valid } = area;
  return [
    ...area.former.map((code) => ({ label: text(lang, 'area.former'), code })),
    { label: text(lang, 'area.households'), words: households === null ? '' : text(lang, 'area.householdsOf', { count: households.toLocaleString(lang) }) },
    { label: text(lang, 'area.population'), words: population === null ? '' : text(lang, 'area.populationOf', { count: population.toLocaleString(lang) }) },
    { label: text(lang, 'area.size'), words: surface(lang, area.squareMetres) },
    { label: text(lang, 'area.valid'), words: spanWords(lang, valid) },
    { label: text(lang, 'area.dataDate'), words: area.dataDate },
    { label: text(lang, 'area.source'), words: area.source },
  ];
}

export function spanWords(lang: Lang, { from, to }: Span): string {
  if (from === '' && to === '') {
    return text(lang, 'area.always');
  }
  return from === '' ? text(lang, 'area.validTo', { to }) : to === '' ? text(lang, 'area.validFrom', { from }) : text(lang, 'area.validSpan', { from, to });
}

function Parents({ session, actions, city, area }: Panel & { readonly city: City | null; readonly area: AreaDetail }): JSX.Element | null {
  const lang = session.lang.value;
  if (area.chain.length === 0) {
    return null;
  }
  return (
    <div class="card-part">
      <h3>{text(lang, 'area.chain')}</h3>
      <ol class="crumbs">
        {area.chain.map((it) => (
          <li key={it.layer}>
            <button type="button" class="link-name" title={text(lang, 'card.open', { layer: layerName(lang, city, it.layer), name: it.name })} data-parent={it.layer} onClick={() => { actions.open({ what: 'area', area: { layer: it.layer, code: it.code } }, 'keyboard'); }}>
              <bdi>{it.name}</bdi>
            </button>
          </li>
        ))}
      </ol>
    </div>
  );
}

interface LinksProps extends Panel {
  readonly layer: string;
  readonly title: string;
  readonly codes: readonly string[];
  /** Their names, as far as they are known. */
  readonly kin: Readonly<Record<string, Named>>;
}

/** Areas of the same layer, by name and code, that lead to their own cards. */
function Links({ session, actions, layer, title, codes, kin }: LinksProps): JSX.Element | null {
  const nameOf = (code: string): string => {
    const named = kin[code];
    return named === undefined ? code : nameIn(session.lang.value, named);
  };
  if (codes.length === 0) {
    return null;
  }
  return (
    <div class="card-part">
      <h3>{title}</h3>
      <ul>
        {codes.map((code) => (
          <li key={code} class="link-line">
            <button type="button" class="link-name" data-kin={code} onClick={() => { actions.open({ what: 'area', area: { layer, code } }, 'keyboard'); }}><bdi>{nameOf(code)}</bdi></button>
            {nameOf(code) !== code && <span class="code"><bdi>{code}</bdi></span>}
          </li>
        ))}
      </ul>
    </div>
  );
}

const fewNeighbours = 6;

function Neighbours({ session, actions, city, area, neighbours }: Panel & { readonly city: City | null; readonly area: AreaDetail; readonly neighbours: readonly Neighbour[] | null }): JSX.Element | null {
  const lang = session.lang.value;
  const [all, setAll] = useState(false);
  if (neighbours === null || (city !== null && layerOf(city, area.layer)?.partition !== true)) {
    return null;
  }
  const sorted = [...neighbours].sort((a, b) => b.borderMetres - a.borderMetres);
  const shown = all ? sorted : sorted.slice(0, fewNeighbours);
  return (
    <div class="card-part" data-neighbours>
      <h3>{text(lang, 'area.neighbours', { layer: layerName(lang, city, area.layer) })}</h3>
      {sorted.length === 0 && <p class="sentence">{text(lang, 'area.noNeighbours')}</p>}
      <ul>
        {shown.map((it) => (
          <li key={it.code} class="link-line">
            <button
              type="button"
              class="link-name"
              onClick={() => { actions.open({ what: 'area', area: { layer: area.layer, code: it.code } }, 'keyboard'); }}
              onMouseEnter={() => { actions.highlight({ layer: area.layer, code: it.code }); }}
              onMouseLeave={() => { actions.highlight(null); }}
            >
              <bdi>{it.name}</bdi>
            </button>
            <span class="detail">{it.cornerOnly ? text(lang, 'area.corner') : text(lang, 'area.borderLength', { distance: distance(lang, it.borderMetres) })}</span>
          </li>
        ))}
      </ul>
      {!all && sorted.length > fewNeighbours && (
        <button type="button" class="button button-quiet" onClick={() => { setAll(true); }}>{text(lang, 'area.showAll', { count: sorted.length })}</button>
      )}
    </div>
  );
}
