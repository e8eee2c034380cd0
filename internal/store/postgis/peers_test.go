package postgis_test

import (
	"context"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/geotest"
	"github.com/redsail/redsail/geo/locate"
	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/store/postgis"
	"github.com/redsail/redsail/internal/store/postgis/pgtest"
)

// BenchmarkLookupPeers asks for the grid of random points of a city of 6,200 grids: the
// index, redsail.owner() and a plain GiST lookup with ST_Covers, each in one statement or
// loop. Times are the processor's, of the database that of its backend; the ratios are to the
// index in the same run.
func BenchmarkLookupPeers(b *testing.B) {
	c := geotest.NewCountry(geotest.City)
	grids := c.Level(1)
	in := locate.Layer{Key: "grid", Partition: true}
	var entries []city.Entry
	for i, code := range grids.Codes {
		in.Areas = append(in.Areas, locate.Area{Code: code, Shape: grids.Shapes[i]})
		entries = append(entries, put("grid", code, grids.Shapes[i], city.OpenStart))
	}
	x, err := locate.Build([]locate.Layer{in})
	if err != nil {
		b.Fatal(err)
	}
	url := pgtest.URL(b)
	apply(b, initStore(b, url, postgis.Options{}), entries...)
	conn := connect(b, url)
	run(b, conn, "ANALYZE")

	points := c.Queries(1 << 14)
	own := perLookup(b, "index", 0, 1<<20, func(n int) time.Duration {
		start := processTime(b)
		for i := range n {
			sunk += x.Owner(0, points[i%len(points)])
		}
		return processTime(b) - start
	})
	for name, sql := range map[string]string{
		"owner": `SELECT count(redsail.owner('grid', p.lon, p.lat)) FROM unnest($1::float8[], $2::float8[]) AS p (lon, lat)`,
		"gist": `SELECT count(a.code) FROM unnest($1::float8[], $2::float8[]) AS p (lon, lat)
			LEFT JOIN redsail.grid AS a ON ST_Covers(a.geom, ST_SetSRID(ST_MakePoint(p.lon, p.lat), 4326))`,
	} {
		perLookup(b, name, own, 4096, func(n int) time.Duration { return inBackend(b, conn, sql, points[:n]) })
	}
}

var sunk int

// perLookup runs n lookups as a benchmark and reports the time of one, and beside the index
// how many times its.
func perLookup(b *testing.B, name string, own float64, n int, ask func(n int) time.Duration) (ns float64) {
	b.Run(name, func(b *testing.B) {
		var took time.Duration
		for b.Loop() {
			took += ask(n)
		}
		ns = float64(took.Nanoseconds()) / float64(b.N) / float64(n)
		b.ReportMetric(ns, "cpu-ns/lookup")
		if own > 0 {
			b.ReportMetric(ns/own, "x-index")
		}
	})
	return ns
}

// inBackend runs a statement over points and gives the processor time of the backend.
func inBackend(b *testing.B, conn *pgx.Conn, sql string, points []geo.Point) time.Duration {
	lon, lat := make([]float64, len(points)), make([]float64, len(points))
	for i, p := range points {
		at := p.LonLat()
		lon[i], lat[i] = at[0], at[1]
	}
	before := pgtest.BackendTime(b, conn)
	var found int
	if err := conn.QueryRow(context.Background(), sql, lon, lat).Scan(&found); err != nil {
		b.Fatal(err)
	}
	if found < len(points)/2 {
		b.Fatalf("%d of %d points found", found, len(points))
	}
	return pgtest.BackendTime(b, conn) - before
}

// processTime is how long this process has been on a processor.
func processTime(b *testing.B) time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
