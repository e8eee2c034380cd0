import type { ExpressionSpecification, SymbolLayerSpecification } from 'maplibre-gl';

import type { Lang } from '../model/lang';
import type { Theme } from '../model/palette';
import { maxZoom } from '../model/zooms';
import { type Drawn, lastZoom } from './drawn';
import { among, byZoom } from './expression';
import { tileLayers, type Ground } from './ground';
import { type BaseLabel, colour, type LabelLook, look, ranked } from './look';
import { labelLayer } from './sources';

/** A CSS list: MapLibre draws every character itself with the reader's fonts. */
const families = ['PingFang SC', 'HarmonyOS Sans SC', 'MiSans', 'Microsoft YaHei UI', 'Noto Sans CJK SC', 'sans-serif'];

/** The text of a name: in the reader's language where the tiles have it. */
export function nameIn(lang: Lang): ExpressionSpecification {
  return lang === 'zh' ? ['get', 'name'] : ['coalesce', ['get', 'name_en'], ['get', 'name']];
}

/** From this zoom on an area is so large on the screen that its number tells enough: 第6网格, not 安居社区第6网格. */
const shortFrom = 15;

/** What stands before the number of an area that carries the name of the one around it. */
const prefixes: Readonly<Record<Lang, readonly string[]>> = { zh: ['社区第', '村第', '嘎查第'], en: [' Community Grid ', ' Village Grid '] };

/** The name, from `shortFrom` on without the name of the area around it. */
export function shortName(lang: Lang): ExpressionSpecification {
  const name = nameIn(lang);
  // The last character of each prefix in Chinese, the word Grid in English, belongs to the number.
  const kept = lang === 'zh' ? 1 : 'Grid '.length;
  const cases = prefixes[lang].flatMap((prefix) => {
    const at: ExpressionSpecification = ['index-of', prefix, name];
    return [['>=', at, 0], ['slice', name, ['+', at, prefix.length - kept]]] as ExpressionSpecification[];
  });
  return ['step', ['zoom'], name, shortFrom, ['case', ...cases, name]] as unknown as ExpressionSpecification;
}

/** The names of a layer's areas, one for each. */
export function areaLabels(it: Drawn, theme: Theme, lang: Lang): SymbolLayerSpecification {
  const { layer } = it;
  const free = layer.parent === '' ? look.overlay_label : look.free_label;
  const text = layer.partition ? ranked(look.labels, it.rank) : free;
  const from = layer.partition ? it.label : Math.max(it.label, free.zoom[0]);
  const deep = layer.partition && it.labelEnd === maxZoom;
  return {
    id: `${layer.key}-name`,
    type: 'symbol',
    source: it.source,
    'source-layer': labelLayer(layer.key),
    minzoom: from,
    maxzoom: it.labelEnd === maxZoom ? lastZoom : it.labelEnd,
    layout: {
      ...textLayout(text, deep ? shortName(lang) : nameIn(lang)),
      'text-max-width': 9,
      'text-padding': 4,
    },
    paint: textPaint(text, theme),
  };
}

/** The names of the base map, least important first, since what stands later is placed first. */
export function baseLabels(ground: Ground, lang: Lang): SymbolLayerSpecification[] {
  return [...look.base_labels].reverse().flatMap((of) => baseLabel(of, ground, lang));
}

function baseLabel(of: BaseLabel, ground: Ground, lang: Lang): SymbolLayerSpecification[] {
  if (look.legend.some((row) => row.steps.includes(of.id) && ground.hidden.has(row.key))) {
    return [];
  }
  return tileLayers(of.layer, ground).map(({ source, key }) => ({
    id: `base-${of.id}-${key}`,
    type: 'symbol',
    source,
    'source-layer': of.along === true ? key : labelLayer(key),
    minzoom: of.zoom[0],
    maxzoom: of.zoom[1],
    ...among('class', of.classes),
    layout: {
      ...textLayout(of, nameIn(lang)),
      ...(of.along === true ? along : { 'text-max-width': 8, 'text-padding': 6 }),
    },
    paint: textPaint(of, ground.theme),
  }));
}

/** Names along lines: never upside down, not round sharp bends, not every few pixels. */
const along = {
  'symbol-placement': 'line',
  'symbol-spacing': 420,
  'text-max-angle': 28,
  'text-keep-upright': true,
  'text-rotation-alignment': 'map',
  'text-padding': 12,
} satisfies SymbolLayerSpecification['layout'];

export function textLayout(of: LabelLook, field: ExpressionSpecification): NonNullable<SymbolLayerSpecification['layout']> {
  return {
    'text-field': field,
    // MapLibre looks for a weight in the first name only, so a first name that is no font gives bold in any of the others.
    'text-font': of.bold === true ? ['Redsail Bold', ...families] : families,
    'text-size': byZoom(of.size),
    'text-letter-spacing': of.spacing ?? 0,
  };
}

export function textPaint(of: LabelLook, theme: Theme): NonNullable<SymbolLayerSpecification['paint']> {
  return {
    'text-color': colour(theme, of.colour),
    'text-halo-color': colour(theme, 'halo'),
    'text-halo-width': 1.5,
  };
}
