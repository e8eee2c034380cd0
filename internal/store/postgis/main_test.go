package postgis_test

import (
	"context"
	"os"
	"testing"

	"github.com/jackc/pgx/v5"
	"go.uber.org/goleak"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/store/postgis"
	"github.com/redsail/redsail/internal/store/postgis/pgtest"
)

func TestMain(m *testing.M) {
	if url := os.Getenv(scribbleEnv); url != "" {
		scribble(url)
	}
	goleak.VerifyTestMain(pgtest.Stopping(m))
}

const schemeYAML = `
name: {zh: 测试, en: Test}
layers:
  - {key: street, name: {zh: 街道, en: Street}, parent: "", partition: true}
  - {key: grid, name: {zh: 网格, en: Grid}, parent: street, partition: true}
  - {key: compound, name: {zh: 小区, en: Compound}, parent: street, partition: false}
places:
  - {key: station, name: {zh: 驿站, en: Station}}
`

func testScheme(t testing.TB) *city.Scheme {
	t.Helper()
	s, err := city.ParseScheme([]byte(schemeYAML))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func initStore(t testing.TB, url string, o postgis.Options) *postgis.Store {
	t.Helper()
	s, err := postgis.Init(context.Background(), url, testScheme(t), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func connect(t testing.TB, url string) *pgx.Conn {
	t.Helper()
	c, err := pgx.Connect(context.Background(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close(context.Background()) })
	return c
}

func run(t testing.TB, c *pgx.Conn, sql string, args ...any) {
	t.Helper()
	if _, err := c.Exec(context.Background(), sql, args...); err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
}

// value reads the only column of the only row.
func value[T any](t testing.TB, c *pgx.Conn, sql string, args ...any) T {
	t.Helper()
	var v T
	if err := c.QueryRow(context.Background(), sql, args...).Scan(&v); err != nil {
		t.Fatalf("%s %v: %v", sql, args, err)
	}
	return v
}

// square is an upright square of the given side, in lattice units.
func square(x, y, side int32) geo.MultiPolygon {
	return geo.MultiPolygon{{{{X: x, Y: y}, {X: x + side, Y: y}, {X: x + side, Y: y + side}, {X: x, Y: y + side}}}}
}

func put(layer, code string, shape geo.MultiPolygon, from city.Date) city.Entry {
	a := city.Area{Layer: layer, Code: code, Names: city.Names{Zh: "名" + code}, Shape: shape}
	return city.PutArea(a, city.Period{From: from, To: city.OpenEnd})
}

func apply(t testing.TB, s city.Writer, entries ...city.Entry) city.Revision {
	t.Helper()
	r, err := s.Apply(context.Background(), city.Change{Author: "测试员", Note: "note", Effective: city.OpenStart, Entries: entries})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func wantCode(t testing.TB, err error, kind city.Kind, code string) {
	t.Helper()
	if city.KindOf(err) != kind || city.CodeOf(err) != code {
		t.Errorf("error %v (%v, %s), want %v, %s", err, city.KindOf(err), city.CodeOf(err), kind, code)
	}
}
