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
		"苏州市": false, "江苏省苏州市": false, "苏州": false, "滁州市": false, "宿州市": false, "南京市": false, "南京市鼓楼区": false, "昆山市": false,
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
