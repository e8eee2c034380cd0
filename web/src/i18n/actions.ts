import type { Lang } from '../model/lang';

// The words of what may be done, and of what the audit holds: every action of internal/access/action.go,
// and every verb that a row has beside them. A test reads both.

const words: Readonly<Record<string, Readonly<Record<Lang, string>>>> = {
  health: { zh: '运行状态', en: 'Health' },
  page: { zh: '页面', en: 'The page' },
  api: { zh: '接口说明', en: 'Description of the API' },
  session: { zh: '登录与退出', en: 'Signing in and out' },
  'layers.read': { zh: '读取图层', en: 'Read layers' },
  'areas.read': { zh: '读取区域', en: 'Read areas' },
  'places.read': { zh: '读取服务点位', en: 'Read places of service' },
  'buildings.read': { zh: '读取建筑', en: 'Read buildings' },
  'hexagons.read': { zh: '读取六边形', en: 'Read hexagons' },
  'tiles.read': { zh: '读取瓦片', en: 'Read tiles' },
  'ogc.read': { zh: '读取 OGC 接口', en: 'Read by OGC' },
  'events.read': { zh: '订阅更新', en: 'Follow news' },
  search: { zh: '搜索', en: 'Search' },
  'coverage.read': { zh: '读取服务覆盖', en: 'Read coverage' },
  'revisions.read': { zh: '读取修订', en: 'Read revisions' },
  locate: { zh: '查询位置归属', en: 'Ask about a spot' },
  'account.self': { zh: '管理自己的账号', en: 'Manage the own account' },
  'account.password': { zh: '修改密码', en: 'Change the password' },
  'account.factor': { zh: '设置二次验证', en: 'Set up the second factor' },
  'households.read': { zh: '读取户数', en: 'Read households' },
  'balance.read': { zh: '读取规模平衡', en: 'Read the balance' },
  'usage.read': { zh: '读取使用情况', en: 'Read usage' },
  'jobs.read': { zh: '读取任务', en: 'Read jobs' },
  'jobs.write': { zh: '管理任务', en: 'Manage jobs' },
  'balance.plan': { zh: '规划拆分', en: 'Plan splits' },
  'siting.read': { zh: '读取选址', en: 'Read siting' },
  'siting.write': { zh: '规划选址', en: 'Plan sites' },
  'scenarios.write': { zh: '编辑方案', en: 'Edit scenarios' },
  'changes.write': { zh: '更改数据', en: 'Change data' },
  'imports.write': { zh: '导入文件', en: 'Import files' },
  'checks.read': { zh: '查看检查结果', en: 'Read checks' },
  'posts.read': { zh: '查看岗位与组织', en: 'Read posts and organisations' },
  'pack.read': { zh: '下载离线包', en: 'Fetch a pack for the phone' },
  'reports.write': { zh: '反映边界有误', en: 'Report a wrong border' },
  'reports.read': { zh: '查看边界反映', en: 'Read reports of borders' },
  'reports.answer': { zh: '答复边界反映', en: 'Answer reports of borders' },
  'opening.read': { zh: '查看开城进度', en: 'See how far the city has been opened' },
  'opening.write': { zh: '选定城市与方案', en: 'Choose city and scheme' },
  publish: { zh: '公开与收回', en: 'Open and close to the public' },
  'persons.read': { zh: '查看人员', en: 'See persons' },
  'persons.search': { zh: '查找人员', en: 'Search for persons' },
  'persons.reveal': { zh: '查看私人号码', en: 'See a private number' },
  'persons.export': { zh: '为本人导出记录', en: 'Export for the person' },
  'persons.erase': { zh: '抹除人员', en: 'Erase a person' },
  'users.read': { zh: '查看账号', en: 'Read accounts' },
  'users.write': { zh: '管理账号', en: 'Manage accounts' },
  'users.grant': { zh: '授予权限', en: 'Give rights' },
  'tokens.write': { zh: '管理令牌', en: 'Manage tokens' },
  'sessions.end': { zh: '结束登录', en: 'End sessions' },
  'users.drop': { zh: '删除账号', en: 'Delete an account' },
  'users.link': { zh: '关联统一身份', en: 'Link to the identity provider' },
  'users.reset': { zh: '重置密码', en: 'Reset a password' },
  'reports.trim': { zh: '清理已办结的边界反映', en: 'Trim settled reports of borders' },
  'audit.trim': { zh: '清理过期审计', en: 'Trim the audit' },
  'store.backup': { zh: '备份数据', en: 'Back up the store' },
  'store.restore': { zh: '恢复备份', en: 'Restore a backup' },
  'audit.read': { zh: '查看审计', en: 'Read the audit' },
};

/** The actions and verbs that have words. */
export const actionKeys: readonly string[] = Object.keys(words);

/** What is done, in words; its key where there are none. */
export function actionText(lang: Lang, key: string): string {
  return Object.prototype.hasOwnProperty.call(words, key) ? words[key]?.[lang] ?? key : key;
}
