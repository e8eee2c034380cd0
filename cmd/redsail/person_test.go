package main

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/store/postgis/pgtest"
)

// A person who must not be found where persons have no place.
const (
	canaryName  = "甄金丝雀"
	canaryPhone = "13800009471"
	canaryTitle = "金丝雀长"
	canaryCode  = "canary-77"
)

// employ gives a store the canary, who holds a post of a grid.
func employ(t testing.TB, store, grid string) {
	t.Helper()
	ctx := context.Background()
	s, err := openStore(ctx, store)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}()
	keys, err := openKeys(ctx, store, s)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := keys.Close(); err != nil {
			t.Error(err)
		}
	}()
	key, err := keys.Ensure(ctx, []string{canaryCode})
	if err != nil {
		t.Fatal(err)
	}
	sealed, err := city.Seal(key[0], canaryCode, &city.Details{Name: canaryName, Title: canaryTitle,
		Phones: []city.Phone{{Use: city.PhonePrivate, Number: canaryPhone}, {Use: city.PhoneDuty, Number: canaryPhone}}})
	if err != nil {
		t.Fatal(err)
	}
	post := city.Post{Code: "post-1", Role: "grid_head", Person: canaryCode, At: city.Seat{Kind: city.KindArea, Layer: "grid", Code: grid}}
	_, err = s.Apply(ctx, city.Change{Effective: city.OpenStart, Entries: []city.Entry{
		city.PutContent(&city.Person{Code: canaryCode, Sealed: sealed}, city.Always()), city.PutContent(&post, city.Always()),
	}})
	if err != nil {
		t.Fatal(err)
	}
}

// TestPerson: a person gets what is kept of them, and is erased when it is said twice, from a file
// and from a database.
func TestPerson(t *testing.T) {
	dir := t.TempDir()
	for _, store := range []string{filepath.Join(dir, "city.gpkg"), pgtest.URL(t)} {
		mustRun(t, "init", "--store", store, "--scheme", filepath.Join("..", "..", "data", "tiny", "scheme.yaml"))
		employ(t, store, "g1")
		file := filepath.Join(dir, "person.json")
		out := mustRun(t, "person", "export", "--store", store, canaryCode)
		_, errs, code := redsail(t, "person", "export", "--store", store, canaryCode, "--out", file)
		text, err := os.ReadFile(file)
		if code != exitDone || err != nil || string(text) != out || !strings.Contains(out, canaryName) || !strings.Contains(out, canaryPhone) || !strings.Contains(out, `"post-1"`) {
			t.Errorf("exit %d, %v: %s\n%s", code, err, out, text)
		}
		if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%v, %v: the file is not for its owner alone", info.Mode(), err)
		}
		asked, errs2, code := redsail(t, "person", "erase", "--store", store, canaryCode)
		if code != exitUsage || asked != "" || !strings.Contains(errs2, "--yes") || !strings.Contains(errs2, "1 versions of posts") {
			t.Errorf("without --yes: exit %d, %q, %q", code, asked, errs2)
		}
		if again := mustRun(t, "person", "export", "--store", store, canaryCode); again != out {
			t.Errorf("without --yes it has become %s", again)
		}
		_, errs3, code := redsail(t, "person", "erase", "--store", store, canaryCode, "--yes", "--author", "keeper")
		if code != exitDone {
			t.Fatalf("exit %d: %s", code, errs3)
		}
		var left struct {
			Erased   bool
			Revision int64
			Versions []struct{ Details *struct{} }
		}
		after := mustRun(t, "person", "export", "--store", store, canaryCode)
		if err := json.Unmarshal([]byte(after), &left); err != nil || !left.Erased || left.Revision != 2 || len(left.Versions) == 0 || left.Versions[0].Details != nil {
			t.Errorf("%v: %s", err, after)
		}
		_, unknown, code := redsail(t, "person", "erase", "--store", store, "nobody", "--yes")
		if code != exitUsage || !strings.Contains(unknown, "nobody") {
			t.Errorf("nobody: exit %d, %s", code, unknown)
		}
		if rows := mustRun(t, "audit", "export", "--store", store); !strings.Contains(rows, "person/"+canaryCode) || strings.Contains(rows, "person/nobody") {
			t.Errorf("what was typed and is nobody's code stays in the audit: %s", rows)
		}
		if found := canaries(errs + errs2 + errs3 + after + unknown); len(found) > 0 {
			t.Errorf("messages tell %v", found)
		}
		if err := os.Remove(file); err != nil {
			t.Fatal(err)
		}
	}
	store := filepath.Join(dir, "city.gpkg")
	if _, errs, code := redsail(t, "person", "export", "--store", store, canaryCode, "--out", store); code != exitUsage {
		t.Errorf("over the store: exit %d, %s", code, errs)
	}
	if _, errs, code := redsail(t, "person", "export", "--store", store, canaryCode); code != exitDone || strings.Contains(errs, "sealed") {
		t.Errorf("of an erased one: exit %d, %s", code, errs)
	}
	if _, errs, code := redsail(t, "person", "export", "--store", store, canaryCode, "--out", store+".keys"); code != exitUsage {
		t.Errorf("over the keys: exit %d, %s", code, errs)
	}
}

// TestPersonIdle: who has had no post for long is listed by the check and by a dry run, by code alone, and
// erased when it is said twice; the audit says so of each.
func TestPersonIdle(t *testing.T) {
	store := tinyStore(t)
	employ(t, store, "g")
	ctx := t.Context()
	s, err := openStore(ctx, store)
	if err != nil {
		t.Fatal(err)
	}
	zone, err := time.LoadLocation("Asia/Shanghai")
	if err != nil {
		t.Fatal(err)
	}
	left := city.DateOf(time.Now().In(zone)) - 400
	post := city.Post{Code: "post-1", Role: "grid_head", At: city.Seat{Kind: city.KindArea, Layer: "grid", Code: "g"}}
	if _, err := s.Apply(ctx, city.Change{Effective: left, Entries: []city.Entry{city.PutContent(&post, city.Period{From: left, To: city.OpenEnd})}}); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	all := ""
	ask := func(want int, args ...string) (out, errs string) {
		t.Helper()
		out, errs, code := redsail(t, append(args, "--store", store)...)
		if code != want {
			t.Fatalf("%v: exit %d: %s", args, code, errs)
		}
		all += out + errs
		return out, errs
	}
	line := canaryCode + "\t" + left.String() + "\n"
	if out, _ := ask(1, "check", "--staff"); !strings.Contains(strings.Join(strings.Fields(out), " "), "person_idle person "+canaryCode+" 400") {
		t.Errorf("check: %s", out)
	}
	for _, args := range [][]string{{"--idle-days", "29"}, {}, {canaryCode, "--idle-days", "365"}, {"--idle-days", "365", "--dry-run", "--yes"}} {
		ask(exitUsage, append([]string{"person", "erase"}, args...)...)
	}
	if out, errs := ask(exitDone, "person", "erase", "--idle-days", "365", "--dry-run"); out != line || !strings.Contains(errs, "nothing was done; 1 persons") {
		t.Errorf("dry run: %q, %q", out, errs)
	}
	if out, errs := ask(exitDone, "person", "erase", "--idle-days", "401", "--yes"); out != "" || !strings.Contains(errs, "nothing was done; 0 persons") {
		t.Errorf("of longer ago: %q, %q", out, errs)
	}
	if out, errs := ask(exitUsage, "person", "erase", "--idle-days", "365"); out != line || !strings.Contains(errs, "--yes") {
		t.Errorf("without --yes: %q, %q", out, errs)
	}
	if out, _ := ask(exitDone, "person", "erased"); out != "" {
		t.Errorf("before --yes %q is erased", out)
	}
	if out, errs := ask(exitDone, "person", "erase", "--idle-days", "365", "--yes", "--author", "keeper"); out != line || !strings.Contains(errs, "1 persons were erased") {
		t.Errorf("%q, %q", out, errs)
	}
	if out, _ := ask(exitDone, "person", "erased"); out != canaryCode+"\n" {
		t.Errorf("erased are %q", out)
	}
	if out, _ := ask(exitDone, "audit", "export", "--of", "person/"+canaryCode); strings.Count(out, `"persons.erase"`) != 2 {
		t.Errorf("the audit: %s", out)
	}
	if out, _ := ask(1, "check", "--staff"); strings.Contains(out, canaryCode) {
		t.Errorf("check after it: %s", out)
	}
	if found := canaries(all); len(found) > 0 {
		t.Errorf("messages tell %v", found)
	}
}

// TestCommunityQualified: how many of a community are qualified in social work is counted where the scheme
// asks for it, from what is sealed, and nothing else of it is told.
func TestCommunityQualified(t *testing.T) {
	dir := t.TempDir()
	text, err := os.ReadFile(filepath.Join("..", "..", "data", "tiny", "scheme.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	for norm, want := range map[string]string{"": "none", "1": "none", "2": "community 372001001001"} {
		scheme, store := filepath.Join(dir, "scheme"+norm+".yaml"), filepath.Join(dir, "city"+norm+".gpkg")
		with := string(text)
		if norm != "" {
			with += "\nnorms: {community_qualified: " + norm + "}\n"
		}
		if err := os.WriteFile(scheme, []byte(with), 0o600); err != nil {
			t.Fatal(err)
		}
		mustRun(t, "init", "--store", store, "--scheme", scheme)
		workers(t, store)
		out, errs, code := redsail(t, "check", "--store", store, "--staff")
		if fields := strings.Join(strings.Fields(out), " "); code != 1 || !strings.Contains(fields, "community_qualified "+want) || strings.Contains(fields, "Q-1") {
			t.Errorf("norm %q: exit %d: %s\n%.3000s", norm, code, errs, out)
		}
		if found := canaries(out + errs); len(found) > 0 {
			t.Errorf("it tells %v", found)
		}
	}
}

// workers gives a store a community with two workers, of whom one is qualified.
func workers(t *testing.T, store string) {
	t.Helper()
	withKeys(t, store, func(ctx context.Context, s city.Store, keys city.Keys) {
		codes := []string{"Q-1", "Q-2"}
		key, err := keys.Ensure(ctx, codes)
		if err != nil {
			t.Fatal(err)
		}
		at := city.Seat{Kind: city.KindArea, Layer: "community", Code: "372001001001"}
		community := city.Area{Layer: "community", Code: at.Code, Names: city.Names{Zh: "望帆社区"}, Shape: []geo.Polygon{{{{X: 0, Y: 0}, {X: 100000, Y: 0}, {X: 100000, Y: 100000}, {X: 0, Y: 100000}}}}}
		entries := []city.Entry{city.PutArea(community, city.Always())}
		for i, code := range codes {
			sealed, err := city.Seal(key[i], code, &city.Details{Name: canaryName, Title: canaryTitle, Qualified: i == 0})
			if err != nil {
				t.Fatal(err)
			}
			entries = append(entries, city.PutContent(&city.Person{Code: code, Sealed: sealed}, city.Always()),
				city.PutContent(&city.Post{Code: "W" + code, Role: "community_worker", Person: code, At: at}, city.Always()))
		}
		if _, err := s.Apply(ctx, city.Change{Effective: city.OpenStart, Entries: entries}); err != nil {
			t.Fatal(err)
		}
	})
}

// TestPersonWithoutKeys: that the keys are not there is told, and is no erase.
func TestPersonWithoutKeys(t *testing.T) {
	store := tinyStore(t)
	employ(t, store, "g")
	if err := os.Remove(store + ".keys"); err != nil {
		t.Fatal(err)
	}
	out, errs, code := redsail(t, "person", "export", "--store", store, canaryCode)
	if code != exitDone || !strings.Contains(errs, "1 of the record stay sealed") || !strings.Contains(out, `"erased": false`) || !strings.Contains(out, `"details": null`) {
		t.Errorf("exit %d, %s\n%s", code, errs, out)
	}
}

// canaries are those that a text holds.
func canaries(text string) (found []string) {
	for _, c := range []string{canaryName, canaryPhone, canaryTitle} {
		if strings.Contains(text, c) {
			found = append(found, c)
		}
	}
	return found
}
