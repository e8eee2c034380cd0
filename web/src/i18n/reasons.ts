import type { Lang } from '../model/lang';

// Why a feature or a row was not taken, and why a file cannot be read: each `reason` of docs/problems.md. A test reads both.

type Words = Readonly<Record<string, Readonly<Record<Lang, string>>>>;

const reasons: Words = {
  ambiguous_area: { zh: '有几个区域同名，请写编码或注明上级', en: 'several areas have this name: give the code, or a column of the parent' },
  ambiguous_seat: { zh: '编码或名称对应多个对象，请注明图层', en: 'several things have this code or name: give the layer too' },
  bad_arc: { zh: 'TopoJSON 的弧段缺失，请重新导出', en: 'an arc of the TopoJSON is missing: export it anew' },
  bad_code: { zh: '编码不符合图层的编码规则', en: 'the code does not fit the layer' },
  bad_content: { zh: '内容不能存入，请改正该行', en: 'what the row says cannot be kept' },
  bad_count: { zh: '数量不是整数', en: 'the count is no whole number' },
  bad_date: { zh: '日期看不懂，请写成 2026-07-01', en: 'the date cannot be read: write 2026-07-01' },
  bad_feature: { zh: '不是有效的 GeoJSON 要素', en: 'it is no feature of GeoJSON' },
  bad_hours: { zh: '时间表看不懂', en: 'the hours cannot be read' },
  bad_period: { zh: '起止日期矛盾', en: 'it ends before it begins' },
  bad_person: { zh: '个人信息过长', en: 'what is personal is too long' },
  bad_phone: { zh: '电话有其他字符、被表格软件改坏，或个数过多', en: 'the phone holds other marks, was destroyed by a spreadsheet, or there are too many' },
  bad_position: { zh: '坐标不是数字或缺一个', en: 'the position is no two numbers' },
  bad_record: { zh: 'Shapefile 记录自相矛盾，请重新导出', en: 'the record of the Shapefile contradicts itself: export it anew' },
  bad_row: { zh: '列数与表头不同，可能有未加引号的分隔符', en: 'the row has more or fewer cells than the header' },
  bad_seat: { zh: '该角色不能属于这种对象', en: 'the role is not of such a thing' },
  bad_stand_in: { zh: '代岗是岗位自己，或超过 20 个', en: 'the post stands in for itself, or has more than 20 stand-ins' },
  bad_stage: { zh: '阶段记录看不懂', en: 'the log of stages cannot be read' },
  bad_state: { zh: '不是点位的状态', en: 'it is no state of a place' },
  bad_task: { zh: '任务不在工作领域之内', en: 'the task is no domain of work' },
  bad_text: { zh: '名称过长或不是纯文字', en: 'the name is too long or no plain text' },
  bad_value: { zh: '不是可填的词', en: 'it is none of the words that may stand there' },
  bad_wkb: { zh: 'GeoPackage 的图形读不出', en: 'the geometry of the GeoPackage cannot be read' },
  bad_wkt: { zh: 'WKT 图形读不出', en: 'the WKT cannot be read' },
  cell_error: { zh: '单元格是表格软件的错误值，如 #REF!', en: 'the cell is an error of the spreadsheet, like #REF!' },
  code_not_under_parent: { zh: '编码不以上级的编码开头', en: 'the code does not begin with that of its parent' },
  collapsed: { zh: '图形过小，取整到约 1 厘米后不剩什么', en: 'nothing of the shape is left at about 1 cm' },
  duplicate_code: { zh: '编码与前面的重复', en: 'an earlier one has the same code' },
  example_row: { zh: '是模板的示例行，请删除', en: 'it is the example of the template: delete it' },
  formula_cell: { zh: '单元格是公式，或以 = + - @ 开头', en: 'the cell is a formula, or begins with = + - or @' },
  hole_outside: { zh: '内洞不在外环之内', en: 'a hole is not within its outer ring' },
  line_too_short: { zh: '线不足两个点', en: 'a line of fewer than two positions' },
  merged_cell: { zh: '合并单元格中的数不知如何分到各行，或下面藏有另一个值：请拆分后逐行填写', en: 'merged cells hold one number for several rows, or hide another value' },
  lost_digits: { zh: '编码被表格软件当成数字，末位已丢失', en: 'a spreadsheet took the code for a number: digits are lost' },
  missing_nodes: { zh: '道路的节点不全', en: 'the way lacks its nodes' },
  no_code: { zh: '没有编码', en: 'the code is missing' },
  no_geometry: { zh: '没有图形', en: 'it has no geometry' },
  no_name: { zh: '没有姓名', en: 'the name is missing' },
  no_position: { zh: '新增的对象没有位置', en: 'it is new, and has no position' },
  no_role: { zh: '新岗位没有角色', en: 'the new post has no role' },
  no_seat: { zh: '没有注明岗位属于哪里', en: 'it does not say what the post is for' },
  noding_unstable: { zh: '边界过于贴近，无法对齐', en: 'borders so near one another that they do not come to rest' },
  not_finite: { zh: '坐标不是有限的数', en: 'a coordinate is no finite number' },
  other_kind: { zh: '该行注明的类别与所选不同', en: 'the row says that it is of another sort' },
  out_of_range: { zh: '位置超出坐标系的范围', en: 'the position is out of reach of the coordinate system' },
  outside_city: { zh: '整个在上级图层或本市的范围之外', en: 'it lies wholly outside of the layer above, or of the city' },
  overlapping_rows: { zh: '同一编码的前一行此时仍然有效', en: 'an earlier row of the same code still holds' },
  parts_overlap: { zh: '图形的两部分互相重叠', en: 'two parts of the shape share ground' },
  person_ended: { zh: '此人的记录已经终止', en: 'the record of the person has ended' },
  person_erased: { zh: '此人已被删除，请换新编码', en: 'the person was erased: take a new code' },
  person_not_begun: { zh: '此人的记录尚未开始', en: 'the record of the person begins later' },
  place_in_water: { zh: '位置在水面上：请核对坐标和坐标系', en: 'it stands in water: look at its position and the coordinate system' },
  place_off_network: { zh: '步行到不了：附近 150 米内没有道路，或被墙、河、铁路隔开', en: 'nobody can walk to it: no street within 150 m, or a wall, river or railway stands before it' },
  ring_too_short: { zh: '环不足三个点', en: 'a ring of fewer than three points' },
  ring_unclosed: { zh: '边界没有闭合', en: 'a ring is not closed' },
  seat_ended: { zh: '所属对象已经终止', en: 'what it is for has ended' },
  seat_not_begun: { zh: '所属对象尚未开始', en: 'what it is for begins later' },
  self_crossing: { zh: '边界自相交', en: 'the border crosses itself' },
  several_names: { zh: '多段线内有几段文字都可能是名称，已按编码命名', en: 'several texts in the polyline could be its name: it is called by its code' },
  shifted_file: { zh: '位置整体偏移，像是选错了坐标系；因已写明坐标系，仍予收下，请核对', en: 'the positions are shifted as in another coordinate system; they are taken, since one was named: look at it' },
  shifted_network: { zh: '库中的道路像是火星坐标或百度坐标，此文件不是：请选对坐标系重新导入道路', en: 'the streets in the store are shifted as in GCJ-02 or BD-09, and this file is not: import them again in their coordinate system' },
  set_back: { zh: '楼栋几乎都在道路的同一侧：可能是房屋后退于巷道，也可能是坐标系不对，请在地图上核对', en: 'nearly all buildings stand on one side of their streets: they may be set back from their lanes, or in another coordinate system: look at them on the map' },
  shifted_outline: { zh: '库中的全市边界像是火星坐标或百度坐标，此文件不是：请选对坐标系重新导入边界', en: 'the border of the city in the store is shifted as in GCJ-02 or BD-09, and this file is not: import it again in its coordinate system' },
  stage_order: { zh: '阶段记录跳过、倒退，或与状态不符', en: 'the log of stages leaves one out, goes back, or does not end at the state' },
  telling_code: { zh: '编码泄露个人信息（手机号、身份证号等）', en: 'the code tells of a person' },
  too_many_rings: { zh: '环过多', en: 'it has too many rings' },
  too_many_vertices: { zh: '一个环超过一百万个点', en: 'a ring of more than a million vertices' },
  unknown_area: { zh: '没有这个区域，或已先终止', en: 'there is no such area, or it ends before' },
  unknown_calendar: { zh: '没有这个节假日历', en: 'there is no such calendar' },
  unknown_class: { zh: '道路类别无人认识；可说明该词的含义', en: 'nobody knows the class; say what the word means' },
  unknown_kind: { zh: '城市方案中没有这个类别', en: 'the scheme has no such kind' },
  unknown_layer: { zh: '城市方案中没有这个图层', en: 'the scheme has no such layer' },
  unknown_organisation: { zh: '没有这个组织', en: 'there is no such organisation' },
  unknown_parent: { zh: '没有这个上级，或已先终止', en: 'there is no such parent, or it ends before' },
  unknown_person: { zh: '没有这个人员编码，请先导入人员', en: 'no person has this code: import the persons first' },
  unknown_role: { zh: '城市方案中没有这个角色', en: 'the scheme has no such role' },
  unknown_seat: { zh: '没有这个所属对象，请先导入', en: 'nothing has this code or name: import it first' },
  unknown_stand_in: { zh: '代岗的岗位不存在', en: 'the stand-in is no post' },
  wrong_geometry: { zh: '图形类型不对', en: 'the geometry is of another type' },
};

/** Kinds of files that cannot be read, and what else ends an import as a whole. */
const faults: Words = {
  empty: { zh: '文件里没有内容。', en: 'There is nothing in the file.' },
  encoding: { zh: '文字编码不对：请存为 UTF-8，或在选项中选择编码。', en: 'The text encoding is wrong: save it as UTF-8, or choose the encoding among the options.' },
  malformed: { zh: '文件已损坏或格式有误，请重新导出。', en: 'The file is damaged or malformed: export it anew.' },
  missing_part: { zh: 'Shapefile 缺少 .shp 或 .dbf，请把全部文件打成一个 zip。', en: 'The Shapefile lacks its .shp or .dbf: put all its parts into one zip.' },
  no_geometry_field: { zh: '表中没有图形列（wkt 或 geometry）。', en: 'The table has no column of shapes (wkt or geometry).' },
  path_escape: { zh: '压缩包不安全，未读取。', en: 'The archive is unsafe and was not read.' },
  too_large: { zh: '文件超过处理上限，请拆开。', en: 'The file passes a limit: split it.' },
  truncated: { zh: '文件不完整，请重新获取。', en: 'The file ends too early: fetch it again.' },
  unknown_format: { zh: '文件的格式不能读取。', en: 'The file is of a form that cannot be read.' },
  unknown_layer: { zh: '文件含多个工作表或图层，或没有所填的那个，请选择。', en: 'The file has several sheets or layers, or not the one that was named: choose one.' },
  unreadable: { zh: '文件打不开。', en: 'The file cannot be opened.' },
  reader_died: { zh: '读取 GeoPackage 时程序意外结束：请在 QGIS 中打开并另存后再试。', en: 'The reader of the GeoPackage ended before it was done: open the file in QGIS, save it anew, and try that.' },
  unsafe: { zh: '文件含有不安全的内容，未读取：请另存为普通文件。', en: 'The file holds what is unsafe to read: save it anew as a plain file.' },
  wrong_extension: { zh: '文件内容与扩展名不符。', en: 'The file holds another format than its name says.' },
  zip_bomb: { zh: '压缩包异常膨胀，未读取。', en: 'The archive unpacks to absurdly more than its size, and was not read.' },
  unknown_field: { zh: '找不到需要的列：请在选项中填写编码、名称的字段，或使用模板。', en: 'A column is missing: name the fields of code and name among the options, or use the template.' },
  empty_file: { zh: '文件里没有内容。', en: 'There is nothing in the file.' },
  bad_control: { zh: '控制点表不能用，请检查。', en: 'The control points cannot be used.' },
  unknown_kind: { zh: '文件没有注明是哪类场所：请选择类别，或加一列“类型”。', en: 'Nothing in the file says what kind of places they are: choose it above, or add a column of the kind.' },
  bad_mapping: { zh: '列的对应关系不对。', en: 'The mapping of columns cannot be used.' },
  ambiguous_zone: { zh: '坐标没有带号，可能属于几个分带：请在选项中写明坐标系。', en: 'The eastings fit several zones: name the coordinate system among the options.' },
  degrees_where_metres: { zh: '文件声明的是平面坐标，数值却是经纬度：请在选项中选择坐标系。', en: 'A plane system is declared, the numbers are degrees: name the coordinate system among the options.' },
  metres_where_degrees: { zh: '数值是平面坐标（米）：请在选项中写明坐标系。', en: 'The numbers are metres: name the coordinate system among the options.' },
  out_of_range: { zh: '坐标不在地球上，或超出坐标系的范围。', en: 'The numbers fit no place on the earth, or none in reach of the system.' },
  shifted_datum: { zh: '位置整体偏移，像是火星坐标或百度坐标：请在选项中选择坐标系。', en: 'The positions are shifted as in GCJ-02 or BD-09: name the coordinate system among the options.' },
  swapped_axes: { zh: '纬度在前：请在选项中勾选“先纬度后经度”。', en: 'The latitude comes first: tick that among the options.' },
  unknown_system: { zh: '认不出坐标系：请在选项中写明，或提供控制点。', en: 'The coordinate system is not known: name it among the options, or give control points.' },
  made_up_data: { zh: '文件是虚构（演示）数据，本市是真实城市，两者不能混在一起：请改用真实数据，或另建一个演示城市。', en: 'The file is made-up (demo) data and the city is real: the two never mix. Import real data, or make another store for the demo.' },
  bad_text: { zh: '填写的文字过长，或不是纯文字：请改短。', en: 'A text that was typed is too long, or no plain text.' },
  unknown_crs: { zh: '认不出所填的坐标系代号：请改正。', en: 'The coordinate system that was named is not known: correct its name.' },
  bad_export_mark: { zh: '文件像是导出的副本，却没有注明是哪一版、哪一天：请删去其中说明用的表，当作普通文件导入。', en: 'The file looks like a copy of an export, and does not say of which revision and date: delete its table about that, to import it as any other.' },
  empty_layer: { zh: '这个图层在生效日期还没有区域：请先导入区域边界。', en: 'The layer has no area at the effective date: import the borders first.' },
  bad_code: { zh: '要终止文件中没有的，每一条都必须有能读出的编码：请补上，或不勾选这一项。', en: 'To end what the file lacks, every one needs a code that can be read: complete them, or untick that.' },
  unknown_code: { zh: '文件涉及您负责范围之外的区域，整个文件未收。', en: 'The file touches an area outside of yours: it is refused as a whole.' },
  body_too_large: { zh: '文件超过服务器的上限，没有收下。', en: 'The file is larger than the server takes.' },
  imports_full: { zh: '等待确认的文件太多：请先确认或放弃一个，或过一小时再来。', en: 'Too many files wait for being confirmed: confirm or drop one, or wait an hour.' },
  unknown_import: { zh: '试算过的文件已超过一小时，被放弃了：请重新试算。', en: 'The tried file was given up after an hour: try it again.' },
  stale_revision: { zh: '试算之后城市内容又有更新：请按最新内容重新试算。', en: 'The city has changed since the file was tried: try it again on what is there now.' },
  classed_data: { zh: '要写入的内容（文件、其中一行、一次更改或撤回）注明为内部或受限，而所属图层已对公众公开：先在“公开”中收回再写入，或由有权公开图层的人明确表示仍要写入。', en: 'What is to be written (the file, a row of it, a change, or what an undo brings back) is for internal or restricted use, and what it goes into is open to the public: close that first under “Open to the public”, or let who may open layers say that it is written all the same.' },
  conflict: { zh: '之后的修订又改了同样的内容，或与之相关的内容，不能撤回：请先撤回那一次。', en: 'A later revision touched the same things, or what they name or what names them: take that one back first.' },
  has_children: { zh: '不能终止：其下还有区域、楼栋或其他内容属于它，请先改到别处或终止。', en: 'It cannot end while something still names it: an area below, a building, a place or a post. Move or end that first.' },
  import_busy: { zh: '这个文件正在处理，或已经写入。', en: 'The file is being worked on, or is written already.' },
  spool_failed: { zh: '服务器的磁盘无法暂存文件，请联系管理员。', en: 'The disk of the server cannot keep the file: tell the administrator.' },
  disk_full: { zh: '服务器的磁盘已满，没有写入。', en: 'The disk of the server is full: nothing was written.' },
  too_slow: { zh: '上传中断太久，请重试。', en: 'The upload stood still for too long: try again.' },
  cancelled: { zh: '已取消。', en: 'It was cancelled.' },
  bad_repair: { zh: '修复的距离超出范围，或该图层不能这样修复。', en: 'The reach of a repair is out of range, or the layer cannot have it.' },
  unreachable: { zh: '连不上服务器：网络断开或服务器停了。', en: 'The server cannot be reached.' },
};

/** Keys of all reasons, and of all faults: for the tests. */
export const reasonKeys: readonly string[] = Object.keys(reasons);
export const faultKeys: readonly string[] = Object.keys(faults);

function told(words: Words, lang: Lang, key: string): string | null {
  return Object.prototype.hasOwnProperty.call(words, key) ? words[key]?.[lang] ?? null : null;
}

/** Why a feature or a row was not taken; null where the page does not know the reason. */
export function reasonText(lang: Lang, reason: string): string | null {
  return told(reasons, lang, reason);
}

/** Why an import failed: by its code, and where a file cannot be read by the kind with which the text begins; null where the page does not know it. */
export function faultText(lang: Lang, { code, detail }: { readonly code: string; readonly detail: string }): string | null {
  const kind = code === 'bad_file' ? /^([a-z_]+): /.exec(detail)?.[1] ?? '' : code;
  return told(faults, lang, kind);
}
