package mvt_test

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"github.com/paulmach/orb"
	orbmvt "github.com/paulmach/orb/encoding/mvt"
	"pgregory.net/rapid"

	"github.com/redsail/redsail/geo/geotest"
	"github.com/redsail/redsail/tiles/mvt"
	"github.com/redsail/redsail/tiles/mvt/mvttest"
)

func Example() {
	var shape mvt.Polygons
	shape.Outer([]mvt.Point{{X: 0, Y: 0}, {X: 0, Y: 100}, {X: 100, Y: 100}, {X: 100, Y: 0}})
	var layer mvt.Layer
	layer.Reset("grid", mvt.Extent)
	layer.AddPolygons(7, &shape, []mvt.Prop{{Key: "code", Value: mvt.String("0417")}})
	fmt.Printf("% x\n", layer.AppendTo(nil))
	// Output:
	// 1a 33 0a 04 67 72 69 64 12 18 08 07 12 02 00 00 18 03 22 0e 09 00 00 1a c8 01 00 00 c8 01 c7 01 00 0f 1a 04 63 6f 64 65 22 06 0a 04 30 34 31 37 28 80 20 78 02
}

func decode(t interface {
	Helper()
	Fatal(...any)
}, tile []byte) []mvttest.Layer {
	t.Helper()
	layers, err := mvttest.Decode(tile)
	if err != nil {
		t.Fatal(err)
	}
	return layers
}

func TestValues(t *testing.T) {
	var l mvt.Layer
	l.Reset("l", 512)
	props := []mvt.Prop{
		{Key: "name", Value: mvt.String("海淀街道")},
		{Key: "empty", Value: mvt.String("")},
		{Key: "bytes", Value: mvt.String("a\xffb")},
		{Key: "int", Value: mvt.Int(math.MinInt64)},
		{Key: "uint", Value: mvt.Uint(math.MaxUint64)},
		{Key: "one", Value: mvt.Uint(1)},
		{Key: "yes", Value: mvt.Bool(true)},
		{Key: "no", Value: mvt.Bool(false)},
		{Key: "double", Value: mvt.Double(-0.1)},
		{Key: "absent"},
		{Key: "one", Value: mvt.Uint(2)},
	}
	for id := range uint64(3) {
		if !l.AddPoints(math.MaxUint64-id, []mvt.Point{{X: -5, Y: 7}, {X: 3, Y: 512}}, props) {
			t.Fatal("not added")
		}
	}
	want := map[string]any{
		"name": "海淀街道", "empty": "", "bytes": "a\uFFFDb", "int": int64(math.MinInt64), "uint": uint64(math.MaxUint64),
		"one": uint64(1), "yes": true, "no": false, "double": -0.1,
	}
	got := decode(t, l.AppendTo(nil))[0]
	if got.Name != "l" || got.Extent != 512 || len(got.Features) != 3 || l.Len() != 3 {
		t.Fatalf("%+v", got)
	}
	for i, f := range got.Features {
		if !reflect.DeepEqual(f.Props, want) || f.ID != math.MaxUint64-uint64(i) ||
			!reflect.DeepEqual(f.Points, []mvt.Point{{X: -5, Y: 7}, {X: 3, Y: 512}}) {
			t.Errorf("%+v", f)
		}
	}
}

func TestRings(t *testing.T) {
	square := []mvt.Point{{X: 0, Y: 0}, {X: 0, Y: 0}, {X: 8, Y: 0}, {X: 8, Y: 8}, {X: 8, Y: 8}, {X: 0, Y: 8}, {X: 0, Y: 0}}
	inner := []mvt.Point{{X: 2, Y: 2}, {X: 4, Y: 2}, {X: 4, Y: 4}}
	line := []mvt.Point{{X: 0, Y: 0}, {X: 4, Y: 4}, {X: 8, Y: 8}}
	var g mvt.Polygons
	if g.Hole(inner) || g.Outer(line) || g.Hole(inner) || g.Outer(line[:2]) || g.Outer(nil) ||
		g.Outer([]mvt.Point{{X: 0, Y: 0}, {X: mvt.MaxCoordinate + 1, Y: 0}, {X: 0, Y: 5}}) || !g.Empty() {
		t.Fatal("a ring was taken that must not be")
	}
	var l mvt.Layer
	l.Reset("l", 0)
	if l.AddPolygons(1, &g, nil) || l.AddPoints(1, nil, nil) || len(l.AppendTo(nil)) != 0 {
		t.Fatal("an empty layer writes something")
	}
	if !g.Outer(square) || !g.Hole(inner) || g.Hole(line) {
		t.Fatal("a ring was not taken")
	}
	l.AddPolygons(1, &g, nil)
	f := decode(t, l.AppendTo(nil))[0].Features[0]
	if len(f.Polygons) != 1 || len(f.Polygons[0]) != 2 || f.Polygons[0][0].TwiceArea() != 128 || f.Polygons[0][1].TwiceArea() != -4 {
		t.Fatalf("%+v", f.Polygons)
	}
	g.Reset()
	if !g.Empty() || g.Hole(inner) {
		t.Fatal("Reset leaves something")
	}
}

// drawShape draws squares beside each other, some with a hole, in any direction.
func drawShape(t *rapid.T, g *mvt.Polygons) (want [][]mvttest.Ring) {
	for i := range rapid.IntRange(1, 5).Draw(t, "parts") {
		x, y := int32(i*100), rapid.Int32Range(-5000, 5000).Draw(t, "y")
		ring := func(lo, hi int32, turn bool) []mvt.Point {
			r := []mvt.Point{{X: x + lo, Y: y + lo}, {X: x + hi, Y: y + lo}, {X: x + hi, Y: y + hi}, {X: x + lo, Y: y + hi}}
			if turn {
				r[1], r[3] = r[3], r[1]
			}
			return r
		}
		poly := []mvttest.Ring{ring(0, 90, false)}
		g.Outer(ring(0, 90, rapid.Bool().Draw(t, "turn")))
		if rapid.Bool().Draw(t, "hole") {
			g.Hole(ring(10, 20, rapid.Bool().Draw(t, "turn")))
			poly = append(poly, ring(10, 20, true))
		}
		want = append(want, poly)
	}
	return want
}

func TestRoundTrip(t *testing.T) {
	var l mvt.Layer // reused, so that nothing of the tile before may show
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.StringN(1, 20, -1).Draw(t, "name")
		l.Reset(name, 0)
		var want []mvttest.Feature
		for id := range uint64(rapid.IntRange(1, 20).Draw(t, "n")) {
			f := mvttest.Feature{ID: id << 40, HasID: true, Type: mvttest.Polygon, Props: map[string]any{}}
			var props []mvt.Prop
			for _, k := range rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"a", "b", "c"}), 0, 3, rapid.ID).Draw(t, "keys") {
				v := rapid.Int64Range(-3, 3).Draw(t, "v")
				props, f.Props[k] = append(props, mvt.Prop{Key: k, Value: mvt.Int(v)}), v
			}
			var g mvt.Polygons
			f.Polygons = drawShape(t, &g)
			l.AddPolygons(f.ID, &g, props)
			want = append(want, f)
		}
		got := decode(t, l.AppendTo(nil))
		if len(got) != 1 || got[0].Name != name || !reflect.DeepEqual(got[0].Features, want) {
			t.Fatalf("got %+v\nwant %+v", got, want)
		}
	})
}

// TestOrbReadsTheSame asks another decoder. It may panic on bad input; that would be our
// fault, and is reported as a failure.
func TestOrbReadsTheSame(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var l mvt.Layer
		l.Reset("grid", 0)
		var g mvt.Polygons
		want := drawShape(t, &g)
		l.AddPolygons(42, &g, []mvt.Prop{{Key: "name", Value: mvt.String("网格")}, {Key: "n", Value: mvt.Int(-9)}})
		defer func() {
			if r := recover(); r != nil {
				t.Fatalf("orb panics: %v", r)
			}
		}()
		layers, err := orbmvt.Unmarshal(l.AppendTo(nil))
		if err != nil || len(layers) != 1 || layers[0].Version != 2 || layers[0].Extent != 4096 {
			t.Fatalf("%v %+v", err, layers)
		}
		f := layers[0].Features[0]
		if f.ID != float64(42) || f.Properties["name"] != "网格" || f.Properties["n"] != float64(-9) {
			t.Fatalf("%+v", f)
		}
		rings := 0
		for _, poly := range want {
			rings += len(poly)
		}
		got := 0
		for _, part := range polygonsOf(f.Geometry) {
			got += len(part)
		}
		if got != rings {
			t.Fatalf("orb sees %d rings, want %d", got, rings)
		}
	})
}

func polygonsOf(g orb.Geometry) []orb.Polygon {
	switch g := g.(type) {
	case orb.Polygon:
		return []orb.Polygon{g}
	case orb.MultiPolygon:
		return g
	}
	return nil
}

// TestPublishedTiles reads each valid tile of github.com/mapbox/mvt-fixtures that holds
// points and polygons only, writes its features anew and reads them back.
func TestPublishedTiles(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(geotest.DataDir(t), "vectors", "mvt-fixtures", "*", "tile.mvt"))
	if err != nil {
		t.Fatal(err)
	}
	written := 0
	for _, file := range files {
		tile, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		want, err := mvttest.Decode(tile)
		if err != nil || len(want) == 0 || !writable(want) {
			continue
		}
		var again []byte
		for _, l := range want {
			again = encode(l).AppendTo(again)
		}
		got := decode(t, again)
		if !reflect.DeepEqual(got, want) {
			g, _ := json.Marshal(got)
			w, _ := json.Marshal(want)
			t.Errorf("%s:\n got %s\nwant %s", file, g, w)
		}
		written++
	}
	if written < 30 {
		t.Fatalf("only %d of %d tiles were written", written, len(files))
	}
}

// writable is true of layers whose features the encoder has words for.
func writable(layers []mvttest.Layer) bool {
	for _, l := range layers {
		if len(l.Features) == 0 {
			return false
		}
		for _, f := range l.Features {
			if !f.HasID || f.Type == mvttest.LineString {
				return false
			}
			for _, v := range f.Props {
				if _, float := v.(float32); float {
					return false
				}
			}
		}
	}
	return true
}

func encode(from mvttest.Layer) *mvt.Layer {
	l := new(mvt.Layer)
	l.Reset(from.Name, from.Extent)
	for _, f := range from.Features {
		var props []mvt.Prop
		for k, v := range f.Props {
			p := mvt.Prop{Key: k}
			switch v := v.(type) {
			case string:
				p.Value = mvt.String(v)
			case int64:
				p.Value = mvt.Int(v)
			case uint64:
				p.Value = mvt.Uint(v)
			case float64:
				p.Value = mvt.Double(v)
			case bool:
				p.Value = mvt.Bool(v)
			}
			props = append(props, p)
		}
		l.AddPoints(f.ID, f.Points, props)
		var g mvt.Polygons
		for _, poly := range f.Polygons {
			g.Outer(poly[0])
			for _, h := range poly[1:] {
				g.Hole(h)
			}
		}
		l.AddPolygons(f.ID, &g, props)
	}
	return l
}

func TestEncodingDoesNotAllocate(t *testing.T) {
	var l mvt.Layer
	var g mvt.Polygons
	ring := make([]mvt.Point, 500)
	for i := range ring {
		s, c := math.Sincos(float64(i) * 2 * math.Pi / 500)
		ring[i] = mvt.Point{X: int32(2000 + 1900*c), Y: int32(2000 + 1900*s)}
	}
	names := make([]string, 100)
	for i := range names {
		names[i] = fmt.Sprint("网格", i)
	}
	props := make([]mvt.Prop, 2)
	var out []byte
	run := func() {
		l.Reset("grid", 0)
		for i, n := range names {
			g.Reset()
			g.Outer(ring)
			props[0] = mvt.Prop{Key: "name", Value: mvt.String(n)}
			props[1] = mvt.Prop{Key: "n", Value: mvt.Int(int64(i % 7))}
			l.AddPolygons(uint64(i), &g, props)
		}
		out = l.AppendTo(out[:0])
	}
	if n := testing.AllocsPerRun(20, run); n != 0 {
		t.Errorf("%v allocations a tile", n)
	}
	decode(t, out)
}
