package main

import (
	"database/sql"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/redsail/redsail/internal/access"
	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/intake"
)

// auditOf are the rows of a store's audit: action, outcome, revision and keys, the name of who runs the
// test as USER.
func auditOf(t *testing.T, store string) []string {
	t.Helper()
	var out []string
	for line := range strings.Lines(mustRun(t, "audit", "export", "--store", store)) {
		var e access.EntryInfo
		if err := json.Unmarshal([]byte(line), &e); err != nil {
			t.Fatal(err, line)
		}
		if e.Account != "command" || e.Via != access.ViaCommand {
			t.Errorf("%s is by %q, %q", e.Action, e.Account, e.Via)
		}
		of := strings.Replace(strings.Join(e.Of, ","), "user/"+systemUser(), "USER", 1)
		out = append(out, fmt.Sprint(e.Action, " ", e.Outcome, " ", e.Revision, " ", of))
	}
	return out
}

// TestCommandsAreAudited: what the command line changes stands in the audit with who, what kind and layer
// and which revision, never with content; a dry run and the preview of an erasure do not.
func TestCommandsAreAudited(t *testing.T) {
	dir := t.TempDir()
	store, posts := filepath.Join(dir, "c.gpkg"), filepath.Join(dir, "people.csv")
	ground := filepath.Join(dir, "district.csv")
	for name, text := range map[string]string{
		posts:  "code,name,duty_phone\nP-1,金丝雀,13812345678\n",
		ground: "code,name,wkt\n110101,东区,\"POLYGON((116 39,116.1 39,116.1 39.1,116 39.1,116 39))\"\n",
	} {
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	mustRun(t, "init", "--store", store)
	if there(store + ".auth.db") {
		t.Error("init has made accounts: no backup comes back into the store")
	}
	if got := auditOf(t, store); len(got) != 0 { // which makes them
		t.Errorf("before anything: %q", got)
	}
	mustRun(t, "init", "--store", store, "--change")
	mustRun(t, "import", "--store", store, "--kind", "person", "--dry-run", posts)
	mustRun(t, "import", "--store", store, "--kind", "person", "--author", "li", posts)
	mustRun(t, "import", "--store", store, "--layer", "district", "--crs", "EPSG:4326", "--author", "李 四", ground)
	if _, _, code := redsail(t, "import", "--store", store, "--layer", "nix", "--crs", "EPSG:4326", ground); code == exitDone {
		t.Error("an unknown layer was imported")
	}
	if _, _, code := redsail(t, "person", "erase", "--store", store, "P-1"); code != exitUsage {
		t.Errorf("erase without --yes: %d", code)
	}
	mustRun(t, "person", "erase", "--store", store, "--dry-run", "P-1")
	got, want := auditOf(t, store), []string{
		"opening.write done 0 USER",
		// Nobody has the account li: what else --author says may be a name or a number.
		"imports.write begun 0 kind/person,USER", "imports.write done 1 kind/person,USER",
		"imports.write begun 0 kind/area,layer/district,USER", "imports.write done 2 kind/area,layer/district,USER",
		"imports.write begun 0 kind/area,layer/nix,USER", "imports.write unknown_layer 0 kind/area,layer/nix,USER",
	}
	if !slices.Equal(got, want) {
		t.Errorf("the audit holds\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	mustRun(t, "person", "erase", "--store", store, "--yes", "P-1")
	if got := auditOf(t, store)[len(want):]; len(got) != 2 || got[1] != "persons.erase done 0 person/P-1,USER" {
		t.Errorf("of erasing: %q", got)
	}
}

// TestAuditNamesOwnRevision: what another writer makes while an act is done is not booked on the act.
func TestAuditNamesOwnRevision(t *testing.T) {
	b := newBadInput(t, t.TempDir())
	s, err := openStore(t.Context(), b.store)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	elsewhere := b.write("elsewhere.geojson", squares("a", "b"))
	same, more := b.write("same.geojson", squares("d")), b.write("more.geojson", squares("d", "e"))
	imported := func(file string) { // and before it is booked, another writer
		t.Helper()
		what := (&importCmd{Kind: "area", Layer: "district"}).act()
		err := what.audit(t.Context(), b.store, s, func(s city.Store) (int64, error) {
			r, err := intake.Import(t.Context(), s, file, intake.Options{Layer: "district", CRS: "EPSG:4326"})
			if err != nil {
				return 0, err
			}
			mustRun(t, "import", "--store", b.store, "--layer", "street", elsewhere)
			elsewhere = b.write("elsewhere.geojson", squares("a", "b", "c"))
			return r.Written(), nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	before := len(auditOf(t, b.store))
	imported(same)
	imported(more)
	got, want := auditOf(t, b.store)[before:], []string{
		"imports.write begun 0 kind/area,layer/district,USER",
		"imports.write begun 0 kind/area,layer/street,USER", "imports.write done 2 kind/area,layer/street,USER",
		"imports.write done 0 kind/area,layer/district,USER",
		"imports.write begun 0 kind/area,layer/district,USER",
		"imports.write begun 0 kind/area,layer/street,USER", "imports.write done 4 kind/area,layer/street,USER",
		"imports.write done 3 kind/area,layer/district,USER",
	}
	if !slices.Equal(got, want) {
		t.Errorf("the audit holds\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// endless lets no audit beside the store take the row that an act is done.
func endless(t *testing.T, store string) {
	t.Helper()
	db, err := sql.Open("sqlite", store+".auth.db")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.ExecContext(t.Context(), `CREATE TRIGGER endless BEFORE INSERT ON audit WHEN new.outcome = 'done' BEGIN SELECT RAISE(ABORT, 'no room for the end'); END`); err != nil {
		t.Fatal(err)
	}
}

// TestAuditWithoutEnd: what has changed the city is told, on stdout and in the file of the report, also where
// the audit does not take that it is done; then the error, which ends with 1.
func TestAuditWithoutEnd(t *testing.T) {
	b := newBadInput(t, t.TempDir())
	endless(t, b.store)
	lines := b.write("lines.geojson", features(`{"type":"Feature","properties":{"highway":"residential"},"geometry":{"type":"LineString","coordinates":[[116.001,40.001],[116.002,40.002]]}}`))
	table := b.write("p.csv", "code,name,duty_phone\nP-1,金丝雀,13812345678\nP-2,坏,phone\n")
	for i, args := range [][]string{
		{"import", "--layer", "street", b.write("a.geojson", squares("a", "b"))},
		{"import", "--kind", "person", table}, // with a row that is rejected: the one complaint is the audit
		{"network", "import", lines},
		{"merge-grids", "--layers", "street,district", "--into", "street"},
	} {
		report := filepath.Join(b.dir, fmt.Sprintf("report%d.json", i))
		out, errs, code := redsail(t, append(args, "--store", b.store, "--report", report)...)
		kept, err := os.ReadFile(report)
		if err != nil || string(kept) != out || !strings.Contains(out, `"revision": `+fmt.Sprint(i+2)) {
			t.Errorf("%v: %v, told %s, kept %s", args, err, out, kept)
		}
		says := fmt.Sprintf("is done and has made revision %d, but the audit does not hold that it ended: ", i+2)
		if code != exitFailed || !strings.Contains(errs, says) || !strings.Contains(errs, "no room for the end") {
			t.Errorf("%v: exit %d, %s", args, code, errs)
		}
	}
	if got := auditOf(t, b.store); !strings.HasPrefix(got[len(got)-1], "changes.write begun") {
		t.Errorf("the audit ends with %q", got[len(got)-1])
	}
	scheme := b.write("more.yaml", badInputScheme+"norms: {window_staff: [2, 4]}\n")
	_, errs, code := redsail(t, "init", "--store", b.store, "--change", "--scheme", scheme)
	if code != exitFailed || !strings.Contains(errs, "changed in the scheme: norms") || !strings.Contains(errs, "opening.write is done, but") {
		t.Errorf("exit %d, %s", code, errs)
	}
}

// TestFailedFirstImport: imports into an empty store that are refused leave nothing beside it: a backup comes
// back into it.
func TestFailedFirstImport(t *testing.T) {
	b := newBadInput(t, t.TempDir())
	backup, empty := filepath.Join(b.dir, "b.rsb"), filepath.Join(b.dir, "empty.gpkg")
	mustRun(t, "backup", "--store", b.store, "--out", backup)
	mustRun(t, "init", "--store", empty, "--scheme", filepath.Join(b.dir, "scheme.yaml"))
	for what, args := range map[string][]string{
		"unknown_layer": {"--layer", "nix", filepath.Join(b.dir, "district.geojson")},
		"bad_change":    {"--layer", "district", "--note", strings.Repeat("甲", city.MaxText), filepath.Join(b.dir, "district.geojson")},
		"unreadable":    {"--layer", "district", b.write("bad.geojson", `{"type":"Feat`)},
	} {
		out, errs, code := redsail(t, append([]string{"import", "--store", empty}, args...)...)
		if code == exitDone || there(empty+".auth.db") {
			t.Errorf("%s: exit %d, accounts are made: %v, %s%s", what, code, there(empty+".auth.db"), out, errs)
		}
	}
	mustRun(t, "restore", "--store", empty, backup)
	if contentHash(t, empty) != contentHash(t, b.store) {
		t.Error("what came back is another city")
	}
}
