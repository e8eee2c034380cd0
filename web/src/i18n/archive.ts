/** What the page says where it has no server; it comes with the reader of the archive, since most pages have one. */
export const needsServer = {
  zh: '这是一份静态地图，没有服务器：搜索、精确归属、详情与历史不可用。',
  en: 'This is a map without a server: search, exact answers, details and history are not here.',
};
