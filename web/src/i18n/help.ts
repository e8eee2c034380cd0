/** The words of the help, which come with it when it is asked for. */
const zh = {
  title: '快捷键与帮助',
  close: '关闭帮助',
  search: '搜索',
  map: '移动地图',
  zoom: '缩放',
  ask: '查询十字中心',
  across: '卡片上：到边界对面 / 返回上一个',
  walk: '卡片上：到该方向的相邻区域',
  list: '打开列表，逐条查看',
  escape: '结束绘制，返回，关闭卡片',
  help: '打开帮助',
  click: '点地图任意一处，即可看到由谁负责。',
  link: '地址栏里 # 之后的内容就是当前画面，可以直接分享；坐标和搜索内容不会写进服务器的地址。',
};

const en: Readonly<Record<keyof typeof zh, string>> = {
  title: 'Shortcuts and help',
  close: 'Close help',
  search: 'Search',
  map: 'Move the map',
  zoom: 'Zoom',
  ask: 'Ask about the crosshair',
  across: 'On the card: across the border / back',
  walk: 'On the card: to the neighbour that way',
  list: 'Open the list, step through it',
  escape: 'End drawing, go back, close the card',
  help: 'Open this help',
  click: 'Click anywhere on the map to see who looks after it.',
  link: 'What stands after # in the address is what you see, ready to share. Coordinates and search texts never stand in the server’s addresses.',
};

export const helpWords = { zh, en };
