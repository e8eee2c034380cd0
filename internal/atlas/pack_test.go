package atlas_test

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/geotest"
	"github.com/redsail/redsail/internal/atlas"
	"github.com/redsail/redsail/internal/city"
)

// microCity has two streets; the first has a community of three grids, of which the first two are cut into
// two micro-grids each; the second one grid. Codes end in what tells them apart.
func microCity(t *testing.T, more ...city.Entry) *atlas.Picture {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(geotest.RepoRoot(t), "data", "schemes", "microgrid.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	var entries []city.Entry
	put := func(layer, code, parent string, shape geo.MultiPolygon) {
		entries = append(entries, city.PutArea(area(layer, code, parent, shape), city.Always()))
	}
	put("city", "370800000000", "", rect(0, 0, 40, 10))
	put("district", "370811000000", "370800000000", rect(0, 0, 40, 10))
	put("street", "370811001000", "370811000000", rect(0, 0, 30, 10))
	put("street", "370811002000", "370811000000", rect(30, 0, 40, 10))
	put("community", "370811001001", "370811001000", rect(0, 0, 30, 10))
	put("community", "370811002001", "370811002000", rect(30, 0, 40, 10))
	put("grid", "370811001001001", "370811001001", rect(0, 0, 10, 10))
	put("grid", "370811001001002", "370811001001", rect(10, 0, 20, 10))
	put("grid", "370811001001003", "370811001001", rect(20, 0, 30, 10))
	put("grid", "370811002001001", "370811002001", rect(30, 0, 40, 10))
	put("microgrid", "1-01", "370811001001001", rect(0, 0, 5, 10))
	put("microgrid", "1-02", "370811001001001", rect(5, 0, 10, 10))
	put("microgrid", "2-01", "370811001001002", rect(10, 0, 15, 10))
	put("microgrid", "2-02", "370811001001002", rect(15, 0, 20, 10))
	return pictureOf(t, string(text), append(entries, more...)...)
}

func seatOf(layer, code string) city.Seat {
	return city.Seat{Kind: city.KindArea, Layer: layer, Code: code}
}

// TestOwnGrids: with micro-grids under them grids stay what a worker's page is about; who is for a micro-grid
// alone has that; who is for a community or more has its grids, of one street.
func TestOwnGrids(t *testing.T) {
	p := microCity(t)
	g1, g2, g3, g4 := "370811001001001", "370811001001002", "370811001001003", "370811002001001"
	for name, c := range map[string]struct {
		scope, posts []city.Seat
		layer        string
		codes        []string
		elsewhere    int
	}{
		"a grid":                            {[]city.Seat{seatOf("grid", g1)}, nil, "grid", []string{g1}, 0},
		"a grid, and a post at a part":      {[]city.Seat{seatOf("grid", g1)}, []city.Seat{seatOf("microgrid", "1-01")}, "grid", []string{g1}, 0},
		"a part":                            {[]city.Seat{seatOf("microgrid", "2-01")}, nil, "microgrid", []string{"2-01"}, 0},
		"a grid and a part of another":      {[]city.Seat{seatOf("microgrid", "2-01"), seatOf("grid", g1)}, nil, "grid", []string{g1}, 1},
		"a community":                       {[]city.Seat{seatOf("community", "370811001001")}, nil, "grid", []string{g1, g2, g3}, 0},
		"a street":                          {[]city.Seat{seatOf("street", "370811001000")}, nil, "grid", []string{g1, g2, g3}, 0},
		"a street, and a post at a grid":    {[]city.Seat{seatOf("street", "370811001000")}, []city.Seat{seatOf("grid", g3)}, "grid", []string{g3}, 0},
		"a street, and a post at it":        {[]city.Seat{seatOf("street", "370811002000")}, []city.Seat{seatOf("street", "370811002000")}, "grid", []string{g4}, 0},
		"a city":                            {[]city.Seat{seatOf("city", "370800000000")}, nil, "grid", []string{g1, g2, g3}, 1},
		"grids of two streets":              {[]city.Seat{seatOf("grid", g4), seatOf("grid", g1)}, nil, "grid", []string{g1}, 1},
		"a grid that is not in force":       {[]city.Seat{seatOf("grid", "370811001001009")}, nil, "", nil, 0},
		"nothing":                           {nil, nil, "", nil, 0},
		"a place":                           {[]city.Seat{{Kind: city.KindPlace, Layer: "landmark", Code: "x"}}, nil, "", nil, 0},
		"a grid named twice, and its whole": {[]city.Seat{seatOf("grid", g4), seatOf("street", "370811002000"), seatOf("grid", g4)}, nil, "grid", []string{g4}, 0},
	} {
		got := p.OwnGrids(c.scope, c.posts)
		if got.Layer != c.layer || !slices.Equal(got.Codes, c.codes) || got.Elsewhere != c.elsewhere {
			t.Errorf("%s: %+v, want %s %v and %d elsewhere", name, got, c.layer, c.codes, c.elsewhere)
		}
	}
}

// TestPackOfMicroGrids: the pack is of the street, and of the layer that the worker is for.
func TestPackOfMicroGrids(t *testing.T) {
	house := &city.Building{Code: "h", Grid: "370811001001001", Shape: rect(1, 1, 2, 2), Households: new(int64)}
	hall := &city.Place{Kind: "landmark", Code: "s", Names: city.Names{Zh: "文化馆", En: "Culture Hall"}, Point: at(3, 3), State: city.PlaceOpen}
	p := microCity(t, city.PutContent(house, city.Always()), city.PutContent(hall, city.Always()))
	if got := p.GridLayer(); got != "grid" {
		t.Errorf("the layer of the grids is %q", got)
	}
	for _, c := range []struct{ layer, code, next string }{{"grid", "370811001001001", "370811001001002"}, {"microgrid", "1-02", "1-01"}} {
		if got := p.GridsNamed([]string{c.code}); got != c.layer {
			t.Errorf("%s is of %q", c.code, got)
		}
		k, err := p.PackOf(t.Context(), c.layer, []string{c.code})
		if err != nil {
			t.Fatal(err)
		}
		if k.Layer != "street" || k.Code != "370811001000" || k.Grid != c.layer || len(k.LeftOut) != 0 {
			t.Errorf("the pack of %s is of %s %s in %s, without %v", c.code, k.Layer, k.Code, k.Grid, k.LeftOut)
		}
		if !slices.ContainsFunc(k.Neighbours, func(n atlas.PackNeighbour) bool { return n.Of == c.code && n.Code == c.next }) {
			t.Errorf("next to %s are %v", c.code, k.Neighbours)
		}
		if len(k.Places) != 1 || k.Places[0].Name != "文化馆" || k.Places[0].NameEn != "Culture Hall" {
			t.Errorf("the pack of %s has the places %+v", c.code, k.Places)
		}
		if len(k.Buildings) != 1 || (k.Buildings[0].Households != nil) != (c.layer == "grid") { // it is in 1-01
			t.Errorf("the pack of %s has the buildings %+v", c.code, k.Buildings)
		}
	}
}

// TestPackLoses: what goes is told, what stays is the ground by which one knows where one is.
func TestPackLoses(t *testing.T) {
	house := &city.Building{Code: "h", Grid: "370811001001001", Shape: rect(1, 1, 2, 2)}
	other := &city.Building{Code: "o", Grid: "370811001001003", Shape: rect(21, 1, 22, 2)}
	station := &city.Place{Kind: "landmark", Code: "s", Point: at(3, 3), State: city.PlaceOpen}
	p := microCity(t, city.PutContent(house, city.Always()), city.PutContent(other, city.Always()), city.PutContent(station, city.Always()))
	k, err := p.PackOf(t.Context(), "grid", []string{"370811001001001"})
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for k.Lose() {
		n++
	}
	want := []atlas.PackLeft{{What: "areas", Count: 4}, {What: "ground", Count: 4}, {What: "buildings_elsewhere", Count: 1}, {What: "places", Count: 1}, {What: "buildings", Count: 1}}
	if n != 7 || !slices.Equal(k.LeftOut, want) {
		t.Errorf("after %d cuts it is without %v, want %v", n, k.LeftOut, want)
	}
	var ground []string
	for _, a := range k.Areas {
		if len(a.Ground) > 0 {
			ground = append(ground, a.Code)
		}
	}
	if slices.Sort(ground); !slices.Equal(ground, []string{"370811001001001", "370811001001002"}) {
		t.Errorf("there is ground of %v", ground)
	}
}
