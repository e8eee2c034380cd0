package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestCoverage: the command answers as the contract says, and wrong usage is exit 2.
func TestCoverage(t *testing.T) {
	store := tinyDemo(t)
	out, errs, code := redsail(t, "coverage", "--store", store, "--minutes", "5", "--by", "community", "--json")
	var got struct {
		Minutes    int
		At         string
		Households struct{ Total, Covered, Uncovered, Estimated int64 }
		By         []struct {
			Layer, Code, Name                    string
			Total, Covered, Uncovered, Estimated int64
		}
	}
	if err := json.Unmarshal([]byte(out), &got); err != nil || code != 0 {
		t.Fatalf("exit %d: %s %v", code, errs, err)
	}
	h := got.Households
	if got.Minutes != 5 || got.At == "" || h.Total != 9000 || h.Total != h.Covered+h.Uncovered+h.Estimated || h.Covered < 4000 || len(got.By) != 4 || got.By[0].Layer != "community" {
		t.Errorf("%+v", got)
	}
	if out, _, code := redsail(t, "coverage", "--store", store, "--minutes", "2", "--gaps", "--limit", "3"); code != 0 || !strings.Contains(out, "households") {
		t.Errorf("gaps, exit %d: %s", code, out)
	}
	slow, errs, code := redsail(t, "coverage", "--store", store, "--minutes", "5", "--profile", "elderly")
	if code != 0 || !strings.Contains(slow, "elderly, 3.2 km/h") {
		t.Errorf("the old, exit %d: %s\n%.300s", code, errs, slow)
	}
	for _, command := range [][]string{{"coverage"}, {"site", "--new", "1", "--minutes", "3"}} {
		if out := mustRun(t, append(command, "--store", store, "--policy")...); !strings.Contains(out, "community with location = location_village: 15 minutes") {
			t.Errorf("%v by the class of areas: %s", command, out)
		}
	}
	page := filepath.Join(t.TempDir(), "r.html")
	if _, errs, code := redsail(t, "coverage", "--store", store, "--out", page); code != 0 {
		t.Errorf("report, exit %d: %s", code, errs)
	}
	if text, err := os.ReadFile(page); err != nil || !strings.Contains(string(text), "演示数据（虚构）") {
		t.Errorf("report: %v", err)
	}
	table := filepath.Join(t.TempDir(), "r.csv")
	if _, errs, code := redsail(t, "coverage", "--store", store, "--kind", "activity_venue", "--at", "2026-11-22", "--out", table); code != 0 {
		t.Errorf("table, exit %d: %s", code, errs)
	}
	if text, err := os.ReadFile(table); err != nil || !strings.Contains(string(text), "activity_venue,,false,2026-11-22,true,") {
		t.Errorf("the table does not say what it counts: %v\n%.400s", err, text)
	}
	for _, args := range [][]string{{"--minutes", "500"}, {"--by", "nix"}, {"--at", "noon"}, {"--kind", "nix"}, {"--profile", "nix"}, {"--profile", "Adult", "--gaps"}, {"--out", "x.pdf"}, {"--limit", "0"}, {"--minutes", "0"}, {"--kind", "red_sail_station,service_centre"}, {"--gaps", "--norms"}, {"--norms", "--out", "n.html"}, {"--norms", "--open-at", "2026-11-22T10:00:00Z"}, {"--usage", "u.csv", "--policy"}} {
		if _, errs, code := redsail(t, append([]string{"coverage", "--store", store}, args...)...); code != 2 || errs == "" {
			t.Errorf("%v: exit %d, %s", args, code, errs)
		}
	}
}

// TestCoverageWithoutNetwork: a city without streets is told that every number is an estimate.
func TestCoverageWithoutNetwork(t *testing.T) {
	store := filepath.Join(t.TempDir(), "c.gpkg")
	mustRun(t, "init", "--store", store)
	for _, args := range [][]string{{}, {"--gaps"}} {
		if out := mustRun(t, append([]string{"coverage", "--store", store}, args...)...); !strings.Contains(out, "network") || !strings.Contains(out, "*estimate*") {
			t.Errorf("%v: %s", args, out)
		}
	}
	if out := mustRun(t, "coverage", "--store", tinyDemo(t)); strings.Contains(out, "*estimate*") {
		t.Errorf("with streets: %s", out)
	}
}

// TestSite: gains add up, the gap is that of objective and bound, and given candidates are read.
func TestSite(t *testing.T) {
	store := tinyDemo(t)
	type sites struct {
		Model      string
		Seed       uint64
		Chosen     []struct{ Lon, Lat, Gain_households float64 }
		Objective  float64
		UpperBound float64 `json:"upper_bound"`
		Gap        float64 `json:"gap_percent"`
		Candidates int
	}
	ask := func(args ...string) (got sites) {
		t.Helper()
		out, errs, code := redsail(t, append([]string{"site", "--store", store, "--minutes", "3", "--json"}, args...)...)
		if err := json.Unmarshal([]byte(out), &got); err != nil || code != 0 {
			t.Fatalf("%v: exit %d: %s %v", args, code, errs, err)
		}
		return got
	}
	got := ask("--new", "3")
	sum := 0.0
	for _, c := range got.Chosen {
		sum += c.Gain_households
	}
	if got.Model != "mclp" || got.Seed != 1 || sum != got.Objective || got.Objective > got.UpperBound || got.Objective <= 0 {
		t.Errorf("%+v", got)
	}
	file := filepath.Join(t.TempDir(), "c.csv")
	text := "lon,lat,name,cost\n"
	for _, c := range got.Chosen {
		text += strings.Join([]string{decimal(c.Lon), decimal(c.Lat), "甲", "5"}, ",") + "\n"
	}
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	if given := ask("--new", "3", "--candidates", file); given.Objective != got.Objective || given.Candidates != len(got.Chosen) {
		t.Errorf("given: %+v", given)
	}
	text = "名称,经度,纬度,造价,必选\n"
	for i, c := range got.Chosen {
		text += strings.Join([]string{"乙", decimal(c.Lon), decimal(c.Lat), []string{"7", "", "7"}[i], "否"}, ",") + "\n"
	}
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	out := mustRun(t, "site", "--store", store, "--minutes", "3", "--budget", "10", "--candidates", file)
	for _, want := range []string{"1 candidates without a cost", "cost            7\n", "households newly covered", "upper bound     at most", "4.5 km/h, to the place", "乙"} {
		if !strings.Contains(out, want) {
			t.Errorf("the text lacks %q: %s", want, out)
		}
	}
	if out = mustRun(t, "site", "--store", store, "--minutes", "3", "--new", "3", "--candidates", file, "--direction", "from"); !strings.Contains(out, "14, and 1 places of unknown cost") || !strings.Contains(out, "not known") || !strings.Contains(out, "from the place") {
		t.Errorf("without a budget: %s", out)
	}
	if out = mustRun(t, "site", "--store", store, "--minutes", "3", "--model", "lscp"); !strings.Contains(out, "lower bound     at least") || !strings.Contains(out, " places\n") {
		t.Errorf("lscp: %s", out)
	}
	if out = mustRun(t, "site", "--store", store, "--minutes", "3", "--model", "pmedian", "--new", "1"); !regexp.MustCompile(`objective +[0-9]+ household-minutes saved\n`).MatchString(out) {
		t.Errorf("pmedian: %s", out)
	}
	if out = mustRun(t, "coverage", "--store", store, "--direction", "from"); !strings.Contains(out, "from the place home") {
		t.Errorf("the way home is not told: %s", out)
	}
	if out = mustRun(t, "coverage", "--store", store); strings.Contains(out, "from the place") {
		t.Errorf("the way there: %s", out)
	}
	if out = mustRun(t, "site", "--store", store, "--minutes", "3", "--new", "1", "--open-at", "2026-11-28T20:30:00+08:00"); !strings.Contains(out, "open at         2026-11-28T20:30:00+08:00 (") {
		t.Errorf("at an hour: %s", out)
	}
	empty := filepath.Join(t.TempDir(), "empty.gpkg")
	mustRun(t, "init", "--store", empty)
	if _, errs, code := redsail(t, "site", "--store", empty, "--new", "1"); code != 1 || !strings.Contains(errs, "the city has no streets") {
		t.Errorf("a place in an empty city: exit %d, %s", code, errs)
	}
	if _, errs, code := redsail(t, "coverage", "--store", empty); code != 0 || !strings.Contains(errs, "no household is counted") {
		t.Errorf("coverage of an empty city: exit %d, %s", code, errs)
	}
	for _, args := range [][]string{{}, {"--new", "2", "--open-at", "soon"}, {"--new", "-1"}, {"--new", "2", "--model", "lscp"}, {"--new", "2", "--spacing", "1"}, {"--new", "2", "--spacing", "0"}, {"--new", "2", "--profile", "nix"}, {"--new", "2", "--kind", "red_sail_station,service_centre"}, {"--new", "2", "--kind", "red_sail_station,"}} {
		if _, errs, code := redsail(t, append([]string{"site", "--store", store}, args...)...); code != 2 || errs == "" {
			t.Errorf("%v: exit %d, %s", args, code, errs)
		}
	}
	for content, says := range map[string]string{"": "column names", "lon\n": "lat", "lon,lat\n1,x\n": "line 2", "lon,lat\n": "no candidate", "lon,lat,cost\n1,2,3.5\n": "cost", "经度\n1\n": "纬度", "lon,lat,required,forbidden\n1,2,no,no\n1,2,yes,yes\n": "line 3: it is required and forbidden", "lon,经度,lat\n1,2,3\n": "stands twice"} {
		if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, errs, code := redsail(t, "site", "--store", store, "--new", "1", "--candidates", file); code != 1 || !strings.Contains(errs, says) {
			t.Errorf("%q: exit %d, %s", content, code, errs)
		}
	}
}

func decimal(v float64) string {
	text, _ := json.Marshal(v)
	return string(text)
}
