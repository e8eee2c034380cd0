package plan_test

import (
	"strings"
	"testing"

	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/plan"
)

func record(code string, x, y float64, state city.PlaceState, cost *int64) *city.Place {
	p := station(code, x, y)
	p.State, p.Cost, p.Tenure = state, cost, "rented"
	return p
}

// TestRecords: the places that are not there yet are candidates with their costs; one without a cost, in
// water or open already is none where there is a budget. The card of a spot tells of those near it.
func TestRecords(t *testing.T) {
	pond := &city.Area{Layer: "land_use", Code: "w", Shape: rect(1480, -30, 1520, 30), Class: map[string]string{"kind": "water"}}
	cheap, dear := record("c1", 700, 5, city.PlaceApproved, ptr(int64(40))), record("c2", 1100, 5, city.PlacePlanned, ptr(int64(90)))
	cheap.Stages = []city.Stage{{State: city.PlaceApplied, Date: "2026-01-05", By: "街道办"}, {State: city.PlaceReviewed, Date: "2026-02-05"}, {State: city.PlaceApproved, Date: "2026-03-05"}}
	d := small(t, house("h1", 700, 5, 310), house("h2", 1100, 5, 350), pond, cheap, dear,
		record("c3", 400, 5, city.PlaceApplied, nil), record("wet", 1500, 5, city.PlaceApplied, ptr(int64(1))), station("s1", 100, 5), record("gone", 900, 5, city.PlaceClosed, ptr(int64(1))))
	site := func(a plan.SitingAsk) (*plan.Sites, error) {
		a.Minutes, a.From = 2, plan.FromStore
		return d.Site(t.Context(), a, nil)
	}
	got, err := site(plan.SitingAsk{Budget: ptr(int64(50))})
	if err != nil || got.Candidates != 2 || len(got.Chosen) != 1 || len(got.LeftOut) != 2 || got.Assumptions.Made {
		t.Fatalf("%v %+v", err, got)
	}
	if c := got.Chosen[0]; c.Code != "c1" || c.State != "approved" || c.Cost == nil || *c.Cost != 40 || c.Gain != 310 {
		t.Errorf("%+v", c)
	}
	for form, wants := range map[string][]string{"csv": {",code,state,policy,direction,open_at,unknown_hours\n", ",c1,approved,false,to the place,,0\n", ",40,310,"}, "geojson": {`"code":"c1"`, `"state":"approved"`, `"cost":40`}, "html": {"<td>c1</td><td>审批 approved</td>", `<td align="right">40</td>`}} {
		report, err := d.SitingReport(t.Context(), got, form)
		for _, want := range wants {
			if err != nil || !strings.Contains(string(report), want) {
				t.Errorf("the report as %s lacks %q: %v", form, want, err)
			}
		}
	}
	if got, err = site(plan.SitingAsk{New: 1}); err != nil || got.Candidates != 3 || got.Chosen[0].Code != "c2" || got.Chosen[0].Gain != 350 {
		t.Errorf("%v %+v", err, got)
	}
	for _, wrong := range []plan.SitingAsk{{From: "stock", New: 1}, {From: plan.FromStore, New: 1, Candidates: []plan.Candidate{{}}}, {From: plan.FromStore, New: 1, Cost: ptr(int64(1))}} {
		if err := wrong.Check(); city.KindOf(err) != city.Invalid {
			t.Errorf("%+v: %v", wrong, err)
		}
	}
	if _, err := d.Site(t.Context(), plan.SitingAsk{New: 1, From: plan.FromStore, Kind: "police_post"}, nil); city.CodeOf(err) != "no_candidates" {
		t.Errorf("no records: %v", err)
	}
	p := at(750, 5).LonLat()
	card, err := d.Spot(t.Context(), plan.SpotAsk{Lon: p[0], Lat: p[1], Minutes: 6})
	if err != nil || len(card.Candidates) != 1 {
		t.Fatalf("%v %+v", err, card)
	}
	if c := card.Candidates[0]; c.Code != "c1" || c.State != "approved" || *c.Cost != 40 || c.Tenure != "rented" || len(c.Stages) != 3 || c.Stages[0].By != "街道办" || c.LineM != 50 {
		t.Errorf("%+v", c)
	}
}

// TestRecordsAreListed: those that are not there yet, by stage, with what they cost together and the stage that
// comes next; what is open or closed is none.
func TestRecordsAreListed(t *testing.T) {
	approved := record("b", 700, 5, city.PlaceApproved, ptr(int64(40)))
	d := small(t, approved, record("a", 800, 5, city.PlaceAccepted, ptr(int64(2))), record("c", 400, 5, city.PlacePlanned, nil), station("s1", 100, 5), record("gone", 900, 5, city.PlaceClosed, ptr(int64(1))))
	got := plan.RecordsOf(d.atlas.Current(), "red_sail_station", "")
	said := ""
	for _, r := range got.Records {
		said += r.Code + " " + r.State + " " + r.Next + "; "
	}
	if got.Total != 3 || got.Cost != 42 || got.Revision != 1 || said != "c planned applied; b approved building; a accepted open; " {
		t.Errorf("%+v: %s", got, said)
	}
	if one := plan.RecordsOf(d.atlas.Current(), "red_sail_station", city.PlaceApproved); one.Total != 1 || one.Cost != 40 || one.Records[0].Code != "b" || one.Records[0].Tenure != "rented" {
		t.Errorf("%+v", one)
	}
}
