import type { Lang } from '../model/lang';

// The words of the page of norms: they come with its code.

const words = {
  lists: { zh: '清单', en: 'Lists' },
  venues: { zh: '无活动场所', en: 'No venue' },
  lacking: { zh: '缺中心或站', en: 'No centre or station' },
  floor: { zh: '面积与租用', en: 'Area and tenure' },
  days: { zh: '非全年开放', en: 'Not open daily' },
  hours: { zh: '逐小时覆盖', en: 'By hour' },
  usage: { zh: '使用情况', en: 'Use' },
  venuesSay: { zh: '没有活动场所的小区 {n} 个，户数多的在前。分钟数从小区居中的楼栋走到最近的活动场所。', en: '{n} compounds without an activity venue, the most households first. Minutes are from the building in the middle to the nearest venue.' },
  venuesNone: { zh: '没有缺活动场所的小区。', en: 'No compound is without an activity venue.' },
  lackingSay: { zh: '{n} 个：没有党群服务中心的街道、没有党群服务站的社区。', en: '{n}: streets without a service centre, communities without a service station.' },
  lackingNone: { zh: '每个街道都有党群服务中心，每个社区都有党群服务站。', en: 'Every street has a service centre, every community a service station.' },
  floorSay: { zh: '{n} 处开放的场所面积低于标准，或为租用。', en: '{n} open places are smaller than the norm, or rented.' },
  floorNone: { zh: '没有面积低于标准的场所，也没有租用的。', en: 'No place is smaller than the norm, and none is rented.' },
  daysSay: { zh: '{n} 个红帆驿站今后 365 天并非天天开放，或有些天不详。', en: '{n} Red Sail stations are not open on each of the coming 365 days, or of some days it is not known.' },
  daysNone: { zh: '每个红帆驿站今后 365 天天天开放。', en: 'Every Red Sail station is open on each of the coming 365 days.' },
  daysNoneKnown: { zh: '在开放情况可知的 {known} 天里，每个红帆驿站天天开放；今后 365 天的另外 {days} 天，有 {places} 个驿站是否开放不详：它们按节假日日历开放，而日历还没有这些日子。', en: 'Every Red Sail station is open on each of the {known} days that are known; on the other {days} of the coming 365, {places} stations may be open or not: they keep a calendar of holidays that does not have those days yet.' },
  daysUnknown: { zh: '今后 365 天里一天的开放情况都不可知：{places} 个红帆驿站按节假日日历开放，而日历还没有这些日子。', en: 'Nothing is known of any of the coming 365 days: {places} Red Sail stations keep a calendar of holidays that does not have those days yet.' },
  calendar: { zh: '节假日日历“{calendar}”只到 {first} 前一天：此后 {days} 天不计，按它开放的驿站有 {places} 个。', en: 'The calendar of holidays “{calendar}” ends before {first}: the {days} days from then on are left out; {places} stations keep it.' },
  hatched: { zh: '地图上画斜线的就是这些', en: 'Hatched on the map' },
  dots: { zh: '圆点：小区；放大后画斜线', en: 'Dots: compounds; hatched closer in' },
  marked: { zh: '地图上以圆点标出', en: 'Marked on the map' },
  compound: { zh: '小区', en: 'Compound' },
  area: { zh: '区域', en: 'Area' },
  layer: { zh: '层级', en: 'Layer' },
  place: { zh: '场所', en: 'Place' },
  lacks: { zh: '缺', en: 'Lacks' },
  households: { zh: '户数', en: 'Households' },
  walk: { zh: '步行（分钟）', en: 'Walk (min)' },
  nearest: { zh: '最近：{name}', en: 'nearest: {name}' },
  never: { zh: '走不到', en: 'none' },
  area2: { zh: '面积（米²）', en: 'Area (m²)' },
  norm: { zh: '标准', en: 'Norm' },
  rented: { zh: '租用', en: 'rented' },
  closed: { zh: '闭站天数', en: 'Days closed' },
  unknownDays: { zh: '不详天数', en: 'Not known' },
  first: { zh: '首日', en: 'First' },
  csv: { zh: '导出 CSV', en: 'Export CSV' },
  sort: { zh: '按{name}排序', en: 'Sort by {name}' },
  weekSays: { zh: '各小时在 {n} 分钟内走得到开放驿站的户数比例；以下一周为例。', en: 'Share of households within {n} minutes of a station that is open, for each hour of the coming week.' },
  weekUnknown: { zh: '其中至多 {n} 个驿站开放时间不详（未填，或节假日日历未覆盖），未计入：实际覆盖可能更高。', en: 'At some hours {n} stations are left out, since their hours are not known (none are given, or the calendar of holidays ends before): the true share may be higher.' },
  weekOf: { zh: '最低 {low}（{lowAt}），最高 {high}（{highAt}）', en: 'lowest {low} ({lowAt}), highest {high} ({highAt})' },
  week: { zh: '每周各小时的覆盖率', en: 'Coverage by hour of the week' },
  when: { zh: '时段', en: 'When' },
  open: { zh: '开放驿站', en: 'Open' },
  share: { zh: '覆盖率', en: 'Share' },
  cell: { zh: '{at}：{n} 个开放，{share}', en: '{at}: {n} open, {share}' },
  to: { zh: '{first}至{last}', en: '{first} to {last}' },
  hourShow: { zh: '看{at}的覆盖', en: 'Coverage at {at}' },
  usageSay: { zh: '粘贴或选择驿站的月人次表（列：编码、月份、人次）。超负荷：每百户人次超过中位数的两倍；闲置：不到一半；偏远：圈内不足 100 户。表格只在此处计算，不保存。', en: 'Paste or choose a table of monthly visits to stations (columns code, month, visits). Over-used: more than twice the median per 100 households; idle: less than half of it; remote: fewer than 100 households in the circle. The table is counted here and kept nowhere.' },
  usagePolicy: { zh: '此项统一按 {n} 分钟计，不按区域类别。', en: 'Counted by {n} minutes for all, whatever the class of the area.' },
  table: { zh: '月人次表', en: 'Table of visits' },
  example: { zh: '编码,月份,人次\nRS00001,2026-03,412\nRS00001,2026-04,388', en: 'code,month,visits\nRS00001,2026-03,412\nRS00001,2026-04,388' },
  file: { zh: '选择文件', en: 'Choose a file' },
  blank: { zh: '下载空表', en: 'Empty table' },
  count: { zh: '计算', en: 'Count' },
  counting: { zh: '正在计算……', en: 'Counting…' },
  faultLarge: { zh: '文件太大：最多 8 MB。', en: 'The file is too large: 8 MB at most.' },
  faultText: { zh: '文件不是 UTF-8 或 GBK 文本。', en: 'The file is no text in UTF-8 or GBK.' },
  faultEmpty: { zh: '表里没有一行人次。', en: 'The table has no row of visits.' },
  faultColumn: { zh: '第一行没有“{name}”列。', en: 'The first line has no column {name}.' },
  faultMonth: { zh: '第 {line} 行的月份“{cell}”不是 2026-03 这样的年月。', en: 'Line {line}: “{cell}” is no month like 2026-03.' },
  faultVisits: { zh: '第 {line} 行的人次“{cell}”不是非负整数。', en: 'Line {line}: “{cell}” is no whole number of visits, 0 or more.' },
  faultCode: { zh: '第 {line} 行没有编码。', en: 'Line {line} has no code.' },
  faultMany: { zh: '超过 {n} 行。', en: 'There are more than {n} rows.' },
  columnCode: { zh: '编码', en: 'code' },
  columnMonth: { zh: '月份', en: 'month' },
  columnVisits: { zh: '人次', en: 'visits' },
  columnName: { zh: '名称', en: 'name' },
  all: { zh: '全部', en: 'All' },
  over_used: { zh: '超负荷', en: 'Over-used' },
  idle: { zh: '闲置', en: 'Idle' },
  remote: { zh: '偏远', en: 'Remote' },
  usual: { zh: '正常', en: 'Usual' },
  unknown: { zh: '无人次', en: 'No visits known' },
  class: { zh: '类别', en: 'Class' },
  visits: { zh: '月人次', en: 'Visits a month' },
  inCircle: { zh: '圈内户数', en: 'In the circle' },
  rate: { zh: '每百户', en: 'Per 100' },
  usageOf: { zh: '{from} 至 {to}；中位数：每百户每月 {median} 人次', en: '{from} to {to}; median {median} visits a month per 100 households' },
  strange: { zh: '不是开放驿站的编码 {n} 个：{list}', en: '{n} codes are no open station: {list}' },
} as const satisfies Record<string, Readonly<Record<Lang, string>>>;

export type NormKey = keyof typeof words;

/** A text of the page, its braces filled in. */
export function normText(lang: Lang, key: NormKey, values: Readonly<Record<string, string | number>> = {}): string {
  return words[key][lang].replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

/** What the columns of a table of visits may be called. */
export const visitColumns = {
  code: /^(编码|代码|编号|驿站编码|code)$/i,
  month: /^(月份|年月|月|month)$/i,
  visits: /^(人次|月人次|服务人次|到访人次|visits)$/i,
} as const;

/** A month, as in `2026-03`, `2026/3`, `202603` or `2026年3月`. */
export const visitMonth = /^(\d{4})[-/.年]?(\d{1,2})月?$/;
