import type { Lang } from '../model/lang';

// Why a file as a whole is not taken: one sentence for each that the server says, with what it names.

const words = {
  doctype: { zh: 'KML 里有 DOCTYPE 声明，为安全起见不读取：请用文本编辑器删去 <!DOCTYPE …> 这一行，或重新导出。', en: 'The KML has a DOCTYPE, which is refused: take <!DOCTYPE …> out in a text editor, or export it anew.' },
  view: { zh: 'GeoPackage 的“{name}”是视图或虚拟表，不读取：请导出为普通表。', en: '“{name}” of the GeoPackage is a view or a virtual table, which is not read: export it as a plain table.' },
  computed: { zh: 'GeoPackage 的表 {name} 含计算列，不读取：请导出为普通的 GeoPackage。', en: 'Table {name} of the GeoPackage has computed columns, which are not read: export it as a plain GeoPackage.' },
  oldBook: { zh: '这是旧式工作簿（.xls），或设有密码的工作簿：请去掉密码，另存为 .xlsx 或 CSV UTF-8。', en: 'It is an old workbook (.xls), or one that a password protects: take the password off and save it as .xlsx or CSV UTF-8.' },
  dwg: { zh: '这是 DWG 图纸（AutoCAD {version}），不能直接读取：请在 CAD 中另存为 ASCII DXF 再导入。', en: 'It is a DWG drawing (AutoCAD {version}), which cannot be read: save it in the CAD program as DXF in ASCII, and import that.' },
  binaryDxf: { zh: '这是二进制 DXF，不能直接读取：请在 CAD 中另存为 ASCII DXF 再导入。', en: 'It is a binary DXF, which cannot be read: save it in the CAD program as DXF in ASCII, and import that.' },
  nestedKmz: { zh: 'KMZ 里还有 KMZ（{name}），不读取：请解开后逐个导入。', en: 'There is a KMZ within the KMZ ({name}), which is not read: unpack it and import each by itself.' },
  nestedPlain: { zh: '这是压缩包，不是 KML；KMZ 里的 KMZ 不读取：请解开后逐个导入。', en: 'It is an archive and no KML; a KMZ within a KMZ is not read: unpack it and import each by itself.' },
  nestedZip: { zh: '压缩包里还有压缩包（{name}），不读取：请解开后逐个导入。', en: 'There is an archive within the archive ({name}), which is not read: unpack it and import each by itself.' },
  zipBare: { zh: '压缩包里既没有 Shapefile（.shp），也没有 KML。', en: 'The archive holds neither a Shapefile (.shp) nor a KML.' },
  kmzBare: { zh: 'KMZ 里没有 KML（doc.kml）。', en: 'The KMZ holds no KML (doc.kml).' },
  notBook: { zh: '压缩包不是 .xlsx 工作簿（缺少 {name}）：请重新另存为 .xlsx。', en: 'The archive is no workbook (.xlsx): it lacks {name}. Save it anew as .xlsx.' },
  notTable: { zh: '既不是 CSV，也不是 .xlsx 工作簿：请另存为其中一种。', en: 'It is neither CSV nor a workbook (.xlsx): save it as one of them.' },
  notGeojson: { zh: '不是 GeoJSON，也不是 TopoJSON：最外层没有它们的 type。', en: 'It is neither GeoJSON nor TopoJSON: its root has no type of theirs.' },
  notGpkg: { zh: '不是完整的 GeoPackage：缺少表 {name}。', en: 'It is not a whole GeoPackage: it lacks the table {name}.' },
  notKml: { zh: '最外层是 <{name}>，不是 <kml>：这不是 KML。', en: 'The root of the document is <{name}>, not <kml>: it is no KML.' },
  sideFile: { zh: '这只是 Shapefile 的附属文件：请把 .shp、.dbf、.shx、.prj 一起打成 zip。', en: 'It is a side file of a Shapefile: put .shp, .dbf, .shx and .prj into one zip.' },
  noForm: { zh: '扩展名和内容都不是能读取的格式（GeoJSON、TopoJSON、Shapefile、GeoPackage、KML、DXF、CSV、.xlsx）。', en: 'Neither its name nor its content is of a form that is read (GeoJSON, TopoJSON, Shapefile, GeoPackage, KML, DXF, CSV, .xlsx).' },
  packed: { zh: 'PBF 用 {name} 压缩，不能读取：请用 zlib 重新压缩。', en: 'The PBF is packed with {name}; only zlib is read: pack it anew.' },
  feature: { zh: 'PBF 需要功能 {name}，不能读取。', en: 'The PBF needs the feature {name}, which is not read.' },
  history: { zh: '文件含已删除的对象，是历史文件：请导出当前的地图。', en: 'It holds deleted elements, as a file of the history: export the map of now.' },
  osmChange: { zh: '这是变更文件（osmChange），不是地图。', en: 'It is a file of changes (osmChange), not of a map.' },
  notOsm: { zh: '这是 XML，但既不是 OpenStreetMap，也不是 GraphML。', en: 'It is XML, but neither OpenStreetMap’s nor GraphML.' },
  sheetsUnread: { zh: '未指定工作表，只读了第一个，没有读取：{list}。终止“文件中没有的”会把它们的内容也终止，没有写入：请把各表并成一个，或在选项中选择含全部内容的工作表，或不勾选终止。', en: 'No sheet was named, so the first was read, and not: {list}. To end what the file lacks would end what they hold, so nothing was done: put all rows into one sheet, choose the sheet that holds them all, or do not end what the file lacks.' },
  twinSheets: { zh: '工作簿中有两个工作表都叫“{name}”，不知道该读哪一个：请给其中一个改名。', en: 'Two sheets of the workbook have the name “{name}”, so it is not clear which is meant: rename one of them.' },
  withinCode: { zh: '“仅限此区域编码之内”填写的编码，在上级图层中没有：请核对。', en: 'No layer above has an area of the code in “Only inside the area of this code”: look at it.' },
  ownGrid: { zh: '坐标是没有带号的米，在已知的各坐标系中都不落在本市：应是城市独立坐标系。请在选项中选择控制点表，按控制点配准。', en: 'The coordinates are metres without a zone, and in none of the known systems would they lie where the city is: the drawing is in a grid of its own. Choose a table of control points among the options.' },
  fitsIn: { zh: '坐标是没有带号的米。按 {list} 则落在本市：请问清是哪个，在选项中写明坐标系。', en: 'The coordinates are metres without a zone. They would lie where the city is in {list}: ask which it is, and name the coordinate system among the options.' },
  severalZones: { zh: '一个文件里有几个分带的坐标：请按分带拆开，分别导入。', en: 'There are eastings of several zones in one file: split it by zone.' },
  noZone: { zh: '坐标没有带号，可能属于几个分带：请在选项中写明坐标系；城市独立坐标系的图纸，请选择控制点表。', en: 'The eastings have no zone: name the coordinate system among the options; a drawing in a city’s own grid needs a table of control points.' },
  mercator: { zh: '坐标可能是 Web 墨卡托（EPSG:3857），文件没有注明：请在选项中写明坐标系。', en: 'These may be metres of Web Mercator (EPSG:3857), and the file does not say so: name the coordinate system among the options.' },
  drawnSystem: { zh: '图纸没有注明坐标系，可能是经纬度，也可能是自定的米：请在选项中选择控制点表，或写明坐标系。', en: 'The drawing does not say its system: these may be degrees, or metres of its own. Choose a table of control points among the options, or name the system.' },
  noSystem: { zh: '坐标既不是经纬度，也不是已知坐标系的米：请核对文件；城市独立坐标系的图纸，请在选项中选择控制点表。', en: 'The coordinates are neither degrees nor metres of a known system: look at the file; a drawing in a city’s own grid needs a table of control points, among the options.' },
  perhapsCode: { zh: '列“{name}”像是编码，却没有被读取：请以它为编码再试算，或在选项的“编码字段”中填写另一列。', en: 'The column “{name}” may hold the codes, and is not read: take it as the code and try again, or name another one as the field of the code among the options.' },
  needsCode: { zh: '这个图层的编码有规定，文件却没有认得的编码列：请在“编码字段”填写它的列名。文件中有：{list}。', en: 'The layer takes codes of a set form, and no field of them is known: name it as the field of the code. The file has: {list}.' },
  coded: { zh: '图层中的区域已有编码，文件却没有编码列：请在“编码字段”填写它的列名。文件中有：{list}。', en: 'The areas of the layer have codes already, and the file has no field of them: name it as the field of the code. The file has: {list}.' },
  codedThings: { zh: '库中的这类内容已有编码，文件却没有编码列：请加一列“{name}”，或在“编码字段”填写它的列名。', en: 'The store holds such things with codes already, and the file has no column of them: add a column “{name}”, or name it as the field of the code.' },
  lacksField: { zh: '文件中没有所填的字段“{name}”。文件中有：{list}。', en: 'The file lacks the field “{name}” that was named. It has: {list}.' },
  lacksColumn: { zh: '文件中没有所填的列“{name}”：请核对字段或列的对应关系。', en: 'The file lacks the column “{name}” that was named: look at the fields, or at what the columns mean.' },
  twice: { zh: '有两列含义相同，其中一列是“{name}”：请只留一列，或在“列的对应关系”中把另一列改为不读取。', en: 'Two columns mean the same, one of them is “{name}”: leave one, or choose under “What the columns mean” that the other is not read.' },
  noParent: { zh: '这个图层没有上级，不能填写上级编码字段。', en: 'The layer has no parent: leave the field of the parent’s code empty.' },
  noHeadings: { zh: '前 {n} 行中没有这类表格的表头：至少要有（{list}）中的一列和另外一列。请在“列的对应关系”中说明各列是什么，或在“编码字段”“名称字段”填写列名，或使用模板。', en: 'None of the first {n} rows holds the headings of such a table: one of ({list}) and another. Say what its columns are, name the fields of code and name, or use the template.' },
  headingSystem: { zh: '表头“{name}”写明的坐标系这里不认识：请在选项“坐标系”中选择，或先转换为 CGCS2000。', en: 'The heading “{name}” names a coordinate system that is not known here: choose the right one among the options, or convert the file to CGCS2000 first.' },
  headingSystems: { zh: '表头“{name}”与“{other}”写的是两个坐标系：请在选项“坐标系”中选择正确的一个。', en: 'The headings “{name}” and “{other}” name two coordinate systems: choose the right one among the options.' },
  headingWgs84: { zh: '表头“{name}”写的是 {system}，而这类表的坐标只能是 WGS-84：请先转换。', en: 'The heading “{name}” names {system}, and the positions of such a table are WGS-84: convert them first.' },
} as const satisfies Record<string, Readonly<Record<Lang, string>>>;

export type UnreadKey = keyof typeof words;

/** A sentence of these, its braces filled in. */
export function unreadWords(lang: Lang, key: UnreadKey, values: Readonly<Record<string, string>> = {}): string {
  return words[key][lang].replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
}

/** Headings of a list of both languages, `楼栋编码, code; 地址, address`, in one. */
export function headingWords(lang: Lang, list: string): string {
  return list.split('; ').map((it) => it.split(', ')[lang === 'zh' ? 0 : 1] ?? it).join(lang === 'zh' ? '、' : ', ');
}
