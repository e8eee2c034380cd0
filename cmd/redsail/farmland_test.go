package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/redsail/redsail/geo/partition"
	"github.com/redsail/redsail/internal/demo"
)

// fieldOfTheDemo is a point in farmland of the made-up town.
func fieldOfTheDemo(t *testing.T) [2]float64 {
	t.Helper()
	made, err := demo.Make(t.Context(), demo.SizeTiny, nil)
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(made.Covers, func(c demo.Cover) bool { return c.Kind == "farmland" })
	if i < 0 {
		t.Fatal("the town has no farmland")
	}
	at := partition.LabelPoint(made.Covers[i].Shape)
	return at.LonLat()
}

// TestNoStationOnFarmland: the command takes no site on farmland and says why, also in a list with others.
func TestNoStationOnFarmland(t *testing.T) {
	store, at := tinyDemo(t), fieldOfTheDemo(t)
	file := filepath.Join(t.TempDir(), "c.csv")
	rows := fmt.Sprintf("lon,lat,name\n%.7f,%.7f,甲\n", at[0], at[1])
	write := func(text string) {
		t.Helper()
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write(rows)
	if _, errs, code := redsail(t, "site", "--store", store, "--new", "1", "--candidates", file); code != 1 || !strings.Contains(errs, "the one candidate cannot be taken: it is on farmland") {
		t.Errorf("exit %d, %s", code, errs)
	}
	var made struct{ Chosen []struct{ Lon, Lat float64 } }
	if err := json.Unmarshal([]byte(mustRun(t, "site", "--store", store, "--new", "1", "--minutes", "3", "--json")), &made); err != nil || len(made.Chosen) != 1 {
		t.Fatalf("%+v, %v", made, err)
	}
	write(rows + fmt.Sprintf("%.7f,%.7f,乙\n", made.Chosen[0].Lon, made.Chosen[0].Lat))
	if out := mustRun(t, "site", "--store", store, "--new", "1", "--minutes", "3", "--candidates", file); !strings.Contains(out, "1 candidates on farmland") || !strings.Contains(out, "乙") || strings.Contains(out, "甲") {
		t.Errorf("%s", out)
	}
}
