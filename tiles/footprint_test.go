package tiles_test

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/tiles"
	"github.com/redsail/redsail/tiles/mvt"
	"github.com/redsail/redsail/tiles/mvt/mvttest"
)

// TestFootprints draws turned houses, some with a yard, some of any outline: each is valid
// as the strict reader sees it, in its place, and left out only when it is a speck.
func TestFootprints(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := tiles.Address{Z: 16, X: 5 << 13, Y: 3 << 13}
		cx, cy := rapid.Float64Range(-80, 4180).Draw(t, "cx"), rapid.Float64Range(-80, 4180).Draw(t, "cy")
		half := rapid.Float64Range(2, 600).Draw(t, "half")
		angle := rapid.Float64Range(0, 7).Draw(t, "angle")
		pos := func(u, v float64) geo.Point {
			x, y := cx+u*math.Cos(angle)-v*math.Sin(angle), cy+u*math.Sin(angle)+v*math.Cos(angle)
			return at(t, (float64(a.X)*4096+x)/(4096<<16), (float64(a.Y)*4096+y)/(4096<<16))
		}
		square := func(h float64) geo.Ring { return geo.Ring{pos(-h, -h), pos(h, -h), pos(h, h), pos(-h, h)} }
		shape := geo.MultiPolygon{{square(half)}}
		switch rapid.IntRange(0, 2).Draw(t, "form") {
		case 1:
			shape[0] = append(shape[0], square(half/2))
		case 2:
			shape = geo.MultiPolygon{{drawRing(t, a)}}
		}
		p := pyramid(t, tiles.Options{}, tiles.Layer{Key: "building", Kind: tiles.Footprints, MinZoom: 14, MaxZoom: 16, Features: []tiles.Feature{
			{ID: 1, Shape: shape, Label: pos(0, 0), Props: []mvt.Prop{{Key: "code", Value: mvt.String("B1")}, {Key: "name", Value: mvt.String("1号楼")}}},
		}})
		tile, got := open(t, p, a, "building")
		var polys [][]mvttest.Ring
		for _, f := range got["building"].Features {
			polys = f.Polygons
		}
		var edges [][4]float64
		shape.Edges(func(p, q geo.Point) {
			px, py := mapped(p, a)
			qx, qy := mapped(q, a)
			edges = append(edges, [4]float64{px, py, qx, qy})
		})
		for range 50 {
			x, y := rapid.Float64Range(-60, 4156).Draw(t, "x"), rapid.Float64Range(-60, 4156).Draw(t, "y")
			if want, sure := evenOdd(edges, x, y); sure && shown(polys, x, y) != want {
				t.Fatalf("at %v, %v shown is %v (%d dropped)", x, y, !want, tile.Dropped)
			}
		}
		labels := len(got["building_label"].Features)
		if in := within(cx, cy, 1); in && labels != 1 || labels > 0 && !within(cx, cy, -1) {
			t.Fatalf("the label at %v, %v: %v", cx, cy, got["building_label"].Features)
		}
	})
}

// within is true of a place in the tile, and by so much from its edges.
func within(x, y, by float64) bool {
	return min(x, y) > by && max(x, y) < 4096-by
}

func TestFootprintsSmallerThanAPixel(t *testing.T) {
	var fs []tiles.Feature
	for i, size := range []float64{6, 10, 400} { // tile units at z 15
		pos := func(x, y float64) geo.Point {
			return at(t, 0.5+(float64(i)*500+100+x)/(4096<<15), 0.5+(100+y)/(4096<<15))
		}
		fs = append(fs, tiles.Feature{ID: uint64(i), Label: pos(0, 0), Shape: geo.MultiPolygon{{{pos(0, 0), pos(0, size), pos(size, size), pos(size, 0)}}}})
	}
	p := pyramid(t, tiles.Options{}, tiles.Layer{Key: "building", Kind: tiles.Footprints, MinZoom: 13, MaxZoom: 16, Features: fs})
	for z, want := range map[uint8]int{12: 0, 13: 1, 15: 2, 16: 3} {
		_, got := open(t, p, tiles.Address{Z: z, X: 1 << z / 2, Y: 1 << z / 2}, "building")
		if n := len(got["building"].Features); n != want || len(got["building_label"].Features) > 0 {
			t.Errorf("z%d shows %d buildings and %v", z, n, got["building_label"])
		}
	}
}
