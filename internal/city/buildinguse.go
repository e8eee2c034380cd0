package city

import (
	"slices"
	"strings"
)

// BuildingUse is what a building is used for, as the map and the counting of households need it.
type BuildingUse string

// The uses; UseUnknown is that of a building whose data say none, or a word that is not known.
const (
	UseUnknown  BuildingUse = ""
	UseHome     BuildingUse = "home"
	UseVillage  BuildingUse = "village" // homes of a village
	UseSchool   BuildingUse = "school"
	UseHospital BuildingUse = "hospital"
	UseCivic    BuildingUse = "civic" // offices and rooms of the public
	UseMarket   BuildingUse = "market"
	UseOffice   BuildingUse = "office"
	UseWorks    BuildingUse = "works"
	UseOther    BuildingUse = "other" // shops, garages, plant
)

// useWords are words of a use: whole ones of OpenStreetMap's key building and of our own, and parts of the
// Chinese words that cities write. The first row that fits holds, so that a 住院楼 is a hospital, a 商住楼 a
// home, and a 学生宿舍 no school.
var useWords = []struct {
	use   BuildingUse
	words []string // whole, small letters
	parts []string
}{
	{UseHospital, []string{"hospital", "clinic"}, []string{"医院", "住院", "卫生院", "卫生室", "卫生服务", "门诊", "诊所", "医疗", "养老", "敬老", "福利院"}},
	{UseVillage, []string{"village", "farm"}, []string{"农房", "农村住", "自建", "民房", "宅基", "农民房"}},
	{UseHome, []string{"home", "residential", "apartments", "house", "detached", "terrace", "dormitory", "semidetached_house", "bungalow"}, []string{
		"住宅", "居住", "商住", "住房", "公寓", "宿舍", "别墅", "居民楼", "家属", "民居", "安置房", "保障房", "公租房",
	}},
	{UseSchool, []string{"school", "kindergarten", "university", "college"}, []string{"学校", "小学", "中学", "大学", "学院", "幼儿园", "托儿", "托育", "教学", "教育"}},
	{UseMarket, []string{"market", "supermarket"}, []string{"市场", "菜场", "超市", "商场"}},
	{UseCivic, []string{"civic", "public", "government", "fire_station", "library"}, []string{
		"公共", "公建", "公益", "党群", "服务中心", "服务站", "社区用房", "居委会", "村委会", "文化", "图书馆", "体育", "活动", "会所", "物业用房", "派出所", "警务", "消防",
	}},
	{UseOffice, []string{"office", "commercial"}, []string{"办公", "行政", "政府", "机关", "写字楼", "商务"}},
	{UseWorks, []string{"works", "industrial", "warehouse", "factory"}, []string{"工业", "厂", "仓", "车间"}},
	{UseOther, []string{"other", "retail", "shop", "garage", "garages", "parking", "service", "construction", "shed", "roof", "hotel"}, []string{
		"商", "店", "车库", "停车", "配电", "变电", "泵房", "换热", "锅炉", "垃圾", "公厕", "门卫", "岗亭", "设备", "宾馆", "酒店", "在建",
	}},
	{UseHome, nil, []string{"住", "居民"}},
}

// Use is what the data of a building say that it is used for.
func (b *Building) Use() BuildingUse { return ReadBuildingUse(b.Class["use"]) }

// ReadBuildingUse reads the word of a use; UseUnknown where it is none that is known.
func ReadBuildingUse(word string) BuildingUse {
	word = strings.ToLower(strings.TrimSpace(word))
	if word == "" {
		return UseUnknown
	}
	for _, row := range useWords {
		if slices.Contains(row.words, word) || slices.ContainsFunc(row.parts, func(p string) bool { return strings.Contains(word, p) }) {
			return row.use
		}
	}
	return UseUnknown
}

// Dwells is true of homes, and of a building of which nobody says what it is for.
func (u BuildingUse) Dwells() bool { return u == UseUnknown || u == UseHome || u == UseVillage }

// Hosts is true of a use beside which a place of service could be: the buildings of the public and of work.
func (u BuildingUse) Hosts() bool {
	switch u {
	case UseSchool, UseHospital, UseCivic, UseMarket, UseOffice, UseWorks:
		return true
	case UseUnknown, UseHome, UseVillage, UseOther:
	}
	return false
}
