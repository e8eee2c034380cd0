package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/redsail/redsail/internal/atlas"
)

// TestCalendarsFlag: check names the years of a calendar that are not known, a folder of the operator
// makes them known, by flag or environment, and a bad row of it is named by file and line.
func TestCalendarsFlag(t *testing.T) {
	t.Cleanup(func() {
		if err := atlas.LayCalendars(nil); err != nil {
			t.Error(err)
		}
	})
	store := tinyDemo(t)
	_, errs, _ := redsail(t, "check", "--store", store, "--json")
	next := time.Now().Year() + 1
	if want := "calendar of holidays cn: 2024 to 2026 are known, not"; !strings.Contains(errs, want) || !strings.Contains(errs, fmt.Sprint(next)) {
		t.Errorf("without the year: %s", errs)
	}
	dir := t.TempDir()
	write := func(year int, rows string) {
		t.Helper()
		name := filepath.Join(dir, "cn", fmt.Sprint(year)+".csv")
		if err := os.MkdirAll(filepath.Dir(name), 0o750); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte("date,day,name\n"+rows), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for year := 2027; year <= next; year++ {
		write(year, fmt.Sprintf("%d-01-01,holiday,元旦\n", year))
	}
	out, errs, code := redsail(t, "check", "--store", store, "--json", "--calendars", dir)
	var found struct{ Calendars []atlas.CalendarYears }
	if err := json.Unmarshal([]byte(out), &found); err != nil || code != exitDone {
		t.Fatalf("exit %d, %v: %s", code, err, errs)
	}
	if c := found.Calendars; len(c) != 1 || c[0].Name != "cn" || c[0].First != 2024 || c[0].Last != next || len(c[0].Missing) != 0 || strings.Contains(errs, "calendar") {
		t.Errorf("with the year: %+v; %s", c, errs)
	}

	write(2027, "2027-01-01,holiday,元旦\n2027-01-01,holiday,元旦\n")
	t.Setenv("REDSAIL_CALENDARS", dir)
	_, errs, code = redsail(t, "locate", "--store", store, "116.4,39.9")
	if code != exitFailed || !strings.Contains(errs, dir) || !strings.Contains(errs, "cn/2027.csv: line 3: 2027-01-01") {
		t.Errorf("a bad row: exit %d: %s", code, errs)
	}
	if _, errs, code = redsail(t, "locate", "--store", store, "--calendars", filepath.Join(dir, "none"), "116.4,39.9"); code != exitUsage || !strings.Contains(errs, "no such folder") {
		t.Errorf("no folder: exit %d: %s", code, errs)
	}
}
