package tiles_test

import (
	"context"
	"fmt"
	"runtime"
	"slices"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/paulmach/orb"
	orbmvt "github.com/paulmach/orb/encoding/mvt"
	"github.com/paulmach/orb/geojson"
	"github.com/paulmach/orb/maptile"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/geotest"
	"github.com/redsail/redsail/tiles"
	"github.com/redsail/redsail/tiles/mvt"
)

var cityKeys = []string{"street", "community", "compound", "grid"}

// studyCity are the four layers of the tile study's city with the attributes that the page uses.
func studyCity(across, down int) []tiles.Layer {
	var out []tiles.Layer
	var above []string
	for _, level := range geotest.StudyCity(across, down) {
		l := tiles.Layer{Key: level.Key, Kind: tiles.Partition, MinZoom: 8, MaxZoom: 16}
		for i, shape := range level.Shapes {
			box := shape.Box()
			f := tiles.Feature{
				ID: uint64(i + 1), Shape: shape,
				Label: geo.Point{X: box.Min.X + (box.Max.X-box.Min.X)/2, Y: box.Min.Y + (box.Max.Y-box.Min.Y)/2},
				Props: []mvt.Prop{
					{Key: "code", Value: mvt.String(level.Codes[i])}, {Key: "name", Value: mvt.String(fmt.Sprintf("%s %d", level.Key, i+1))},
				},
			}
			if level.Parents != nil {
				f.Props = append(f.Props, mvt.Prop{Key: "parent", Value: mvt.String(above[level.Parents[i]])})
			}
			l.Features = append(l.Features, f)
		}
		above = level.Codes
		out = append(out, l)
	}
	return out
}

var theCity = sync.OnceValue(func() []tiles.Layer { return studyCity(6, 10) })

// cpu is the processor time of this process.
func cpu(b testing.TB) time.Duration {
	b.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// BenchmarkCity makes the whole pyramid of z8 to z16: ground, zooms, messages, compressed tiles.
func BenchmarkCity(b *testing.B) {
	for name, layers := range map[string]func() []tiles.Layer{
		"1":  theCity,
		"10": sync.OnceValue(func() []tiles.Layer { return studyCity(20, 30) }),
	} {
		b.Run(name, func(b *testing.B) {
			all := layers()
			for b.Loop() {
				runtime.GC()
				start := cpu(b)
				p, err := tiles.New(all, tiles.Options{CacheBytes: 1 << 30, MessageBytes: 1 << 30})
				if err != nil {
					b.Fatal(err)
				}
				ground := cpu(b)
				p.Warm(b.Context())
				zooms := cpu(b)
				p.Warm(b.Context(), cityKeys)
				end := cpu(b)
				n, size := 0, 0
				for at, err := range p.Each(b.Context(), cityKeys, 8, 16) {
					if err != nil {
						b.Fatal(err)
					}
					n, size = n+1, size+len(at.Gzip)
				}
				var m runtime.MemStats
				runtime.GC()
				runtime.ReadMemStats(&m)
				b.ReportMetric(ground.Seconds()-start.Seconds(), "ground-cpu-s")
				b.ReportMetric(zooms.Seconds()-ground.Seconds(), "zooms-cpu-s")
				b.ReportMetric(end.Seconds()-zooms.Seconds(), "tiles-cpu-s")
				b.ReportMetric(end.Seconds()-start.Seconds(), "cpu-s")
				b.ReportMetric(float64(n), "tiles")
				b.ReportMetric(float64(size)/1e6, "gzip-MB")
				b.ReportMetric(float64(m.HeapAlloc)/1e6, "heap-MB")
				runtime.KeepAlive(p)
			}
			b.ReportMetric(0, "ns/op")
		})
	}
}

// cityTile makes the same layers with orb, without compression, of the features near the tile.
func cityTile(near map[string][]*geojson.Feature, a tiles.Address) ([]byte, error) {
	parts := map[string]*geojson.FeatureCollection{}
	for key, features := range near {
		part := geojson.NewFeatureCollection()
		for _, f := range features {
			part.Append(&geojson.Feature{ID: f.ID, Geometry: orb.Clone(f.Geometry), Properties: f.Properties})
		}
		parts[key] = part
	}
	layers := orbmvt.NewLayers(parts)
	layers.ProjectToTile(maptile.New(a.X, a.Y, maptile.Zoom(a.Z)))
	layers.Clip(orbmvt.MapboxGLDefaultExtentBound)
	return orbmvt.Marshal(layers)
}

// nearTile finds the features near a tile.
func nearTile(all map[string]*geojson.FeatureCollection, a tiles.Address) map[string][]*geojson.Feature {
	near := maptile.New(a.X, a.Y, maptile.Zoom(a.Z)).Bound(float64(1) / 64)
	out := map[string][]*geojson.Feature{}
	for key, fc := range all {
		for _, f := range fc.Features {
			if f.Geometry.Bound().Intersects(near) {
				out[key] = append(out[key], f)
			}
		}
	}
	return out
}

// orbCity are the layers, and those of their labels, as orb has them.
func orbCity(layers []tiles.Layer) map[string]*geojson.FeatureCollection {
	all := map[string]*geojson.FeatureCollection{}
	for _, l := range layers {
		areas, labels := geojson.NewFeatureCollection(), geojson.NewFeatureCollection()
		for i, f := range l.Features {
			g := geojson.NewFeature(f.Shape.Orb())
			g.ID, g.Properties = f.ID, geojson.Properties{"code": fmt.Sprintf("%s%06d", l.Key[:1], i+1), "name": fmt.Sprintf("%s %d", l.Key, i+1)}
			label := geojson.NewFeature(f.Label.LonLat())
			label.ID, label.Properties = g.ID, g.Properties.Clone()
			if len(f.Props) > 2 {
				g.Properties["parent"] = fmt.Sprintf("parent%06d", i/10)
			}
			areas.Append(g)
			labels.Append(label)
		}
		all[l.Key], all[l.Key+tiles.LabelSuffix] = areas, labels
	}
	return all
}

// BenchmarkCityCold makes composite tiles of the city for the first time, from the zooms, with
// their compression.
func BenchmarkCityCold(b *testing.B) {
	layers := theCity()
	p := pyramid(b, tiles.Options{CacheBytes: -1, MessageBytes: -1}, layers...)
	p.Warm(b.Context())
	for z := uint8(8); z <= 16; z++ {
		addresses := sample(layers[3], z, 120)
		b.Run(fmt.Sprint("z", z), func(b *testing.B) {
			size, raw := 0, 0
			start := cpu(b)
			for i := 0; b.Loop(); i++ {
				tile, err := p.Tile(context.Background(), cityKeys, addresses[i%len(addresses)])
				if err != nil {
					b.Fatal(err)
				}
				size, raw = size+len(tile.Gzip), raw+tile.Length
			}
			b.ReportMetric(float64((cpu(b)-start).Microseconds())/float64(b.N), "cpu-µs/tile")
			b.ReportMetric(float64(size)/float64(b.N), "bytes/tile")
			b.ReportMetric(float64(raw)/float64(b.N), "raw/tile")
		})
	}
}

// BenchmarkEncoderAgainstOrb is the making of the four layers' messages without compression,
// beside orb's clone, projection, clip and encoding.
func BenchmarkEncoderAgainstOrb(b *testing.B) {
	layers := theCity()
	p := pyramid(b, tiles.Options{}, layers...)
	p.Warm(b.Context())
	all := orbCity(layers)
	for z := uint8(8); z <= 16; z++ {
		addresses := sample(layers[3], z, 60)
		b.Run(fmt.Sprint("z", z), func(b *testing.B) {
			var ours, theirs time.Duration
			for i := 0; b.Loop(); i++ {
				a := addresses[i%len(addresses)]
				ours += tiles.TimeMessages(b, p, cityKeys, a)
				near := nearTile(all, a)
				start := time.Now()
				if _, err := cityTile(near, a); err != nil {
					b.Fatal(err)
				}
				theirs += time.Since(start)
			}
			b.ReportMetric(float64(ours.Nanoseconds())/1000/float64(b.N), "µs/tile")
			b.ReportMetric(float64(theirs)/float64(ours), "times-orb")
		})
	}
}

// moveVertex moves the vertices at from to to, in all features of all layers.
func moveVertex(layers []tiles.Layer, from, to geo.Point) (out []tiles.Layer) {
	for _, l := range layers {
		cloned := false
		for i := range l.Features {
			if !l.Features[i].Shape.Box().Contains(from) {
				continue
			}
			shape, moved := geo.MultiPolygon{}, false
			for _, poly := range l.Features[i].Shape {
				var rings geo.Polygon
				for _, r := range poly {
					if at := slices.Index(r, from); at >= 0 {
						r, moved = slices.Clone(r), true
						for k := range r {
							if r[k] == from {
								r[k] = to
							}
						}
					}
					rings = append(rings, r)
				}
				shape = append(shape, rings)
			}
			if moved {
				if !cloned {
					l.Features, cloned = slices.Clone(l.Features), true
				}
				l.Features[i].Shape = shape
			}
		}
		out = append(out, l)
	}
	return out
}

// BenchmarkCityMove moves a vertex of a grid, and of all that have it, by some ten metres.
func BenchmarkCityMove(b *testing.B) {
	layers := append(studyCity(6, 10), tiles.Layer{Key: "border", Kind: tiles.Borders, MinZoom: 8, MaxZoom: 16})
	p := pyramid(b, tiles.Options{}, layers...)
	p.Warm(b.Context())
	for i := 0; b.Loop(); i++ {
		b.StopTimer()
		from := layers[3].Features[3000+i].Shape[0][0][i%3]
		layers = moveVertex(layers, from, geo.Point{X: from.X + 700, Y: from.Y + 900})
		b.StartTimer()
		q, changed, err := p.Edit(b.Context(), layers)
		if err != nil {
			b.Fatal(err)
		}
		for _, c := range changed.Layers {
			b.ReportMetric(float64(len(c.Tiles)), c.Key+"-tiles")
		}
		p = q
	}
}

// BenchmarkCityEdit renames a grid of the study's city.
func BenchmarkCityEdit(b *testing.B) {
	layers := append(studyCity(6, 10), tiles.Layer{Key: "border", Kind: tiles.Borders, MinZoom: 8, MaxZoom: 16})
	p := pyramid(b, tiles.Options{}, layers...)
	p.Warm(b.Context())
	for i := 0; b.Loop(); i++ {
		grids := append([]tiles.Feature(nil), layers[3].Features...)
		f := &grids[3000+i]
		f.Props = append([]mvt.Prop(nil), f.Props...)
		f.Props[1].Value = mvt.String(fmt.Sprint("改名", i))
		layers[3].Features = grids
		q, changed, err := p.Edit(b.Context(), layers)
		if err != nil {
			b.Fatal(err)
		}
		for _, c := range changed.Layers {
			b.ReportMetric(float64(len(c.Tiles)), c.Key+"-tiles")
		}
		p = q
	}
}
