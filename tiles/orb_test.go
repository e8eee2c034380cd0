package tiles_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"math"
	"testing"
	"time"

	"github.com/paulmach/orb"
	orbmvt "github.com/paulmach/orb/encoding/mvt"
	"github.com/paulmach/orb/geojson"
	"github.com/paulmach/orb/maptile"
	"github.com/paulmach/orb/planar"

	"github.com/redsail/redsail/tiles"
)

// orbLayers is a tile as orb reads it.
func orbLayers(t testing.TB, tile tiles.Tile) map[string]*orbmvt.Layer {
	t.Helper()
	out := map[string]*orbmvt.Layer{}
	if tile.Empty {
		return out
	}
	zr, err := gzip.NewReader(bytes.NewReader(tile.Gzip))
	if err != nil {
		t.Fatal(err)
	}
	raw, err := io.ReadAll(zr)
	if err != nil {
		t.Fatal(err)
	}
	layers, err := orbmvt.Unmarshal(raw)
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range layers {
		out[l.Name] = l
	}
	return out
}

// TestOrbReadsTheSame holds two readers against each other: ids, attributes and areas.
func TestOrbReadsTheSame(t *testing.T) {
	layer := beijing(t)
	p := pyramid(t, tiles.Options{}, layer, tiles.Layer{Key: "border", Kind: tiles.Borders, MaxZoom: 16})
	for z := uint8(5); z <= 16; z++ {
		for _, a := range sample(layer, z, 6) {
			tile, strict := open(t, p, a, "township", "border")
			loose := orbLayers(t, tile)
			if len(loose) != len(strict) {
				t.Fatalf("%v: orb sees %d layers of %d", a, len(loose), len(strict))
			}
			for name, l := range strict {
				for i, f := range l.Features {
					o := loose[name].Features[i]
					if id, ok := o.ID.(float64); !ok || uint64(id) != f.ID || fmt.Sprint(o.Properties["code"]) != fmt.Sprint(f.Props["code"]) {
						t.Fatalf("%v: %s %d is %v to orb", a, name, f.ID, o)
					}
					var doubled int64
					for _, poly := range f.Polygons {
						for _, r := range poly {
							doubled += r.TwiceArea()
						}
					}
					if got := planar.Area(o.Geometry); len(f.Polygons) > 0 && math.Abs(math.Abs(got)-float64(doubled)/2) > 1e-6 {
						t.Fatalf("%v: %s %d has the area %v, to orb %v", a, name, f.ID, float64(doubled)/2, got)
					}
				}
			}
		}
	}
}

// orbTile makes the same tile with orb, as its users do: project, clip, encode.
func orbTile(fc *geojson.FeatureCollection, a tiles.Address) ([]byte, error) {
	at := maptile.New(a.X, a.Y, maptile.Zoom(a.Z))
	near := at.Bound(float64(1) / 64)
	part := geojson.NewFeatureCollection()
	for _, f := range fc.Features {
		if f.Geometry.Bound().Intersects(near) {
			part.Append(&geojson.Feature{ID: f.ID, Geometry: orb.Clone(f.Geometry), Properties: f.Properties})
		}
	}
	layers := orbmvt.NewLayers(map[string]*geojson.FeatureCollection{"township": part})
	layers.ProjectToTile(at)
	layers.Clip(orbmvt.MapboxGLDefaultExtentBound)
	return orbmvt.MarshalGzipped(layers)
}

// BenchmarkAgainstOrb reports how many times longer orb takes for a cold tile, compression
// included, and how many times larger its tiles are. (Orb does not simplify.)
func BenchmarkAgainstOrb(b *testing.B) {
	layer := beijing(b)
	p := pyramid(b, tiles.Options{CacheBytes: -1}, layer)
	p.Warm(b.Context())
	fc := geojson.NewFeatureCollection()
	for _, f := range layer.Features {
		g := geojson.NewFeature(f.Shape.Orb())
		g.ID = f.ID
		g.Properties = geojson.Properties{"code": fmt.Sprint(f.ID), "name": "街道"}
		fc.Append(g)
	}
	for z := uint8(8); z <= 16; z += 2 {
		addresses := sample(layer, z, 10)
		b.Run(fmt.Sprint("z", z), func(b *testing.B) {
			var ours, theirs time.Duration
			var size, orbSize int
			for i := 0; b.Loop(); i++ {
				a := addresses[i%len(addresses)]
				start := time.Now()
				tile, err := p.Tile(context.Background(), []string{"township"}, a)
				if err != nil {
					b.Fatal(err)
				}
				middle := time.Now()
				other, err := orbTile(fc, a)
				if err != nil {
					b.Fatal(err)
				}
				ours, theirs = ours+middle.Sub(start), theirs+time.Since(middle)
				size, orbSize = size+len(tile.Gzip), orbSize+len(other)
			}
			b.ReportMetric(float64(ours.Microseconds())/float64(b.N), "µs/tile")
			b.ReportMetric(float64(theirs)/float64(ours), "times-orb")
			b.ReportMetric(float64(orbSize)/float64(size), "bytes-orb")
		})
	}
}
