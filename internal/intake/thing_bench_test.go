package intake_test

import (
	"fmt"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/redsail/redsail/geo/geotest"
	"github.com/redsail/redsail/internal/intake"
)

// BenchmarkImportBuildings reads a workbook of 100,000 rows and a CSV of a million, each into an
// empty GeoPackage (with -short a hundredth of it), and the workbook once more. peak-MB is the largest
// heap that was seen.
func BenchmarkImportBuildings(b *testing.B) {
	scale := 1
	if testing.Short() {
		scale = 100
	}
	for _, c := range []struct {
		ext   string
		rows  int
		write func(testing.TB, string, int)
		again []bool
	}{{"xlsx", 100_000 / scale, geotest.BuildingsBook, []bool{false, true}}, {"csv", 1_000_000 / scale, geotest.BuildingsCSV, []bool{false}}} {
		path := filepath.Join(b.TempDir(), "buildings."+c.ext)
		c.write(b, path, c.rows)
		for _, again := range c.again {
			b.Run(fmt.Sprintf("%s/rows=%d/again=%v", c.ext, c.rows, again), func(b *testing.B) {
				for b.Loop() {
					b.StopTimer()
					w := newStaffed(b)
					want := intake.Stored
					if again {
						w.thingsOf(intake.TableBuilding, "", path)
						want = intake.Unchanged
					}
					runtime.GC()
					stop := watchHeap()
					b.StartTimer()
					r := w.thingsOf(intake.TableBuilding, "", path)
					b.StopTimer()
					b.ReportMetric(stop(), "peak-MB")
					if r.Status != want || r.Accepted != c.rows || r.NoGrid != 0 {
						b.Fatalf("%s: %+v", r.Summary(), r.Rejected[:min(3, len(r.Rejected))])
					}
					b.StartTimer()
				}
				b.ReportMetric(float64(c.rows*b.N)/b.Elapsed().Seconds(), "rows/s")
			})
		}
	}
}
