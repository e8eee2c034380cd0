package gpkg_test

import (
	"bytes"
	"encoding/hex"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/store/gpkg"
	"github.com/redsail/redsail/internal/store/storetest"
)

// schemaOf is what makes the tables of a file, without the text of comments and layout.
func schemaOf(t testing.TB, path string) map[string]string {
	t.Helper()
	rows, err := raw(t, path).Query(`SELECT type || ' ' || name, coalesce(sql, '') FROM sqlite_master UNION ALL
		SELECT 'registered ' || table_name, data_type FROM gpkg_contents UNION ALL
		SELECT 'geometry ' || table_name, geometry_type_name FROM gpkg_geometry_columns`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	out := map[string]string{}
	for rows.Next() {
		var name, sql string
		if err := rows.Scan(&name, &sql); err != nil {
			t.Fatal(err)
		}
		out[name] = strings.Join(strings.Fields(sql), " ")
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return out
}

func logOf(t testing.TB, s city.Store) []city.LogRevision {
	t.Helper()
	log, err := s.Log(t.Context(), 0, 1000)
	if err != nil {
		t.Fatal(err)
	}
	return log
}

// TestLayoutsBothWays: a store goes back to each layout and up again, and is what it was: tables,
// log, hashes, records. Each step leaves a copy of what it began with, which opens.
func TestLayoutsBothWays(t *testing.T) {
	ctx := t.Context()
	path := filepath.Join(t.TempDir(), "城.gpkg")
	s, err := gpkg.Init(ctx, path, storetest.Scheme(t), gpkg.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range storetest.AreaStory(3, 40) {
		if _, err := s.Apply(ctx, c); err != nil && city.KindOf(err) == city.Internal {
			t.Fatal(err)
		}
	}
	want, tables := logOf(t, s), map[int]map[string]string{}
	if len(want) < 5 {
		t.Fatalf("the story has %d revisions", len(want))
	}
	closeStore(t, s)
	top, err := gpkg.Migrate(ctx, path, 0, false)
	if err != nil || top.From != top.To || top.Copy != "" {
		t.Fatalf("to where it is: %+v, %v", top, err)
	}
	for to := top.From; to >= 1; to-- {
		if to < top.From {
			m, err := gpkg.Migrate(ctx, path, to, false)
			if err != nil || m.From != to+1 || m.To != to {
				t.Fatalf("back to layout %d: %+v, %v", to, m, err)
			}
			if _, err := os.Stat(m.Copy); err != nil {
				t.Errorf("back to layout %d: no copy: %v", to, err)
			}
		}
		tables[to] = schemaOf(t, path)
	}
	for to := 2; to <= top.From; to++ {
		if m, err := gpkg.Migrate(ctx, path, to, true); err != nil || m.Copy != "" {
			t.Fatalf("dry: %+v, %v", m, err)
		}
		if got := schemaOf(t, path); !reflect.DeepEqual(got, tables[to-1]) {
			t.Errorf("layout %d, come to from above, is %v", to-1, got)
		}
		if _, err := gpkg.Migrate(ctx, path, to, false); err != nil {
			t.Fatal(err)
		}
	}
	if got := schemaOf(t, path); !reflect.DeepEqual(got, tables[top.From]) {
		t.Errorf("back at the top the tables are %v, were %v", got, tables[top.From])
	}
	back := reopen(t, path)
	if got := logOf(t, back); !reflect.DeepEqual(got, want) {
		t.Error("the log is another one")
	}
	closeStore(t, back)
	copies, err := filepath.Glob(filepath.Join(filepath.Dir(path), "*.layout*.gpkg"))
	if err != nil || len(copies) != top.From {
		t.Fatalf("copies %v, %v", copies, err)
	}
	for _, c := range copies {
		s := reopen(t, c)
		if got := logOf(t, s); !reflect.DeepEqual(got, want) {
			t.Errorf("%s has another log", c)
		}
		closeStore(t, s)
	}
	sound(t, path)
}

// TestWayBackOfThings: buildings, lines and places go back to the layout that has them, and their
// contents into the bodies of the log, byte by byte.
func TestWayBackOfThings(t *testing.T) {
	path := filepath.Join(t.TempDir(), "city.gpkg")
	s, err := gpkg.Init(t.Context(), path, storetest.Scheme(t), gpkg.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range storetest.Story(5, 60) {
		if _, err := s.Apply(t.Context(), c); err != nil && city.KindOf(err) == city.Internal {
			t.Fatal(err)
		}
	}
	want := logOf(t, s)
	closeStore(t, s)
	if _, err := gpkg.Migrate(t.Context(), path, 2, false); err != nil {
		t.Fatal(err)
	}
	kinds := map[string]int{}
	i := 0
	rows, err := raw(t, path).Query(`SELECT kind, body FROM change_log ORDER BY rev, seq`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var flat []city.LogEntry
	for _, r := range want {
		flat = append(flat, r.Log...)
	}
	for ; rows.Next(); i++ {
		var kind string
		var body []byte
		if err := rows.Scan(&kind, &body); err != nil {
			t.Fatal(err)
		}
		if i >= len(flat) || !bytes.Equal(body, flat[i].Body) {
			t.Fatalf("entry %d (%s) of the log is another one", i, kind)
		}
		kinds[kind]++
	}
	if err := rows.Err(); err != nil || i != len(flat) || kinds["building"] == 0 || kinds["line"] == 0 || kinds["place"] == 0 {
		t.Fatalf("the log has %d entries of %v, want %d, %v", i, kinds, len(flat), err)
	}
	if _, err := gpkg.Migrate(t.Context(), path, 1, false); city.CodeOf(err) != "would_be_lost" {
		t.Errorf("to a layout without them: %v", err)
	}
	back := reopen(t, path)
	if got := logOf(t, back); !reflect.DeepEqual(got, want) {
		t.Error("up again the log is another one")
	}
	closeStore(t, back)
}

// TestNoWayBack: what an earlier layout has no room for keeps the store where it is, without a copy.
func TestNoWayBack(t *testing.T) {
	path := newStore(t)
	s := reopen(t, path)
	_, err := s.Apply(t.Context(), city.Change{Effective: city.OpenStart, Entries: []city.Entry{
		city.PutContent(&city.Person{Code: "p", Sealed: []byte("sealed")}, city.Always())}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Apply(t.Context(), city.Change{Effective: city.OpenStart, Entries: []city.Entry{
		city.DeleteKey(city.Key{Kind: city.KindPerson, Layer: city.LayerPerson, Code: "p"}, city.OpenStart)}}); err != nil {
		t.Fatal(err)
	}
	closeStore(t, s)
	before := read(t, path)
	for to, code := range map[int]string{3: "would_be_lost", 1: "would_be_lost", 99: "no_layout", -1: "no_layout"} {
		for _, dry := range []bool{true, false} {
			m, err := gpkg.Migrate(t.Context(), path, to, dry)
			if city.CodeOf(err) != code || m.Copy != "" {
				t.Errorf("to %d: %+v, %v", to, m, err)
			}
			if code == "would_be_lost" && !strings.Contains(err.Error(), "persons") {
				t.Errorf("it does not say what would be lost: %v", err)
			}
		}
	}
	if got := read(t, path); string(got) != string(before) || len(files(t, filepath.Dir(path))) != 1 {
		t.Errorf("the file has changed, or there are others: %v", files(t, filepath.Dir(path)))
	}
}

// TestOlderStoreIsCopied: opening a store of an older Redsail leaves what it was beside it, byte for
// byte the same content, with the rights of the file.
func TestOlderStoreIsCopied(t *testing.T) {
	path := schema1(t)
	if err := os.Chmod(path, 0o640); err != nil {
		t.Fatal(err)
	}
	tables := schemaOf(t, path)
	closeStore(t, reopen(t, path))
	kept := path + ".layout1-r16.gpkg"
	if got := schemaOf(t, kept); !reflect.DeepEqual(got, tables) {
		t.Errorf("the copy has the tables %v", got)
	}
	if info, err := os.Stat(kept); err != nil || info.Mode().Perm() != 0o640 {
		t.Errorf("%v, %v", info, err)
	}
	var hash []byte
	if err := raw(t, kept).QueryRow(`SELECT hash FROM counter`).Scan(&hash); err != nil || !strings.HasPrefix(hex.EncodeToString(hash), "44d3d487") {
		t.Errorf("the copy ends with %x, %v", hash, err)
	}
	if got := files(t, filepath.Dir(path)); len(got) != 2 {
		t.Errorf("beside the store lie %v", got)
	}
}

// TestCopyBroughtForward: a copy that was itself opened by a newer Redsail has another layout than its name
// says, so it is none of the store; the store stays as it is until it is moved away.
func TestCopyBroughtForward(t *testing.T) {
	path := schema1(t)
	before := read(t, path)
	kept := path + ".layout1-r16.gpkg"
	if err := os.WriteFile(kept, before, 0o600); err != nil {
		t.Fatal(err)
	}
	closeStore(t, reopen(t, kept))
	_, err := gpkg.Open(t.Context(), path, gpkg.Options{})
	if city.CodeOf(err) != "foreign_copy" || !strings.Contains(err.Error(), kept) || !strings.Contains(err.Error(), "layout") {
		t.Errorf("beside it: %v", err)
	}
	if got := read(t, path); string(got) != string(before) {
		t.Error("the store was changed without a copy of it")
	}
	if err := os.Rename(kept, kept+".away"); err != nil {
		t.Fatal(err)
	}
	closeStore(t, reopen(t, path))
	if got := schemaOf(t, kept); len(got) == 0 {
		t.Error("there is no copy")
	}
}
