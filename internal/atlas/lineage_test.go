package atlas_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/redsail/redsail/internal/atlas"
	"github.com/redsail/redsail/internal/city"
)

const staffed = `
layers:
  - {key: street, name: {zh: 街道, en: Street}, parent: "", partition: true}
  - {key: grid, name: {zh: 网格, en: Grid}, parent: street, partition: true}
  - {key: compound, name: {zh: 小区, en: Compound}, parent: "", partition: false}
places:
  - {key: red_sail_station, name: {zh: 红帆驿站, en: Red Sail station}}
`

func seat(kind city.RecordKind, layer, code string) city.Seat {
	return city.Seat{Kind: kind, Layer: layer, Code: code}
}

// staffCity has two streets; the first has grids a1 and a2, the second b1. A building stands in a1
// and names a2 as its grid; a branch is of a1 and covers b1.
func staffCity(t *testing.T) (city.Store, *atlas.Picture) {
	t.Helper()
	s := openStore(t, staffed)
	c := always(area("street", "a", "", rect(0, 0, 20, 10)), area("street", "b", "", rect(20, 0, 30, 10)),
		area("grid", "a1", "a", rect(0, 0, 10, 10)), area("grid", "a2", "a", rect(10, 0, 20, 10)), area("grid", "b1", "b", rect(20, 0, 30, 10)),
		area("compound", "k", "", rect(1, 1, 4, 4)))
	spot := at(2, 2)
	place := station("s", at(25, 5))
	house := &city.Building{Code: "h", Point: &spot, Grid: "a2"}
	branch := &city.Organisation{Code: "o", Kind: "branch", Of: seat(city.KindArea, "grid", "a1"), Covers: []city.Seat{seat(city.KindArea, "grid", "b1")}}
	group := &city.Organisation{Code: "og", Kind: "party_group", Of: seat(city.KindOrganisation, city.LayerOrganisation, "o")}
	ring := &city.Organisation{Code: "or", Kind: "party_group", Of: seat(city.KindOrganisation, city.LayerOrganisation, "or")}
	post := &city.Post{Code: "p", Role: "grid_head", At: seat(city.KindArea, "grid", "a1"), Person: "P-1"}
	other := &city.Post{Code: "q", Role: "building_head", At: seat(city.KindBuilding, city.LayerBuilding, "h"), Person: "P-1"}
	person := &city.Person{Code: "P-1", Sealed: []byte("sealed")}
	for _, content := range []city.Content{house, &place, branch, group, ring, post, other, person} {
		c.Entries = append(c.Entries, city.PutContent(content, city.Always()))
	}
	apply(t, s, c)
	return s, openAtlas(t, s, nil).Current()
}

func seatCodes(list []city.Seat) string {
	var out []string
	for _, s := range list {
		out = append(out, s.Layer+"/"+s.Code)
	}
	return strings.Join(out, " ")
}

// TestLineage: what a thing lies in by right: areas by parent codes, a building by what it names, an
// organisation by what it is of and covers, a post by what it is for; and nothing of what is not there.
func TestLineage(t *testing.T) {
	_, pic := staffCity(t)
	for _, c := range []struct {
		of   city.Seat
		want string
	}{
		{seat(city.KindArea, "street", "a"), "street/a"},
		{seat(city.KindArea, "grid", "a1"), "grid/a1 street/a"},
		{seat(city.KindArea, "grid", "gone"), ""},
		{seat(city.KindArea, "no_layer", "a1"), ""},
		{seat(city.KindBuilding, city.LayerBuilding, "h"), "building/h street/a grid/a2 street/a compound/k"},
		{seat(city.KindPlace, "red_sail_station", "s"), "red_sail_station/s street/b grid/b1 street/b"},
		{seat(city.KindPlace, "red_sail_station", "x"), ""},
		{seat(city.KindOrganisation, city.LayerOrganisation, "o"), "organisation/o grid/a1 street/a grid/b1 street/b"},
		{seat(city.KindOrganisation, city.LayerOrganisation, "og"), "organisation/og organisation/o grid/a1 street/a grid/b1 street/b"},
		{seat(city.KindPost, city.LayerPost, "p"), "post/p grid/a1 street/a"},
		{city.Seat{}, ""},
	} {
		want := strings.Fields(c.want)
		got := strings.Fields(seatCodes(pic.Lineage(c.of)))
		if c.of.Kind == city.KindBuilding || c.of.Kind == city.KindPlace { // the order of layers does not matter
			for _, one := range want {
				if !strings.Contains(fmt.Sprint(got), one) {
					t.Errorf("%v lacks %s: %v", c.of, one, got)
				}
			}
			continue
		}
		if fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("%v: %v, want %v", c.of, got, want)
		}
	}
	if got := seatCodes(pic.Lineage(seat(city.KindBuilding, city.LayerBuilding, "h"))); strings.Contains(got, "grid/a1") {
		t.Errorf("the building lies in the grid that it does not name: %s", got)
	}
	if got := pic.Lineage(seat(city.KindOrganisation, city.LayerOrganisation, "or")); len(got) > 20 {
		t.Errorf("an organisation of itself has a lineage of %d", len(got))
	}
}

// TestReach: by the posts that a person holds.
func TestReach(t *testing.T) {
	_, pic := staffCity(t)
	got := seatCodes(pic.Reach("P-1"))
	for _, want := range []string{"grid/a1", "street/a", "building/h", "grid/a2", "compound/k"} {
		if !strings.Contains(got, want) {
			t.Errorf("%s lacks %s", got, want)
		}
	}
	if strings.Contains(got, "b1") || pic.Reach("P-2") != nil {
		t.Errorf("%s, %v", got, pic.Reach("P-2"))
	}
	if p, ok := pic.Person("P-1"); !ok || len(pic.Persons()) != 1 || p.Code != "P-1" {
		t.Error("the person is not found")
	}
	if posts := pic.PostsHeldBy("P-1"); len(posts) != 2 || posts[0].Code != "p" {
		t.Errorf("%v", posts)
	}
}
