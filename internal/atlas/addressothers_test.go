package atlas_test

import (
	"strings"
	"testing"

	"github.com/redsail/redsail/internal/atlas"
	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/demo"
)

// TestAddressOfAnotherDivision: the table of divisions tells which counties the city has beside those that the store
// holds, and which other cities there are; none of them is taken for a slip, one by one and in bulk.
func TestAddressOfAnotherDivision(t *testing.T) {
	d := openDemo(t, demo.SizeTiny)
	var said string
	for _, r := range d.records(t) {
		if b, ok := r.Content.(*city.Building); ok && strings.HasSuffix(b.Address.Number, "号") && b.Address.Compound != "" {
			said = b.Address.Road + b.Address.Number + b.Address.Compound + b.Address.Building
			break
		}
	}
	held := *d.area(t, "district", func(*city.Area) bool { return true }) // one of the eleven: the other ten have nothing here
	held.Code, held.Names.Zh = "320302", "鼓楼区"
	p := cityNamed(t, d, "320300", "徐州市", city.PutArea(held, city.Always()))
	for before, found := range map[string]bool{
		"": true, "徐州市": true, "江苏省徐州市": true, "徐洲市": true, "徐州市鼓楼区": true, "鼓楼区": true,
		"邳州市": false, "徐州市邳州市": false, "泉山区": false, "江苏省徐州市泉山区": false, "泉山": false, "丰县": false, "沛县": false,
		"苏州市": false, "江苏省苏州市": false, "苏州": false, "滁州市": false,
		"徐州经济技术开发区": false, "经开区": false, "徐州市经开区": false, "徐州经开区": false, "经济开发区": false, "徐州市鼓楼区经济开发区": true, // that of the county
		"高新区": true, // none of the table "宿州市": false, "南京市": false, "南京市鼓楼区": false, "昆山市": false,
	} {
		a, err := p.Address(t.Context(), atlas.AddressAsk{Text: before + said})
		if err != nil {
			t.Fatal(err)
		}
		if (a.Outcome == "found") != found {
			t.Errorf("%s%s is %s: %s", before, said, a.Outcome, firstHits(a))
		}
	}
}

// TestZonesAreSaidInShort: the development zones that the table has as counties are known as people say them.
func TestZonesAreSaidInShort(t *testing.T) {
	d := openDemo(t, demo.SizeTiny)
	held := *d.area(t, "district", func(*city.Area) bool { return true })
	for _, c := range []struct{ code, name, county, said string }{
		{"340300", "蚌埠市", "340302", "高新区"}, {"340300", "蚌埠市", "340302", "高新技术开发区"}, {"340300", "蚌埠市", "340302", "高新技术产业开发区"}, {"340300", "蚌埠市", "340302", "经开区"},
		{"370700", "潍坊市", "370702", "滨海经开区"}, {"411400", "商丘市", "411402", "经开区"},
	} {
		held.Code, held.Names.Zh = c.county, "鼓楼区"
		p := cityNamed(t, d, c.code, c.name, city.PutArea(held, city.Always()))
		a, err := p.Address(t.Context(), atlas.AddressAsk{Text: c.said + "鼓楼区"})
		if err != nil || a.Outcome != "none" {
			t.Errorf("%s of %s: %s, %v", c.said, c.name, a.Outcome, err)
		}
	}
}
