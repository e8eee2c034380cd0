package atlas_test

import (
	"strings"
	"testing"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/internal/atlas"
	"github.com/redsail/redsail/internal/city"
)

const withCompounds = `
zone: Asia/Shanghai
layers:
  - {key: community, name: {zh: 社区, en: Community}, parent: "", partition: true}
  - {key: compound, name: {zh: 小区, en: Compound}, parent: community, partition: false}
`

// TestAliases: whoever asks by a name that people have long had for an area is led to it, by the search
// box and by an address, as by its own name, and is told which name that was.
func TestAliases(t *testing.T) {
	community := area("community", "C1", "", rect(0, 0, 100, 100))
	community.Names.Zh, community.Class = "太白楼社区", map[string]string{"alias": "城关村"}
	compound := area("compound", "X1", "C1", rect(10, 10, 50, 50))
	compound.Names.Zh, compound.Class = "马驿桥花园", map[string]string{"alias": "济钢宿舍、 老钢厂家属院，济钢宿舍"}
	if got := compound.Aliases(); strings.Join(got, "|") != "济钢宿舍|老钢厂家属院" {
		t.Errorf("%q", got)
	}
	inside := compound.Shape.Box().Min
	house := &city.Building{Code: "B2", Point: &geo.Point{X: inside.X + 5, Y: inside.Y + 5}, Address: city.Address{Road: "太白路", Number: "77号", Compound: "马驿桥花园", Building: "2号楼"}}
	house.Names.Zh = "2号楼"
	c := always(community, compound)
	c.Entries = append(c.Entries, city.PutContent(house, city.Always()))
	store := openStore(t, withCompounds)
	apply(t, store, c)
	a := openAtlas(t, store, nil)
	for text, code := range map[string]string{"济钢宿舍": "X1", "老钢厂家属院": "X1", "老鋼廠家屬院": "X1", "jigangsushe": "X1", "城关村": "C1", "济钢宿舍2号楼": "B2"} {
		hits := askSearch(t, a, text)
		if len(hits) == 0 || hits[0].Code != code {
			t.Errorf("%q: %+v", text, hits)
		} else if code == "X1" && (hits[0].Name != "马驿桥花园" || !strings.HasPrefix(hits[0].Note, "别名 ")) {
			t.Errorf("%q: %+v", text, hits[0])
		}
	}
	for _, c := range []struct{ text, level, code string }{
		{"济钢宿舍2号楼", "building", "B2"}, {"太白路77号老钢厂家属院2号楼", "building", "B2"}, {"城关村济钢宿舍2号楼", "building", "B2"}, {"济钢宿舍", "compound", "X1"}, {"马驿桥花园2号楼", "building", "B2"},
	} {
		got, err := a.Current().Address(t.Context(), atlas.AddressAsk{Text: c.text})
		if err != nil || got.Outcome != "found" || got.Level != c.level || len(got.Candidates) == 0 || got.Candidates[0].Code != c.code {
			t.Errorf("%q: %+v, %v", c.text, got, err)
		}
	}
}
