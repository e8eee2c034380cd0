import type { Lang } from '../model/lang';

// What fields of areas, buildings, places and lines are called: the columns of an export.

const words: Readonly<Record<string, Readonly<Record<Lang, string>>>> = {
  name: { zh: '名称', en: 'name' },
  name_en: { zh: '英文名称', en: 'English name' },
  name_zh_hant: { zh: '繁体名称', en: 'name in traditional characters' },
  parent: { zh: '上级', en: 'parent' },
  geometry: { zh: '图形', en: 'geometry' },
  point: { zh: '位置', en: 'position' },
  entrance: { zh: '出入口', en: 'entrance' },
  entrances: { zh: '出入口', en: 'entrances' },
  kind: { zh: '类别', en: 'kind' },
  class: { zh: '类别与属性', en: 'class and attributes' },
  households: { zh: '户数', en: 'households' },
  population: { zh: '人口', en: 'population' },
  storeys: { zh: '层数', en: 'storeys' },
  address: { zh: '地址', en: 'address' },
  grid: { zh: '网格', en: 'grid' },
  compound: { zh: '小区', en: 'compound' },
  state: { zh: '状态', en: 'state' },
  hours: { zh: '开放时间', en: 'hours' },
  services: { zh: '服务', en: 'services' },
  skills: { zh: '特长', en: 'skills' },
  tenure: { zh: '权属', en: 'tenure' },
  floor_area: { zh: '建筑面积', en: 'floor area' },
  owner: { zh: '主管单位', en: 'owner' },
  former: { zh: '原编码', en: 'former codes' },
  road: { zh: '道路', en: 'road' },
  number: { zh: '门牌号', en: 'number' },
  building: { zh: '楼号', en: 'building' },
  stages: { zh: '阶段记录', en: 'log of stages' },
  cost: { zh: '费用', en: 'cost' },
  source: { zh: '数据来源', en: 'source' },
  data_date: { zh: '数据日期', en: 'date of the data' },
  permission: { zh: '许可级别', en: 'permission' },
  ended: { zh: '库中已终止', en: 'ended in the store' },
  missing: { zh: '文件中没有', en: 'missing in the file' },
};

/** A field as people call it; as it is where nobody calls it otherwise. */
export function fieldText(lang: Lang, field: string): string {
  return Object.prototype.hasOwnProperty.call(words, field) ? words[field]?.[lang] ?? field : field;
}
