package tiles_test

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/tiles"
	"github.com/redsail/redsail/tiles/mvt/mvttest"
)

// drawRing draws any ring round a tile, crossing itself as it likes: what the tile shows
// must be right by the even–odd rule, and valid, all the same.
func drawRing(t *rapid.T, a tiles.Address) geo.Ring {
	spread := rapid.SampledFrom([]float64{8, 300, 5000, 20000}).Draw(t, "spread")
	cx, cy := rapid.Float64Range(-100, 4196).Draw(t, "cx"), rapid.Float64Range(-100, 4196).Draw(t, "cy")
	n := float64(uint64(4096) << a.Z)
	var r geo.Ring
	for range rapid.IntRange(3, 24).Draw(t, "points") {
		dx, dy := rapid.Float64Range(-spread, spread).Draw(t, "dx"), rapid.Float64Range(-spread, spread).Draw(t, "dy")
		if rapid.IntRange(0, 3).Draw(t, "straight") == 0 && len(r) > 0 {
			dx = 0 // some edges along the frame
		}
		x := (float64(a.X)*4096 + cx + dx) / n
		y := (float64(a.Y)*4096 + cy + dy) / n
		r = append(r, at(t, min(max(x, 0.01), 0.99), min(max(y, 0.01), 0.99)))
	}
	return r
}

func TestAnyShapeIsShownByEvenOdd(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := tiles.Address{Z: uint8(rapid.SampledFrom([]int{4, 11, 16, 20, 22}).Draw(t, "z"))}
		a.X, a.Y = 1<<a.Z*5/8, 1<<a.Z*3/8
		var shape geo.MultiPolygon
		for range rapid.IntRange(1, 3).Draw(t, "rings") {
			shape = append(shape, geo.Polygon{drawRing(t, a)})
		}
		p := pyramid(t, tiles.Options{}, tiles.Layer{Key: "l", MaxZoom: 22, Features: []tiles.Feature{{ID: 1, Shape: shape}}})
		tile, got := open(t, p, a, "l")
		if tile.Dropped != 0 {
			t.Fatalf("%d dropped", tile.Dropped)
		}
		var polys [][]mvttest.Ring
		for _, f := range got["l"].Features {
			polys = f.Polygons
		}
		var edges [][4]float64
		shape.Edges(func(p, q geo.Point) {
			px, py := mapped(p, a)
			qx, qy := mapped(q, a)
			edges = append(edges, [4]float64{px, py, qx, qy})
		})
		for range 200 {
			x := rapid.Float64Range(-60, 4156).Draw(t, "x")
			y := rapid.Float64Range(-60, 4156).Draw(t, "y")
			want, sure := evenOdd(edges, x, y)
			if sure && shown(polys, x, y) != want {
				t.Fatalf("%v: at %v, %v shown is %v", a, x, y, !want)
			}
		}
	})
}

// evenOdd tells whether a place is inside; it is not sure within 6 units of an edge:
// simplification, two roundings and the bends of cuts.
func evenOdd(edges [][4]float64, x, y float64) (in, sure bool) {
	sure = true
	for _, e := range edges {
		ax, ay, bx, by := e[0]-x, e[1]-y, e[2]-x, e[3]-y
		dx, dy := bx-ax, by-ay
		s := 0.0
		if l := dx*dx + dy*dy; l > 0 {
			s = min(max(-(ax*dx+ay*dy)/l, 0), 1)
		}
		if math.Hypot(ax+s*dx, ay+s*dy) < 6 {
			sure = false
		}
		if (ay > 0) != (by > 0) && (ax-ay*dx/dy > 0) {
			in = !in
		}
	}
	return in, sure
}

func shown(polys [][]mvttest.Ring, x, y float64) bool {
	var edges [][4]float64
	for _, poly := range polys {
		for _, r := range poly {
			a := r[len(r)-1]
			for _, b := range r {
				edges = append(edges, [4]float64{float64(a.X), float64(a.Y), float64(b.X), float64(b.Y)})
				a = b
			}
		}
	}
	in, _ := evenOdd(edges, x, y)
	return in
}

// TestCrowdedRings makes many rings of a few units each: rounding folds most of them.
func TestCrowdedRings(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := tiles.Address{Z: 10, X: 640, Y: 384}
		var features []tiles.Feature
		for id := range uint64(rapid.IntRange(1, 30).Draw(t, "n")) {
			var r geo.Ring
			for range rapid.IntRange(3, 12).Draw(t, "points") {
				x := (float64(a.X)*4096 + rapid.Float64Range(100, 112).Draw(t, "x")) / (4096 << 10)
				y := (float64(a.Y)*4096 + rapid.Float64Range(100, 112).Draw(t, "y")) / (4096 << 10)
				r = append(r, at(t, x, y))
			}
			features = append(features, tiles.Feature{ID: id, Shape: geo.MultiPolygon{{r}}})
		}
		p := pyramid(t, tiles.Options{}, tiles.Layer{Key: "l", MaxZoom: 22, Features: features})
		if tile, _ := open(t, p, a, "l"); tile.Dropped != 0 {
			t.Fatalf("%d dropped", tile.Dropped)
		}
	})
}

func TestNestedIslands(t *testing.T) {
	a := tiles.Address{Z: 3, X: 4, Y: 2}
	square := func(m float64) geo.Ring {
		pos := func(x, y float64) geo.Point { return at(t, (4+x)/8, (2+y)/8) }
		return geo.Ring{pos(m, m), pos(1-m, m), pos(1-m, 1-m), pos(m, 1-m)}
	}
	var shape geo.MultiPolygon
	for i := range 3 {
		m := float64(i) * 0.1
		shape = append(shape, geo.Polygon{square(0.1 + m), square(0.15 + m)})
	}
	// A frame larger than the tile gives one more outer ring, of which only its clip shows.
	shape = append(shape, geo.Polygon{square(-0.5), square(0.05)})
	p := pyramid(t, tiles.Options{}, tiles.Layer{Key: "l", MaxZoom: 5, Features: []tiles.Feature{{ID: 9, Shape: shape}}})
	_, got := open(t, p, a, "l")
	polys := got["l"].Features[0].Polygons
	if len(polys) != 4 {
		t.Fatalf("%d polygons: %v", len(polys), polys)
	}
	for _, poly := range polys {
		if len(poly) != 2 {
			t.Errorf("%d rings: %v", len(poly), poly)
		}
	}
}

func TestTileInsideAnArea(t *testing.T) {
	features := raster(t, 1, 0.25)
	p := pyramid(t, tiles.Options{}, tiles.Layer{Key: "l", MaxZoom: 22, Features: features})
	want := mvttest.Ring{{X: -64, Y: -64}, {X: 4160, Y: -64}, {X: 4160, Y: 4160}, {X: -64, Y: 4160}}
	for _, z := range []uint8{10, 16, 22} {
		a := tiles.Address{Z: z, X: 5 << (z - 3), Y: 3 << (z - 3)} // in the middle
		_, got := open(t, p, a, "l")
		polys := got["l"].Features[0].Polygons
		if len(polys) != 1 || len(polys[0]) != 1 || polys[0][0].TwiceArea() != want.TwiceArea() || z <= 16 && len(polys[0][0]) != 4 {
			t.Fatalf("%v", polys)
		}
	}
}
