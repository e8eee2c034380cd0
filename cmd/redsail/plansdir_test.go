package main

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/store/backup"
	"github.com/redsail/redsail/internal/store/shelf"
)

// TestScenarioTomorrow: the number of a scenario is good after a restart of the server, and a broken
// file keeps nobody from anything.
func TestScenarioTomorrow(t *testing.T) {
	store := filepath.Join(t.TempDir(), "demo.gpkg")
	args := []string{"demo", "--size", "tiny", "--store", store, "--listen", "127.0.0.1:0"}
	first := startServer(t, args...)
	made := struct {
		ID   string
		Kept bool
	}{}
	token := keeperOf(t, store)
	ask := func(s *server, method, path, body string, into any) int {
		t.Helper()
		r, err := http.NewRequestWithContext(t.Context(), method, s.url+"/api/v1/scenarios"+path, strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("Authorization", "Bearer "+token)
		res, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		text, err := io.ReadAll(res.Body)
		if err == nil {
			err = json.Unmarshal(text, into)
		}
		if err != nil {
			t.Fatalf("%v: %s", err, text)
		}
		return res.StatusCode
	}
	if n := ask(first, "POST", "", `{"name":"plan","minutes":7}`, &made); n != 201 || !made.Kept {
		t.Fatalf("%d, %+v", n, made)
	}
	if first.cancel(); <-first.code != 0 {
		t.Fatal(first.errs.String())
	}
	folder := store + ".plans"
	if err := os.WriteFile(filepath.Join(folder, "scenario-BROKEN.json"), []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	second := startServer(t, args...)
	got := struct {
		Name    string
		Minutes int
	}{}
	if n := ask(second, "GET", "/"+made.ID, "", &got); n != 200 || got.Name != "plan" || got.Minutes != 7 {
		t.Errorf("%d, %+v", n, got)
	}
	problem := struct{ Code, Detail string }{}
	if n := ask(second, "GET", "/BROKEN", "", &problem); n != 404 || problem.Code != "unknown_scenario" || !strings.Contains(problem.Detail, "scenario-BROKEN.json.broken") {
		t.Errorf("%d, %+v", n, problem)
	}
	if _, err := os.Stat(filepath.Join(folder, "scenario-BROKEN.json.broken")); err != nil || !strings.Contains(second.errs.String(), "set aside") {
		t.Errorf("%v, %s", err, second.errs.String())
	}
}

func TestPlansFolder(t *testing.T) {
	for _, c := range []struct{ flag, store, want string }{
		{"", "a/b.gpkg", "a/b.gpkg.plans"}, {"-", "a.gpkg", ""}, {"x", "a.gpkg", "x"}, {"", "postgres://h/d", ""}, {"x", "postgres://h/d", "x"},
	} {
		if got, err := (&plansFlag{PlansDir: c.flag}).folder(c.store); err != nil || got != c.want {
			t.Errorf("%+v: %q, %v", c, got, err)
		}
	}
}

// TestRestorePlansFail: a restore whose plans cannot be kept leaves no store and no plan, and is done by
// the same command once they can; so it is where the store cannot be made to stand.
func TestRestorePlansFail(t *testing.T) {
	store, dir := tinyWithStaff(t)
	if err := os.Mkdir(store+".plans", 0o700); err != nil {
		t.Fatal(err)
	}
	records := map[string]string{"scenario-a1.json": `{"n":1}`, "scenario-b2.json": `{"n":2}`, "proposal-c3.json": `{"n":3}`}
	for name, text := range records {
		if err := os.WriteFile(filepath.Join(store+".plans", name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	file, back := filepath.Join(dir, "city.rsb"), filepath.Join(dir, "back.gpkg")
	mustRun(t, "backup", "--store", store, "--out", file)

	folder := back + ".plans"
	block := filepath.Join(folder, "proposal-c3.json") // a folder where the last plan belongs
	if err := os.MkdirAll(block, 0o700); err != nil {
		t.Fatal(err)
	}
	const older = `{"n":"older"}`
	if err := os.WriteFile(filepath.Join(folder, "scenario-a1.json"), []byte(older), 0o600); err != nil {
		t.Fatal(err)
	}
	_, errs, code := redsail(t, "restore", "--store", back, file)
	if code != exitFailed || !strings.Contains(errs, "nothing is restored") || !strings.Contains(errs, `proposal "c3"`) {
		t.Fatalf("exit %d, %s", code, errs)
	}
	if _, err := os.Lstat(back); err == nil {
		t.Error("there is a store")
	}
	left, err := os.ReadDir(folder)
	if text, readErr := os.ReadFile(filepath.Join(folder, "scenario-a1.json")); err != nil || readErr != nil || len(left) != 2 || string(text) != older {
		t.Errorf("%v, %v; %q, %v", left, err, text, readErr)
	}
	if err := os.Remove(block); err != nil {
		t.Fatal(err)
	}
	mustRun(t, "restore", "--store", back, file)
	for name, want := range records {
		if got, err := os.ReadFile(filepath.Join(folder, name)); err != nil || string(got) != want {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
	mustRun(t, "check", "--store", back)

	undone(t, dir)
}

// undone: a store that does not come to stand leaves the plans as they were, a broken one too; where nobody
// knows whether it stands, its own stay.
func undone(t *testing.T, dir string) {
	t.Helper()
	sink := &planSink{Sink: noCommit{err: errNoCommit}, folder: filepath.Join(dir, "other"), plans: []backup.Plan{{Kind: "scenario", Name: "z9", Record: []byte("{}")}}}
	if err := sink.Commit(t.Context()); !errors.Is(err, errNoCommit) {
		t.Errorf("%v", err)
	}
	if left, err := os.ReadDir(sink.folder); err != nil || len(left) > 0 {
		t.Errorf("%v, %v", left, err)
	}
	file := filepath.Join(sink.folder, "scenario-z9.json")
	for name, stood := range map[string]string{"no JSON": "{", "too large": strings.Repeat("x", shelf.MostRecord+1)} {
		if err := os.WriteFile(file, []byte(stood), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := sink.Commit(t.Context()); !errors.Is(err, errNoCommit) {
			t.Errorf("%s: %v", name, err)
		}
		if text, err := os.ReadFile(file); err != nil || string(text) != stood {
			t.Errorf("%s: %d bytes stand, %v", name, len(text), err)
		}
	}
	sink.Sink = noCommit{err: city.Errorf(city.Unavailable, "commit_unknown", "the server went away")}
	if err := sink.Commit(t.Context()); city.CodeOf(err) != "commit_unknown" {
		t.Error(err)
	}
	if text, err := os.ReadFile(file); err != nil || string(text) != "{}" {
		t.Errorf("of a store that may stand: %q, %v", text, err)
	}
}

var errNoCommit = errors.New("the disk is full")

// noCommit is a store that does not come to stand.
type noCommit struct {
	backup.Sink
	err error
}

func (n noCommit) Commit(context.Context) error { return n.err }
