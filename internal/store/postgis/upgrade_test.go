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
	first, err := fs.ReadFile(dir, "0001_init.sql")
	if err != nil {
		t.Fatal(err)
	}
	return postgis.WithMigrations(postgis.Options{Schema: schema}, fstest.MapFS{
		"0001_init.sql": {Data: first}, "0002_later.sql": {Data: []byte(sql)},
	})
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
		if got := value[string](t, c, "SELECT string_agg(version::text, ',' ORDER BY version) FROM "+schema+".migration"); got != "1,2" {
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
