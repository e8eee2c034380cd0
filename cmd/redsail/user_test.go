package main

import (
	"database/sql"
	"encoding/json"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/redsail/redsail/internal/access"
	"github.com/redsail/redsail/internal/store/gpkg"
)

// service opens the accounts beside a store, as the server does.
func service(t *testing.T, store string) *access.Service {
	t.Helper()
	auth, err := gpkg.OpenAuth(t.Context(), store+gpkg.AuthSuffix)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = auth.Close() })
	return access.New(auth, access.Options{})
}

func TestUserCommands(t *testing.T) {
	b := newBadInput(t, t.TempDir())
	out, errs, code := redsail(t, "user", "add", "--store", b.store, "zhang", "--title", "张", "--role", "dispatcher,planner", "--area", "district/d")
	if code != 0 || strings.Count(out, "\n") != 1 || strings.Contains(errs, strings.TrimSpace(out)) {
		t.Fatalf("exit %d: %q, %q", code, out, errs)
	}
	first := strings.TrimSpace(out)
	svc := service(t, b.store)
	_, c, err := svc.SignIn(t.Context(), access.Attempt{Name: "zhang", Password: first})
	if err != nil || !c.Bound || !c.Has(access.Planner) || len(c.Scope) != 1 || c.Scope[0].Code != "d" {
		t.Fatalf("caller %+v, %v", c, err)
	}
	mustRun(t, "user", "grant", "--store", b.store, "zhang", "--role", "worker", "--whole-city")
	mustRun(t, "user", "disable", "--store", b.store, "zhang")
	if list := mustRun(t, "user", "list", "--store", b.store); !strings.Contains(list, "disabled") || !strings.Contains(list, "worker") {
		t.Fatalf("list:\n%s", list)
	}
	mustRun(t, "user", "enable", "--store", b.store, "zhang")
	second := strings.TrimSpace(mustRun(t, "user", "reset", "--store", b.store, "zhang"))
	if _, _, err := svc.SignIn(t.Context(), access.Attempt{Name: "zhang", Password: first}); err == nil || first == second {
		t.Fatalf("the password of before the reset still enters: %v", err)
	}
	var users []access.User
	if err := json.Unmarshal([]byte(mustRun(t, "user", "list", "--store", b.store, "--json")), &users); err != nil {
		t.Fatal(err)
	}
	if len(users) != 1 || users[0].Name != "zhang" || !users[0].WholeCity || !users[0].MustChange {
		t.Fatalf("users %+v", users)
	}
	mustRun(t, "user", "link", "--store", b.store, "zhang", "https://id.example", "sub-1")
	mustRun(t, "user", "drop", "--store", b.store, "zhang")
	for want, args := range map[string][]string{
		"there is no account":      {"user", "drop", "zhang"},
		"there is no layer":        {"user", "add", "li", "--area", "nolayer/d"},
		"was never given":          {"user", "add", "li", "--area", "district/none"},
		"write LAYER/CODE":         {"user", "add", "li", "--area", "district"},
		"is no role":               {"user", "add", "li", "--role", "king"},
		"an account of its own":    {"user", "add", "li", "--role", "admin,keeper"},
		"small letters":            {"user", "add", "Li"},
		"the issuer and the subje": {"user", "link", "li", "https://id.example"},
	} {
		out, errs, code := redsail(t, append(args, "--store", b.store)...)
		if code == 0 || out != "" || !strings.Contains(errs, want) {
			t.Errorf("%v: exit %d, %q, %q", args, code, out, errs)
		}
	}
	if _, errs, code := redsail(t, "user", "list", "--store", filepath.Join(b.dir, "none.gpkg")); code != 1 || !strings.Contains(errs, "there is no store") {
		t.Errorf("no store: exit %d, %q", code, errs)
	}
	if _, err := os.Stat(filepath.Join(b.dir, "none.gpkg"+gpkg.AuthSuffix)); err == nil {
		t.Error("accounts were made beside no store")
	}
}

// TestPasswordStdin: a password that is given comes through stdin, and is not printed.
func TestPasswordStdin(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("the test sets the stdin of this process")
	}
	b := newBadInput(t, t.TempDir())
	add := func(stdin, name string) (string, string, int) {
		t.Helper()
		r, w, err := os.Pipe()
		if err != nil {
			t.Fatal(err)
		}
		_, _ = w.WriteString(stdin)
		_ = w.Close()
		before := os.Stdin
		os.Stdin = r
		defer func() { os.Stdin = before; _ = r.Close() }()
		return redsail(t, "user", "add", "--store", b.store, name, "--role", "worker", "--password-stdin")
	}
	out, errs, code := add("my own horse 77\nsecond line\n", "zhang")
	if code != 0 || out != "" || strings.Contains(errs, "horse") {
		t.Fatalf("exit %d: %q, %q", code, out, errs)
	}
	if _, _, err := service(t, b.store).SignIn(t.Context(), access.Attempt{Name: "zhang", Password: "my own horse 77"}); err != nil {
		t.Fatal(err)
	}
	for _, bad := range []string{"", "\n", "short\n", "1234567890\n"} {
		if out, errs, code := add(bad, "li"); code == 0 || out != "" || strings.TrimSpace(bad) != "" && strings.Contains(errs, strings.TrimSpace(bad)) {
			t.Errorf("%q: exit %d, %q, %q", bad, code, out, errs)
		}
	}
}

func TestTokenCommands(t *testing.T) {
	b := newBadInput(t, t.TempDir())
	mustRun(t, "user", "add", "--store", b.store, "zhang", "--role", "dispatcher")
	secret := strings.TrimSpace(mustRun(t, "token", "add", "--store", b.store, "a program", "--account", "zhang", "--only", "search,locate", "--expires", "30d"))
	wall := strings.TrimSpace(mustRun(t, "token", "add", "--store", b.store, "wall in the hall", "--wall", "--area", "street/370811001", "--layers", "grid,compound", "--view", "#v=1", "--expires", "1d"))
	svc := service(t, b.store)
	c, err := svc.Bearer(t.Context(), secret)
	if err != nil || c.Account != "zhang" || c.May("persons.read") {
		t.Fatalf("caller %+v, %v", c, err)
	}
	c, err = svc.Bearer(t.Context(), wall)
	if err != nil || c.View != "area=street/370811001&layers=grid,compound&v=1" || c.Via != access.ViaDisplay {
		t.Fatalf("caller %+v, %v", c, err)
	}
	var list []access.TokenInfo
	text := mustRun(t, "token", "list", "--store", b.store, "--json")
	if err := json.Unmarshal([]byte(text), &list); err != nil || len(list) != 2 {
		t.Fatalf("%d tokens, %v", len(list), err)
	}
	if text += mustRun(t, "token", "list", "--store", b.store); strings.Contains(text, secret) || strings.Contains(text, secret[3:]) {
		t.Error("a list shows the secret of a token")
	}
	for _, info := range list {
		mustRun(t, "token", "drop", "--store", b.store, info.ID)
	}
	for _, ended := range []string{secret, wall} {
		if _, err := service(t, b.store).Bearer(t.Context(), ended); err == nil {
			t.Error("a dropped token is one still")
		}
	}
	for want, args := range map[string][]string{
		"neither days": {"token", "add", "x", "--account", "zhang", "--expires", "soon"},
		"366d":         {"token", "add", "x", "--account", "zhang", "--expires", "999d"},
		"is none":      {"token", "add", "x", "--account", "zhang", "--only", "fly"},
		"no such":      {"token", "drop", "deadbeef"},
	} {
		if _, errs, code := redsail(t, append(args, "--store", b.store)...); code == 0 || !strings.Contains(errs, want) {
			t.Errorf("%v: exit %d, %q", args, code, errs)
		}
	}
}

// TestPublishClassed: what holds data that is not for everybody is opened by a further word alone, and an
// export says so.
func TestPublishClassed(t *testing.T) {
	b := newBadInput(t, t.TempDir())
	table := filepath.Join(t.TempDir(), "buildings.csv")
	if err := os.WriteFile(table, []byte("code,lon,lat\nB-1,119.85,38.69\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	mustRun(t, "import", "--store", b.store, "--kind", "building", "--permission", "restricted", table)
	for _, keys := range []string{"building", "all", "street,building"} {
		_, errs, code := redsail(t, "publish", "--store", b.store, "--layer", keys)
		if code == exitDone || !strings.Contains(errs, "building holds 0 things whose permission class is internal and 1 that are restricted") {
			t.Errorf("%s: exit %d, %s", keys, code, errs)
		}
	}
	if got := mustRun(t, "publish", "--store", b.store, "--list"); got != "" {
		t.Errorf("open is %q", got)
	}
	mustRun(t, "publish", "--store", b.store, "--layer", "building", "--even-restricted")
	if got := mustRun(t, "publish", "--store", b.store, "--list"); got != "building\n" {
		t.Errorf("open is %q", got)
	}
	if got := mustRun(t, "export", "--store", b.store, "--layer", "building", "--format", "geojson"); !strings.Contains(got, `"permission":"restricted","features"`) {
		t.Errorf("%.300s", got)
	}
	copied := filepath.Join(t.TempDir(), "copy.gpkg")
	mustRun(t, "export", "--store", b.store, "--layer", "building,street", "--format", "gpkg", "--out", copied)
	db, err := sql.Open("sqlite", copied)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var class string
	if err := db.QueryRowContext(t.Context(), "SELECT value FROM redsail_export WHERE name = 'permission'").Scan(&class); err != nil || class != "restricted" {
		t.Errorf("the copy says %q, %v", class, err)
	}
	if _, _, code := redsail(t, "import", "--store", b.store, "--kind", "building", "--permission", "secret", table); code == exitDone {
		t.Error("a word that is no class is taken")
	}
}

func TestPublish(t *testing.T) {
	b := newBadInput(t, t.TempDir())
	open := func() string { return mustRun(t, "publish", "--store", b.store, "--list") }
	if got := open(); got != "" {
		t.Fatalf("a new store has open %q", got)
	}
	mustRun(t, "publish", "--store", b.store, "--layer", "district,street")
	if got := open(); got != "district\nstreet\n" {
		t.Fatalf("open is %q", got)
	}
	mustRun(t, "publish", "--store", b.store, "--close", "street", "--layer", "building")
	if got := open(); got != "building\ndistrict\n" {
		t.Fatalf("open is %q", got)
	}
	mustRun(t, "publish", "--store", b.store, "--layer", "all")
	mustRun(t, "publish", "--store", b.store, "--close", "building") // of everything
	if got := open(); strings.Contains(got, "building") || strings.Contains("\n"+got, "\nall\n") || !strings.Contains(got, "street\n") {
		t.Fatalf("open is %q", got)
	}
	mustRun(t, "publish", "--store", b.store, "--close", "all")
	for _, key := range []string{"person", "post", "organisation", "nolayer", ""} {
		if _, _, code := redsail(t, "publish", "--store", b.store, "--layer", key); code != exitUsage {
			t.Errorf("%q is opened: exit %d", key, code)
		}
	}
	if _, _, code := redsail(t, "publish", "--store", b.store); code != exitUsage {
		t.Errorf("no keys: exit %d", code)
	}
	if got := open(); got != "" {
		t.Fatalf("open is %q", got)
	}
}

// sqlite does something to a file behind the program's back.
func sqlite(t *testing.T, file, query string) {
	t.Helper()
	db, err := sql.Open("sqlite", file)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec(query); err != nil {
		t.Fatal(err)
	}
}

func TestAuditCommands(t *testing.T) {
	b := newBadInput(t, t.TempDir())
	for _, name := range []string{"zhang", "li", "wu"} {
		mustRun(t, "user", "add", "--store", b.store, name, "--role", "worker")
	}
	head := b.write("head.json", mustRun(t, "audit", "head", "--store", b.store))
	if out := mustRun(t, "audit", "verify", "--store", b.store, "--head", head); !strings.HasPrefix(out, "5 rows ") {
		t.Fatalf("verify: %s", out)
	}
	lines := strings.Split(strings.TrimSpace(mustRun(t, "audit", "export", "--store", b.store)), "\n")
	if len(lines) != 5 || !strings.Contains(lines[0], `"account":"command"`) || !strings.Contains(lines[3], `"account/li"`) { // the first two are of an import
		t.Fatalf("export: %q", lines)
	}
	if out := mustRun(t, "audit", "export", "--store", b.store, "--of", "account/wu", "--from", "2000-01-01"); strings.Count(out, "\n") != 1 {
		t.Fatalf("export of one: %q", out)
	}
	if _, errs, code := redsail(t, "audit", "trim", "--store", b.store, "--days", "30"); code != exitUsage || !strings.Contains(errs, "180") {
		t.Fatalf("trim: exit %d, %q", code, errs)
	}
	mustRun(t, "audit", "trim", "--store", b.store)
	sqlite(t, b.store+gpkg.AuthSuffix, `DROP TRIGGER audit_no_delete; DELETE FROM audit WHERE seq = 3`)
	if out, _, code := redsail(t, "audit", "verify", "--store", b.store, "--head", head); code != 1 || !strings.HasPrefix(out, "row 3 is missing") {
		t.Fatalf("verify of a cut audit: exit %d, %q", code, out)
	}
	sqlite(t, b.store+gpkg.AuthSuffix, `DROP TRIGGER audit_no_update; UPDATE audit SET account = 'x' WHERE seq = 2`)
	if out, _, code := redsail(t, "audit", "verify", "--store", b.store); code != 1 || out != "row 2 was altered\n" {
		t.Fatalf("verify of an altered audit: exit %d, %q", code, out)
	}
	for _, text := range []string{"", "{}", "[1"} {
		if _, _, code := redsail(t, "audit", "verify", "--store", b.store, "--head", b.write("bad.json", text)); code == 0 {
			t.Errorf("the head %q is taken", text)
		}
	}
}
