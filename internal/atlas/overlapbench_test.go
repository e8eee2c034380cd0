package atlas_test

import (
	"testing"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/demo"
)

// BenchmarkWithin asks about a ground of a few streets in the made-up city, and about all of it.
func BenchmarkWithin(b *testing.B) {
	p := demoPicture(b, demo.SizeCity)
	box, _ := p.Bounds()
	part := func(share int64) geo.MultiPolygon {
		at := func(lo, hi int32, n int64) int32 { return int32(int64(lo) + (int64(hi)-int64(lo))*n/1000) }
		x1, y1 := at(box.Min.X, box.Max.X, 500-share/2), at(box.Min.Y, box.Max.Y, 500-share/2)
		x2, y2 := at(box.Min.X, box.Max.X, 500+share/2), at(box.Min.Y, box.Max.Y, 500+share/2)
		return geo.MultiPolygon{{{{X: x1, Y: y1}, {X: x2, Y: y1 + 7}, {X: x2, Y: y2}, {X: x1, Y: y2 - 5}}}}
	}
	for name, share := range map[string]int64{"tenth": 100, "half": 500, "all": 1000} {
		b.Run(name, func(b *testing.B) {
			n := 0
			for b.Loop() {
				w, err := p.Within(b.Context(), part(share), "")
				if err != nil {
					b.Fatal(err)
				}
				n = len(w.Areas)
			}
			b.ReportMetric(float64(n), "areas")
		})
	}
}

// BenchmarkOverlaps asks which grids and compounds the whole city, and one community, overlaps.
func BenchmarkOverlaps(b *testing.B) {
	d := openDemo(b, demo.SizeCity)
	p := d.atlas.Current()
	for _, layer := range []string{"city", "community"} {
		code := d.area(b, layer, func(*city.Area) bool { return true }).Code
		b.Run(layer, func(b *testing.B) {
			for b.Loop() {
				if _, _, err := p.Overlaps(b.Context(), layer, code, ""); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
