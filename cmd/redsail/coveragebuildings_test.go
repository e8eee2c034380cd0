package main

import (
	"encoding/csv"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"
)

// TestCoverageBuildings: every building stands in the file with its three nearest places; households in time add
// up to what the sums say, and what is no such list is exit 2.
func TestCoverageBuildings(t *testing.T) {
	store, dir := tinyDemo(t), t.TempDir()
	table := filepath.Join(dir, "b.csv")
	for _, direction := range []string{"to", "from"} {
		mustRun(t, "coverage", "--store", store, "--minutes", "5", "--by", "building", "--direction", direction, "--out", table)
		file, err := os.Open(table)
		if err != nil {
			t.Fatal(err)
		}
		rows, err := csv.NewReader(file).ReadAll()
		file.Close()
		if err != nil || len(rows) < 100 {
			t.Fatalf("%d rows: %v", len(rows), err)
		}
		column := func(name string) int { return slices.Index(rows[0], name) }
		covered := int64(0)
		for _, r := range rows[1:] {
			n, err := strconv.ParseInt(r[column("households")], 10, 64)
			first, _ := strconv.Atoi(r[column("nearest_s")])
			third, _ := strconv.Atoi(r[column("third_s")])
			if err != nil || first > third || r[column("nearest")] == r[column("second")] || r[column("direction")] != direction+" the place" {
				t.Fatalf("%v: %v", r, err)
			}
			if r[column("covered")] == "true" {
				covered += n
			}
		}
		var sums struct{ Households struct{ Covered int64 } }
		out := mustRun(t, "coverage", "--store", store, "--minutes", "5", "--direction", direction, "--json")
		if err := json.Unmarshal([]byte(out), &sums); err != nil || covered != sums.Households.Covered || covered == 0 {
			t.Errorf("%s: the list has %d households in time, the sums %d: %v", direction, covered, sums.Households.Covered, err)
		}
	}
	layer := filepath.Join(dir, "b.geojson")
	mustRun(t, "coverage", "--store", store, "--by", "building", "--out", layer)
	if text, err := os.ReadFile(layer); err != nil || !json.Valid(text) {
		t.Errorf("the layer: %v", err)
	}
	for _, args := range [][]string{{"--by", "building"}, {"--by", "building", "--out", "b.html"}, {"--direction", "up"}, {"--norms", "--direction", "from"}, {"--by", "building", "--gaps", "--out", "b.csv"}} {
		if _, errs, code := redsail(t, append([]string{"coverage", "--store", store}, args...)...); code != 2 || errs == "" {
			t.Errorf("%v: exit %d, %s", args, code, errs)
		}
	}
}
