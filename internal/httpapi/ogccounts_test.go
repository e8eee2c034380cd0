package httpapi_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/redsail/redsail/internal/city"
)

// TestOGCPagesByCounts: counts are told of now alone, so a list that they select or sort has no
// next page after a change.
func TestOGCPagesByCounts(t *testing.T) {
	d := newDesk(t, nil, nil)
	var many []city.Area
	for i := range int32(5) {
		many = append(many, area("park", fmt.Sprintf("p%02d", i), "", rect(i, 0, i+1, 1)))
	}
	d.put("", many...)
	refresh(t, d)
	next := func(target string) string {
		for _, l := range at(t, fetch(t, d, target), "links").([]any) {
			if l := l.(object); l["rel"] == "next" {
				return l["href"].(string)
			}
		}
		t.Fatalf("%s: there is no next page", target)
		return ""
	}
	byCode, byCount := next(items("park", "limit", "2", "sortby", "-code")), next(items("park", "limit", "2", "sortby", "-households"))
	fetch(t, d, byCount)
	d.put("", area("park", "p9", "", rect(30, 0, 31, 1)))
	refresh(t, d)
	fetch(t, d, byCode)
	if r := d.ask("GET", byCount, ""); r.StatusCode != 400 {
		t.Errorf("the next page by households: %s", r.Status)
	}
}

// TestOGCTellsNoCountsOfThePast: who asks for versions of other dates hears no counts of them, so
// that nobody can subtract, also where no homes are known.
func TestOGCTellsNoCountsOfThePast(t *testing.T) {
	d := newDesk(t, nil, nil)
	first := area("park", "p", "", rect(30, 0, 31, 1))
	first.Households = ptr[int64](1203)
	d.put("", first)
	then := area("park", "p", "", rect(30, 0, 31, 1))
	then.Households = ptr[int64](1197)
	d.apply("2026-07-01", &then)
	refresh(t, d)
	body := bodyOf(t, d.ask("GET", items("park", "datetime", "../.."), ""))
	if !strings.Contains(body, "1197") || strings.Contains(body, "1203") {
		t.Error(body)
	}
	if body := bodyOf(t, d.ask("GET", "/ogc/collections/park/items/p@2026-06-30?f=json", "")); !strings.Contains(body, `"households":null`) {
		t.Error(body)
	}
}
