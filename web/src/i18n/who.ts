import type { Lang } from '../model/lang';

// The words that the page needs to say who is signed in: they come after the first map.

const words = {
  myGrid: { zh: '我的网格', en: 'My grid' },
  signIn: { zh: '登录', en: 'Sign in' },
  account: { zh: '账号', en: 'Account' },
  nothingTitle: { zh: '尚未公开任何图层，请登录', en: 'Nothing is open to the public yet: sign in' },
  nothingText: { zh: '这个服务的地图只给登录的人看。数据管理员可以逐层公开。', en: 'The map of this server is for those who are signed in. The keeper of the data opens it layer by layer.' },
  expired: { zh: '登录已结束（过期，或在别处退出）。手头的内容还在。', en: 'You are signed out (the session ended, or was ended elsewhere). Your work is still here.' },
  again: { zh: '重新登录', en: 'Sign in again' },
  'role.public': { zh: '公众', en: 'Public' },
  'role.worker': { zh: '网格员', en: 'Grid worker' },
  'role.dispatcher': { zh: '值班调度员', en: 'Dispatcher' },
  'role.planner': { zh: '规划人员', en: 'Planner' },
  'role.keeper': { zh: '数据管理员', en: 'Keeper of the data' },
  'role.auditor': { zh: '审计管理员', en: 'Auditor' },
  'role.security': { zh: '安全管理员', en: 'Security officer' },
  'role.admin': { zh: '系统管理员', en: 'Administrator' },
  'role.display': { zh: '大屏', en: 'Wall display' },
} as const satisfies Record<string, Readonly<Record<Lang, string>>>;

/** The name of a text about who is signed in. */
export type WhoKey = keyof typeof words;

/** All names: for the tests. */
export const whoKeys = Object.keys(words) as readonly WhoKey[];

/** A text about who is signed in. */
export function whoText(lang: Lang, key: WhoKey): string {
  return words[key][lang];
}

/** The name of a role; its key where there is none. */
export function roleName(lang: Lang, role: string): string {
  const key = `role.${role}`;
  return key in words ? words[key as WhoKey][lang] : role;
}
