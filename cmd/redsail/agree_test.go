package main

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/cookiejar"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"
)

// keeperAt signs in to a demo as its keeper.
func keeperAt(t *testing.T, url string) func(method, path, body string) map[string]any {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	client := &http.Client{Jar: jar, Timeout: time.Minute}
	ask := func(method, path, body string) map[string]any {
		t.Helper()
		r, err := http.NewRequestWithContext(t.Context(), method, url+path, strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", "application/json")
		resp, err := client.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		text, err := io.ReadAll(resp.Body)
		var v map[string]any
		if err != nil || resp.StatusCode >= 300 || json.Unmarshal(text, &v) != nil {
			t.Fatalf("%s %s: %d %v %.300s", method, path, resp.StatusCode, err, text)
		}
		return v
	}
	ask("POST", "/api/v1/session/demo", `{"account":"demo-keeper"}`)
	return ask
}

// TestCommandAndServerAgree: coverage, the grids beside the norm and new places are the same on the command
// line and, for the keeper, over HTTP.
func TestCommandAndServerAgree(t *testing.T) {
	store := filepath.Join(t.TempDir(), "tiny.gpkg")
	s := startServer(t, "demo", "--size", "tiny", "--store", store, "--listen", "127.0.0.1:0")
	defer s.stop()
	ask := keeperAt(t, s.url)
	command := func(args ...string) map[string]any {
		t.Helper()
		var v map[string]any
		if err := json.Unmarshal([]byte(mustRun(t, args...)), &v); err != nil {
			t.Fatal(err)
		}
		return v
	}
	same := func(what string, a, b map[string]any, keys ...string) {
		t.Helper()
		for _, k := range keys {
			if a[k] == nil || !reflect.DeepEqual(a[k], b[k]) {
				t.Errorf("%s: the command says %s %v, the server %v", what, k, a[k], b[k])
			}
		}
	}
	same("coverage", command("coverage", "--store", store, "--by", "community", "--json"), ask("GET", "/api/v1/coverage?by=community", ""),
		"households", "share", "estimate", "places", "walking", "by", "exact")
	same("balance", command("balance", "--store", store, "--json"), ask("GET", "/api/v1/balance?layer=grid", ""),
		"areas", "within", "above", "below", "special", "empty", "unknown", "norm")
	if _, told := s.get("/api/v1/balance?layer=grid"); !strings.Contains(told, `"exact":false`) || strings.Contains(told, `"unknown":0,`) {
		t.Errorf("a stranger is told %s", told)
	}
	job := ask("POST", "/api/v1/siting", `{"new":2,"minutes":5}`)
	for deadline := time.Now().Add(time.Minute); job["state"] != "done"; time.Sleep(20 * time.Millisecond) {
		if job["state"] == "failed" || time.Now().After(deadline) {
			t.Fatalf("siting: %v", job)
		}
		job = ask("GET", "/api/v1/jobs/"+job["id"].(string), "")
	}
	result, _ := job["result"].(map[string]any)
	same("site", command("site", "--store", store, "--new", "2", "--minutes", "5", "--json"), result,
		"chosen", "objective", "upper_bound", "gap_percent", "before", "curve", "candidates")
}
