package city_test

import (
	"testing"

	"github.com/redsail/redsail/internal/city"
)

// TestBuildingUse: the words that cities write are read, and what nobody knows is neither lost nor a school.
func TestBuildingUse(t *testing.T) {
	for word, want := range map[string]city.BuildingUse{
		"": city.UseUnknown, "框架": city.UseUnknown, "home": city.UseHome, " Residential ": city.UseHome, "village": city.UseVillage, "住宅": city.UseHome,
		"居住": city.UseHome, "商住楼": city.UseHome, "住": city.UseHome, "学生宿舍": city.UseHome, "农村自建房": city.UseVillage, "住院楼": city.UseHospital,
		"社区卫生服务中心": city.UseHospital, "小学": city.UseSchool, "第二中学教学楼": city.UseSchool, "菜市场": city.UseMarket, "社区服务中心": city.UseCivic,
		"公共建筑": city.UseCivic, "居民活动中心": city.UseCivic, "办公": city.UseOffice, "行政办公": city.UseOffice, "商业": city.UseOther, "商铺": city.UseOther,
		"厂房": city.UseWorks, "地下车库": city.UseOther, "office": city.UseOffice, "works": city.UseWorks, "kindergarten": city.UseSchool,
	} {
		if got := city.ReadBuildingUse(word); got != want {
			t.Errorf("%q is %q, want %q", word, got, want)
		}
	}
	for use, want := range map[city.BuildingUse][2]bool{city.UseUnknown: {true, false}, city.UseHome: {true, false}, city.UseVillage: {true, false}, city.UseCivic: {false, true}, city.UseOther: {false, false}} {
		if got := [2]bool{use.Dwells(), use.Hosts()}; got != want {
			t.Errorf("%q dwells, hosts: %v, want %v", use, got, want)
		}
	}
}
