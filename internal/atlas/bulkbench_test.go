package atlas_test

import (
	"bytes"
	"fmt"
	"io"
	"math/rand/v2"
	"strconv"
	"syscall"
	"testing"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/geotest"
	"github.com/redsail/redsail/internal/atlas"
	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/demo"
)

// cpuSeconds is the processor time of the process: others use the machine, and the clock on
// the wall would measure them.
func cpuSeconds() float64 {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return float64(u.Utime.Nano()+u.Stime.Nano()) / 1e9
}

// lined writes points as lines, numbered, with seven decimals.
func lined(points []geo.Point, header, format string) []byte {
	out := bytes.NewBufferString(header)
	for i, q := range points {
		p := q.LonLat()
		fmt.Fprintf(out, format, i, strconv.FormatFloat(p[0], 'f', 7, 64), strconv.FormatFloat(p[1], 'f', 7, 64))
	}
	return out.Bytes()
}

// countryPicture is the generated city of 6,200 grids with four levels, as a picture.
func countryPicture(b *testing.B, c *geotest.Country) *atlas.Picture {
	b.Helper()
	store := openStore(b, `
layers:
  - {key: district, name: {zh: 区, en: D}, parent: "", partition: true}
  - {key: street, name: {zh: 街道, en: S}, parent: "", partition: true}
  - {key: community, name: {zh: 社区, en: C}, parent: "", partition: true}
  - {key: grid, name: {zh: 网格, en: G}, parent: "", partition: true}
`)
	var areas []city.Area
	for i, block := range []int{25, 10, 5, 1} {
		level := c.Level(block)
		for n, code := range level.Codes {
			areas = append(areas, area([]string{"district", "street", "community", "grid"}[i], code, "", level.Shapes[n]))
		}
	}
	apply(b, store, always(areas...))
	return openAtlas(b, store, nil).Current()
}

// BenchmarkBulk answers a million points: reading, parsing, looking up and writing, in
// processor time. The points are spread as people are, in the generated city of 6,200 grids
// with four partitions, and in the demo city with five, compounds and overlays.
func BenchmarkBulk(b *testing.B) {
	b.Run("country", func(b *testing.B) {
		c := geotest.NewCountry(geotest.City)
		benchBulk(b, countryPicture(b, c), c.Queries(bulkLines))
	})
	b.Run("demo", func(b *testing.B) {
		made := openDemo(b, demo.SizeCity)
		benchBulk(b, made.atlas.Current(), among(b, made, bulkLines))
	})
}

const bulkLines = 1 << 20

func benchBulk(b *testing.B, pic *atlas.Picture, points []geo.Point) {
	csv := lined(points, "id,lon,lat\n", "%d,%s,%s\n")
	objects := lined(points, "", "{\"id\":%d,\"lon\":%s,\"lat\":%s}\n")
	for _, columns := range []atlas.Columns{atlas.ColumnsCodes, atlas.ColumnsStation, atlas.ColumnsBorder, atlas.ColumnsAll} {
		bulk := codes
		bulk.Columns = columns
		b.Run("csv/"+string(columns), func(b *testing.B) {
			perCore(b, bulkLines, func() error {
				_, err := pic.LocateCSV(b.Context(), bytes.NewReader(csv), io.Discard, bulk)
				return err
			})
		})
		b.Run("ndjson/"+string(columns), func(b *testing.B) {
			perCore(b, bulkLines, func() error {
				_, err := pic.LocateNDJSON(b.Context(), bytes.NewReader(objects), io.Discard, bulk)
				return err
			})
		})
	}
}

// perCore reports how many points a core answers in a second of its time.
func perCore(b *testing.B, points int, answer func() error) {
	start := cpuSeconds()
	for b.Loop() {
		if err := answer(); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(points*b.N)/(cpuSeconds()-start)/1e6, "Mpoints/s/core")
}

// among are points of a demo city, near its buildings.
func among(b *testing.B, d *demoCity, n int) []geo.Point {
	b.Helper()
	var at []geo.Point
	for _, r := range d.records(b) {
		if v, ok := r.Content.(*city.Building); ok {
			at = append(at, v.Shape.Box().Min)
		}
	}
	r := rand.New(rand.NewPCG(7, 7))
	out := make([]geo.Point, n)
	for i := range out {
		q := at[r.IntN(len(at))]
		out[i] = geo.Point{X: q.X + int32(r.IntN(20_000)) - 10_000, Y: q.Y + int32(r.IntN(20_000)) - 10_000}
	}
	return out
}
