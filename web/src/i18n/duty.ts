import type { Lang } from '../model/lang';

// The words of who is responsible: they come after the first map.

const words = {
  title: { zh: '责任人', en: 'Who is responsible' },
  on: { zh: '值班中', en: 'On duty' },
  off: { zh: '不当班', en: 'Off duty' },
  thenOn: { zh: '该时刻值班', en: 'On duty then' },
  thenOff: { zh: '该时刻不当班', en: 'Off duty then' },
  unknown: { zh: '值班时间未登记', en: 'Hours not known' },
  vacant: { zh: '岗位空缺', en: 'Vacant' },
  own: { zh: '单建支部', en: 'own branch' },
  joint: { zh: '联合支部', en: 'joint branch' },
  standIn: { zh: '由替班岗位值班', en: 'a stand-in is on duty' },
  nobody: { zh: '此刻无人值班', en: 'Nobody is on duty now' },
  nobodyKnown: { zh: '此刻是否有人值班未登记', en: 'Whether anybody is on duty now is not known' },
  thenNobody: { zh: '该时刻无人值班', en: 'Nobody is on duty then' },
  thenNobodyKnown: { zh: '该时刻是否有人值班未登记', en: 'Whether anybody is on duty then is not known' },
  somebody: { zh: '此刻有人值班', en: 'Somebody is on duty now' },
  thenSomebody: { zh: '该时刻有人值班', en: 'Somebody is on duty then' },
  some: { zh: '（{n} 个岗位）', en: ' ({n} posts)' },
  mayCall: { zh: '可先联系：', en: 'To call: ' },
  noNumber: { zh: '没有可显示的电话', en: 'No number can be shown' },
  chain: { zh: '党组织（自上而下）', en: 'Party organisations, widest first' },
  below: { zh: '下级党组织', en: 'Party organisations right below' },
  bodies: { zh: '相关单位', en: 'Organisations that look after it' },
  more: { zh: '还有 {n} 个', en: '{n} more' },
  history: { zh: '历史版本', en: 'History' },
  next: { zh: '下次值班：', en: 'next on duty: ' },
  fallback: { zh: '此处不在任何网格内，由上一级负责（属地兜底）', en: 'In no grid: the area above answers' },
  nearest: { zh: '最近的网格：', en: 'Nearest grids: ' },
  failed: { zh: '责任人暂时取不到', en: 'Who is responsible cannot be had now' },
  none: { zh: '尚未登记责任人', en: 'No posts are registered here' },
  call: { zh: '拨打 ', en: 'Call ' },
  comma: { zh: '，', en: ', ' },
  list: { zh: '、', en: ', ' },
  metres: { zh: '米', en: ' m' },
  direct: { zh: '直接责任人', en: 'directly responsible' },
  first: { zh: '第一责任人', en: 'first responsible' },
  escalation: { zh: '上一级', en: 'next level up' },
  service: { zh: '服务', en: 'serves here' },
} as const satisfies Record<string, Readonly<Record<Lang, string>>>;

/** The name of a text about duty. */
export type DutyKey = keyof typeof words;

/** A text about duty. */
export function dutyText(lang: Lang, key: DutyKey): string {
  return words[key][lang];
}

/** How a post answers; empty where the page does not know the word. */
export function levelText(lang: Lang, level: string): string {
  return level === 'direct' || level === 'first' || level === 'escalation' || level === 'service' ? words[level][lang] : '';
}

/** How a branch was set up; another word of the record as it stands. */
export function formText(lang: Lang, form: string): string {
  return form === 'own' || form === 'joint' ? words[form][lang] : form;
}

/** An instant on the city's clock, as the server wrote it: `11-23 09:00`. */
export function whenText(at: string): string {
  const parts = /^\d{4}-(\d{2}-\d{2})T(\d{2}:\d{2})/.exec(at);
  return parts?.[1] !== undefined && parts[2] !== undefined ? `${parts[1]} ${parts[2]}` : at;
}

/** That nobody is on duty, or that it is not known, with when somebody is next; empty while somebody is. `then` is of another moment than now. */
export function nobodyText(lang: Lang, onDuty: boolean | null, next: string, then = false): string {
  if (onDuty === true) {
    return '';
  }
  const at = onDuty === false ? dutyText(lang, then ? 'thenNobody' : 'nobody') : dutyText(lang, then ? 'thenNobodyKnown' : 'nobodyKnown');
  return next === '' ? at : `${at}${dutyText(lang, 'comma')}${dutyText(lang, 'next')}${whenText(next)}`;
}

/** That somebody is on duty, and in how many posts where these are several. */
export function somebodyText(lang: Lang, posts: number, then = false): string {
  return dutyText(lang, then ? 'thenSomebody' : 'somebody') + (posts > 1 ? dutyCount(lang, 'some', posts) : '');
}

/** A text about duty that counts. */
export function dutyCount(lang: Lang, key: 'some' | 'more', n: number): string {
  return dutyText(lang, key).replace('{n}', String(n));
}

/** A number as a link wants it: the city's posts have digits, a plus in front, dashes and spaces. */
export function dialled(phone: string): string {
  return `tel:${phone.replace(/[^\d+-]/g, '')}`;
}

const tasks: Readonly<Record<string, Readonly<Record<Lang, string>>>> = {
  party_building: { zh: '党的建设', en: 'Party building' },
  social_security: { zh: '社会保障', en: 'Social security' },
  public_order: { zh: '综合治理', en: 'Public order' },
  emergency: { zh: '应急管理', en: 'Emergency management' },
  social_relief: { zh: '社会救助', en: 'Social relief' },
  public_service: { zh: '公共服务', en: 'Public service' },
};

/** The name of a task: the usual domains of an all-round grid have one; another stands as the record has it. */
export function taskText(lang: Lang, task: string): string {
  return Object.prototype.hasOwnProperty.call(tasks, task) ? tasks[task]?.[lang] ?? task : task;
}
