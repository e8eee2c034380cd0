import type { Lang } from '../model/lang';

// The words of the opening of a city: they come with its code. What a step says comes from the server, in both languages.

const words = {
  title: { zh: '开城向导', en: 'Open a city' },
  close: { zh: '关闭开城向导', en: 'Close the opening of the city' },
  unfold: { zh: '回到向导', en: 'Back to the wizard' },
  undone: { zh: '已撤回', en: 'taken back' },
  changes: { zh: '最近的更改（可撤回）', en: 'Last changes, to take back' },
  steps: { zh: '开城步骤', en: 'Steps of the opening' },
  step: { zh: '第 {n} 步，共 {all} 步', en: 'Step {n} of {all}' },
  'state.done': { zh: '已完成', en: 'Done' },
  'state.partly': { zh: '部分完成', en: 'In part' },
  'state.missing': { zh: '尚缺', en: 'Missing' },
  optional: { zh: '可选', en: 'optional' },
  works: { zh: '已可用', en: 'Works already' },
  lacks: { zh: '还不能', en: 'Does not work yet' },
  absent: { zh: '缺的 {n} 项', en: '{n} that are missing' },
  absentSome: { zh: '缺的前 {n} 项', en: 'The first {n} that are missing' },
  import: { zh: '导入', en: 'Import' },
  importOf: { zh: '导入{name}', en: 'Import {name}' },
  importCloseOf: { zh: '收起{name}的导入', en: 'Fold up the import of {name}' },
  importClose: { zh: '收起', en: 'Fold up' },
  template: { zh: '模板', en: 'Template' },
  templateOf: { zh: '下载{name}模板（{form}）', en: 'Download the template for {name} ({form})' },
  command: { zh: '命令行', en: 'On the command line' },
  commandOf: { zh: '复制{name}的命令', en: 'Copy the command for {name}' },
  back: { zh: '上一步', en: 'Back' },
  next: { zh: '下一步', en: 'Next' },
  finish: { zh: '到地图上看', en: 'See it on the map' },
  madeUp: { zh: '演示数据（虚构）：此库用于练习', en: 'Demo data (made up): this store is for practice' },
  signIn: { zh: '请先登录。开城由数据管理员进行。', en: 'Sign in first. A city is opened by the keeper of the data.' },
  notYours: { zh: '您的角色不能查看开城进度。', en: 'Your role does not see the opening of the city.' },
  onlyKeeper: { zh: '选定城市、导入数据由数据管理员进行。还没有数据管理员时：系统管理员在“管理 › 账号”中新建账号，安全管理员授予“数据管理员”角色，此人登录后会被带到这里。', en: 'City and data are the keeper’s. Where there is no keeper yet: the administrator makes an account under Administration › Accounts, the security officer gives it the role of a keeper, and whoever signs in with it is led here.' },
  lead: { zh: '一步一步把一座真实的城市放进来。每一步都可以以后再补，已有的马上可用。', en: 'A real city comes in step by step. Any step can be done later, and what is there works at once.' },
  city: { zh: '哪座城市', en: 'Which city' },
  cityHint: { zh: '名称、拼音或六位编码，如 济宁、jining、370800', en: 'A name, pinyin or six digits: 济宁, jining, 370800' },
  cityFound: { zh: '找到 {n} 个，请选一个', en: '{n} found: choose one' },
  cityMore: { zh: '先列前 {n} 个，请再输入几个字', en: 'The first {n}: type more of the name' },
  cityNone: { zh: '没有找到。表中有大陆的市与区县。', en: 'Nothing found. The table has the cities and counties of the mainland.' },
  cityNow: { zh: '已选：{name}', en: 'Chosen: {name}' },
  cityNeeded: { zh: '请先选定城市。', en: 'Choose a city first.' },
  nameZh: { zh: '城市中文名', en: 'Name in Chinese' },
  nameEn: { zh: '城市英文名', en: 'Name in English' },
  scheme: { zh: '哪种方案', en: 'Which scheme' },
  schemeHint: { zh: '方案决定有哪些图层。有数据以后就不能再换。', en: 'The scheme says which layers there are. It cannot be changed once there is data.' },
  codes: { zh: '区县到社区用国家统计区划代码（6、9、12 位数字）', en: 'Districts to communities take the national codes of 6, 9 or 12 digits' },
  codesHint: { zh: '不勾选则按方案；自编的编码选这个更合适。', en: 'Else as the scheme says: for codes of your own.' },
  found: { zh: '就这样开始', en: 'Begin with this' },
  change: { zh: '改选城市与方案', en: 'Choose another city or scheme' },
  changeHint: { zh: '还没有任何数据，可以改。', en: 'There is no data yet: it can be changed.' },
  fixed: { zh: '已有数据，城市与方案不再改动。', en: 'There is data: city and scheme stay.' },
  publish: { zh: '选择公开哪些图层', en: 'Choose what is open' },
  checks: { zh: '先看检查结果', en: 'See the checks first' },
  retry: { zh: '重试', en: 'Try again' },
  'fail.store_not_empty': { zh: '已有数据，城市与方案不能再改。', en: 'There is data now: city and scheme cannot be changed.' },
  'fail.unknown_division': { zh: '代码表中没有这座城市。', en: 'The table has no such city.' },
  'fail.bad_city_name': { zh: '城市名太长，或含有不能用的字符。', en: 'The name of the city is too long, or no plain text.' },
} as const satisfies Record<string, Readonly<Record<Lang, string>>>;

export type OpeningKey = keyof typeof words;

/** All names: for the tests. */
export const openingKeys = Object.keys(words) as readonly OpeningKey[];

export function isOpeningKey(key: string): key is OpeningKey {
  return key in words;
}

/** A text of the opening, its braces filled in. */
export function openingText(lang: Lang, key: OpeningKey, values: Readonly<Record<string, string | number>> = {}): string {
  return words[key][lang].replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}
