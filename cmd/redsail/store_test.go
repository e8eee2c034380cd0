package main

import (
	"os"
	"strings"
	"testing"

	"github.com/redsail/redsail/internal/store/postgis/pgtest"
)

// TestStoreAddress: no command tells a password, whatever the address looks like; what is
// neither a path nor an address of PostgreSQL is wrong usage.
func TestStoreAddress(t *testing.T) {
	const secret = "geheim"
	t.Chdir(t.TempDir())
	for _, c := range []struct {
		store string
		code  int
	}{
		{"mysql://u:geheim@127.0.0.1/db", exitUsage},
		{"postgis://u:geheim@127.0.0.1/db", exitUsage},
		{" postgres://u:geheim@127.0.0.1/db", exitUsage},
		{"jdbc:postgresql://127.0.0.1/db?user=u&password=geheim", exitUsage},
		{"://u:geheim@127.0.0.1/db", exitUsage},
		{"postgres:u:geheim@127.0.0.1/db", exitUsage},
		{"postgres:/u:geheim@127.0.0.1/db", exitUsage},
		{"POSTGRESQL:u:geheim@127.0.0.1", exitUsage},
		{"u:geheim@127.0.0.1:5432/db", exitUsage},
		{"//u:geheim@127.0.0.1/db", exitUsage},
		{"host=127.0.0.1 user=u password=geheim", exitUsage},
		{"password=geheim", exitUsage},
		{"PASSWORD = 'geheim' dbname=x", exitUsage},
		{"dbname=x sslmode=disable password=geheim", exitUsage},
		{"city.gpkg?password=geheim", exitUsage},
		{"Postgres://u:geheim@127.0.0.1:1/db", exitFailed},
		{"POSTGRESQL://u:geheim@127.0.0.1:1/db", exitFailed},
		{"postgres://u:geheim@127.0.0.1:port/db", exitUsage},
		{"postgres://u:geh%zzeim-geheim@127.0.0.1:1/db", exitUsage},
		{"postgres://u:a geheim@127.0.0.1:1/db", exitUsage},
		{"postgres://u:geheim@[::1/db", exitUsage},
		{"postgres://127.0.0.1:1/db?user=u&password=geheim", exitFailed},
		{"postgres://u:a@geheim@127.0.0.1:1/db", exitUsage},
		{"postgres://u:a/geheim@127.0.0.1:1/db", exitUsage},
		{"postgres://u:a#geheim@127.0.0.1:1/db", exitFailed},
		{"postgres://u:a?geheim@127.0.0.1:1/db", exitFailed},
	} {
		for _, args := range [][]string{
			{"init", "--store", c.store}, {"check", "--store", c.store}, {"migrate", "--store=" + c.store},
			{"locate", "--store", c.store, "116,40"}, {"serve", "--listen", "127.0.0.1:0", "--store", c.store},
			{"import", "--layer", "x", "--store", c.store, "x.geojson"},
		} {
			out, errs, code := redsail(t, args...)
			if code != c.code || errs == "" || strings.Contains(out+errs, secret) {
				t.Errorf("%s %s: exit %d, stdout %q, stderr %q", args[0], c.store, code, out, errs)
			}
		}
		// In the wrong place.
		for _, args := range [][]string{{"init", c.store}, {"demo", "--no-serve", "--store", c.store}, {"check", "--store", "x", c.store}} {
			if out, errs, code := redsail(t, args...); code != exitUsage || strings.Contains(out+errs, secret) {
				t.Errorf("%q: exit %d, stdout %q, stderr %q", args, code, out, errs)
			}
		}
	}
	if made, err := os.ReadDir("."); err != nil || len(made) > 0 {
		t.Errorf("files were made: %v, %v", made, err)
	}
}

// TestStorePath: what only looks a little like an address is a path.
func TestStorePath(t *testing.T) {
	t.Chdir(t.TempDir())
	for _, store := range []string{"a@b.gpkg", "城市.gpkg", "my host.gpkg", "./u:a@b.gpkg", "postgres.gpkg", "hosts=1.gpkg", "12:30.gpkg"} {
		mustRun(t, "init", "--store", store)
		if _, err := os.Stat(store); err != nil {
			t.Error(err)
		}
	}
}

// TestStoreScheme: a scheme is the same in capitals (RFC 3986 §3.1).
func TestStoreScheme(t *testing.T) {
	url := pgtest.URL(t)
	_, rest, _ := strings.Cut(url, "://")
	mustRun(t, "init", "--store", "Postgres://"+rest)
	mustRun(t, "check", "--store", "POSTGRESQL://"+rest)
}
