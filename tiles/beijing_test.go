package tiles_test

import (
	"context"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"testing"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/geojson"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/geotest"
	"github.com/redsail/redsail/tiles"
	"github.com/redsail/redsail/tiles/mvt"
)

// beijing reads the 331 townships: a coverage without gaps or overlaps.
func beijing(t testing.TB) tiles.Layer {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(geotest.DataDir(t), "cn-beijing-townships", "beijing_townships_wgs84.geojson"))
	if err != nil {
		t.Fatal(err)
	}
	fc, err := geojson.UnmarshalFeatureCollection(data)
	if err != nil {
		t.Fatal(err)
	}
	layer := tiles.Layer{Key: "township", MaxZoom: 16}
	for i, f := range fc.Features {
		shape := lattice(t, f.Geometry)
		layer.Features = append(layer.Features, tiles.Feature{
			ID: uint64(i + 1), Shape: shape, Label: shape[0][0][0],
			Props: []mvt.Prop{
				{Key: "code", Value: mvt.String(fmt.Sprint(f.Properties["code12"]))},
				{Key: "name", Value: mvt.String(fmt.Sprint(f.Properties["name"]))},
			},
		})
	}
	return layer
}

func lattice(t testing.TB, g orb.Geometry) geo.MultiPolygon {
	t.Helper()
	mp, ok := g.(orb.MultiPolygon)
	if !ok {
		mp = orb.MultiPolygon{g.(orb.Polygon)}
	}
	var m geo.MultiPolygon
	for _, op := range mp {
		var poly geo.Polygon
		for _, or := range op {
			var r geo.Ring
			for _, c := range or[:len(or)-1] {
				p, err := geo.Snap(c)
				if err != nil {
					t.Fatal(err)
				}
				r = append(r, p)
			}
			poly = append(poly, r)
		}
		m = append(m, poly)
	}
	return m
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

// TestBeijing reads tiles of each zoom with the strict reader, and checks that the areas
// share their borders: within the frame every edge is there twice, once in each direction,
// but for the outline of the city.
func TestBeijing(t *testing.T) {
	layer := beijing(t)
	p := pyramid(t, tiles.Options{}, layer)
	owners := map[[2]geo.Point]int{}
	for _, f := range layer.Features {
		f.Shape.Edges(func(a, b geo.Point) {
			if b.Less(a) {
				a, b = b, a
			}
			owners[[2]geo.Point{a, b}]++
		})
	}
	var outline [][2]geo.Point
	for e, n := range owners {
		if n == 1 {
			outline = append(outline, e)
		}
	}
	for z := uint8(0); z <= 16; z += 2 {
		edges, single := 0, 0
		for _, a := range sample(layer, z, 12) {
			tile, layers := open(t, p, a, "township")
			if tile.Dropped != 0 || tile.Empty {
				t.Fatalf("%v: %d dropped, empty %v", a, tile.Dropped, tile.Empty)
			}
			count := map[[2]mvt.Point]int{}
			for _, f := range layers["township"].Features {
				for _, poly := range f.Polygons {
					for _, r := range poly {
						from := r[len(r)-1]
						for _, to := range r {
							count[[2]mvt.Point{from, to}]++
							from = to
						}
					}
				}
			}
			frame := mappedOutline(outline, a)
			for e, n := range count {
				if n != 1 {
					t.Fatalf("%v: edge %v occurs %d times in one direction", a, e, n)
				}
				if !inner(e[0]) || !inner(e[1]) {
					continue
				}
				edges++
				if count[[2]mvt.Point{e[1], e[0]}] == 0 {
					single++
					if !frame.near(e) {
						t.Fatalf("%v: nobody shares the border %v", a, e)
					}
				}
			}
		}
		t.Logf("z%d: %d inner edges, %d on the outline", z, edges, single)
	}
}

// inner is true within the frame to which the tile is clipped.
func inner(p mvt.Point) bool { return p.X > -64 && p.X < 4160 && p.Y > -64 && p.Y < 4160 }

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

// near is true when the middle of an edge is within two units of a line.
func (l lines) near(e [2]mvt.Point) bool {
	x, y := (float64(e[0].X)+float64(e[1].X))/2, (float64(e[0].Y)+float64(e[1].Y))/2
	for _, s := range l {
		dx, dy := s[2]-s[0], s[3]-s[1]
		t := 0.0
		if n := dx*dx + dy*dy; n > 0 {
			t = min(max(((x-s[0])*dx+(y-s[1])*dy)/n, 0), 1)
		}
		if math.Hypot(s[0]+t*dx-x, s[1]+t*dy-y) < 2 {
			return true
		}
	}
	return false
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
