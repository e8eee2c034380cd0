package postgis_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/redsail/redsail/geo/geotest"
	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/store/postgis"
	"github.com/redsail/redsail/internal/store/postgis/pgtest"
)

// beijing are the 331 townships as they stand in the file, on the lattice and not noded.
func beijing(b *testing.B) []city.Entry {
	b.Helper()
	var out []city.Entry
	for i, m := range geotest.Beijing(b).Shapes {
		out = append(out, put("street", fmt.Sprintf("%03d", i), m, city.OpenStart))
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
