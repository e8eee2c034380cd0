import type { Lang } from '../model/lang';

// The words of reports of borders: they come with the worker's page and with the keeper's.

const words = {
  title: { zh: '边界反映', en: 'Wrong borders' },
  begin: { zh: '这里的边界画错了', en: 'The border is wrong here' },
  hint: { zh: '在地图上依次点出边界应在的位置（至少两点）。', en: 'Tap on the map where the border should run, point after point (two at least).' },
  corners: { zh: '已点 {n} 点', en: '{n} points' },
  undo: { zh: '撤回一点', en: 'Take a point back' },
  note: { zh: '说明（最多 500 字，不要写人名和电话）', en: 'Note (at most 500 characters; no names or numbers of persons)' },
  about: { zh: '关于哪个网格', en: 'Which grid it is about' },
  byLine: { zh: '按所画的线判断', en: 'By the line' },
  privacy: { zh: '只发送这条线和说明，不发送您的位置。', en: 'Only this line and the note are sent, never your position.' },
  send: { zh: '发送', en: 'Send' },
  cancel: { zh: '取消', en: 'Cancel' },
  notKept: { zh: '手机存不下：待发送的太多，或存储空间不足', en: 'This phone cannot keep it: too many wait already, or its storage is full' },
  waiting: { zh: '{n} 条待发送，联网后自动发出', en: '{n} waiting; sent when there is a net' },
  refusedByServer: { zh: '服务器没有收下（{code}）', en: 'The server did not take it ({code})' },
  drop: { zh: '删除', en: 'Delete' },
  answer: { zh: '答复：', en: 'Answer: ' },
  new: { zh: '已发送', en: 'sent' },
  seen: { zh: '已阅', en: 'seen' },
  taken: { zh: '已采纳', en: 'taken' },
  refused: { zh: '未采纳', en: 'not taken' },

  text: { zh: '网格员反映的边界问题。它们不改数据：采纳后请用边界编辑或导入修改。', en: 'What grid workers say of borders. Nothing changes by it: where one is right, change the border by an edit or an import.' },
  fresh: { zh: '新的', en: 'New' },
  all: { zh: '全部', en: 'All' },
  empty: { zh: '没有这样的反映', en: 'No such reports' },
  number: { zh: '第 {n} 条 · {date}', en: 'No. {n} · {date}' },
  look: { zh: '在地图上看', en: 'Show on the map' },
  lookAt: { zh: '在地图上看第 {n} 条', en: 'Show no. {n} on the map' },
  word: { zh: '给网格员的一句话', en: 'A word for the worker' },
  wordNeeded: { zh: '不采纳须写明原因', en: 'Not taking it needs a reason' },
  markSeen: { zh: '已阅', en: 'Seen' },
  take: { zh: '采纳', en: 'Take' },
  refuse: { zh: '不采纳', en: 'Do not take' },
  older: { zh: '更早的', en: 'Older ones' },
  again: { zh: '刷新', en: 'Read again' },
  arrived: { zh: '显示新到的 {n} 条', en: 'Show {n} that came in' },
  changed: { zh: '别人刚答复过这一条，现为最新', en: 'Somebody else has just answered it; this is how it stands now' },
} as const satisfies Record<string, Readonly<Record<Lang, string>>>;

/** The name of a text about reports of borders. */
export type ReportKey = keyof typeof words;

/** A text about reports of borders, with what stands in braces filled in. */
export function reportText(lang: Lang, key: ReportKey, fill: Readonly<Record<string, string | number>> = {}): string {
  return words[key][lang].replace(/\{(\w+)\}/g, (whole, name: string) => (name in fill ? String(fill[name]) : whole));
}
