package tiles_test

import (
	"cmp"
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/tiles"
	"github.com/redsail/redsail/tiles/mvt"
	"github.com/redsail/redsail/tiles/mvt/mvttest"
)

// drawLine draws a line of a few bends round a tile; where is in tile units.
func drawLine(t *rapid.T, a tiles.Address, spread float64) geo.Line {
	n := float64(uint64(4096) << a.Z)
	x, y := rapid.Float64Range(-spread, spread+4096).Draw(t, "x"), rapid.Float64Range(-spread, spread+4096).Draw(t, "y")
	var l geo.Line
	for range rapid.IntRange(2, 12).Draw(t, "points") {
		l = append(l, at(t, min(max((float64(a.X)*4096+x)/n, 0), 1), min(max((float64(a.Y)*4096+y)/n, 0), 1)))
		x += rapid.Float64Range(-spread, spread).Draw(t, "dx")
		y += rapid.Float64Range(-spread, spread).Draw(t, "dy")
	}
	return l
}

type piece [2]mvt.Point

// pieces are the steps of all lines of a layer whose ends have x within low to high, the
// lesser end first, moved by dx.
func pieces(lines [][]mvt.Point, low, high, dx int32) []piece {
	var out []piece
	for _, l := range lines {
		for i := 1; i < len(l); i++ {
			p, q := l[i-1], l[i]
			if min(p.X, q.X) < low || max(p.X, q.X) > high || p.X == q.X && (p.X == low || p.X == high) || mvttest.AlongFrame(mvttest.Edge{p, q}) {
				continue // what rounding lays on the rim belongs to the ground beyond
			}
			if cmp.Or(cmp.Compare(p.X, q.X), cmp.Compare(p.Y, q.Y)) > 0 {
				p, q = q, p
			}
			p.X, q.X = p.X+dx, q.X+dx
			out = append(out, piece{p, q})
		}
	}
	slices.SortFunc(out, func(p, q piece) int {
		return cmp.Or(cmp.Compare(p[0].X, q[0].X), cmp.Compare(p[0].Y, q[0].Y), cmp.Compare(p[1].X, q[1].X), cmp.Compare(p[1].Y, q[1].Y))
	})
	return slices.Compact(out)
}

// TestLinesRunOnInTheNextTile compares what two neighbours draw of the ground that both have.
func TestLinesRunOnInTheNextTile(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		west := tiles.Address{Z: uint8(rapid.SampledFrom([]int{3, 11, 16, 20}).Draw(t, "z"))}
		west.X, west.Y = 1<<west.Z*5/8, 1<<west.Z*3/8
		east := tiles.Address{Z: west.Z, X: west.X + 1, Y: west.Y}
		var fs []tiles.Feature
		for id := range uint64(rapid.IntRange(1, 6).Draw(t, "lines")) {
			spread := rapid.SampledFrom([]float64{30, 900, 9000}).Draw(t, "spread")
			fs = append(fs, tiles.Feature{ID: id, Line: geo.MultiLine{drawLine(t, east, spread)}})
		}
		p := pyramid(t, tiles.Options{}, tiles.Layer{Key: "road", Kind: tiles.Lines, MaxZoom: 20, Features: fs})
		var drawn [2][][]mvt.Point
		for i, a := range []tiles.Address{west, east} {
			_, layers := open(t, p, a, "road")
			for _, f := range layers["road"].Features {
				drawn[i] = append(drawn[i], f.Lines...)
			}
		}
		w, e := pieces(drawn[0], 4032, 4160, 0), pieces(drawn[1], -64, 64, 4096)
		if !slices.Equal(w, e) {
			t.Fatalf("west of the seam %v, east of it %v", w, e)
		}
	})
}

// TestLinesStayWhereTheyAre holds every place of a line against what is drawn of it.
func TestLinesStayWhereTheyAre(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := tiles.Address{Z: uint8(rapid.SampledFrom([]int{4, 12, 15}).Draw(t, "z"))}
		a.X, a.Y = 1<<a.Z*5/8, 1<<a.Z*3/8
		line := drawLine(t, a, rapid.SampledFrom([]float64{10, 300, 5000}).Draw(t, "spread"))
		p := pyramid(t, tiles.Options{}, tiles.Layer{Key: "road", Kind: tiles.Lines, MaxZoom: 16, Features: []tiles.Feature{{ID: 1, Line: geo.MultiLine{line}}}})
		_, layers := open(t, p, a, "road")
		var drawn lines
		for _, f := range layers["road"].Features {
			for _, l := range f.Lines {
				for i := 1; i < len(l); i++ {
					drawn = append(drawn, [4]float64{float64(l[i-1].X), float64(l[i-1].Y), float64(l[i].X), float64(l[i].Y)})
				}
			}
		}
		for i := 1; i < len(line); i++ {
			ax, ay := mapped(line[i-1], a)
			bx, by := mapped(line[i], a)
			if math.Hypot(bx-ax, by-ay) < 12 {
				continue // may be smaller than what is seen
			}
			for k := range 20 {
				s := (float64(k) + 0.5) / 20
				x, y := ax+s*(bx-ax), ay+s*(by-ay)
				if x > -50 && x < 4146 && y > -50 && y < 4146 && drawn.distance(x, y) > 5.5 {
					t.Fatalf("%v: nothing is drawn at %v, %v of %v", a, x, y, drawn)
				}
			}
		}
	})
}

// distance is how far the nearest line is.
func (l lines) distance(x, y float64) float64 {
	best := math.Inf(1)
	for _, s := range l {
		dx, dy := s[2]-s[0], s[3]-s[1]
		t := 0.0
		if n := dx*dx + dy*dy; n > 0 {
			t = min(max(((x-s[0])*dx+(y-s[1])*dy)/n, 0), 1)
		}
		best = min(best, math.Hypot(s[0]+t*dx-x, s[1]+t*dy-y))
	}
	return best
}

// TestRoadsMeet lets a road end on a slight bend of another, in another layer: the bend is
// drawn from the zoom on that shows both, and not before.
func TestRoadsMeet(t *testing.T) {
	pos := func(x, y float64) geo.Point { return at(t, 0.5+x/4096/256, 0.5+y/4096/256) } // tile units at z 8
	bend := pos(500, 303)
	layers := []tiles.Layer{
		{Key: "road", Kind: tiles.Lines, MaxZoom: 16, Features: []tiles.Feature{{ID: 1, Line: geo.MultiLine{{pos(200, 300), bend, pos(900, 300)}}}}},
		{Key: "path", Kind: tiles.Lines, MaxZoom: 16, Features: []tiles.Feature{{ID: 1, MinZoom: 8, Line: geo.MultiLine{{bend, pos(500, 900)}}}}},
	}
	p := pyramid(t, tiles.Options{}, layers...)
	for z, want := range map[uint8]int{7: 2, 8: 3, 9: 3} {
		_, got := open(t, p, tiles.Address{Z: z, X: 1 << z / 2, Y: 1 << z / 2}, "road", "path")
		road := got["road"].Features[0].Lines[0]
		if len(road) != want {
			t.Errorf("z%d: the road has %d points", z, len(road))
		}
		if paths := got["path"].Features; z < 8 && len(paths) > 0 || z >= 8 && paths[0].Lines[0][0] != road[1] {
			t.Errorf("z%d: the path %v does not meet the road %v", z, paths, road)
		}
	}
}

func TestPoints(t *testing.T) {
	props := []mvt.Prop{{Key: "kind", Value: mvt.String("police_post")}, {Key: "name", Value: mvt.String("警务室")}}
	p := pyramid(t, tiles.Options{}, tiles.Layer{Key: "place", Kind: tiles.Points, MaxZoom: 16, Features: []tiles.Feature{
		{ID: 1, Label: at(t, 0.5, 0.5), Props: props}, {ID: 2, MinZoom: 5, Label: at(t, 0.501, 0.501), Props: props},
	}})
	for z, want := range map[uint8]int{0: 1, 4: 1, 5: 2, 16: 1} {
		_, got := open(t, p, tiles.Address{Z: z, X: 1 << z / 2, Y: 1 << z / 2}, "place")
		fs := got["place"].Features
		if len(got) != 1 || len(fs) != want || fs[0].Props["kind"] != "police_post" || fs[0].Props["name"] != "警务室" {
			t.Errorf("z%d: %v", z, got)
		}
	}
	if tile, _ := open(t, p, tiles.Address{Z: 16, X: 1<<15 - 1, Y: 1 << 15}, "place"); !tile.Empty {
		t.Error("a place is in two tiles")
	}
}
