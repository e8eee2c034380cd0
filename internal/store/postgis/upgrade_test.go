package postgis_test

import (
	"context"
	"io/fs"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/store/postgis"
	"github.com/redsail/redsail/internal/store/postgis/pgtest"
	"github.com/redsail/redsail/migrations"
)

// laterRelease are the options of a Redsail with one more migration.
func laterRelease(t *testing.T, schema, sql string) postgis.Options {
	t.Helper()
	dir, err := migrations.PostGIS()
	if err != nil {
		t.Fatal(err)
	}
	names, err := fs.Glob(dir, "*.sql")
	if err != nil {
		t.Fatal(err)
	}
	all := fstest.MapFS{"9999_later.sql": {Data: []byte(sql)}}
	for _, name := range names {
		text, err := fs.ReadFile(dir, name)
		if err != nil {
			t.Fatal(err)
		}
		all[name] = &fstest.MapFile{Data: text}
	}
	return postgis.WithMigrations(postgis.Options{Schema: schema}, all)
}

const laterSQL = `
CREATE TABLE redsail.later (n integer, spot geometry(Point, 4326));
INSERT INTO redsail.later SELECT count(*) FROM redsail.area_version;`

// TestOpenUpgrades: several programs of a later release open an older store at once; the
// missing migration is applied once, and the older release refuses the store from then on.
func TestOpenUpgrades(t *testing.T) {
	ctx := context.Background()
	address := pgtest.URL(t)
	c := connect(t, address)
	for _, schema := range []string{"redsail", "second"} {
		old := initStore(t, address, postgis.Options{Schema: schema})
		apply(t, old, put("street", "a", square(0, 0, 10), city.OpenStart))
		o := laterRelease(t, schema, laterSQL)
		var wg sync.WaitGroup
		for range 4 {
			wg.Go(func() {
				s, err := postgis.Open(ctx, address, o)
				if err != nil {
					t.Errorf("schema %s: %v", schema, err)
					return
				}
				defer s.Close()
				if vs, err := s.Versions(ctx, city.Query{}); err != nil || len(vs) != 1 {
					t.Errorf("schema %s after the upgrade: %d versions, %v", schema, len(vs), err)
				}
			})
		}
		wg.Wait()
		if got := value[string](t, c, "SELECT string_agg(n::text, ',') FROM "+schema+".later"); got != "1" {
			t.Errorf("schema %s: the migration has left %q", schema, got)
		}
		if got := value[string](t, c, "SELECT string_agg(version::text, ',' ORDER BY version) FROM "+schema+".migration"); got != "1,2,3,4,5" {
			t.Errorf("schema %s has the migrations %s", schema, got)
		}
		_, err := postgis.Open(ctx, address, postgis.Options{Schema: schema})
		wantCode(t, err, city.Invalid, "newer_store")
	}
}

// TestFailedUpgrade leaves the store as it was, for the release that it is of.
func TestFailedUpgrade(t *testing.T) {
	ctx := context.Background()
	address := pgtest.URL(t)
	c := connect(t, address)
	initStore(t, address, postgis.Options{})
	_, err := postgis.Open(ctx, address, laterRelease(t, "", laterSQL+"SELECT 1/0;"))
	wantCode(t, err, city.Internal, "internal")
	if value[bool](t, c, "SELECT to_regclass('redsail.later') IS NOT NULL") {
		t.Error("half of the upgrade stands")
	}

	role := "reader_of_" + value[string](t, c, "SELECT current_database()")
	run(t, c, "CREATE ROLE "+role+" LOGIN PASSWORD 'x'")
	t.Cleanup(func() { run(t, c, "DROP OWNED BY "+role); run(t, c, "DROP ROLE "+role) })
	run(t, c, "GRANT USAGE ON SCHEMA redsail TO "+role)
	run(t, c, "GRANT SELECT ON ALL TABLES IN SCHEMA redsail TO "+role)
	reader := with(t, address, func(u *url.URL) { u.User = url.UserPassword(role, "x") })
	_, err = postgis.Open(ctx, reader, laterRelease(t, "", laterSQL))
	wantCode(t, err, city.Invalid, "store_permission")
	if err == nil || strings.Contains(err.Error(), "\n") {
		t.Errorf("not one line: %v", err)
	}
	for _, as := range []string{reader, address} {
		s, err := postgis.Open(ctx, as, postgis.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

// TestTokens: what Init makes up has the same form in both stores.
func TestTokens(t *testing.T) {
	s := initStore(t, pgtest.URL(t), postgis.Options{})
	st, err := s.State(context.Background())
	form := regexp.MustCompile(`^[0-9a-f]{32}$`)
	if err != nil || !form.MatchString(st.Timeline) || !form.MatchString(st.StoreID) || st.Timeline == st.StoreID {
		t.Errorf("state %+v, %v", st, err)
	}
}

// undo2 takes back all from 0002 on: what is left is a store of version 1.
const undo2 = `DROP VIEW redsail.organisations, redsail.posts, redsail.buildings, redsail.lines, redsail.places;
DROP TABLE redsail.organisation_version, redsail.organisation_code, redsail.person_version, redsail.person_code, redsail.post_version, redsail.post_code;
DROP TABLE redsail.building_version, redsail.building_code, redsail.line_version, redsail.line_code, redsail.place_version, redsail.place_code;
DELETE FROM redsail.migration WHERE version IN (2, 3, 4)`

// TestOldStore: a store of version 1 is brought up to date when it is opened; it has what it
// had, and keeps buildings.
func TestOldStore(t *testing.T) {
	ctx, url := context.Background(), pgtest.URL(t)
	s := initStore(t, url, postgis.Options{})
	apply(t, s, put("street", "s", square(0, 0, 100), city.OpenStart), put("grid", "g", square(0, 0, 100), city.OpenStart))
	before, err := s.State(ctx)
	if err != nil {
		t.Fatal(err)
	}
	run(t, connect(t, url), undo2)
	for range 2 { // the second time there is nothing to do
		s, err = postgis.Open(ctx, url, postgis.Options{})
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		if after, err := s.State(ctx); err != nil || after != before {
			t.Fatalf("state %+v, %v; want %+v", after, err, before)
		}
	}
	apply(t, s, city.PutContent(&city.Building{Code: "b", Grid: "g", Shape: square(10, 10, 10)}, city.Always()))
	if n := value[int](t, connect(t, url), "SELECT count(*) FROM redsail.buildings WHERE grid = 'g' AND id = 3"); n != 1 {
		t.Errorf("%d buildings in the view", n)
	}
}

func TestUpgradeRefuses(t *testing.T) {
	empty, newer, blank := pgtest.URL(t), pgtest.URL(t), pgtest.URL(t)
	for url, sql := range map[string]string{newer: "INSERT INTO redsail.migration VALUES (99)", blank: "DELETE FROM redsail.migration"} {
		initStore(t, url, postgis.Options{})
		run(t, connect(t, url), sql)
	}
	for url, code := range map[string]string{empty: "not_a_store", newer: "newer_store", blank: "not_a_store"} {
		_, err := postgis.Open(context.Background(), url, postgis.Options{})
		wantCode(t, err, city.Invalid, code)
	}
}

// TestThingViewsAreReadOnly: as those of the layers.
func TestThingViewsAreReadOnly(t *testing.T) {
	url := pgtest.URL(t)
	s, c := initStore(t, url, postgis.Options{}), connect(t, url)
	at := square(0, 0, 10)[0][0][0]
	apply(t, s, city.PutContent(&city.Building{Code: "b", Point: &at}, city.Always()),
		city.PutContent(&city.Line{Layer: "road", Code: "b", Shape: geo.MultiLine{{at, {X: 5, Y: 5}}}}, city.Always()),
		city.PutContent(&city.Place{Kind: "station", Code: "b", Point: at, State: city.PlaceOpen}, city.Always()))
	for _, view := range []string{"buildings", "lines", "places"} {
		for _, statement := range []string{"UPDATE redsail." + view + " SET name = 'x'", "DELETE FROM redsail." + view, "INSERT INTO redsail." + view + " (code) VALUES ('x')"} {
			if _, err := c.Exec(t.Context(), statement); err == nil || !strings.Contains(err.Error(), "redsail."+view+" is read-only") {
				t.Errorf("%s: %v", statement, err)
			}
		}
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
