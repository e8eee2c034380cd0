package mvttest_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/redsail/redsail/geo/geotest"
	"github.com/redsail/redsail/tiles/mvt"
	"github.com/redsail/redsail/tiles/mvt/mvttest"
)

// lenient are the tiles that the collection calls valid because a reader should cope,
// although they break a MUST for writers, with the reason for which Decode refuses them.
var lenient = map[string]string{
	"016": "a feature MUST have a type of geometry",
	"039": "a layer that conforms to 2.1 MUST have version 2 and a name",
	"057": "a MoveTo MUST be followed by as many parameters as it counts",
}

// TestPublishedTiles holds the validator against github.com/mapbox/mvt-fixtures.
func TestPublishedTiles(t *testing.T) {
	root := filepath.Join(geotest.DataDir(t), "vectors", "mvt-fixtures")
	dirs, err := os.ReadDir(root)
	if err != nil {
		t.Fatal(err)
	}
	valid := 0
	for _, d := range dirs {
		var info struct {
			Description string
			Validity    struct{ V2 any }
		}
		text, err := os.ReadFile(filepath.Join(root, d.Name(), "info.json"))
		if err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(text, &info); err != nil {
			t.Fatal(err)
		}
		tile, err := os.ReadFile(filepath.Join(root, d.Name(), "tile.mvt"))
		if err != nil {
			t.Fatal(err)
		}
		_, got := mvttest.Decode(tile)
		want := info.Validity.V2 == true
		if want {
			valid++
		}
		if (got == nil) != (want && lenient[d.Name()] == "") {
			t.Errorf("%s: Decode says %v: %s", d.Name(), got, info.Description)
		}
	}
	if len(dirs) < 70 || valid < 40 {
		t.Fatalf("only %d tiles, %d valid", len(dirs), valid)
	}
}

// TestBadRings gives the encoder, which trusts its caller about this, rings that no tile
// may hold.
func TestBadRings(t *testing.T) {
	for name, c := range map[string]struct {
		outer, hole, outer2 []mvt.Point
		ok                  bool
	}{
		"square":            {outer: ring(0, 0, 9, 0, 9, 9, 0, 9), ok: true},
		"hole":              {outer: ring(0, 0, 9, 0, 9, 9, 0, 9), hole: ring(2, 2, 5, 2, 5, 5), ok: true},
		"hole at a corner":  {outer: ring(0, 0, 9, 0, 9, 9, 0, 9), hole: ring(0, 0, 5, 2, 5, 5), ok: true},
		"island in a hole":  {outer: ring(0, 0, 9, 0, 9, 9, 0, 9), hole: ring(1, 1, 8, 1, 8, 8, 1, 8), outer2: ring(2, 2, 5, 2, 5, 5), ok: true},
		"bow tie":           {outer: ring(0, 0, 9, 9, 9, 0, 0, 5)},
		"spike":             {outer: ring(0, 0, 9, 0, 9, 9, 9, 12, 9, 9, 0, 9)},
		"spike in line":     {outer: ring(0, 0, 9, 0, 9, 12, 9, 9, 0, 9)},
		"touching itself":   {outer: ring(0, 0, 4, 0, 4, 4, 8, 4, 8, 8, 4, 8, 4, 4, 0, 4)},
		"vertex on an edge": {outer: ring(0, 0, 9, 0, 9, 9, 4, 0, 0, 9)},
		"hole outside":      {outer: ring(0, 0, 9, 0, 9, 9, 0, 9), hole: ring(12, 2, 15, 2, 15, 5)},
		"hole crossing":     {outer: ring(0, 0, 9, 0, 9, 9, 0, 9), hole: ring(5, 2, 15, 2, 15, 5)},
		"hole on an edge":   {outer: ring(0, 0, 9, 0, 9, 9, 0, 9), hole: ring(5, 0, 7, 0, 7, 5)},
		"parts at a corner": {outer: ring(0, 0, 4, 0, 4, 4, 0, 4), outer2: ring(4, 4, 8, 4, 8, 8, 4, 8), ok: true},
		"cross at a corner": {outer: ring(0, 0, 8, 0, 4, 4), outer2: ring(4, 4, 6, 0, 12, 0)},
		"cross at corners":  {outer: ring(0, 0, 4, 4, 8, 0, 8, 9, 4, 6, 0, 9), outer2: ring(4, 4, 9, 12, 4, 6, -1, 12)},
		"parts overlap":     {outer: ring(0, 0, 9, 0, 9, 9, 0, 9), outer2: ring(2, 2, 5, 2, 5, 5)},
	} {
		var g mvt.Polygons
		g.Outer(c.outer)
		if c.hole != nil {
			g.Hole(c.hole)
		}
		if c.outer2 != nil {
			g.Outer(c.outer2)
		}
		var l mvt.Layer
		l.Reset("l", 0)
		l.AddPolygons(1, &g, nil)
		if _, err := mvttest.Decode(l.AppendTo(nil)); (err == nil) != c.ok {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// ring takes x, y, x, y and so on.
func ring(xy ...int32) []mvt.Point {
	out := make([]mvt.Point, 0, len(xy)/2)
	for i := 0; i < len(xy); i += 2 {
		out = append(out, mvt.Point{X: xy[i], Y: xy[i+1]})
	}
	return out
}
