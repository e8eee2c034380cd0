package edit_test

import (
	"slices"
	"testing"

	"github.com/paulmach/orb"

	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/edit"
)

// TestOneDay: a part that is split off and merged back with the same effective date has no
// version left; the report of the merge and the code itself name the heir all the same.
func TestOneDay(t *testing.T) {
	d := smallCity(t)
	part := c1 + "044"
	d.must(edits(&edit.Split{Layer: "grid", Code: g1, Line: []orb.Point{xy(5, -1), xy(5, 11)}, Parts: []edit.Part{{Code: g1}, {Code: part}}}))
	r := d.must(edits(&edit.Merge{Layer: "grid", Codes: []string{g1, part}, Into: edit.Into{Code: g1}}))
	i := slices.IndexFunc(r.Areas, func(a edit.AreaChange) bool { return a.Code == part })
	if i < 0 || r.Areas[i].What != "ended" || !slices.Equal(r.Areas[i].Successors, []string{g1}) {
		t.Fatalf("%+v", r.Areas)
	}
	f, err := city.Find(t.Context(), d.store, city.Key{Layer: "grid", Code: part}, today(t), 0)
	if err != nil || f.Matched != city.MatchedRetired || !slices.Equal(f.Successors, []string{g1}) {
		t.Errorf("%+v %v", f, err)
	}
}
