package address_test

import (
	"strings"
	"testing"

	"github.com/redsail/redsail/internal/atlas/address"
)

// TestOthers: an address that names another division of the country, or one of the city of which nothing is there, is
// not found here, however near its name comes to one of the city.
func TestOthers(t *testing.T) {
	c := town()
	c.Areas = append(c.Areas, address.Area{Names: []string{"夹河村"}, In: []int32{2, 0}}, address.Area{Names: []string{"黄楼街道"}, In: []int32{1, 0}})
	c.Others = []address.Other{
		{Name: "云浮市"}, {Name: "上海市"}, {Name: "南区"}, {Name: "玄武区"}, {Name: "广鹭区"}, {Name: "丰县", Own: true}, {Name: "帆州市", Own: true}, {Name: "五华县", Own: true},
		{Name: "大渡市", Over: true}, {Name: "东区"},
	}
	b := address.New(c)
	for _, c := range []struct{ text, want, unknown string }{
		{"云帆市安盛街21号广鹭小区1号楼", "found building [0]", ""},
		{"云凡市安盛街21号广鹭小区1号楼", "found building [0]", ""}, // a slip, and no other city
		{"云浮市安盛街21号广鹭小区1号楼", "none building [0]", "云浮市"},
		{"山东省云浮市安盛街21号广鹭小区1号楼", "none building [0]", "云浮市"},
		{"云浮安盛街21号广鹭小区1号楼", "none building [0]", "云浮"},
		{"上海安盛街21号广鹭小区1号楼", "none building [0]", "上海"},
		{"上海小馆旁广鹭小区1号楼", "found building [0]", "上海小馆"},
		{"丰县安盛街21号广鹭小区1号楼", "none building [0]", "丰县"},
		{"云帆市丰县安盛街21号广鹭小区1号楼", "none building [0]", "丰县"},
		{"帆州市安盛街21号广鹭小区1号楼", "none building [0]", "帆州市"},
		{"云帆市帆州安盛街21号广鹭小区1号楼", "none building [0]", "帆州"},
		{"五华县安盛街21号", "none compound a6", "五华县"},
		{"丰县路安盛街21号广鹭小区1号楼", "found building [0]", "丰县路"},
		{"广鹭小区1号楼丰县馆子旁", "found building [0]", "丰县 馆子"}, // what stands behind lies in the city
		{"玄武区安盛街21号广鹭小区1号楼", "none building [0]", "玄武区"},
		{"广鹭区1号楼", "found building [0]", "区"}, // 区 for 小区
		{"南区安盛街21号广鹭小区1号楼", "found building [0]", "南区"},
		{"东区安盛街21号广鹭小区1号楼", "found building [0]", ""},
		{"大渡市云帆市安盛街21号广鹭小区1号楼", "found building [0]", ""},
		{"夹河村委会", "found area a7", ""},
		{"夹河村民委员会", "found area a7", ""},
		{"柳舟居委会", "found area a3", ""},
		{"柳舟社区居委会", "found area a3", ""},
		{"黄楼办事处", "found area a8", ""},
		{"东区黄楼街道办事处", "found area a8", ""},
		{"夹河驿站", "none area a7", "驿站"},
		{"夹河小学", "none area a7", "小学"},
		{"夹河村小学", "found area a7", "小学"},
		{"夹河解放路3号", "found area a7", "解放路"},
	} {
		a := b.Match(c.text)
		if got := told(a); got != c.want || strings.Join(a.Unknown, " ") != c.unknown {
			t.Errorf("%q: %s, unknown %q; want %s, %q", c.text, got, a.Unknown, c.want, c.unknown)
		}
	}
}
