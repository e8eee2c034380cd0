package httpapi_test

import (
	"net/url"
	"strings"
	"testing"

	"github.com/redsail/redsail/internal/city"
)

// TestCoverageBuildings: who may read households pages through all buildings, each with its nearest places; a
// stranger gets none, and by=building says where they are.
func TestCoverageBuildings(t *testing.T) {
	d := writingDesk(t)
	d.lays(&city.Building{Code: "h2", Shape: rect(3, 1, 4, 2), Households: ptr[int64](7)}, &city.Building{Code: "h3", Shape: rect(5, 1, 6, 2), Households: ptr[int64](8)})
	const path = "/api/v1/coverage/buildings"
	if p := problemOf(t, d.ask("GET", path, "")); p.Code != "sign_in_needed" {
		t.Errorf("a stranger: %+v", p)
	}
	all := described(t, d, "GET", path, d.local("GET", path+"?minutes=5", ""), 200)["buildings"].([]any)
	if len(all) < 2 {
		t.Fatalf("only %d buildings", len(all))
	}
	var paged []any
	for cursor := "-"; cursor != ""; {
		target := path + "?minutes=5&limit=1"
		if cursor != "-" {
			target += "&cursor=" + url.QueryEscape(cursor)
		}
		page := described(t, d, "GET", path, d.local("GET", target, ""), 200)
		paged, cursor = append(paged, page["buildings"].([]any)...), page["next"].(string)
		if len(page["buildings"].([]any)) != 1 || len(paged) > len(all) {
			t.Fatalf("page %d: %v", len(paged), page)
		}
	}
	near := 0
	for i := range all {
		one, other := all[i].(map[string]any), paged[i].(map[string]any)
		if one["code"] != other["code"] {
			t.Errorf("row %d is %v, and %v page by page", i, one["code"], other["code"])
		}
		near += len(one["nearest"].([]any))
	}
	if near == 0 {
		t.Error("no building has a nearest place")
	}
	back := described(t, d, "GET", path, d.local("GET", path+"?direction=from", ""), 200)
	if on := back["assumptions"].(map[string]any); on["direction"] != "from the place" {
		t.Errorf("the way home: %v", on)
	}
	if p := problemOf(t, d.local("GET", "/api/v1/coverage?by=building", "")); p.Code != "unknown_layer" || !strings.Contains(p.Detail, path) {
		t.Errorf("by=building: %+v", p)
	}
	for target, says := range map[string]string{
		"/api/v1/coverage?direction=from": `"direction":"from","exact"`, "/api/v1/coverage/gaps?direction=from": `"direction":"from","exact"`, "/api/v1/coverage/gaps": `"direction":"to","exact"`, "/api/v1/coverage/norms": `"direction":"to"`,
		path + "?direction=from": `"direction":"from","buildings"`,
	} {
		if got := bodyOf(t, d.local("GET", target, "")); !strings.Contains(got, says) {
			t.Errorf("%s does not say %s: %s", target, says, got)
		}
	}
	for target, says := range map[string]string{"/api/v1/coverage?direction=from": `"direction":"from the place"`, "/api/v1/stations/s2/circle?minutes=2&direction=from": `"direction":"from the place"`, "/api/v1/stations/s2/circle?minutes=2": `"direction":"to the place"`} {
		if text := bodyOf(t, d.local("GET", target, "")); !strings.Contains(text, says) {
			t.Errorf("%s: %.300s", target, text)
		}
	}
}
