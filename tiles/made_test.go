package tiles_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"math"
	"testing"

	"github.com/paulmach/orb"
	"go.uber.org/goleak"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/tiles"
	"github.com/redsail/redsail/tiles/mvt"
	"github.com/redsail/redsail/tiles/mvt/mvttest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// fataler is what *testing.T and *rapid.T have in common.
type fataler interface {
	Helper()
	Fatalf(string, ...any)
}

func pyramid(t fataler, o tiles.Options, layers ...tiles.Layer) *tiles.Pyramid {
	t.Helper()
	p, err := tiles.New(layers, o)
	if err != nil {
		t.Fatalf("%v", err)
	}
	return p
}

// open makes a tile and reads it with the strict reader.
func open(t fataler, p *tiles.Pyramid, a tiles.Address, keys ...string) (tiles.Tile, map[string]mvttest.Layer) {
	t.Helper()
	tile, err := p.Tile(context.Background(), keys, a)
	if err != nil {
		t.Fatalf("%v: %v", a, err)
	}
	out := map[string]mvttest.Layer{}
	if tile.Empty {
		return tile, out
	}
	zip, err := gzip.NewReader(bytes.NewReader(tile.Gzip))
	if err != nil {
		t.Fatalf("%v: %v", a, err)
	}
	raw, err := io.ReadAll(zip)
	if err != nil {
		t.Fatalf("%v: %v", a, err)
	}
	layers, err := mvttest.Decode(raw)
	if err != nil {
		t.Fatalf("%v: %v", a, err)
	}
	for _, l := range layers {
		out[l.Name] = l
	}
	return tile, out
}

// at gives the lattice point at a position of the map: (0, 0) is its north-west corner,
// (1, 1) its south-east one.
func at(t fataler, x, y float64) geo.Point {
	t.Helper()
	lat := math.Atan(math.Sinh(math.Pi*(1-2*y))) * 180 / math.Pi
	p, err := geo.Snap(orb.Point{x*360 - 180, lat})
	if err != nil {
		t.Fatalf("%v", err)
	}
	return p
}

// mapped gives the position of a lattice point on the map in tile units of an address,
// by the formula of EPSG:3857.
func mapped(p geo.Point, a tiles.Address) (x, y float64) {
	lonlat := p.LonLat()
	n := float64(uint64(4096) << a.Z)
	sin := math.Sin(lonlat[1] * math.Pi / 180)
	x = (lonlat[0] + 180) / 360 * n
	y = (0.5 - math.Atanh(sin)/(2*math.Pi)) * n
	return x - float64(a.X)*4096, y - float64(a.Y)*4096
}

// raster is a partition: n×n squares over the middle of the map, from (0.5, 0.25).
func raster(t fataler, n int, size float64) []tiles.Feature {
	t.Helper()
	var out []tiles.Feature
	for j := range n {
		for i := range n {
			pos := func(dx, dy float64) geo.Point {
				return at(t, 0.5+(float64(i)+dx)*size/float64(n), 0.25+(float64(j)+dy)*size/float64(n))
			}
			out = append(out, tiles.Feature{
				ID:    uint64(len(out) + 1),
				Shape: geo.MultiPolygon{{{pos(0, 0), pos(0, 1), pos(1, 1), pos(1, 0)}}},
				Label: pos(0.5, 0.5),
				Props: []mvt.Prop{
					{Key: "code", Value: mvt.String(fmt.Sprintf("%04d", len(out)))},
					{Key: "name", Value: mvt.String("网格")},
					{Key: "name_en", Value: mvt.String("Grid")},
					{Key: "households", Value: mvt.Int(int64(i))},
				},
			})
		}
	}
	return out
}
