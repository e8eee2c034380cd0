package plan_test

import (
	"reflect"
	"strings"
	"testing"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/plan"
)

func land(code, kind string, x1, y1, x2, y2 float64) *city.Area {
	return &city.Area{Layer: "land_use", Code: code, Shape: rect(x1, y1, x2, y2), Class: map[string]string{"kind": kind}}
}

func candidateAt(x, y float64) plan.Candidate {
	p := at(x, y).LonLat()
	return plan.Candidate{Lon: p[0], Lat: p[1]}
}

// TestNoPlaceOnFieldsAndParks: ground that is not built on is refused by its name, whatever words the data
// have for it; where the layer gives no building land, all other ground may be proposed.
func TestNoPlaceOnFieldsAndParks(t *testing.T) {
	d := small(t, house("h1", 1500, 35, 40), station("s1", 20, 5),
		land("f", "耕地", 300, -30, 340, 30), land("o", "0201", 400, -30, 440, 30), land("p", "park", 500, -30, 540, 30),
		land("s", "pitch", 600, -30, 640, 30), land("g", "garden", 700, -30, 740, 30), land("x", "0103", 800, -30, 840, 30))
	for x, want := range map[float64][2]string{
		320: {"on farmland", "位于耕地"}, 420: {"on orchard", "位于园地"}, 520: {"on park", "位于公园"},
		620: {"on pitch", "位于运动场"}, 720: {"on garden", "位于花园"}, 820: {"on farmland", "位于耕地"}, 360: {},
	} {
		c := candidateAt(x, 5)
		spot, err := d.Spot(t.Context(), plan.SpotAsk{Lon: c.Lon, Lat: c.Lat, Minutes: 5})
		if err != nil {
			t.Fatal(err)
		}
		if spot.Allowed != (want[0] == "") || spot.Why != want[0] || spot.WhyZh != want[1] {
			t.Errorf("at %g m: allowed %v, %q %q, want %q", x, spot.Allowed, spot.Why, spot.WhyZh, want)
		}
	}
}

// TestOnBuildingLandAlone: where a layer of land use gives building land, candidates stand on it, or in the
// street before it; the given ones are left out elsewhere, and none is made there.
func TestOnBuildingLandAlone(t *testing.T) {
	d := small(t, house("h1", 1500, 35, 40), house("h2", 610, 12, 30), station("s1", 20, 5),
		land("r", "residential", 600, 10, 700, 60), land("t", "highway", 0, -10, 2000, 10))
	ask := plan.SitingAsk{New: 1, Minutes: 5, Candidates: []plan.Candidate{
		candidateAt(650, 12), candidateAt(650, 0), candidateAt(560, 0), candidateAt(1500, 5), candidateAt(1500, 12),
	}}
	got, err := d.Site(t.Context(), ask, nil)
	if err != nil {
		t.Fatal(err)
	}
	want := []plan.LeftOut{{Why: "not on building land", WhyZh: "不在建设用地上", Count: 3}}
	if got.Candidates != 2 || !reflect.DeepEqual(got.LeftOut, want) {
		t.Errorf("%d candidates, left out %+v", got.Candidates, got.LeftOut)
	}
	spacing := 25.0
	made, err := d.Site(t.Context(), plan.SitingAsk{New: 4, Minutes: 5, Spacing: &spacing}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if made.Candidates < 3 || made.Candidates > 7 || len(made.Chosen) == 0 { // 100 m and 28 m (30 m aslant) each way
		t.Errorf("%d candidates, %+v", made.Candidates, made.Chosen)
	}
	near := rect(570, -40, 730, 90)
	for _, c := range made.Chosen {
		if !near.Owns(snap(t, [2]float64{c.Lon, c.Lat})) {
			t.Errorf("%+v lies beside no building land", c)
		}
	}
}

// TestCandidatesOnALattice: streets whose crossings are drawn just as far apart as candidates are wanted have one at each
// crossing, though the lattice makes some of them a centimetre nearer.
func TestCandidatesOnALattice(t *testing.T) {
	var row []geo.Point
	for i := range 5 {
		row = append(row, at(float64(i)*200, 300))
	}
	if m := geo.Distance(row[0].LonLat(), row[1].LonLat()); m >= 200 {
		t.Fatalf("they are %v apart: nothing is tested", m)
	}
	d := small(t, house("h1", 450, 305, 40), house("h2", 300, 5, 9), station("s1", 1890, 395), line("road", "row", "local", row...))
	without := small(t, house("h1", 450, 305, 40), house("h2", 300, 5, 9), station("s1", 1890, 395))
	spacing := 200.0
	count := func(d *desk) int {
		got, err := d.Site(t.Context(), plan.SitingAsk{New: 1, Spacing: &spacing}, nil)
		if err != nil {
			t.Fatal(err)
		}
		return got.Candidates
	}
	if all, rest := count(d), count(without); all-rest != len(row) {
		t.Errorf("%d candidates %v m apart along a row of %d crossings", all-rest, spacing, len(row))
	}
}

// TestNoCandidates: a list without a candidate is refused and never taken for "make some"; where all were
// left out, the refusal says why each.
func TestNoCandidates(t *testing.T) {
	d := small(t, house("h1", 1500, 35, 40), station("s1", 20, 5), land("f", "farmland", 300, -30, 340, 30))
	far := candidateAt(1500, 5)
	for _, c := range []struct {
		ask  plan.SitingAsk
		code string
		says []string
	}{
		{plan.SitingAsk{New: 1, Candidates: []plan.Candidate{}}, "no_candidates", []string{"the list is empty"}},
		{
			plan.SitingAsk{New: 1, Candidates: []plan.Candidate{candidateAt(320, 5), candidateAt(325, 5), candidateAt(1500, 4000)}}, "no_candidates",
			[]string{"none of the 3 candidates", "2 on farmland", "1 outside the city"},
		},
		{
			plan.SitingAsk{New: 2, Candidates: []plan.Candidate{candidateAt(320, 5), {Lon: far.Lon, Lat: far.Lat, Forbidden: true}, candidateAt(1400, 5)}}, "no_siting",
			[]string{"2 sites are to open, there is 1 candidate; left out are 1 on farmland, 1 forbidden"},
		},
		{plan.SitingAsk{New: 1, Candidates: []plan.Candidate{candidateAt(1400, 5), {Lon: far.Lon, Lat: far.Lat, Name: "甲", Forbidden: true, Required: true}}}, "bad_candidate", []string{"candidate 2 甲 is required and forbidden"}},
		{plan.SitingAsk{Budget: ptr(int64(9)), Candidates: []plan.Candidate{candidateAt(1400, 5)}}, "no_candidates", []string{"is without a cost"}},
		{plan.SitingAsk{Budget: ptr(int64(9)), Candidates: []plan.Candidate{{Lon: far.Lon, Lat: far.Lat, Required: true}}}, "bad_candidate", []string{"candidate 1 is required", "without a cost"}},
		{plan.SitingAsk{Budget: new(int64)}, "bad_siting", []string{"budget: ", "cost"}},
		{plan.SitingAsk{New: 1, Cost: new(int64), Candidates: []plan.Candidate{candidateAt(1500, 5)}}, "bad_siting", []string{"cost: "}},
	} {
		_, err := d.Site(t.Context(), c.ask, nil)
		if city.CodeOf(err) != c.code {
			t.Errorf("%+v: %v", c.ask, err)
			continue
		}
		for _, word := range c.says {
			if !strings.Contains(err.Error(), word) {
				t.Errorf("%v: it does not say %q", err, word)
			}
		}
	}
}

// TestBudgetOfMadeCandidates: with what each costs a budget bounds how many are chosen, and one that buys
// none is refused.
func TestBudgetOfMadeCandidates(t *testing.T) {
	d := small(t, house("h1", 600, 5, 40), house("h2", 1100, 5, 30), house("h3", 1900, 300, 20), station("s1", 20, 5))
	cost, budget := int64(10), int64(25)
	got, err := d.Site(t.Context(), plan.SitingAsk{Minutes: 2, Budget: &budget, Cost: &cost}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if len(got.Chosen) != 2 || *got.Chosen[0].Cost != 10 || *got.Cost != 10*int64(len(got.Chosen)) || got.Uncosted != 0 || got.Objective != 70 {
		t.Errorf("for 25 at 10 each: %+v", got.Chosen)
	}
	budget = 9
	if got, err = d.Site(t.Context(), plan.SitingAsk{Minutes: 2, Budget: &budget, Cost: &cost}, nil); city.CodeOf(err) != "no_siting" {
		t.Errorf("for 9 at 10 each: %+v, %v", got, err)
	}
}
