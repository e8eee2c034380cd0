package intake

// The columns of tables of people, one a line: its key, then the headings by which it is known.
// The key is the first heading of the English template, the first Chinese one that of the other.
const (
	periodColumns = `
from: 生效日期, 开始日期, 起始日期, 到岗日期
until: 结束日期, 失效日期, 离岗日期
last_day: 截止日期, 最后一日
source: 来源, 数据来源
data_date: 数据日期, 更新日期`

	personColumns = `
code: 工号, 编码, 编号, 人员编码, 人员编号, person
name: 姓名
title: 职务, 称谓
organisation: 单位编码, 所属组织, 组织编码, 单位, employer
qualified: 持证社工, 社工证, 是否持证
duty_phone: 值班电话, 值班手机
office_phone: 办公电话, 公务电话
private_phone: 私人电话, 个人电话
phone: 电话, 手机, 手机号, 联系电话, mobile, telephone
phone_use: 电话用途, 用途` + periodColumns

	postColumns = `
code: 岗位编码, 编码, 编号, post
name: 岗位名称, 名称
name_en: 英文名称
role: 角色, 岗位, 岗位类型
specialty: 专业, 专业类别
layer: 对象类型, 图层, 范围类型, kind
at: 对象编码, 区域编码, 对象, 区域, 责任区域, 网格编码, area, for
person: 工号, 人员编码, 人员编号, 人员
acting: 代理, 是否代理
tasks: 任务, 工作领域
duty: 职责, 职责说明
hours: 值班时间, 工作时间, 在岗时间
calendar: 日历, 节假日日历
stand_ins: 替班岗位, 代班岗位, 替岗
office_phone: 办公电话, 岗位电话, 公开电话, phone` + periodColumns

	organisationColumns = `
code: 组织编码, 编码, 编号, 单位编码, organisation
name: 组织名称, 名称, 单位名称
name_en: 英文名称
kind: 组织类型, 类型, 种类
form: 组建方式, 设立方式
parent: 上级编码, 上级组织, 上级组织编码
layer: 对象类型, 图层, 范围类型
of: 对象编码, 所属区域, 区域编码, 所在区域, area
covers: 覆盖区域, 覆盖范围, 覆盖小区
place_kind: 阵地类型, 场所类型
place: 阵地编码, 场所编码, 阵地
lon: 经度, longitude
lat: 纬度, latitude
road: 道路, 路名
number: 门牌号, 门牌
compound: 小区名称, 小区
building: 楼栋, 楼栋号
members: 成员数, 党员数, 人数
office_phone: 办公电话, 联系电话, 电话, phone` + periodColumns
)

// Keys of columns. They stand in raw quotes since they are no reasons of a report.
const (
	colCode, colName, colNameEn               = `code`, `name`, `name_en`
	colTitle, colOrganisation, colQualified   = `title`, `organisation`, `qualified`
	colDutyPhone, colOfficePhone, colPrivate  = `duty_phone`, `office_phone`, `private_phone`
	colPhone, colPhoneUse                     = `phone`, `phone_use`
	colRole, colSpecialty, colLayer, colAt    = `role`, `specialty`, `layer`, `at`
	colPerson, colActing, colTasks, colDuty   = `person`, `acting`, `tasks`, `duty`
	colHours, colCalendar, colStandIns        = `hours`, `calendar`, `stand_ins`
	colKind, colForm, colParent, colOf        = `kind`, `form`, `parent`, `of`
	colCovers, colPlaceKind, colPlace         = `covers`, `place_kind`, `place`
	colLon, colLat, colMembers                = `lon`, `lat`, `members`
	colRoad, colNumber, colCompound, colHouse = `road`, `number`, `compound`, `building`
	colFrom, colUntil, colLastDay             = `from`, `until`, `last_day`
	colSource, colDataDate                    = `source`, `data_date`
)
