package atlas_test

import (
	"testing"

	"github.com/redsail/redsail/internal/demo"
	"github.com/redsail/redsail/tiles/picture"
)

// BenchmarkPicture draws the middle of the demo city with warm tiles, as a window of
// 1280 × 720 shows it. Where no page is built there are no fonts, and no names.
func BenchmarkPicture(b *testing.B) {
	p := demoPicture(b, demo.SizeCity)
	d := drawer(b)
	box, _ := p.Bounds()
	lo, hi := box.Min.LonLat(), box.Max.LonLat()
	for name, zoom := range map[string]float64{"z11": 11, "z13": 13, "z15": 15, "z17": 17} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			ask := picture.Ask{Lon: (lo[0] + hi[0]) / 2, Lat: (lo[1] + hi[1]) / 2, Zoom: zoom, Width: 1280, Height: 720}
			got, err := p.Draw(b.Context(), d, ask) // makes the tiles, reads the fonts
			if err != nil {
				b.Fatal(err)
			}
			for b.Loop() {
				if got, err = p.Draw(b.Context(), d, ask); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(len(got.PNG)), "bytes")
		})
	}
}
