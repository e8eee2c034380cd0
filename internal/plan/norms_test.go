package plan_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"testing"

	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/demo"
	"github.com/redsail/redsail/internal/plan"
)

// TestNorms: what a town lacks is found, and an hour of the week is covered by what is open then.
func TestNorms(t *testing.T) {
	office := station("s1", 120, 5)
	office.Hours = &city.Hours{Week: []city.WeekRule{{Days: city.Workdays, Open: []city.Span{city.Clock(540, 1020)}}, {Days: city.Weekend}}}
	d := small(t, house("h1", 100, 5, 40), office)
	got, err := d.Norms(t.Context(), plan.Ask{Minutes: 5, Exact: true})
	if err != nil {
		t.Fatal(err)
	}
	if len(got.Closed) != 1 || got.Closed[0].Closed != 105 || got.Closed[0].First != "2026-11-28" {
		t.Errorf("closed days: %+v", got.Closed) // 52 weeks and one more Saturday
	}
	if one := got.Closed[0]; one.Kind != office.Kind || one.At != [2]float64(office.Point.LonLat()) {
		t.Errorf("it stands at %v, a %s", one.At, one.Kind)
	}
	open := 0
	for _, h := range got.Hours {
		want := 0.0
		if h.Hour < 120 && h.Hour%24 >= 9 && h.Hour%24 < 17 {
			want = 1
			open++
		}
		if h.Share == nil || *h.Share != want || h.Open != int(want) {
			t.Errorf("hour %d (%s): %d open, share %v", h.Hour, h.At, h.Open, h.Share)
		}
	}
	if len(got.Hours) != 168 || open != 40 {
		t.Errorf("%d hours, %d of them open", len(got.Hours), open)
	}
}

// TestNormsOfTheDemoCity: the compounds without a venue are those in which no open one lies, and
// together with the others they have all households of compounds.
func TestNormsOfTheDemoCity(t *testing.T) {
	d := demoDesk(t, demo.SizeMiddle)
	got, err := d.Norms(t.Context(), plan.Ask{Exact: true})
	if err != nil {
		t.Fatal(err)
	}
	pic := d.atlas.Current()
	has := map[string]bool{}
	for _, p := range pic.PlacesOf("activity_venue") {
		for _, m := range pic.OwnersAt(p.Point) {
			g := pic.Grounds()[m.Layer]
			if has[g.Areas[m.Area].Code] = true; g.Key != "compound" {
				delete(has, g.Areas[m.Area].Code)
			}
		}
	}
	compounds := 0
	for _, g := range pic.Grounds() {
		if g.Key == "compound" {
			compounds = len(g.Areas)
		}
	}
	last := int64(1 << 60)
	for _, c := range got.NoVenue {
		if has[c.Code] || *c.Households > last || c.WalkS == 0 || (c.WalkS < 0) != (c.NearestOf == "") {
			t.Errorf("%+v", c)
		}
		last = *c.Households
	}
	if len(got.NoVenue)+len(has) != compounds || len(has) == 0 || len(got.NoVenue) == 0 {
		t.Errorf("%d compounds without and %d with a venue, of %d", len(got.NoVenue), len(has), compounds)
	}
	if len(got.Closed) == 0 || len(got.Small) == 0 {
		t.Errorf("%d places not open every day, %d below norm: the demo city has some", len(got.Closed), len(got.Small))
	}
}

// TestUsage: places are sorted by their visits per 100 households in the circle.
func TestUsage(t *testing.T) {
	d := small(t, house("h1", 100, 5, 200), house("h2", 1000, 5, 200), house("h3", 1800, 5, 200), house("h4", 1890, 390, 20),
		station("s1", 120, 5), station("s2", 1010, 5), station("s3", 1790, 5), station("s4", 1900, 395))
	var table []plan.Visits
	for code, n := range map[string]int64{"s1": 1000, "s2": 100, "s3": 10, "s4": 5, "nix": 1} {
		table = append(table, plan.Visits{Code: code, Month: "2026-01", Visits: n}, plan.Visits{Code: code, Month: "2026-02", Visits: n})
	}
	got, err := d.Use(t.Context(), plan.Ask{Minutes: 2}, table)
	if err != nil {
		t.Fatal(err)
	}
	classes := map[string]string{}
	for _, p := range got.Places {
		classes[p.Code] = fmt.Sprint(p.Class, p.Households, p.Mean)
		if p.Kind != "red_sail_station" || p.At[0] == 0 {
			t.Errorf("%s is a %s at %v", p.Code, p.Kind, p.At)
		}
	}
	want := map[string]string{"s1": "over_used200 1000", "s2": "usual200 100", "s3": "idle200 10", "s4": "remote20 5"}
	if fmt.Sprint(classes) != fmt.Sprint(want) || fmt.Sprint(got.Unknown) != "[nix]" || got.Places[0].Code != "s1" {
		t.Errorf("%v, unknown %v", classes, got.Unknown)
	}
	for _, row := range []plan.Visits{{Code: "s1", Month: "2026-13"}, {Code: "s1", Month: "2026-12"}, {Code: "s1", Month: "9999-01"}, {Code: "s1", Month: "0206-01"}, {Code: "s1", Month: "2026-01", Visits: -1}} {
		if _, err := d.Use(t.Context(), plan.Ask{}, []plan.Visits{row}); city.CodeOf(err) != "bad_visits" || !strings.Contains(err.Error(), "row 1") {
			t.Errorf("%+v: %v", row, err)
		}
	}
}

func TestReadVisits(t *testing.T) {
	got, err := plan.ReadVisits(strings.NewReader("\ufeffMonth,code,visits\n2026-01,s1, 7\n"))
	if err != nil || len(got) != 1 || got[0] != (plan.Visits{Code: "s1", Month: "2026-01", Visits: 7}) {
		t.Errorf("%+v, %v", got, err)
	}
	for text, says := range map[string]string{"": "column names", "code,month\n": "visits", "code,month,visits\ns1,2026-01,x\n": "line 2", "code,month,visits\ns1\n": "line 2"} {
		if _, err := plan.ReadVisits(strings.NewReader(text)); city.CodeOf(err) != "bad_csv" || !strings.Contains(err.Error(), says) {
			t.Errorf("%q: %v", text, err)
		}
	}
}

// TestReport: the page is whole XML but for its doctype, with the assumptions and the mark of made-up
// data; the table adds up; the layer is JSON. Names cannot break out of any.
func TestReport(t *testing.T) {
	bad := station("s1", 120, 5)
	bad.Names.Zh = `=HYPERLINK("x")<script>`
	d := small(t, house("h1", 100, 5, 40), house("h2", 1900, 395, 300), bad)
	page, err := d.Report(t.Context(), plan.Ask{Minutes: 5, Exact: true, By: "community"}, "html")
	if err != nil {
		t.Fatal(err)
	}
	text := string(page)
	for _, want := range []string{"4.5 km/h", "WGS-84", "<svg", "米 m</text>", "图例", "revision 1", "2026-11-28", "40 覆盖"} {
		if !strings.Contains(text, want) {
			t.Errorf("the page has no %q", want)
		}
	}
	if strings.Contains(text, "<script>") || strings.Contains(text, "style=") {
		t.Error("the page has a script or a style")
	}
	whole(t, page)
	table, err := d.Report(t.Context(), plan.Ask{Minutes: 5, Exact: true, By: "community"}, "csv")
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(bytes.NewReader(table)).ReadAll()
	if err != nil || len(rows) != 4 || rows[1][3] != "340" || rows[1][4] != "40" {
		t.Errorf("%v, %v", rows, err)
	}
	layer, err := d.Report(t.Context(), plan.Ask{Minutes: 5, Exact: true}, "geojson")
	if err != nil || !json.Valid(layer) {
		t.Errorf("%v", err)
	}
	if _, err := d.Report(t.Context(), plan.Ask{}, "pdf"); city.CodeOf(err) != "unknown_value" {
		t.Errorf("%v", err)
	}
}

// whole refuses a page that is not whole XML but for its doctype.
func whole(t *testing.T, page []byte) {
	t.Helper()
	dec := xml.NewDecoder(bytes.NewReader(bytes.ReplaceAll(bytes.ReplaceAll(page, []byte(`<meta charset="utf-8">`), nil), []byte("<br>"), nil)))
	dec.Entity = xml.HTMLEntity
	for {
		if _, err := dec.Token(); errors.Is(err, io.EOF) {
			return
		} else if err != nil {
			t.Fatalf("the page is not whole: %v", err)
		}
	}
}

// TestSitingReport: the page has the map with every chosen place numbered on it, the figures, the
// assumptions and the mark of made-up data; table and layer have the same places.
func TestSitingReport(t *testing.T) {
	d := demoDesk(t, demo.SizeTiny)
	for _, ask := range []plan.SitingAsk{{New: 3, Minutes: 4}, {Model: "pmedian", New: 2, Minutes: 4, Candidates: []plan.Candidate{{Lon: 119.85, Lat: 38.69, Name: `=<script>`}, {Lon: 119.86, Lat: 38.69}}}} {
		got, err := d.Site(t.Context(), ask, nil)
		if err != nil {
			t.Fatal(err)
		}
		page, err := d.SitingReport(t.Context(), got, "html")
		if err != nil {
			t.Fatal(err)
		}
		text := string(page)
		for _, want := range []string{"4.5 km/h", "WGS-84", "<svg", "米 m</text>", "图例", "演示数据", got.Assumptions.DataDate, "紫色编号", "seed 1", strconv.FormatInt(got.Chosen[0].Gain, 10)} {
			if !strings.Contains(text, want) {
				t.Errorf("%s: the page has no %q", got.Model, want)
			}
		}
		if n := strings.Count(text, `r="8"`); n != len(got.Chosen) || strings.Contains(text, "<script>") || strings.Contains(text, "style=") {
			t.Errorf("%s: %d of %d places on the map, or a script or a style", got.Model, n, len(got.Chosen))
		}
		whole(t, page)
		table, err := d.SitingReport(t.Context(), got, "csv")
		if err != nil {
			t.Fatal(err)
		}
		rows, err := csv.NewReader(bytes.NewReader(table)).ReadAll()
		if err != nil || len(rows) != 1+len(got.Chosen) || rows[1][5] != strconv.FormatInt(got.Chosen[0].Gain, 10) || strings.HasPrefix(rows[1][3], "=") {
			t.Errorf("%v, %v", rows, err)
		}
		layer, err := d.SitingReport(t.Context(), got, "geojson")
		if err != nil || !json.Valid(layer) || strings.Count(string(layer), `"number"`) != len(got.Chosen) {
			t.Errorf("%s, %v", layer, err)
		}
		if _, err := d.SitingReport(t.Context(), got, "pdf"); city.CodeOf(err) != "unknown_value" {
			t.Errorf("%v", err)
		}
	}
}

// TestNormsAtTheEndOfTime: what looks ahead beyond the last date is refused, and the day before that is not.
func TestNormsAtTheEndOfTime(t *testing.T) {
	d := small(t, house("h1", 120, 5, 40), station("s1", 100, 5))
	last := (city.LastDate - 365).Start(d.atlas.Zone())
	got, err := d.Norms(t.Context(), plan.Ask{At: last, Exact: true})
	if err != nil || len(got.Hours) != 168 || got.Closed[0].Unknown != 365 {
		t.Errorf("on %s: %v, %+v", last, err, got)
	}
	if _, err := d.Norms(t.Context(), plan.Ask{At: last.AddDate(0, 0, 1), Exact: true}); city.CodeOf(err) != "bad_time" || !strings.HasPrefix(err.Error(), "at: ") {
		t.Errorf("a day later: %v", err)
	}
}
