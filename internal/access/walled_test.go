package access_test

import (
	"path/filepath"
	"slices"
	"testing"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/internal/access"
	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/store/gpkg"
)

const walledScheme = `
layers:
  - {key: city, name: {zh: 市, en: City}, parent: "", partition: true}
  - {key: district, name: {zh: 区县, en: District}, parent: city, partition: true}
  - {key: street, name: {zh: 街道, en: Street}, parent: district, partition: true}
  - {key: community, name: {zh: 社区, en: Community}, parent: street, partition: true}
  - {key: grid, name: {zh: 网格, en: Grid}, parent: community, partition: true}
  - {key: compound, name: {zh: 小区, en: Compound}, parent: community, partition: false}
places:
  - {key: red_sail_station, name: {zh: 红帆驿站, en: Red Sail station}}
`

// TestWalledNamesNothingElsewhere: what a wall's area shows names no code, place or heir that lies
// outside of it, and all that lie in it.
func TestWalledNamesNothingElsewhere(t *testing.T) {
	scheme, err := city.ParseScheme([]byte(walledScheme))
	if err != nil {
		t.Fatal(err)
	}
	s, err := gpkg.Init(t.Context(), filepath.Join(t.TempDir(), "city.gpkg"), scheme, gpkg.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	at := func(x, y int32) geo.Point { return geo.Point{X: 1_160_000_000 + x*10_000, Y: 390_000_000 + y*10_000} }
	point := func(x, y int32) *geo.Point { p := at(x, y); return &p }
	area := func(layer, code, parent string, x0, x1 int32) *city.Area {
		return &city.Area{Layer: layer, Code: code, Parent: parent, Names: city.Names{Zh: code}, Shape: geo.MultiPolygon{{{at(x0, 0), at(x1, 0), at(x1, 10), at(x0, 10)}}}}
	}
	seat := func(layer, code string) city.Seat { return city.Seat{Kind: city.KindArea, Layer: layer, Code: code} }
	org := func(code string) city.Seat {
		return city.Seat{Kind: city.KindOrganisation, Layer: city.LayerOrganisation, Code: code}
	}
	always := city.Always()
	c := city.Change{Effective: always.From}
	for _, content := range []city.Content{
		area("city", "c", "", 0, 20), area("district", "d", "c", 0, 20), area("street", "a", "d", 0, 10), area("street", "b", "d", 10, 20),
		area("community", "ka", "a", 0, 10), area("community", "kb", "b", 10, 20), area("grid", "ga", "ka", 0, 10), area("grid", "gb", "kb", 10, 20),
		&city.Building{Code: "h1", Point: point(2, 2), Grid: "gb"}, &city.Building{Code: "h2", Point: point(3, 3), Grid: "ga"},
		&city.Place{Kind: "red_sail_station", Code: "s1", Point: at(4, 4), State: city.PlaceOpen, Owner: "o-b"},
		&city.Place{Kind: "red_sail_station", Code: "s2", Point: at(4, 5), State: city.PlaceOpen, Owner: "o-a"},
		&city.Place{Kind: "red_sail_station", Code: "sb", Point: at(14, 4), State: city.PlaceOpen},
		&city.Organisation{Code: "o-b", Kind: "branch", Of: seat("grid", "gb")}, &city.Organisation{Code: "o-a", Kind: "branch", Of: seat("grid", "ga"), Point: point(4, 4)},
		&city.Organisation{Code: "o-1", Kind: "branch", Of: seat("grid", "ga"), Parent: "o-b", Covers: []city.Seat{seat("grid", "gb"), seat("community", "ka"), org("o-b")},
			Place: city.Seat{Kind: city.KindPlace, Layer: "red_sail_station", Code: "sb"}, Address: city.Address{Road: "别处路"}},
		&city.Organisation{Code: "o-2", Kind: "branch", Of: seat("grid", "ga"), Parent: "o-a", Point: point(14, 4)},
		&city.Post{Code: "p-b", Role: "grid_head", At: seat("grid", "gb")}, &city.Post{Code: "p-a", Role: "grid_head", At: seat("grid", "ga")},
		&city.Post{Code: "p-1", Role: "full_time_worker", At: seat("grid", "ga"), StandIns: []string{"p-b", "p-a"}},
	} {
		c.Entries = append(c.Entries, city.PutContent(content, always))
	}
	if _, err := s.Apply(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	wall, ok := access.ParseWall("area=street/a&layers=community,grid,building,red_sail_station")
	if !ok {
		t.Fatal("no wall")
	}
	r := access.Walled(s, wall, scheme)
	got := map[string]city.Content{}
	for _, kind := range []city.RecordKind{city.KindBuilding, city.KindPlace, city.KindOrganisation, city.KindPost} {
		rs, err := r.Records(t.Context(), city.Query{Kind: kind})
		if err != nil {
			t.Fatal(err)
		}
		for _, one := range rs {
			got[one.Key().Code] = one.Content
		}
	}
	if len(got) != 9 {
		t.Errorf("%d records: %v", len(got), got)
	}
	if h1, h2 := got["h1"].(*city.Building), got["h2"].(*city.Building); h1.Grid != "" || h2.Grid != "ga" {
		t.Errorf("grids of buildings: %q, %q", h1.Grid, h2.Grid)
	}
	if s1, s2 := got["s1"].(*city.Place), got["s2"].(*city.Place); s1.Owner != "" || s2.Owner != "o-a" {
		t.Errorf("owners of places: %q, %q", s1.Owner, s2.Owner)
	}
	one, two := got["o-1"].(*city.Organisation), got["o-2"].(*city.Organisation)
	if one.Parent != "" || !slices.Equal(one.Covers, []city.Seat{seat("community", "ka")}) || one.Place != (city.Seat{}) || one.Address != (city.Address{}) {
		t.Errorf("%+v", one)
	}
	if two.Parent != "o-a" || two.Point != nil || got["o-a"].(*city.Organisation).Point == nil {
		t.Errorf("%+v", two)
	}
	if p := got["p-1"].(*city.Post); !slices.Equal(p.StandIns, []string{"p-a"}) {
		t.Errorf("%+v", p)
	}
}
