package postgis_test

import (
	"context"
	"testing"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/store/postgis"
	"github.com/redsail/redsail/internal/store/postgis/pgtest"
)

// undo2 takes back 0002: what is left is a store of version 1.
const undo2 = `DROP VIEW redsail.buildings, redsail.lines, redsail.places;
DROP TABLE redsail.building_version, redsail.building_code, redsail.line_version, redsail.line_code, redsail.place_version, redsail.place_code;
DELETE FROM redsail.migration WHERE version = 2`

// TestMigrate: a store of version 1 is refused until it is migrated; then it has what it
// had, and keeps buildings.
func TestMigrate(t *testing.T) {
	ctx, url := context.Background(), pgtest.URL(t)
	s := initStore(t, url, postgis.Options{})
	apply(t, s, put("street", "s", square(0, 0, 100), city.OpenStart), put("grid", "g", square(0, 0, 100), city.OpenStart))
	before, err := s.State(ctx)
	if err != nil {
		t.Fatal(err)
	}
	run(t, connect(t, url), undo2)
	_, err = postgis.Open(ctx, url, postgis.Options{})
	wantCode(t, err, city.Invalid, "older_store")
	for range 2 { // the second time there is nothing to do
		if err := postgis.Migrate(ctx, url, postgis.Options{}); err != nil {
			t.Fatal(err)
		}
	}
	s, err = postgis.Open(ctx, url, postgis.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if after, err := s.State(ctx); err != nil || after != before {
		t.Fatalf("state %+v, %v; want %+v", after, err, before)
	}
	apply(t, s, city.PutContent(&city.Building{Code: "b", Grid: "g", Shape: square(10, 10, 10)}, city.Always()))
	if n := value[int](t, connect(t, url), "SELECT count(*) FROM redsail.buildings WHERE grid = 'g' AND id = 3"); n != 1 {
		t.Errorf("%d buildings in the view", n)
	}
}

func TestMigrateRefuses(t *testing.T) {
	empty, newer, blank := pgtest.URL(t), pgtest.URL(t), pgtest.URL(t)
	for url, sql := range map[string]string{newer: "INSERT INTO redsail.migration VALUES (99)", blank: "DELETE FROM redsail.migration"} {
		initStore(t, url, postgis.Options{})
		run(t, connect(t, url), sql)
	}
	for url, code := range map[string]string{empty: "not_a_store", newer: "newer_store", blank: "not_a_store"} {
		wantCode(t, postgis.Migrate(context.Background(), url, postgis.Options{}), city.Invalid, code)
	}
}

// TestThingViews reads buildings, lines and places as a GIS does.
func TestThingViews(t *testing.T) {
	url := pgtest.URL(t)
	s, c := initStore(t, url, postgis.Options{}), connect(t, url)
	at := square(1163900000, 399000000, 10)[0][0][0]
	households := int64(60)
	apply(t, s, put("grid", "g", square(1163900000, 399000000, 100), city.OpenStart),
		city.PutContent(&city.Building{Code: "b", Shape: square(1163900000, 399000000, 50), Households: &households, Grid: "g",
			Address: city.Address{Road: "建设路", Number: "1号"}}, city.Always()),
		city.PutContent(&city.Building{Code: "dot", Point: &at}, city.Always()),
		city.PutContent(&city.Building{Code: "past", Point: &at}, city.Period{From: city.OpenStart, To: 0}),
		city.PutContent(&city.Line{Layer: "road", Code: "r", Class: map[string]string{"class": "arterial"}, Shape: geo.MultiLine{{at, {X: at.X + 1, Y: at.Y + 1}}}}, city.Always()),
		city.PutContent(&city.Place{Kind: "station", Code: "p", Point: at, State: city.PlaceOpen, Services: []string{"水", "a,b"}}, city.Always()))
	for sql, want := range map[string]string{
		`SELECT string_agg(concat_ws('|', code, households, address, grid, GeometryType(geom)), ' ' ORDER BY code) FROM redsail.buildings`:                        "b|60|建设路1号|g|MULTIPOLYGON dot|POINT",
		`SELECT concat_ws('|', layer, code, class->>'class', ST_AsText(geom)) FROM redsail.lines`:                                                                 "road|r|arterial|MULTILINESTRING((116.39 39.9,116.3900001 39.9000001))",
		`SELECT concat_ws('|', kind, code, state, services[2], ST_AsText(geom)) FROM redsail.places`:                                                              "station|p|open|a,b|POINT(116.39 39.9)",
		`SELECT string_agg(f_table_name || ' ' || type, ', ' ORDER BY f_table_name) FROM geometry_columns WHERE f_table_name IN ('buildings', 'lines', 'places')`: "buildings GEOMETRY, lines MULTILINESTRING, places POINT",
		`SELECT obj_description('redsail.places'::regclass)`:                                                                                                      "服务场所 / Places",
	} {
		if got := value[string](t, c, sql); got != want {
			t.Errorf("%s\ngives %s\nwant  %s", sql, got, want)
		}
	}
}
