import type { Lang } from '../model/lang';

// The words of the answer as plain text: they come after the first map.

const words = {
  title: { zh: '红帆查询答复', en: 'Redsail answer' },
  point: { zh: '位置：{lon}，{lat}（WGS-84）', en: 'Position: {lon}, {lat} (WGS-84)' },
  address: { zh: '地址：{address}', en: 'Address: {address}' },
  area: { zh: '{layer}：{name}', en: '{layer}: {name}' },
  station: { zh: '最近{kind}：{name}，{walk}，{open}', en: 'Nearest {kind}: {name}, {walk}, {open}' },
  stationOpen: { zh: '最近的开放{kind}：{name}，{walk}，{open}', en: 'Nearest open {kind}: {name}, {walk}, {open}' },
  stationNearer: { zh: '更近的{kind}：{name}，{walk}，{open}', en: 'A nearer {kind}: {name}, {walk}, {open}' },
  walk: { zh: '步行约{minutes}分钟（{distance}）', en: 'about {minutes} min on foot ({distance})' },
  walkEstimate: { zh: '步行约{minutes}分钟（{distance}，估算）', en: 'about {minutes} min on foot ({distance}, estimated)' },
  estimate: { zh: '{words}（估算）', en: '{words} (estimated)' },
  data: { zh: '数据：第{revision}版，时点 {time}', en: 'Data: revision {revision}, as of {time}' },
  demo: { zh: '演示数据（虚构）', en: 'Demo data (made up)' },
} as const satisfies Record<string, Readonly<Record<Lang, string>>>;

/** A text of the answer, its braces filled in. */
export function replyText(lang: Lang, key: keyof typeof words, values: Readonly<Record<string, string | number>> = {}): string {
  return words[key][lang].replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}
