package postgis_test

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/geojson"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/geotest"
	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/store/postgis"
	"github.com/redsail/redsail/internal/store/postgis/pgtest"
)

// beijing reads the 331 townships as they stand in the file, snapped and not noded.
func beijing(b *testing.B) []city.Entry {
	b.Helper()
	src, err := os.ReadFile(filepath.Join(geotest.DataDir(b), "cn-beijing-townships", "beijing_townships_wgs84.geojson"))
	if err != nil {
		b.Fatal(err)
	}
	var fc geojson.FeatureCollection
	if err := json.Unmarshal(src, &fc); err != nil {
		b.Fatal(err)
	}
	var out []city.Entry
	for i, f := range fc.Features {
		m, ok := f.Geometry.(orb.MultiPolygon)
		if p, single := f.Geometry.(orb.Polygon); single {
			m, ok = orb.MultiPolygon{p}, true
		}
		if !ok {
			b.Fatalf("feature %d is a %s", i, f.Geometry.GeoJSONType())
		}
		out = append(out, put("street", fmt.Sprintf("%03d", i), snapped(b, m), city.OpenStart))
	}
	return out
}

func snapped(b *testing.B, m orb.MultiPolygon) geo.MultiPolygon {
	b.Helper()
	var out geo.MultiPolygon
	for _, poly := range m {
		var p geo.Polygon
		for _, ring := range poly {
			var r geo.Ring
			for _, at := range ring[:len(ring)-1] {
				q, err := geo.Snap(at)
				if err != nil {
					b.Fatal(err)
				}
				if len(r) == 0 || r[len(r)-1] != q {
					r = append(r, q)
				}
			}
			p = append(p, r)
		}
		out = append(out, p)
	}
	return out
}

func BenchmarkImportBeijing(b *testing.B) {
	entries := beijing(b)
	for b.Loop() {
		b.StopTimer()
		s := initStore(b, pgtest.URL(b), postgis.Options{})
		b.StartTimer()
		apply(b, s, entries...)
	}
}

// BenchmarkOwnerBeijing asks owner() for places spread over the city, in one statement.
func BenchmarkOwnerBeijing(b *testing.B) {
	url := pgtest.URL(b)
	apply(b, initStore(b, url, postgis.Options{}), beijing(b)...)
	c := connect(b, url)
	b.ResetTimer()
	rows, err := c.Query(context.Background(), `SELECT count(redsail.owner('street',
		115.42 + 2.08 * (i * 0.6180339887 % 1), 39.44 + 1.62 * (i * 0.7548776662 % 1))) FROM generate_series(1, $1) AS i`, b.N)
	if err != nil {
		b.Fatal(err)
	}
	rows.Close()
	if rows.Err() != nil {
		b.Fatal(rows.Err())
	}
}
