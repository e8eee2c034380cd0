package tiles_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/geotest"
	"github.com/redsail/redsail/geo/partition"
	"github.com/redsail/redsail/tiles"
	"github.com/redsail/redsail/tiles/mvt"
	"github.com/redsail/redsail/tiles/mvt/mvttest"
)

// beijing are the 331 townships: a coverage without gaps or overlaps.
func beijing(t testing.TB) tiles.Layer {
	t.Helper()
	layer := tiles.Layer{Key: "township", Kind: tiles.Partition, MaxZoom: 16}
	all := geotest.Beijing(t)
	for i, shape := range all.Shapes {
		layer.Features = append(layer.Features, tiles.Feature{
			ID: uint64(i + 1), Shape: shape, Label: shape[0][0][0],
			Props: []mvt.Prop{{Key: "code", Value: mvt.String(fmt.Sprintf("11%04d", i))}, {Key: "name", Value: mvt.String(all.Codes[i])}},
		})
	}
	return layer
}

// sample gives tiles of a zoom over the vertices of the city, at most n.
func sample(l tiles.Layer, z uint8, n int) []tiles.Address {
	var out []tiles.Address
	seen := map[tiles.Address]bool{}
	for i := 0; len(out) < n && i < 20*len(l.Features); i++ {
		r := l.Features[i*7%len(l.Features)].Shape[0][0]
		x, y := mapped(r[i*31%len(r)], tiles.Address{Z: z})
		a := tiles.Address{Z: z, X: uint32(x / 4096), Y: uint32(y / 4096)}
		if !seen[a] {
			seen[a] = true
			out = append(out, a)
		}
	}
	return out
}

// TestBeijing holds tiles of each zoom against the outline of the city: no border within it
// is torn, no ground is anybody's twice or nobody's, and each border is drawn once.
func TestBeijing(t *testing.T) {
	layer := beijing(t)
	shapes := make([]geo.MultiPolygon, len(layer.Features))
	for i := range layer.Features {
		shapes[i] = layer.Features[i].Shape
	}
	city, err := partition.Union(shapes)
	if err != nil {
		t.Fatal(err)
	}
	p := pyramid(t, tiles.Options{},
		tiles.Layer{Key: "city", Kind: tiles.Partition, MaxZoom: 16, Features: []tiles.Feature{{ID: 1, Shape: city}}},
		layer, tiles.Layer{Key: "border", Kind: tiles.Borders, MaxZoom: 16})
	for z := uint8(0); z <= 16; z++ {
		all := over(city.Box(), z)
		step := max(1, len(all)/40)
		for i := 0; i < len(all); i += step {
			checkCoverage(t, p, all[i], "city", "township")
		}
		for _, a := range sample(layer, z, 20) {
			checkCoverage(t, p, a, "city", "township")
		}
	}
}

// TestTaipei has gaps and overlaps: borders are torn there, and nowhere else.
func TestTaipei(t *testing.T) {
	_, villages := geotest.Taipei(t)
	layer := tiles.Layer{Key: "village", Kind: tiles.Partition, MaxZoom: 16}
	for i, shape := range villages.Shapes {
		layer.Features = append(layer.Features, tiles.Feature{ID: uint64(i + 1), Shape: shape})
	}
	faults := unshared(layer)
	p := pyramid(t, tiles.Options{}, layer)
	for z := uint8(8); z <= 16; z++ {
		edges, torn := 0, 0
		for _, a := range sample(layer, z, 12) {
			_, got := open(t, p, a, "village")
			frame := mappedOutline(faults, a)
			count := map[[2]mvt.Point]int{}
			for _, l := range rings(got["village"]) {
				for i := 1; i < len(l); i++ {
					count[[2]mvt.Point{l[i-1], l[i]}]++
				}
			}
			for e, n := range count {
				if !mvttest.Inner(e[0]) || !mvttest.Inner(e[1]) {
					continue
				}
				edges++
				if n != 1 || count[[2]mvt.Point{e[1], e[0]}] != 1 {
					torn++
					if !frame.near(e) {
						t.Fatalf("%v: the border %v is torn, though it is not in the data", a, e)
					}
				}
			}
		}
		t.Logf("z%d: %d inner edges, %d torn", z, edges, torn)
	}
}

// unshared are the edges of a layer that not just one other area has the other way round.
func unshared(l tiles.Layer) [][2]geo.Point {
	count := map[[2]geo.Point]int{}
	for _, f := range l.Features {
		f.Shape.Edges(func(a, b geo.Point) { count[[2]geo.Point{a, b}]++ })
	}
	var out [][2]geo.Point
	for e, n := range count {
		// Files give rings in either direction, so both are looked at.
		if n+count[[2]geo.Point{e[1], e[0]}] != 2 {
			out = append(out, e)
		}
	}
	return out
}

type lines [][4]float64

func mappedOutline(edges [][2]geo.Point, a tiles.Address) lines {
	var out lines
	for _, e := range edges {
		ax, ay := mapped(e[0], a)
		bx, by := mapped(e[1], a)
		if max(ax, bx) > -70 && min(ax, bx) < 4170 && max(ay, by) > -70 && min(ay, by) < 4170 {
			out = append(out, [4]float64{ax, ay, bx, by})
		}
	}
	return out
}

// near is true when the middle of an edge is as near to a line as a simplified one may be.
func (l lines) near(e [2]mvt.Point) bool {
	return l.distance((float64(e[0].X)+float64(e[1].X))/2, (float64(e[0].Y)+float64(e[1].Y))/2) < 5.5
}

func BenchmarkNew(b *testing.B) {
	layer := beijing(b)
	for b.Loop() {
		pyramid(b, tiles.Options{}, layer)
	}
}

func BenchmarkTile(b *testing.B) {
	layer := beijing(b)
	p := pyramid(b, tiles.Options{CacheBytes: -1}, layer)
	p.Warm(b.Context())
	for z := uint8(8); z <= 16; z++ {
		addresses := sample(layer, z, 40)
		b.Run(fmt.Sprint("z", z), func(b *testing.B) {
			b.ReportAllocs()
			bytes := 0
			for i := 0; b.Loop(); i++ {
				tile, err := p.Tile(context.Background(), []string{"township"}, addresses[i%len(addresses)])
				if err != nil {
					b.Fatal(err)
				}
				bytes += len(tile.Gzip)
			}
			b.ReportMetric(float64(bytes)/float64(b.N), "bytes/tile")
		})
	}
}

func BenchmarkCachedTile(b *testing.B) {
	layer := beijing(b)
	p := pyramid(b, tiles.Options{}, layer)
	a := sample(layer, 12, 1)[0]
	for b.Loop() {
		if _, err := p.Tile(context.Background(), []string{"township"}, a); err != nil {
			b.Fatal(err)
		}
	}
}
