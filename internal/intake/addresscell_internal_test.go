package intake

import (
	"testing"

	"github.com/redsail/redsail/internal/city"
)

// TestSplitAddress: the parts of an address, without the dwelling, and nothing else lost.
func TestSplitAddress(t *testing.T) {
	for text, want := range map[string]struct {
		a        city.Address
		dwelling bool
	}{
		"建设路12号幸福小区3号楼2单元501室":   {city.Address{Road: "建设路", Number: "12号", Compound: "幸福小区", Building: "3号楼"}, true},
		"山东省济宁市任城区古槐路１２号幸福小区３号楼": {city.Address{Road: "古槐路", Number: "12号", Compound: "幸福小区", Building: "3号楼"}, false},
		"济宁市市中区红星东路8-1号":         {city.Address{Road: "红星东路", Number: "8-1号"}, false},
		"阳光城区5号楼":                {city.Address{Compound: "阳光城区", Building: "5号楼"}, false},
		"幸福小区甲栋":                 {city.Address{Compound: "幸福小区", Building: "甲栋"}, false},
		"幸福小区3号楼-501":            {city.Address{Compound: "幸福小区", Building: "3号楼"}, true},
		"解放大街3号楼":                {city.Address{Road: "解放大街", Building: "3号楼"}, false},
		"中山路 1 号":                {city.Address{Road: "中山路", Number: "1号"}, false},
		"某处":                     {city.Address{Compound: "某处"}, false},
		"":                       {city.Address{}, false},
		"鄂尔多斯市东胜区鄂尔多斯大街15号院2号楼3单元": {city.Address{Road: "鄂尔多斯大街", Number: "15号院", Building: "2号楼"}, true},
		"建设路12号幸福小区12号楼1201室":      {city.Address{Road: "建设路", Number: "12号", Compound: "幸福小区", Building: "12号楼"}, true},
		"建设路街道人民路5号":               {city.Address{Road: "人民路", Number: "5号"}, false},
	} {
		if a, dwelling := splitAddress(text); a != want.a || dwelling != want.dwelling {
			t.Errorf("%s: %+v %v, want %+v", text, a, dwelling, want)
		}
	}
}
