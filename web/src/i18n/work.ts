import type { Lang } from '../model/lang';

// The words of the grid worker's page: they come with it.

const words = {
  title: { zh: '我的网格', en: 'My grid' },
  close: { zh: '关闭我的网格', en: 'Close my grid' },
  open: { zh: '我的网格', en: 'My grid' },
  loading: { zh: '正在读取本网格…', en: 'Reading your grid…' },
  failed: { zh: '本网格的资料取不到', en: 'Your grid cannot be had' },
  retry: { zh: '重试', en: 'Try again' },
  none: { zh: '这个账号没有网格：请管理员为它设置网格范围或本人编号', en: 'This account has no grid: ask an administrator to give it one, or its person' },

  inside: { zh: '您在本网格内', en: 'You are in your grid' },
  insideMore: { zh: '{name} · 距边界 {metres} 米', en: '{name} · {metres} m to the border' },
  outside: { zh: '您在 {name}', en: 'You are in {name}' },
  outsideMore: { zh: '不在本网格 · 距本网格 {far}', en: 'Not your grid · it is {far} away' },
  away: { zh: '您不在本街道的网格内', en: 'You are in no grid of this street' },
  awayMore: { zh: '距本网格 {far}', en: 'Your grid is {far} away' },
  doubtful: { zh: '距边界 {metres} 米，暂不能确定', en: '{metres} m from the border: not certain' },
  doubtfulOwn: { zh: '定位误差 ±{accuracy} 米，看似在本网格一侧；另一侧是 {name}', en: 'Accuracy ±{accuracy} m; it looks like your side, the other is {name}' },
  doubtfulOther: { zh: '定位误差 ±{accuracy} 米，看似在 {name} 一侧', en: 'Accuracy ±{accuracy} m; it looks like the side of {name}' },
  nobody: { zh: '本街道网格之外', en: 'beyond the grids of the street' },
  vague: { zh: '定位太粗，说不准', en: 'The position is too rough to tell' },
  vagueMore: { zh: '误差 ±{accuracy} 米。到开阔处再试，或在地图上点您站的位置', en: 'Accuracy ±{accuracy} m. Try in the open, or tap where you stand' },
  asking: { zh: '正在定位…', en: 'Looking for your position…' },
  askingMore: { zh: '位置只在本机计算，不上传', en: 'Your position stays on this phone' },
  slow: { zh: '还没有定位', en: 'No position yet' },
  slowMore: { zh: '请在地图上点您站的位置', en: 'Tap on the map where you stand' },
  denied: { zh: '没有定位权限', en: 'No leave to use the position' },
  deniedMore: { zh: '请在浏览器设置里允许定位，或在地图上点您站的位置', en: 'Allow it in the browser’s settings, or tap on the map where you stand' },
  insecure: { zh: '定位和离线需要 HTTPS', en: 'Position and offline use need HTTPS' },
  insecureMore: { zh: '现在可以在地图上点您站的位置；请管理员按 docs/install.md 开通 HTTPS', en: 'For now tap on the map where you stand; docs/install.md tells administrators how to have HTTPS' },
  missing: { zh: '这个浏览器没有定位', en: 'This browser has no position to give' },
  off: { zh: '我在本网格吗？', en: 'Am I in my grid?' },
  offMore: { zh: '位置只在本机计算，不上传', en: 'Your position stays on this phone' },
  locate: { zh: '定位', en: 'Locate me' },
  again: { zh: '重新定位', en: 'Locate again' },
  tapped: { zh: '按您点的位置', en: 'by where you tapped' },
  old: { zh: '{seconds} 秒前的位置', en: 'position of {seconds} s ago' },

  checkTitle: { zh: '核对一次位置', en: 'Check the dot once' },
  checkText: { zh: '站在一个认得的路口：蓝点在那里吗？有的手机会偏几百米。', en: 'Stand at a corner that you know: is the dot there? Some phones are off by some hundred metres.' },
  checkRight: { zh: '准', en: 'It is' },
  checkOff: { zh: '偏了，换坐标系', en: 'It is off: change the datum' },
  datum: { zh: '手机坐标：{name}', en: 'Phone’s datum: {name}' },
  datumChange: { zh: '更换', en: 'Change' },

  grids: { zh: '本网格', en: 'Own grids' },
  neighbours: { zh: '相邻网格', en: 'Next door' },
  border: { zh: '共界 {metres} 米', en: '{metres} m of border' },
  corner: { zh: '仅一角相接', en: 'a corner only' },
  posts: { zh: '我的岗位', en: 'My posts' },
  noPosts: { zh: '账号没有关联本人，或本人没有岗位', en: 'The account names no person, or the person has no post' },
  duty: { zh: '职责', en: 'Duty' },
  until: { zh: '至 {date}', en: 'until {date}' },
  noEnd: { zh: '长期', en: 'no end set' },
  onToday: { zh: '今天 {spans}', en: 'today {spans}' },
  offToday: { zh: '今天不值班', en: 'off today' },
  hoursUnknown: { zh: '时间未填', en: 'Hours not set' },
  standIns: { zh: '顶岗', en: 'Stands in' },
  noStandIn: { zh: '未指定顶岗', en: 'Nobody stands in' },
  acting: { zh: '代理', en: 'acting' },
  vacant: { zh: '空缺', en: 'vacant' },
  call: { zh: '拨打 {number}', en: 'Call {number}' },

  buildings: { zh: '楼栋', en: 'Buildings' },
  buildingsSum: { zh: '{count} 栋 · {households} 户', en: '{count} buildings · {households} households' },
  households: { zh: '{count} 户', en: '{count} households' },
  householdsUnknown: { zh: '户数未填', en: 'households not set' },
  linked: { zh: '已联户', en: 'linked' },
  unlinked: { zh: '未联户', en: 'not linked' },
  onlyUnlinked: { zh: '只看未联户的（{count}）', en: 'Only those without a link ({count})' },
  more: { zh: '还有 {count} 项', en: '{count} more' },
  stations: { zh: '附近点位', en: 'Places near' },
  straight: { zh: '直线 {far}', en: '{far} straight' },

  offline: { zh: '离线包', en: 'Offline pack' },
  install: { zh: '装到手机（{street}）', en: 'Keep on this phone ({street})' },
  installing: { zh: '正在安装… {share}%', en: 'Installing… {share}%' },
  installed: { zh: '离线可用 · {date} 的数据', en: 'Works offline · data of {date}' },
  size: { zh: '{tiles} 张图块，{kilobytes} KB', en: '{tiles} tiles, {kilobytes} KB' },
  cut: { zh: '最细的图块未装，放大时以线条代替', en: 'The closest tiles were left out' },
  leftOut: { zh: '本页不含：{list}', en: 'Not on this page: {list}' },
  'left.grids': { zh: '{count} 个网格（在其他街道，或超出上限）', en: '{count} grids (in other streets, or past the most)' },
  'left.areas': { zh: '{count} 个微网格和小区', en: '{count} micro-grids and compounds' },
  'left.ground': { zh: '{count} 个区域的边界（名称仍在）', en: 'the borders of {count} areas (their names are)' },
  'left.buildings_elsewhere': { zh: '{count} 栋别的网格的楼栋', en: '{count} buildings of other grids' },
  'left.buildings': { zh: '{count} 栋本网格的楼栋', en: '{count} buildings of your grids' },
  'left.places': { zh: '{count} 个点位', en: '{count} places' },
  'left.posts': { zh: '{count} 个岗位', en: '{count} posts' },
  expires: { zh: '{date} 过期', en: 'expires {date}' },
  expired: { zh: '离线包已过期，联网后更新', en: 'The pack has expired; it renews with a net' },
  lost: { zh: '浏览器清除了本机的离线包（存储空间不足，或很久没有打开本页），现在没有网络就打不开。请趁有网重新安装。', en: 'The browser has thrown the offline pack of this phone away (it was short of room, or the page was not opened for long): without a net nothing opens now. Install it again while there is one.' },
  lostForget: { zh: '不再需要', en: 'Not needed any more' },
  remove: { zh: '从手机删除', en: 'Remove from this phone' },
  cannotKeep: { zh: '这个浏览器不能离线安装。请用手机自带浏览器通过 HTTPS 打开本页，再点“装到手机”。', en: 'This browser cannot keep the page. Open it in the phone’s own browser over HTTPS, then tap “Keep on this phone”.' },
  installFailed: { zh: '没有装上：{detail}', en: 'Not installed: {detail}' },
  full: { zh: '手机存储空间不足', en: 'the phone’s storage is full' },
  noNet: { zh: '现在没有网络', en: 'there is no net now' },
  without: { zh: '离线 · {date} 的数据', en: 'Offline · data of {date}' },
  clock: { zh: '手机时间与服务器相差一天以上，过期日可能不准', en: 'The phone’s clock is off by a day or more: the date of expiry may be wrong' },
  signIn: { zh: '登录后查看', en: 'Sign in to see it' },
} as const satisfies Record<string, Readonly<Record<Lang, string>>>;

/** The name of a text of the worker's page. */
export type WorkKey = keyof typeof words;

/** What a pack is without, in words; what this page has no word for stays its key. */
export function leftOutText(lang: Lang, left: readonly { readonly what: string; readonly count: number }[]): string {
  const list = left.map(({ what, count }) => (`left.${what}` in words ? workText(lang, `left.${what}` as WorkKey, { count: count.toLocaleString(lang) }) : `${what} ${count}`));
  return workText(lang, 'leftOut', { list: list.join(lang === 'zh' ? '；' : '; ') });
}

/** A text of the worker's page, with what stands in braces filled in. */
export function workText(lang: Lang, key: WorkKey, fill: Readonly<Record<string, string | number>> = {}): string {
  return words[key][lang].replace(/\{(\w+)\}/g, (whole, name: string) => (name in fill ? String(fill[name]) : whole));
}
