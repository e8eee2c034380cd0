package plan_test

import (
	"strings"
	"testing"

	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/plan"
)

// TestReportsAreHeadedByTheCity: the printed reports name the city and the kind of places by their names, not the scheme and
// a key, and the legend has the colours of the map.
func TestReportsAreHeadedByTheCity(t *testing.T) {
	named := &city.Area{Layer: "city", Code: "c", Names: city.Names{Zh: "试城", En: "Trytown"}, Shape: rect(0, -500, 2000, 500)}
	d := small(t, house("h1", 700, 5, 310), house("h2", 1700, 5, 310), station("s1", 100, 5))
	d.apply(put(named))
	c := at(700, 5).LonLat()
	got, err := d.Site(t.Context(), plan.SitingAsk{New: 1, Minutes: 2, Candidates: []plan.Candidate{{Lon: c[0], Lat: c[1]}}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	site, err := d.SitingReport(t.Context(), got, "html")
	if err != nil {
		t.Fatal(err)
	}
	cover, err := d.Report(t.Context(), plan.Ask{Minutes: 2, Exact: true}, "html")
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{"siting": string(site), "coverage": string(cover)} {
		for _, want := range []string{"试城 Trytown", "红帆驿站 Red Sail station", "蓝点 blue dots"} {
			if !strings.Contains(text, want) {
				t.Errorf("%s lacks %q", name, want)
			}
		}
	}
	if strings.Contains(string(site), "kind red_sail_station") {
		t.Error("siting says the key of the kind")
	}
}
