package address_test

import (
	"strings"
	"testing"

	"github.com/redsail/redsail/internal/atlas/address"
)

// syllables are those of the characters that the slips of this test change.
var syllables = map[rune]string{'安': "an", '盛': "sheng", '圣': "sheng", '森': "sen", '平': "ping", '谐': "xie", '屏': "ping", '鹭': "lu", '怒': "nu", '青': "qing", '凤': "feng"}

// apart is a city with names that differ by little, and others near to them that it does not have.
func apart() address.City {
	c := town()
	c.Sound = func(r rune) string { return syllables[r] }
	c.Crossings = func(int32, int32) int { return 1 }
	at := int32(len(c.Areas))
	in := []int32{1, 0}
	c.Areas = append(c.Areas,
		address.Area{Names: []string{"凤东村"}, In: in}, address.Area{Names: []string{"凤东村第一网格"}, In: []int32{at, 1, 0}},
		address.Area{Names: []string{"青东社区"}, In: in}, address.Area{Names: []string{"纬二路街道"}, In: in},
		address.Area{Names: []string{"东风街道"}, In: in}, address.Area{Names: []string{"天桥街道"}, In: in})
	c.Roads = append(c.Roads, address.Road{Names: []string{"解放一路"}, In: in}, address.Road{Names: []string{"凤阳东路"}, In: in},
		address.Road{Names: []string{"和平路"}, In: in})
	for _, h := range []address.House{
		{Road: "解放一路", Number: "13号", Compound: "山园", Building: "1号楼"}, {Road: "凤阳东路", Number: "41号", Building: "1号楼"},
		{Road: "和平路", Number: "12号", Compound: "福全园", Building: "3号楼"}, {Road: "工农路", Number: "81号", Compound: "福苑一期", Building: "3号楼"},
		{Road: "纬二路", Number: "49号", Building: "1号楼"},
	} {
		h.Area, h.Scope, h.In = -1, 1, []int32{0, 1}
		c.Houses = append(c.Houses, h)
	}
	return c
}

// TestSlips: what a city tells its roads and phases apart by is no slip, and one that may as well be another name
// must be confirmed by a second.
func TestSlips(t *testing.T) {
	b := address.New(apart())
	for _, c := range []struct{ text, want, unknown string }{
		{"安盛街与解放一路交叉口", "found crossing [0 3]", ""},
		{"安盛街与和谐路交叉口", "none crossing [0 5]", ""}, // nor does the one road confirm the other
		{"解放一路与二路交叉口", "found road r4", "二路"},
		{"解放一路13号", "found compound [9]", ""},
		{"解放二路13号", "none", "解放二路"},
		{"解放二路13号山园1号楼", "found building [9]", "解放二路"},
		{"凤阳西路41号", "none", "凤阳西路"},
		{"凤阳路41号", "none compound [10]", ""},
		{"和谐路12号", "none compound [11]", ""},
		{"和屏路12号", "found compound [11]", ""}, // spoken alike
		{"平和路12号", "found compound [11]", ""}, // swapped
		{"和谐路12号福全园3号楼", "found building [11]", ""},
		{"和谐路12号福安园3号楼", "found building [11]", ""}, // two doubts, one building
		{"东区和谐路", "none road r6", ""},               // what lies around confirms nothing
		{"安森街", "found road r0", ""},                // sen for sheng
		{"广怒小区", "found compound a6", ""},
		{"工农路81号福苑一期3号楼", "found building [12]", ""},
		{"工农路81号福苑二期3号楼", "none building [12]", "福苑 二期"},
		{"广鹭二期1号楼", "found building [0]", "二期"},
		{"凤东社区", "found area a7", ""},
		{"凤东社区第1网格", "found area a8", ""},
		{"凤东社区居委会", "found area a7", ""},
		{"凤东二路", "none area a7", "二路"},
		{"凤东大街", "none area a7", "大街"},
		{"青东村", "found area a9", ""},
		{"青东村委会", "found area a9", ""},
		{"纬二路", "found road [13]", ""},
		{"纬二路5号", "found road [13]", ""},
		{"纬二路街道", "found area a10", ""},
		{"东风街道办", "found area a11", ""},
		{"东区天桥街道安盛街9号", "none road r0", ""}, // the district that agrees does not outweigh the street
		{"天桥街道安盛街9号", "none road r0", ""},
	} {
		a := b.Match(c.text)
		if got := told(a); got != c.want || strings.Join(a.Unknown, " ") != c.unknown {
			t.Errorf("%q: %s, unknown %q; want %s, %q", c.text, got, a.Unknown, c.want, c.unknown)
		}
	}
}
