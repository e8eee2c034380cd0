import type { Lang } from '../model/lang';
import type { Problem } from '../model/problem';

// The words of the pages that are made for paper.

const words = {
  title: { zh: '打印', en: 'Print' },
  pages: { zh: '打印的页', en: 'Pages to print' },
  sheet: { zh: '图纸', en: 'Map sheet' },
  signs: { zh: '公示牌', en: 'Signs' },
  signsOf: { zh: '{layer}公示牌', en: '{layer} signs' },
  signOf: { zh: '{layer}公示牌', en: '{layer} sign' },
  atlas: { zh: '图册', en: 'Atlas' },
  atlasOf: { zh: '{layer}图册', en: '{layer} atlas' },
  what: { zh: '内容', en: 'What' },
  paper: { zh: '纸张', en: 'Paper' },
  portrait: { zh: '纵向', en: 'Portrait' },
  landscape: { zh: '横向', en: 'Landscape' },
  turn: { zh: '方向', en: 'Turned' },
  scale: { zh: '比例尺', en: 'Scale' },
  fits: { zh: '自动（最大）', en: 'Largest that fits' },
  review: { zh: '审图号', en: 'Map review number' },
  reviewNone: { zh: '审图号：＿＿＿＿＿＿＿＿', en: 'Map review number: ＿＿＿＿＿＿' },
  reviewIs: { zh: '审图号：{number}', en: 'Map review number: {number}' },
  internal: { zh: '内部资料', en: 'Internal' },
  made: { zh: '演示数据（虚构）', en: 'Demo data (made up)' },
  print: { zh: '打印或存为 PDF', en: 'Print, or save as PDF' },
  picture: { zh: '存为图片', en: 'Save as PNG' },
  back: { zh: '回到地图', en: 'Back to the map' },
  waiting: { zh: '正在绘制…', en: 'Drawing…' },
  failed: { zh: '没有取到：{why}', en: 'Not there: {why}' },
  again: { zh: '重试', en: 'Try again' },
  lacking: { zh: '有 {n} 处没有取到', en: '{n} parts did not come' },
  comma: { zh: '、', en: ', ' },
  noArea: { zh: '链接里没有区域：请从地图上选中一个区域，再按打印。', en: 'The link names no area: select one on the map, then print.' },
  noneBelow: { zh: '“{name}”下面没有可以成册的区域。', en: 'There is nothing below “{name}” that would make pages.' },
  tooLarge: { zh: '这个区域按 1:200 000 也放不下：请换更大的纸或更小的区域。', en: 'This area does not fit at 1:200,000: take larger paper, or a smaller area.' },
  cut: { zh: '仅列出前 {n} 个区域', en: 'The first {n} areas only' },
  partly: { zh: '按此比例尺只能显示一部分', en: 'Only a part of it is shown at this scale' },
  legend: { zh: '图例', en: 'Legend' },
  north: { zh: '北', en: 'N' },
  ratio: { zh: '1:{n}（{paper} 纸，原大打印）', en: '1:{n} on {paper}, printed at its own size' },
  dateOf: { zh: '数据日期 {date}', en: 'Data of {date}' },
  source: { zh: '资料来源 {source}', en: 'Source: {source}' },
  printed: { zh: '制图 {date} · 第{n}版', en: 'Drawn {date} · revision {n}' },
  code: { zh: '编码 {code}', en: 'Code {code}' },
  households: { zh: '{n} 户', en: '{n} households' },
  area: { zh: '{n} 公顷', en: '{n} ha' },
  neighbours: { zh: '相邻', en: 'Next to it' },
  posts: { zh: '责任人', en: 'Responsible' },
  noPosts: { zh: '没有公开的岗位', en: 'No posts that are open to you' },
  others: { zh: '联系电话', en: 'Numbers to ring' },
  vacant: { zh: '空缺', en: 'vacant' },
  names: { zh: '写上姓名', en: 'With names' },
  station: { zh: '最近的{kind}', en: 'Nearest {kind}' },
  walk: { zh: '{name}，步行约{minutes}分钟', en: '{name}, about {minutes} min on foot' },
  walkEstimate: { zh: '{name}，步行约{minutes}分钟（估算）', en: '{name}, about {minutes} min on foot (estimated)' },
  noStation: { zh: '10分钟内没有', en: 'None within 10 minutes' },
  scan: { zh: '扫码查看本{layer}', en: 'Scan to see this {layer}' },
  codeHead: { zh: '编码', en: 'Code' },
  householdsHead: { zh: '户数', en: 'Households' },
  page: { zh: '页', en: 'Page' },
  overview: { zh: '总览', en: 'Overview' },
  total: { zh: '合计', en: 'In all' },
} as const satisfies Readonly<Record<string, Readonly<Record<Lang, string>>>>;

export type PrintKey = keyof typeof words;

export function printText(lang: Lang, key: PrintKey, values: Readonly<Record<string, string | number>> = {}): string {
  return words[key][lang].replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ''));
}

/** What went wrong, in the server's words where it has some. */
export function whyOf({ detail, code }: Problem): string {
  return detail === '' ? code : detail;
}
