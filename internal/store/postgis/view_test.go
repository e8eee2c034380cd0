package postgis_test

import (
	"bytes"
	"context"
	"strings"
	"testing"
	"time"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/codec"
	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/store/postgis"
	"github.com/redsail/redsail/internal/store/postgis/pgtest"
)

// TestViewShowsWhatIsInForce reads a layer as a GIS does.
func TestViewShowsWhatIsInForce(t *testing.T) {
	url := pgtest.URL(t)
	s, c := initStore(t, url, postgis.Options{}), connect(t, url)
	shape := geo.MultiPolygon{
		{{{X: 1163912345, Y: 399000001}, {X: 1163922345, Y: 399000003}, {X: 1163922349, Y: 399010007}, {X: 1163912351, Y: 399010009}},
			{{X: 1163915000, Y: 399003000}, {X: 1163915000, Y: 399004000}, {X: 1163916000, Y: 399004000}}},
		square(1164000007, 399000007, 9999)[0],
	}
	households := int64(1234)
	area := city.Area{
		Layer: "grid", Code: "g1", Names: city.Names{Zh: "第一网格", ZhHant: "第一網格", En: "Grid 1"}, Parent: "s1",
		Former: []string{"g0"}, Shape: shape, Class: map[string]string{"kind": "专属"}, Households: &households, Source: "民政局", DataDate: "2026-01-31",
	}
	today := city.DateOf(time.Now().In(testScheme(t).Location()))
	apply(t, s, put("street", "s1", square(1163900000, 399000000, 200000), city.OpenStart),
		city.PutArea(area, city.Period{From: today, To: city.OpenEnd}),
		put("grid", "tomorrow", square(0, 0, 10), today+1),
		city.PutArea(city.Area{Layer: "grid", Code: "gone", Shape: square(0, 0, 10)}, city.Period{From: city.OpenStart, To: today}))
	// A version that a later revision replaced is not shown either.
	apply(t, s, put("street", "s1", square(1163900000, 399000000, 200001), city.OpenStart))

	if n := value[int](t, c, "SELECT count(*) FROM redsail.street"); n != 1 {
		t.Errorf("%d streets in force", n)
	}
	if codes := value[string](t, c, "SELECT string_agg(code, ',') FROM redsail.grid"); codes != "g1" {
		t.Errorf("grids in force: %s", codes)
	}
	row := value[string](t, c, `SELECT concat_ws('|', id > 0, code, name, name_zh, name_zh_hant, name_en, parent, former[1], class->>'kind',
		households, population IS NULL, source, data_date, valid_to IS NULL, rev_from) FROM redsail.grid`)
	if want := "t|g1|第一网格|第一网格|第一網格|Grid 1|s1|g0|专属|1234|t|民政局|2026-01-31|t|1"; row != want {
		t.Errorf("row\n%s, want\n%s", row, want)
	}
	if from := value[time.Time](t, c, "SELECT valid_from FROM redsail.grid"); city.DateOf(from) != today {
		t.Errorf("valid from %v", from)
	}
	if geom := value[[]byte](t, c, "SELECT ST_AsEWKB(geom) FROM redsail.grid"); !bytes.Equal(geom, codec.EWKB(shape)) {
		t.Error("the geometry is not the lattice / 1e7, exactly")
	}
	if x := value[float64](t, c, "SELECT ST_X(ST_PointN(ST_ExteriorRing(ST_GeometryN(geom, 1)), 1)) FROM redsail.grid"); x != 116.3912345 {
		t.Errorf("the first vertex is at %v", x)
	}
	if n := value[int](t, c, "SELECT count(*) FROM geometry_columns WHERE f_table_schema = 'redsail' AND type = 'MULTIPOLYGON' AND srid = 4326"); n != 4 {
		t.Errorf("%d geometry columns, want those of three views and a table", n)
	}
	if def := value[string](t, c, "SELECT indexdef FROM pg_indexes WHERE indexname = 'area_version_geom'"); !bytes.Contains([]byte(def), []byte("gist")) {
		t.Errorf("index %s", def)
	}
	if label := value[string](t, c, "SELECT obj_description('redsail.compound'::regclass)"); label != "小区 / Compound" {
		t.Errorf("comment %q", label)
	}
}

// TestViewIsReadOnly: an edit in a GIS must not pass by the log of changes.
func TestViewIsReadOnly(t *testing.T) {
	url := pgtest.URL(t)
	s, c := initStore(t, url, postgis.Options{}), connect(t, url)
	apply(t, s, put("street", "s1", square(1163900000, 399000000, 200000), city.OpenStart))
	for _, statement := range []string{
		"UPDATE redsail.street SET name = 'x'", "UPDATE redsail.street SET geom = ST_Multi(ST_Buffer(geom, 1))",
		"DELETE FROM redsail.street", "INSERT INTO redsail.street (code) VALUES ('s2')",
	} {
		_, err := c.Exec(t.Context(), statement)
		if err == nil || !strings.Contains(err.Error(), "redsail.street is read-only") {
			t.Errorf("%s: %v", statement, err)
		}
	}
}

// TestDoorbell: a listener hears of each revision, and of nothing else.
func TestDoorbell(t *testing.T) {
	url := pgtest.URL(t)
	s, c := initStore(t, url, postgis.Options{}), connect(t, url)
	run(t, c, "LISTEN redsail_revision")
	apply(t, s, put("street", "a", square(0, 0, 10), city.OpenStart))
	apply(t, s, put("street", "a", square(0, 0, 10), city.OpenStart)) // changes nothing
	apply(t, s, put("street", "a", square(0, 0, 20), city.OpenStart))
	for _, want := range []string{"1", "2"} {
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		n, err := c.WaitForNotification(ctx)
		cancel()
		if err != nil || n.Payload != want {
			t.Fatalf("notification %+v, %v; want revision %s", n, err, want)
		}
	}
}
