package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/redsail/redsail/internal/access"
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
