package intake_test

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/geotest"
	"github.com/redsail/redsail/internal/intake"
)

// BenchmarkReport is the dry run of a layer of 10,300 grids, whose borders wind: reading the file,
// cutting the borders to shared edges and telling each gap and overlap. Every fiftieth grid has one vertex
// pushed 3 m aside.
func BenchmarkReport(b *testing.B) {
	w := newWorld(b, "layers:\n  - {key: grid, name: {zh: 网格, en: Grid}, partition: true}\n")
	levels := geotest.StudyCity(10, 10)
	path := faultyLayer(b, levels[len(levels)-1].Coverage)
	for b.Loop() {
		r := w.take(path, intake.Options{Layer: "grid", DryRun: true})
		if r.Read != 10_300 || len(r.Gaps)+len(r.Overlaps) < 150 {
			b.Fatalf("%d read, %d gaps, %d overlaps", r.Read, len(r.Gaps), len(r.Overlaps))
		}
	}
}

// faultyLayer writes a coverage as GeoJSON, some of it spoilt.
func faultyLayer(b *testing.B, c geotest.Coverage) string {
	b.Helper()
	path := filepath.Join(b.TempDir(), "layer.geojson")
	f, err := os.Create(path)
	if err != nil {
		b.Fatal(err)
	}
	out := bufio.NewWriter(f)
	fmt.Fprint(out, `{"type":"FeatureCollection","features":[`)
	for i, shape := range c.Shapes {
		if i > 0 {
			fmt.Fprint(out, ",")
		}
		ring := shape[0][0]
		fmt.Fprintf(out, `{"type":"Feature","properties":{"code":%q},"geometry":{"type":"Polygon","coordinates":[[`, c.Codes[i])
		for k := range len(ring) + 1 {
			p := ring[k%len(ring)]
			if i%50 == 0 && k == len(ring)/2 {
				p = geo.Point{X: p.X + 300, Y: p.Y + 300}
			}
			if k > 0 {
				fmt.Fprint(out, ",")
			}
			at := p.LonLat()
			fmt.Fprintf(out, "[%.7f,%.7f]", at[0], at[1])
		}
		fmt.Fprint(out, "]]}}")
	}
	fmt.Fprint(out, "]}")
	if err := out.Flush(); err != nil {
		b.Fatal(err)
	}
	if err := f.Close(); err != nil {
		b.Fatal(err)
	}
	return path
}
