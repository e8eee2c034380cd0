package intake

// The columns of tables of buildings, places, barriers and of attributes of areas, as those of
// people: a key, the Chinese heading of the template, then what else it may be called.
const (
	buildingColumns = `
code: 楼栋编码, 编码, 编号, 楼栋编号, 建筑编码, 房屋编码, 楼号编码, building
name: 名称, 楼栋名称, 建筑名称, 楼宇名称, 楼名
name_en: 英文名称
name_zh_hant: 繁体名称, name_zh_ha
address: 地址, 标准地址, 详细地址, 门牌地址, 房屋地址, 坐落
road: 道路, 路名, 街路巷, 街路巷名称, address_road
number: 门牌号, 门牌, address_number
address_compound: 小区名称, 小区, 院落, 小区（院落）名称
building_no: 楼栋号, 楼栋, 楼号, 幢号, 栋号, address_building
households: 户数, 总户数, 住户数, 户数合计, 居民户数, 住户总数, 总住户数, 楼栋户数, 本栋户数
storeys: 层数, 楼层数, 地上层数, 地上层, 总层数, 楼层, floors, levels
grid: 网格编码, 所属网格, 网格, 所在网格, 网格名称
compound: 小区编码, 所属小区, 所属小区编码
lon: 经度, longitude, lng, x, x坐标, 横坐标, 东坐标, 坐标经度, 经度坐标, 东经, 中心经度, 中心点经度, point_x
lat: 纬度, latitude, y, y坐标, 纵坐标, 北坐标, 坐标纬度, 纬度坐标, 北纬, 中心纬度, 中心点纬度, point_y
position: 坐标, 经纬度, 经纬度坐标, 坐标经纬度, 位置坐标, 地理坐标, 坐标点, 定位, 定位坐标, lnglat, lonlat, latlng, coordinates
wkt: 几何, 边界, 图形, wkt_geom, geometry, geom, the_geom, shape
class.use: 用途, 建筑用途, 房屋用途, 类型, 建筑类型, 楼栋类型, use
class.built: 建成年份, 建成年代, 建筑年代, 竣工年份, built, year
class.structure: 结构, 建筑结构, structure
former: 原编码, 旧编码, 曾用编码
entrances: 出入口, 入口坐标
class: 属性
source: 来源, 数据来源
data_date: 数据日期, 更新日期`

	placeColumns = `
code: 场所编码, 编码, 编号, 场所编号, 场所代码, 站点编码, 站点编号, 站点代码, 阵地编码, 阵地编号, 阵地代码, 驿站编码, 驿站编号, 驿站代码, place
name: 名称, 场所名称, 站点名称, 阵地名称, 驿站名称
name_en: 英文名称
name_zh_hant: 繁体名称, name_zh_ha
kind: 类型, 类别, 种类, 场所类型, 场所类别, 点位类型, 点位类别, 设施类型, 设施类别, 阵地类型, 站点类型, 阵地类别, 站点类别
address: 地址, 详细地址, 标准地址, 位置, 坐落, 场所地址, 站点地址, 阵地地址, 驿站地址
road: 道路, 路名, address_road
number: 门牌号, 门牌, address_number
address_compound: 小区名称, 小区
building_no: 楼栋号, 楼栋, 楼号, address_building
lon: 经度, longitude, lng, x, x坐标, 横坐标, 东坐标, 坐标经度, 经度坐标, 东经, 中心经度, 中心点经度, point_x
lat: 纬度, latitude, y, y坐标, 纵坐标, 北坐标, 坐标纬度, 纬度坐标, 北纬, 中心纬度, 中心点纬度, point_y
position: 坐标, 经纬度, 经纬度坐标, 坐标经纬度, 位置坐标, 地理坐标, 坐标点, 定位, 定位坐标, lnglat, lonlat, latlng, coordinates
wkt: 几何, 图形, wkt_geom, geometry, geom, the_geom, shape
state: 状态, 建设状态, 运营状态, status
hours: 营业时间, 开放时间, 服务时间, 开门时间, opening_hours
calendar: 日历, 节假日日历
services: 服务, 服务事项, 服务项目, 服务内容
skills: 技能, 专长
floor_area: 建筑面积, 面积, 使用面积
cost: 造价, 投资, 预算, 建设费用
stages: 进度记录, 进度, 建设进度, 阶段
tenure: 产权, 产权性质, 房屋产权, 权属
owner: 运营单位编码, 管理单位编码, 组织编码, 所属组织
former: 原编码, 旧编码, 曾用编码
entrances: 出入口, 入口坐标
class: 属性
source: 来源, 数据来源
data_date: 数据日期, 更新日期`

	barrierColumns = `
code: 编码, 编号, 线路编码, 线路编号, 屏障编码, 屏障编号, 围墙编码, 围墙编号, 围栏编码, 围栏编号, 大门编码, 大门编号, 河流编码, 河流编号, 铁路编码, 铁路编号
name: 名称, 线路名称
name_en: 英文名称
name_zh_hant: 繁体名称, name_zh_ha
kind: 类型, 种类, 类别, 屏障类型, barrier
wkt: 几何, 线形, 图形, wkt_geom, geometry, geom, the_geom, shape
former: 原编码, 旧编码, 曾用编码
class: 属性
source: 来源, 数据来源
data_date: 数据日期, 更新日期`

	attributeColumns = `
code: 区域编码, 编码, 编号, 代码, 区划代码, 行政区划代码, 统计用区划代码, xzqdm
name: 名称, 区域名称, 行政区名称, xzqmc
parent: 上级编码, 上级名称, 上级, 上级区域, parent_code
households: 户数, 总户数, 住户数, 居民户数, 户数合计, 住户总数, 总住户数
population: 人口, 人口数, 总人口, 常住人口, 常住人口数, 居民数, 总人口数
name_new: 新名称, 更名
name_zh_hant: 繁体名称
name_en: 英文名称
alias: 别名, 曾用名, 俗称, 又名, 其他名称
class.kind: 类型, 网格类型, 区域类型, kind
class: 属性
source: 来源, 数据来源
data_date: 数据日期, 更新日期`
)

// Keys of columns beside those of people.
const (
	colAddress, colHouseNo          = `address`, `building_no`
	colHouseholds, colStoreys       = `households`, `storeys`
	colGrid, colYard                = `grid`, `address_compound`
	colWKT, colState                = `wkt`, `state`
	colServices, colSkills          = `services`, `skills`
	colFormer, colDoors, colClasses = `former`, `entrances`, `class`
	colFloorArea, colTenure         = `floor_area`, `tenure`
	colCost, colStages              = `cost`, `stages`
	colOwner, colPopulation         = `owner`, `population`
	colPosition                     = `position`
	colStand                        = `point` // of copies of exports alone
	colNameNew, colNameHant, colAka = `name_new`, `name_zh_hant`, `alias`
)
