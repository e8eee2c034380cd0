import type { Lang } from '../model/lang';

// Why control points cannot be used, and why what others name cannot end: one sentence for each that the server says, with the point or the thing in it.

const words = {
  point: { zh: '第 {n} 行', en: 'row {n}' },
  pointNamed: { zh: '第 {n} 行（{name}）', en: 'row {n} ({name})' },
  few: { zh: '控制点只有 {n} 个，至少要 {least} 个。', en: 'There are {n} control points; at least {least} are needed.' },
  many: { zh: '控制点超过 {most} 个，请删减。', en: 'There are more than {most} control points: leave some out.' },
  near: { zh: '{a} 和 {b} 只相距 {size} 米，不足 {least} 米：请换一个，或检查是否重复。', en: '{a} and {b} are only {size} m apart, less than {least} m: take another point, or look whether one stands there twice.' },
  heap: { zh: '控制点彼此最远只有 {size} 米，至少要 {least} 米：请选分布更开的点。', en: 'The control points are at most {size} m apart, and {least} m are needed: choose points that lie farther apart.' },
  line: { zh: '控制点几乎在一条直线上（沿线分布 {along} 米，横向只有 {across} 米）：请在旁边再加一个点。', en: 'The control points lie on a line (spread {along} m along it, {across} m across): add one aside.' },
  lineDrawn: { zh: '控制点在图上成一条直线，在实地却不是：其中一个点的 x、y 有误。', en: 'The control points lie on a line in the drawing, but not on the ground: x and y of one are wrong.' },
  swapped: { zh: '把控制点的 x 和 y 对调，就能在 {within} 米以内对上：请对调表中这两列；如果图纸本身也是这样，请在选项中勾选对调坐标轴（已勾选的请取消）。', en: 'With x and y of the points the other way round they fit within {within} m: change these two columns; or, if the drawing has its axes that way too, tick swapped axes in the options (or untick it where it is ticked).' },
  far: { zh: '{point} 的 x、y 超出范围，请改正。', en: '{point}: x and y are out of range. Correct them.' },
  noNumber: { zh: '{point} 的 {column} 不是数字（“{text}”），请改正。', en: '{point}: {column} is no number (“{text}”). Correct it.' },
  otherSystem: { zh: '{point} 注明的坐标系与前面各行不同，请统一。', en: '{point} names another coordinate system than the rows before it: give all of them in one.' },
  badPoint: { zh: '{point} 的已知坐标不在地球上，或超出坐标系的范围，请改正。', en: '{point}: where it is known to be is no place on the earth, or out of reach of the system. Correct it.' },
  columns: { zh: '控制点表缺少列：需要图上的 x、y，以及经度、纬度（或东坐标、北坐标）。', en: 'The table of control points lacks columns: x and y of the drawing are needed, and lon, lat (or easting, northing).' },
  twice: { zh: '控制点表有两列都是 {column}，请去掉一列。', en: 'Two columns of the table of control points are {column}: leave one out.' },
  both: { zh: '控制点表同时有经纬度和东、北坐标，请去掉一组。', en: 'The table of control points has lon, lat and easting, northing both: leave one pair out.' },
  contradict: { zh: '控制点表注明的坐标系与选项中的不同，请统一。', en: 'The table of control points names another coordinate system than the options do: make them one.' },
  noSystem: { zh: '东坐标、北坐标需要注明坐标系：请在选项中写明，或在表中加一列“坐标系”。', en: 'Easting and northing need their system: name it among the options, or in a column crs.' },
  otherPlane: { zh: '注明的坐标系与列不符：经纬度要用经纬度坐标系，东、北坐标要用平面坐标系。', en: 'The system that is named is not one of these columns: lon, lat need a system of degrees, easting, northing a plane one.' },
  hasChildren: { zh: '{what} 还不能终止：{day}起仍有 {by} 属于它。请先（或在同一文件中）把 {by} 改到别处或终止。', en: '{what} cannot end: from {day} on {by} still names it. Move or end {by} first, or in the same file.' },
  beginning: { zh: '一开始', en: 'the beginning' },
} as const satisfies Record<string, Readonly<Record<Lang, string>>>;

export type RefusalKey = keyof typeof words;

/** All names: for the tests. */
export const refusalKeys = Object.keys(words) as readonly RefusalKey[];

/** A sentence of these, its braces filled in. */
export function refusalWords(lang: Lang, key: RefusalKey, values: Readonly<Record<string, string>> = {}): string {
  return words[key][lang].replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
}
