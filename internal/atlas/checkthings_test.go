package atlas_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/internal/atlas"
	"github.com/redsail/redsail/internal/city"
)

const housed = `
layers:
  - {key: community, name: {zh: 社区, en: Community}, parent: "", partition: true}
  - {key: grid, name: {zh: 网格, en: Grid}, parent: community, partition: true}
places:
  - {key: red_sail_station, name: {zh: 红帆驿站, en: Red Sail station}}
  - {key: landmark, name: {zh: 地标, en: Landmark}}
`

// TestCheckTellsHomesSetBack: buildings that all stand on one side of their road are a doubt of check, and no finding.
func TestCheckTellsHomesSetBack(t *testing.T) {
	s := openStore(t, housed)
	road := &city.Line{Layer: city.LayerRoad, Code: "r", Shape: geo.MultiLine{{at(0, 0), at(20, 0)}}}
	c := always(area("community", "west", "", rect(0, -1, 20, 10)))
	c.Entries = append(c.Entries, city.PutContent(road, city.Always()))
	for i := range 40 {
		dot := at(0, 0)
		dot.X, dot.Y = dot.X+int32(i)*1_000+500, dot.Y+1_700+int32(i%5)*50 // some 20 m to the north
		c.Entries = append(c.Entries, city.PutContent(&city.Building{Code: fmt.Sprintf("h%02d", i), Point: &dot}, city.Always()))
	}
	apply(t, s, c)
	for _, layer := range []string{"", "building"} {
		check, err := openAtlas(t, s, nil).Current().Check(t.Context(), layer)
		if err != nil {
			t.Fatal(err)
		}
		if d := check.Doubts; len(d) != 1 || d[0].Kind != atlas.DoubtSetBack || d[0].Layer != "building" || !strings.Contains(d[0].Reason, "20 m to the north") || check.Findings() != 0 {
			t.Errorf("%q: %+v, %d findings", layer, d, check.Findings())
		}
	}
}

// TestCheckBuildings: each fault is found once, and what is in order is not.
func TestCheckBuildings(t *testing.T) {
	s := openStore(t, housed)
	c := always(
		area("community", "west", "", rect(0, 0, 10, 10)), area("community", "east", "", rect(10, 0, 20, 10)),
		area("grid", "w1", "west", rect(0, 0, 5, 10)), area("grid", "w2", "west", rect(5, 0, 10, 10)), area("grid", "e1", "east", rect(10, 0, 20, 10)),
	)
	homes := func(n int64) *int64 { return &n }
	door, dot := at(12, 5), at(12, 5)
	for _, b := range []city.Building{
		{Code: "fine", Shape: rect(1, 1, 2, 2), Households: homes(9), Grid: "w1"},
		{Code: "at-the-border", Shape: rect(4, 1, 5, 2), Households: homes(9)},
		{Code: "cut", Shape: rect(4, 3, 6, 4), Households: homes(9), Grid: "w1"},
		{Code: "half-outside", Shape: rect(18, 8, 22, 9), Households: homes(9), Grid: "e1"},
		{Code: "entered-elsewhere", Shape: rect(8, 5, 9, 6), Entrances: []geo.Point{door}, Households: homes(9)},
		{Code: "said-elsewhere", Shape: rect(11, 1, 12, 2), Households: homes(9), Grid: "w2"},
		{Code: "nobody-counted", Shape: rect(11, 3, 12, 4), Households: homes(0), Grid: "e1"},
		{Code: "dot", Point: &dot, Households: homes(9), Grid: "w1"},
		{Code: "away", Shape: rect(30, 30, 31, 31)},
	} {
		c.Entries = append(c.Entries, city.PutContent(&b, city.Always()))
	}
	in, out := station("in", at(3, 3)), station("out", at(3, 33))
	c.Entries = append(c.Entries, city.PutContent(&in, city.Always()), city.PutContent(&out, city.Always()))
	apply(t, s, c)
	pic := openAtlas(t, s, nil).Current()
	check, err := pic.Check(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, l := range check.Layers[2:] {
		for _, f := range l.Findings {
			got = append(got, l.Layer+" "+f.Kind+" "+strings.Join(f.Codes, ","))
		}
	}
	want := []string{
		"building counted_elsewhere dot,west,east", "building counted_elsewhere half-outside,east,", "building counted_elsewhere said-elsewhere,west,east",
		"building building_straddles away,,", "building building_straddles cut,w1,w2", "building building_straddles entered-elsewhere,e1,w2",
		"building building_straddles half-outside,e1,", "building building_straddles said-elsewhere,w2,e1",
		"red_sail_station place_outside out",
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	for key, layers := range map[string]string{
		"building": `building 9 8`, "red_sail_station": `red_sail_station 2 1`, "landmark": ``, "grid": `grid 3 0`,
	} {
		one, err := pic.Check(t.Context(), key)
		if err != nil {
			t.Fatal(err)
		}
		if text := summary(one); text != layers || one.ContentHash != check.ContentHash {
			t.Errorf("%s alone: %q", key, text)
		}
	}
	if _, err := pic.Check(t.Context(), city.LayerRoad); city.CodeOf(err) != "unknown_layer" {
		t.Errorf("roads: %v", err)
	}
}

// summary is the number of things and of findings of each layer of a check.
func summary(c *atlas.Check) string {
	var out []string
	for _, l := range c.Layers {
		out = append(out, fmt.Sprint(l.Layer, " ", l.Areas, " ", len(l.Findings)))
	}
	return strings.Join(out, "; ")
}
