package gpkg_test

import (
	"strings"
	"testing"

	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/store/gpkg"
)

// sealed tells whether the next to open the file needs to look at nothing.
func sealed(t testing.TB, path string) bool {
	t.Helper()
	db := raw(t, path)
	defer db.Close()
	var whole bool
	err := db.QueryRow(`SELECT coalesce((SELECT value FROM settings WHERE name = 'seal'), '0') + 0 =
		(SELECT ('0x' || hex(substr(data, 25, 4))) ->> '$' FROM sqlite_dbpage WHERE pgno = 1)`).Scan(&whole)
	if err != nil {
		t.Fatal(err)
	}
	return whole
}

// TestSealedByItself: a store that Redsail alone has written is sealed after each use; the seal
// is no revision and changes no hash.
func TestSealedByItself(t *testing.T) {
	path := withThings(t)
	for i := range 3 {
		if !sealed(t, path) {
			t.Fatalf("not sealed after %d uses", i)
		}
		s := reopen(t, path)
		if i > 0 {
			if _, err := s.Apply(t.Context(), change("a", strings.Repeat("一", i))); err != nil {
				t.Fatal(err)
			}
		}
		closeStore(t, s)
	}
	sound(t, path)
}

// TestChangedByAnother: whatever another program changes in a store at rest is noticed by who opens
// it next, and named; the store is not opened, nor written.
func TestChangedByAnother(t *testing.T) {
	for name, c := range map[string]struct{ harm, says string }{
		"a name":           {`UPDATE area_version SET name = 'x' WHERE fid = 1`, "name in the table area_version is not that of revision 1"},
		"a geometry":       {`UPDATE building_content SET geom = (SELECT geom FROM area_content LIMIT 1)`, "geom in the table building_content"},
		"a content":        {`UPDATE area_content SET body = body || x'00'`, "stored content of area"},
		"a version gone":   {`DELETE FROM place_version`, "rows of place_version are gone"},
		"an entry":         {`UPDATE change_log SET body = x'00' WHERE seq = 2 AND content IS NULL OR seq = 1`, "revision 1"},
		"an entry gone":    {`DELETE FROM change_log WHERE seq = 1`, "revision 1 is not that of its hash"},
		"an author":        {`UPDATE revision SET prev_hash = hash`, "does not go on from revision 0 to 1"},
		"the counter":      {`UPDATE counter SET rev = 7`, "the log ends with revision 1, the counter says 7"},
		"the end of a row": {`UPDATE area_version SET valid_to = '2030-01-01' WHERE fid = 1`, "area_version is gone, or has an id, a date"},
	} {
		t.Run(name, func(t *testing.T) {
			path := withThings(t)
			db := raw(t, path)
			if _, err := db.Exec(c.harm); err != nil {
				t.Fatal(err)
			}
			if err := db.Close(); err != nil {
				t.Fatal(err)
			}
			for range 2 {
				s, err := gpkg.Open(t.Context(), path, gpkg.Options{})
				if err == nil {
					closeStore(t, s)
				}
				if code := city.CodeOf(err); code != "store_changed" && code != "store_corrupt" || !strings.Contains(err.Error(), c.says) {
					t.Errorf("it says %v", err)
				}
			}
		})
	}
}

// TestWrittenByAnotherInUse: what another program writes while the store is open is found when it
// is opened at rest.
func TestWrittenByAnotherInUse(t *testing.T) {
	for name, first := range map[string]bool{"before our first change": false, "after it": true} {
		t.Run(name, func(t *testing.T) {
			path := withThings(t)
			s := reopen(t, path)
			if first {
				if _, err := s.Apply(t.Context(), change("a", "一")); err != nil {
					t.Fatal(err)
				}
			}
			other := raw(t, path)
			if _, err := other.Exec(`UPDATE area_version SET name = 'x' WHERE fid = 1`); err != nil {
				t.Fatal(err)
			}
			if err := other.Close(); err != nil {
				t.Fatal(err)
			}
			if _, err := s.Apply(t.Context(), change("b", "二")); err != nil {
				t.Fatal(err)
			}
			closeStore(t, s)
			_, err := gpkg.Open(t.Context(), path, gpkg.Options{})
			want(t, err, city.Conflict, "store_changed")
		})
	}
}
