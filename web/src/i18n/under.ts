import type { Lang } from '../model/lang';

// The words of base maps: they come with the code for choosing one, not with the first load.

const words = {
  title: { zh: '底图来源', en: 'What lies under the city' },
  own: { zh: '本市道路与水系', en: "The city's own streets" },
  none: { zh: '无底图', en: 'None' },
  ready: { zh: '', en: '' },
  failing: { zh: '暂时连不上', en: 'not reachable now' },
  refused: { zh: '坐标系不符，未启用', en: 'refused: other coordinates' },
  away: { zh: '底图暂时取不到，其余照常', en: 'The base map cannot be had now; the rest works' },
  retry: { zh: '重试', en: 'Try again' },
  approval: { zh: '审图号：', en: 'Map approval no.' },
} as const satisfies Record<string, Readonly<Record<Lang, string>>>;

/** The name of a text about base maps. */
export type UnderKey = keyof typeof words;

/** A text about base maps. */
export function underText(lang: Lang, key: UnderKey): string {
  return words[key][lang];
}
