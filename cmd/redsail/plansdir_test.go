package main

import (
	"encoding/json"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
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
