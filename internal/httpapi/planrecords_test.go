package httpapi_test

import (
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
