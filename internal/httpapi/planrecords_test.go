package httpapi_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/redsail/redsail/internal/city"
)

// TestListRecords: a planner reads the records of candidates by stage; a stranger none.
func TestListRecords(t *testing.T) {
	d := writingDesk(t)
	d.lays(&city.Place{Kind: "red_sail_station", Code: "n7", Point: spot(5, 3), State: city.PlaceReviewed, Cost: ptr[int64](90_000), Stages: []city.Stage{{State: city.PlaceApplied, Date: "2026-09-01"}, {State: city.PlaceReviewed, Date: "2026-10-08", By: "planning"}}})
	const path = "/api/v1/siting/records"
	if p := problemOf(t, d.ask("GET", path, "")); p.Code != "sign_in_needed" {
		t.Errorf("a stranger: %+v", p)
	}
	for target, want := range map[string]int{path: 1, path + "?stage=reviewed": 1, path + "?stage=approved": 0} {
		if got := described(t, d, "GET", path, d.local("GET", target, ""), 200)["records"].([]any); len(got) != want {
			t.Errorf("%s: %v", target, got)
		}
	}
}

// TestPlannedStageIsNotReached: a stage written with a date to come is told as planned, in the list, by stage and on the card
// of the place, and is written again with the true date; one that opens the station needs the change to hold from then.
func TestPlannedStageIsNotReached(t *testing.T) {
	d := writingDesk(t)
	applied := `{"state":"applied","date":"2026-01-05"}`
	write := func(state, date, from string) (int, string) {
		stages := map[string]string{"reviewed": applied + `,{"state":"reviewed","date":"` + date + `"}`, "open": applied + `,{"state":"reviewed","date":"2026-02-01"},{"state":"approved","date":"2026-02-02"},{"state":"building","date":"2026-02-03"},{"state":"accepted","date":"2026-02-04"},{"state":"open","date":"` + date + `"}`}[state]
		body := `{"puts":[{"kind":"place","layer":"red_sail_station","code":"c1","geometry":{"type":"Point","coordinates":[116.004,39.005]},"stages":[` + stages + `]}]` + from + `}`
		r := d.send("/api/v1/changes", body, "If-Match", fmt.Sprintf(`"%d"`, d.atlas.Current().Revision))
		text := bodyOf(t, r)
		if _, err := d.atlas.Refresh(t.Context()); err != nil {
			t.Fatal(err)
		}
		return r.StatusCode, text
	}
	listed := func(stage string) map[string]any {
		got := described(t, d, "GET", "/api/v1/siting/records", d.local("GET", "/api/v1/siting/records?stage="+stage, ""), 200)["records"].([]any)
		if len(got) == 0 {
			return nil
		}
		return got[0].(map[string]any)
	}
	for _, date := range []string{"2099-05-01", "2098-01-01"} { // planned, and planned for another day
		if status, text := write("reviewed", date, ""); status != 201 {
			t.Fatalf("%d %s", status, text)
		}
		got := listed("applied")
		if got == nil || got["next"] != "reviewed" || len(got["stages"].([]any)) != 1 || got["planned"].([]any)[0].(map[string]any)["date"] != date || listed("reviewed") != nil {
			t.Errorf("%+v", got)
		}
	}
	if got := bodyOf(t, d.ask("GET", "/api/v1/stations/c1", "")); !strings.Contains(got, `"state":"applied"`) {
		t.Errorf("its card: %s", got)
	}
	if status, text := write("reviewed", "2026-02-01", ""); status != 201 || listed("reviewed") == nil || listed("applied") != nil {
		t.Errorf("the true date: %d %s", status, text)
	}
	if status, text := write("reviewed", "2026-02-03", ""); status != 400 || !strings.Contains(text, "stage_order") {
		t.Errorf("another date of what was reached: %d %s", status, text)
	}
	if status, text := write("open", "2099-05-01", ""); status != 400 || !strings.Contains(text, "let the change hold from 2099-05-01") {
		t.Errorf("opens in the future: %d %s", status, text)
	}
	if status, text := write("open", "2099-05-01", `,"effective_from":"2099-05-01"`); status != 201 {
		t.Errorf("opens from then on: %d %s", status, text)
	}
}
