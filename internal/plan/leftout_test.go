package plan_test

import (
	"slices"
	"testing"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/plan"
)

// TestALegTooLongIsRefused: a street with a mistyped vertex is not written; one that stands in the store from
// before puts out no answer: it is left out, and named by the check and by the answers.
func TestALegTooLongIsRefused(t *testing.T) {
	d := small(t, house("h1", 600, 5, 30), station("s1", 20, 5))
	profiles := []string{"", "elderly", "wheelchair"}
	var want []*plan.Coverage
	for _, profile := range profiles {
		want = append(want, d.coverage(plan.Ask{Minutes: 10, Exact: true, Profile: profile}))
	}
	bad := line("road", "odd", "local", at(1000, 0), geo.Point{X: at(0, 0).X + 90_000_000, Y: 0})
	if _, err := d.store.Apply(t.Context(), put(bad)); city.CodeOf(err) != "leg_too_long" {
		t.Fatalf("%v", err)
	}
	d.apply(put(line("road", "odd", "local", at(1000, 0), at(1000, 50))))
	known, err := d.store.Records(t.Context(), city.Query{Kind: city.KindLine, Layer: "road", Codes: []string{"odd"}})
	if err != nil || len(known) != 1 {
		t.Fatalf("%v, %v", known, err)
	}
	known[0].Content = bad // as a reverse puts back what stood there
	old := city.Entry{Op: city.Restore, Key: bad.Key(), Versions: known}
	d.apply(city.Change{Effective: city.OpenStart, Entries: []city.Entry{old}})
	for i, profile := range profiles {
		got := d.coverage(plan.Ask{Minutes: 10, Exact: true, Profile: profile})
		if !slices.Equal(got.Assumptions.Network.LeftOut, []string{"road/odd"}) || *got.Households.Covered != *want[i].Households.Covered {
			t.Errorf("%q: %+v, %d; want %d", profile, got.Assumptions.Network, *got.Households.Covered, *want[i].Households.Covered)
		}
	}
	check, err := d.atlas.Current().Check(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	last := check.Layers[len(check.Layers)-1]
	if last.Layer != "road" || last.Areas != 3 || len(last.Findings) != 1 || last.Findings[0].Kind != "leg_too_long" || last.Findings[0].Codes[0] != "odd" || last.Findings[0].At != at(1000, 0).LonLat() {
		t.Errorf("%+v", last)
	}
}
