package gpkg_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/store/gpkg"
	"github.com/redsail/redsail/internal/store/storetest"
)

// want fails unless err is a domain error of that kind and code, of one line, which names
// no draft.
func want(t testing.TB, err error, kind city.Kind, code string) {
	t.Helper()
	if city.KindOf(err) != kind || city.CodeOf(err) != code || strings.Contains(err.Error(), "\n") || strings.Contains(err.Error(), ".init-") {
		t.Fatalf("got %v (%s, %s), want kind %s, code %s", err, city.KindOf(err), city.CodeOf(err), kind, code)
	}
}

// change puts one area.
func change(code, name string) city.Change {
	a := city.Area{Layer: "district", Code: code, Names: city.Names{Zh: name}, Shape: box(1_160_000_000, 350_000_000, 1000)}
	return city.Change{Effective: city.OpenStart, Entries: []city.Entry{city.PutArea(a, city.Always())}}
}

func box(x, y, w int32) geo.MultiPolygon {
	return geo.MultiPolygon{{{{X: x, Y: y}, {X: x + w, Y: y}, {X: x + w, Y: y + w}, {X: x, Y: y + w}}}}
}

func apply(t testing.TB, s city.Store, c city.Change) city.Revision {
	t.Helper()
	r, err := s.Apply(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func closeStore(t testing.TB, s city.Store) {
	t.Helper()
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
}

func files(t testing.TB, dir string) []string {
	t.Helper()
	list, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, e := range list {
		out = append(out, e.Name())
	}
	return out
}

func TestOpenRefusesWhatIsNoStore(t *testing.T) {
	whole, err := os.ReadFile(newStore(t))
	if err != nil {
		t.Fatal(err)
	}
	foreign := filepath.Join(t.TempDir(), "foreign")
	db := raw(t, foreign)
	for _, q := range []string{`PRAGMA application_id = 1196444487`, `CREATE TABLE settings (a)`, `CREATE TABLE gpkg_contents (a)`} {
		if _, err := db.Exec(q); err != nil {
			t.Fatal(err)
		}
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	geopackage, err := os.ReadFile(foreign)
	if err != nil {
		t.Fatal(err)
	}
	inWAL := bytes.Clone(geopackage)
	inWAL[18], inWAL[19] = 2, 2
	otherID := bytes.Clone(whole)
	otherID[68] = 'X'
	for name, content := range map[string][]byte{
		"empty": {}, "text": []byte(strings.Repeat("no database ", 100)), "short": whole[:99],
		"other program's database": otherID, "other GeoPackage": geopackage, "other GeoPackage in WAL mode": inWAL,
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "f.gpkg")
			if err := os.WriteFile(path, content, 0o600); err != nil {
				t.Fatal(err)
			}
			_, err := gpkg.Open(t.Context(), path, gpkg.Options{})
			want(t, err, city.Invalid, "not_a_store")
			after, err := os.ReadFile(path)
			if err != nil || !bytes.Equal(after, content) || len(files(t, filepath.Dir(path))) != 1 {
				t.Fatalf("the foreign file was touched (%v); beside it: %v", err, files(t, filepath.Dir(path)))
			}
		})
	}
	_, err = gpkg.Open(t.Context(), filepath.Join(t.TempDir(), "none.gpkg"), gpkg.Options{})
	want(t, err, city.NotFound, "no_store")
	_, err = gpkg.Open(t.Context(), t.TempDir(), gpkg.Options{})
	want(t, err, city.Invalid, "not_a_store")
}

func TestOpenRefusesNewerStore(t *testing.T) {
	path := newStore(t)
	db := raw(t, path)
	if _, err := db.Exec(`INSERT INTO redsail_migration (version_id, is_applied) VALUES (9999, 1)`); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	_, err = gpkg.Open(t.Context(), path, gpkg.Options{})
	want(t, err, city.Invalid, "newer_store")
	if after, err := os.ReadFile(path); err != nil || !bytes.Equal(before, after) {
		t.Fatalf("the newer store was touched (%v)", err)
	}
}

func TestTruncatedStore(t *testing.T) {
	path := newStore(t)
	if err := os.Truncate(path, 8192); err != nil {
		t.Fatal(err)
	}
	_, err := gpkg.Open(t.Context(), path, gpkg.Options{})
	want(t, err, city.Internal, "store_corrupt")
}

func TestInit(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "city.gpkg")
	s, err := gpkg.Init(t.Context(), path, storetest.Scheme(t), gpkg.Options{StoreID: "me", Timeline: "now"})
	if err != nil {
		t.Fatal(err)
	}
	st, err := s.State(t.Context())
	if err != nil || st.StoreID != "me" || st.Timeline != "now" {
		t.Fatalf("state %+v, %v", st, err)
	}
	rev := apply(t, s, change("a", "一"))
	closeStore(t, s)
	if got := files(t, dir); len(got) != 1 {
		t.Fatalf("beside the closed store: %v", got)
	}
	_, err = gpkg.Init(t.Context(), path, storetest.Scheme(t), gpkg.Options{})
	want(t, err, city.Conflict, "store_exists")
	s = reopen(t, path)
	defer s.Close()
	if st, err = s.State(t.Context()); err != nil || st.Revision != 1 || st.Hash != rev.Hash || st.StoreID != "me" {
		t.Fatalf("state after opening again %+v, %v", st, err)
	}
}

func TestInitFails(t *testing.T) {
	dir := t.TempDir()
	_, err := gpkg.Init(t.Context(), filepath.Join(dir, "no", "city.gpkg"), storetest.Scheme(t), gpkg.Options{})
	want(t, err, city.Unavailable, "store_io")
	_, err = gpkg.Init(t.Context(), filepath.Join(dir, strings.Repeat("n", 252)), storetest.Scheme(t), gpkg.Options{})
	want(t, err, city.Unavailable, "store_io")
	for _, k := range []string{"revision", "area_version", "settings", "gpkg_contents", "rtree_x", "sqlite_x", "buildings", "places", "line_version"} {
		_, err := city.ParseScheme([]byte("layers: [{key: " + k + ", partition: true}]"))
		want(t, err, city.Invalid, "reserved_layer_key")
		scheme := storetest.Scheme(t)
		scheme.Layers[0].Key = k
		_, err = gpkg.Init(t.Context(), filepath.Join(dir, "city.gpkg"), scheme, gpkg.Options{})
		want(t, err, city.Invalid, "reserved_layer_key")
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err = gpkg.Init(ctx, filepath.Join(dir, "city.gpkg"), storetest.Scheme(t), gpkg.Options{}); !errors.Is(err, context.Canceled) {
		t.Fatalf("got %v, want context.Canceled", err)
	}
	if got := files(t, dir); len(got) != 0 {
		t.Fatalf("failed starts have left %v", got)
	}
}

// TestInitSweeps: Init removes what an earlier one of the same name left a day ago.
func TestInitSweeps(t *testing.T) {
	dir := t.TempDir()
	for name, age := range map[string]time.Duration{
		"city.gpkg.init-1": 25 * time.Hour, "city.gpkg.init-1-wal": 25 * time.Hour, "city.gpkg.init-22-journal": 48 * time.Hour,
		"city.gpkg.init-3": 23 * time.Hour, "city.gpkg.init-notes": 48 * time.Hour, "city.gpkg.init-": 48 * time.Hour,
		"city.gpkg.init-4.bak": 48 * time.Hour, "city.gpkg.init-6.keys": 25 * time.Hour, "city.gpkg.init-6.auth.db-wal": 25 * time.Hour, "town.gpkg.init-5": 48 * time.Hour,
	} {
		path, then := filepath.Join(dir, name), time.Now().Add(-age)
		if err := os.WriteFile(path, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(path, then, then); err != nil {
			t.Fatal(err)
		}
	}
	s, err := gpkg.Init(t.Context(), filepath.Join(dir, "city.gpkg"), storetest.Scheme(t), gpkg.Options{})
	if err != nil {
		t.Fatal(err)
	}
	closeStore(t, s)
	left := []string{"city.gpkg", "city.gpkg.init-", "city.gpkg.init-3", "city.gpkg.init-4.bak", "city.gpkg.init-notes", "town.gpkg.init-5"}
	if got := files(t, dir); !slices.Equal(got, left) {
		t.Errorf("left are %v, want %v", got, left)
	}
}

// TestInitRace: of several starts on one name one wins.
func TestInitRace(t *testing.T) {
	path := filepath.Join(t.TempDir(), "city.gpkg")
	scheme := storetest.Scheme(t)
	errs := make([]error, 6)
	var wg sync.WaitGroup
	for i := range errs {
		wg.Go(func() {
			s, err := gpkg.Init(t.Context(), path, scheme, gpkg.Options{})
			if errs[i] = err; err == nil {
				errs[i] = s.Close()
			}
		})
	}
	wg.Wait()
	won := 0
	for _, err := range errs {
		if err == nil {
			won++
			continue
		}
		want(t, err, city.Conflict, "store_exists")
	}
	if got := files(t, filepath.Dir(path)); won != 1 || len(got) != 1 {
		t.Fatalf("%d winners, files %v", won, got)
	}
}

// TestDamage: content that cannot be read is no empty answer.
func TestDamage(t *testing.T) {
	path := newStore(t)
	s := reopen(t, path)
	defer s.Close()
	apply(t, s, change("a", "一"))
	if _, err := s.Writer().Exec(`UPDATE area_content SET body = x'a1'`); err != nil {
		t.Fatal(err)
	}
	_, err := s.Versions(t.Context(), city.Query{})
	want(t, err, city.Internal, "store_corrupt")
	_, err = s.Apply(t.Context(), change("a", "二"))
	want(t, err, city.Internal, "store_corrupt")
}

func TestCheckVersion(t *testing.T) {
	for v, ok := range map[string]bool{
		"3.51.3": true, "3.51.4": true, "3.53.4": true, "3.60.0": true, "4.0.0": true,
		"3.51.2": false, "3.50.9": false, "3.9.0": false, "2.99.99": false, "": false, "new": false,
	} {
		if err := gpkg.CheckVersion(v); (err == nil) != ok {
			t.Errorf("version %q: %v", v, err)
		}
	}
}

// TestZoneOffset: each opening writes the offset of its day.
func TestZoneOffset(t *testing.T) {
	scheme, err := city.ParseScheme([]byte("zone: Europe/Berlin\nlayers: [{key: district, partition: true}]"))
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "city.gpkg")
	for i, c := range []struct {
		month time.Month
		want  string
	}{{time.January, "+3600 seconds"}, {time.July, "+7200 seconds"}, {time.August, "+7200 seconds"}, {time.December, "+3600 seconds"}} {
		o := gpkg.Options{Now: func() time.Time { return time.Date(2026, c.month, 1, 12, 0, 0, 0, time.UTC) }}
		open := func() (*gpkg.Store, error) { return gpkg.Open(t.Context(), path, o) }
		if i == 0 {
			open = func() (*gpkg.Store, error) { return gpkg.Init(t.Context(), path, scheme, o) }
		}
		s, err := open()
		if err != nil {
			t.Fatal(err)
		}
		var got string
		if err := s.Readers().QueryRow(`SELECT value FROM settings WHERE name = 'utc_offset'`).Scan(&got); err != nil || got != c.want {
			t.Errorf("offset in %s: %q, %v; want %q", c.month, got, err, c.want)
		}
		closeStore(t, s)
	}
}
