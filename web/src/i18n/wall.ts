import type { Lang } from '../model/lang';

// The words of the page before a wall.

const words = {
  title: { zh: '大屏', en: 'Wall' },
  enter: { zh: '输入大屏令牌', en: 'Enter the token of this wall' },
  enterText: { zh: '令牌由安全管理员发放（rs_ 开头）。它只打开一个画面，不含任何人员信息，随时可以收回。', en: 'The security officer gives it out (it begins with rs_). It opens one view, shows no person, and can be taken back at any time.' },
  token: { zh: '令牌', en: 'Token' },
  open: { zh: '打开', en: 'Open' },
  opening: { zh: '正在打开…', en: 'Opening…' },
  badToken: { zh: '这个令牌无效、已到期，或已被收回。', en: 'This token is none, has expired, or was taken back.' },
  insecure: { zh: '通过未加密的 HTTP 只能在本机打开大屏，请改用 HTTPS。', en: 'Over plain HTTP a wall is opened on this machine only: use HTTPS.' },
  unreachable: { zh: '暂时连不上服务，正在重试。', en: 'The server cannot be reached; trying again.' },
  failed: { zh: '打不开：{code}', en: 'It does not open: {code}' },
  revoked: { zh: '令牌已被收回或到期', en: 'The token was taken back, or has expired' },
  revokedText: { zh: '画面已清除。请向安全管理员领取新的令牌。', en: 'What was shown is gone. Ask the security officer for another token.' },
  nothing: { zh: '这个画面里还没有区域。', en: 'There is no area in this view yet.' },
  city: { zh: '全市', en: 'The whole city' },
  coverage: { zh: '10分钟服务圈覆盖', en: 'Within 10 minutes’ walk' },
  covered: { zh: '已覆盖户数', en: 'Households covered' },
  of: { zh: '共 {total} 户', en: 'of {total}' },
  stations: { zh: '开放驿站', en: 'Stations open' },
  onDuty: { zh: '此刻在岗', en: 'On duty now' },
  posts: { zh: '共 {posts} 个岗位', en: 'of {posts} posts' },
  vacant: { zh: '空缺岗位', en: 'Vacant posts' },
  area: { zh: '区域', en: 'Area' },
  share: { zh: '覆盖率', en: 'Coverage' },
  staff: { zh: '在岗 / 岗位', en: 'On duty / posts' },
  unknown: { zh: '无数据', en: 'no data' },
  table: { zh: '各区域的覆盖与在岗', en: 'Coverage and staff on duty by area' },
  map: { zh: '地图，自动巡览', en: 'Map, going from area to area by itself' },
  now: { zh: '数据实时', en: 'Live data' },
  age: { zh: '数据 {age} 前', en: 'Data of {age} ago' },
  seconds: { zh: '{n} 秒', en: '{n} s' },
  minutes: { zh: '{n} 分钟', en: '{n} min' },
  hours: { zh: '{n} 小时', en: '{n} h' },
  days: { zh: '{n} 天', en: '{n} days' },
  away: { zh: '连接中断，显示最后的画面', en: 'Connection lost: this is the last picture' },
  clockFast: { zh: '本机时钟快 {by}，这里显示服务器时间', en: 'This machine’s clock is {by} fast: this is the server’s time' },
  clockSlow: { zh: '本机时钟慢 {by}，这里显示服务器时间', en: 'This machine’s clock is {by} slow: this is the server’s time' },
  revision: { zh: '版本 {n}', en: 'revision {n}' },
  made: { zh: '演示数据（虚构）', en: 'Made-up data' },
} as const satisfies Record<string, Readonly<Record<Lang, string>>>;

/** The name of a text of the wall. */
export type WallKey = keyof typeof words;

/** All names: for the tests. */
export const wallKeys = Object.keys(words) as readonly WallKey[];

/** A text of the wall, its braces filled in. */
export function wallText(lang: Lang, key: WallKey, values: Readonly<Record<string, string | number>> = {}): string {
  return words[key][lang].replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}
