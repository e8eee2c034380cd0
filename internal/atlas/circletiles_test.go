package atlas_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/internal/atlas"
	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/demo"
	"github.com/redsail/redsail/tiles"
	"github.com/redsail/redsail/tiles/mvt/mvttest"
)

// circleTile reads the bands of a tile, by minutes.
func circleTile(t *testing.T, p *tiles.Pyramid, at tiles.Address) map[int64][][]mvttest.Ring {
	t.Helper()
	tile, err := p.Tile(t.Context(), []string{atlas.CircleLayer}, at)
	if err != nil {
		t.Fatal(err)
	}
	out := map[int64][][]mvttest.Ring{}
	if tile.Empty {
		return out
	}
	var buf bytes.Buffer
	if _, err := tile.WriteTo(&buf); err != nil {
		t.Fatal(err)
	}
	layers, err := mvttest.Decode(buf.Bytes())
	if err != nil || len(layers) != 1 || layers[0].Name != atlas.CircleLayer || layers[0].Extent != 4096 {
		t.Fatalf("%v: %v", layers, err)
	}
	for _, f := range layers[0].Features {
		m, ok := f.Props["minutes"].(int64)
		if u, is := f.Props["minutes"].(uint64); is {
			m, ok = int64(u), true
		}
		if !ok || f.Props["drawing"] != true || f.Props["kind"] != atlas.StationKind || f.Props["profile"] != "adult" {
			t.Fatalf("%v", f.Props)
		}
		out[m] = append(out[m], f.Polygons...)
	}
	return out
}

// bandHolds is the even–odd rule over all rings at a point of the tile.
func bandHolds(polygons [][]mvttest.Ring, x, y float64) bool {
	in := false
	for _, poly := range polygons {
		for _, r := range poly {
			for i := range r {
				a, b := r[i], r[(i+1)%len(r)]
				ax, ay, bx, by := float64(a.X), float64(a.Y), float64(b.X), float64(b.Y)
				if (ay > y) != (by > y) && x < (bx-ax)*(y-ay)/(by-ay)+ax {
					in = !in
				}
			}
		}
	}
	return in
}

// tileUnder is the tile of a point, and where in it the point lies.
func tileUnder(q geo.Point, z uint8) (at tiles.Address, x, y float64) {
	p := q.LonLat()
	n := math.Exp2(float64(z))
	x = (p[0] + 180) / 360 * n
	y = (1 - math.Asinh(math.Tan(p[1]*math.Pi/180))/math.Pi) / 2 * n
	at = tiles.Address{Z: z, X: uint32(x), Y: uint32(y)}
	return at, (x - math.Floor(x)) * 4096, (y - math.Floor(y)) * 4096
}

// TestCircleTilesAreTheDrawnCircles: at points all over a town, but for those within a few metres of an
// outline, the tiles of the deepest zooms hold a band where the GeoJSON does, whatever the order in which
// the minutes are named.
func TestCircleTilesAreTheDrawnCircles(t *testing.T) {
	a := openDemo(t, demo.SizeTiny).atlas
	pic := a.Current()
	box, _ := pic.Bounds()
	minutes := []int{2, 5, 3}
	bands, err := a.Circles(t.Context(), pic, atlas.CirclesAsk{CircleSet: atlas.CircleSet{Kinds: []string{atlas.StationKind}, Minutes: minutes}, Box: box})
	if err != nil || len(bands) != 3 {
		t.Fatalf("%d bands, %v", len(bands), err)
	}
	p, err := a.CircleTiles(t.Context(), pic, atlas.CircleSet{Kinds: []string{atlas.StationKind}, Minutes: minutes})
	if err != nil {
		t.Fatal(err)
	}
	if again, err := a.CircleTiles(t.Context(), pic, atlas.CircleSet{Kinds: []string{atlas.StationKind}, Minutes: []int{5, 3, 2, 2}}); err != nil || again != p {
		t.Errorf("the same minutes are another set: %v", err)
	}
	r := rand.New(rand.NewPCG(1, 2))
	for _, z := range []uint8{15, 16} {
		made := map[tiles.Address]map[int64][][]mvttest.Ring{}
		in, out := 0, 0
		for range 3000 {
			q := geo.Point{X: box.Min.X + r.Int32N(box.Max.X-box.Min.X), Y: box.Min.Y + r.Int32N(box.Max.Y-box.Min.Y)}
			at, x, y := tileUnder(q, z)
			if made[at] == nil {
				made[at] = circleTile(t, p, at)
			}
			for _, b := range bands {
				want, sure := b.Shape.Owns(q), true
				for _, d := range [][2]int32{{1, 0}, {0, 1}, {-1, 0}, {0, -1}, {1, 1}, {-1, 1}, {1, -1}, {-1, -1}} {
					sure = sure && b.Shape.Owns(geo.Point{X: q.X + 250*d[0], Y: q.Y + 250*d[1]}) == want // some 2.5 m
				}
				if !sure {
					continue
				}
				if got := bandHolds(made[at][int64(b.Minutes)], x, y); got != want {
					t.Errorf("z %d, %d minutes, %v: in the tile %v, drawn %v", z, b.Minutes, q, got, want)
				}
				if want {
					in++
				} else {
					out++
				}
			}
		}
		if in < 300 || out < 300 {
			t.Errorf("z %d: %d points in, %d out: too few to say much", z, in, out)
		}
	}
	if wide := circleTile(t, p, tiles.Address{}); len(wide) > 3 {
		t.Errorf("the world: %v", wide)
	}
}

// TestSplitCircleTiles: split, each place has a drawing of its own in the tiles, with its code and name
// and an id that no other has; at points all over a town, but for those near an outline, the tiles hold
// the ground of the place that the GeoJSON tells.
func TestSplitCircleTiles(t *testing.T) {
	a := openDemo(t, demo.SizeTiny).atlas
	pic := a.Current()
	box, _ := pic.Bounds()
	set := atlas.CircleSet{Kinds: []string{atlas.StationKind}, Minutes: []int{5, 3}, Split: true}
	bands, err := a.Circles(t.Context(), pic, atlas.CirclesAsk{CircleSet: set, Box: box})
	if err != nil {
		t.Fatal(err)
	}
	p, err := a.CircleTiles(t.Context(), pic, set)
	if err != nil {
		t.Fatal(err)
	}
	merged := set
	merged.Split = false
	if one, err := a.CircleTiles(t.Context(), pic, merged); err != nil || one == p {
		t.Fatalf("merged and split are one; %v", err)
	}
	r := rand.New(rand.NewPCG(3, 4))
	made, ids := map[tiles.Address]map[string][][]mvttest.Ring{}, map[uint64]string{}
	in, out := 0, 0
	for range 2000 {
		q := geo.Point{X: box.Min.X + r.Int32N(box.Max.X-box.Min.X), Y: box.Min.Y + r.Int32N(box.Max.Y-box.Min.Y)}
		at, x, y := tileUnder(q, 16)
		if made[at] == nil {
			made[at] = splitTile(t, p, at, ids)
		}
		for _, b := range bands {
			want, sure := b.Shape.Owns(q), true
			for _, d := range [][2]int32{{1, 0}, {0, 1}, {-1, 0}, {0, -1}, {1, 1}, {-1, 1}, {1, -1}, {-1, -1}} {
				sure = sure && b.Shape.Owns(geo.Point{X: q.X + 250*d[0], Y: q.Y + 250*d[1]}) == want
			}
			if !sure {
				continue
			}
			if got := bandHolds(made[at][fmt.Sprint(b.Minutes, b.Place.Code)], x, y); got != want {
				t.Errorf("%d minutes of %s, %v: in the tile %v, drawn %v", b.Minutes, b.Place.Code, q, got, want)
			}
			if want {
				in++
			} else {
				out++
			}
		}
	}
	if in < 200 || out < 200 || len(ids) < 4 {
		t.Errorf("%d points in, %d out, %d drawings: too few to say much", in, out, len(ids))
	}
}

// splitTile reads the drawings of a tile, by minutes and code; ids are those of all tiles.
func splitTile(t *testing.T, p *tiles.Pyramid, at tiles.Address, ids map[uint64]string) map[string][][]mvttest.Ring {
	t.Helper()
	out := map[string][][]mvttest.Ring{}
	tile, err := p.Tile(t.Context(), []string{atlas.CircleLayer}, at)
	if err != nil {
		t.Fatal(err)
	}
	if tile.Empty {
		return out
	}
	var buf bytes.Buffer
	if _, err := tile.WriteTo(&buf); err != nil {
		t.Fatal(err)
	}
	layers, err := mvttest.Decode(buf.Bytes())
	if err != nil || len(layers) != 1 {
		t.Fatalf("%v: %v", layers, err)
	}
	for _, f := range layers[0].Features {
		key := fmt.Sprint(f.Props["minutes"], f.Props["code"])
		if f.Props["drawing"] != true || f.Props["name"] == nil || ids[f.ID] != "" && ids[f.ID] != key {
			t.Fatalf("%d, before %q: %v", f.ID, ids[f.ID], f.Props)
		}
		ids[f.ID] = key
		out[key] = append(out[key], f.Polygons...)
	}
	return out
}

// TestCircleTilesEnd: who does not wait gets the error of waiting, what cannot be drawn its own, and the
// next who asks is not told of an earlier end.
func TestCircleTilesEnd(t *testing.T) {
	_, a := yard(t)
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := a.CircleTiles(gone, a.Current(), atlas.CircleSet{Kinds: []string{atlas.StationKind}, Minutes: []int{7}}); err != nil && !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	if p, err := a.CircleTiles(t.Context(), a.Current(), atlas.CircleSet{Kinds: []string{atlas.StationKind}, Minutes: []int{7}}); err != nil || p == nil {
		t.Errorf("after that: %v", err)
	}
	if _, err := a.CircleTiles(t.Context(), a.Current(), atlas.CircleSet{Kinds: []string{atlas.StationKind}, Profile: "ghost", Minutes: []int{7}}); city.CodeOf(err) != "unknown_profile" {
		t.Error(err)
	}
	p, err := a.CircleTiles(t.Context(), a.Current(), atlas.CircleSet{Kinds: []string{"landmark"}, Minutes: []int{7}}) // of which there are none
	if err != nil {
		t.Fatal(err)
	}
	if tile, err := p.Tile(t.Context(), []string{atlas.CircleLayer}, tiles.Address{}); err != nil || !tile.Empty {
		t.Errorf("no places: %+v, %v", tile, err)
	}
}
