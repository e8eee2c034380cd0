package walk_test

import (
	"testing"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/walk"
)

// TestALegThatCannotBeIsLeftOut: a street, a wall and a gate with a vertex that cannot be are left out and
// told, for every profile alike, and the rest is walked.
func TestALegThatCannotBeIsLeftOut(t *testing.T) {
	street := tags("highway", "residential")
	far := geo.Point{X: board(0, 0).X, Y: board(0, 0).Y - 90_000_000} // 9° to the south
	s := &walk.Streets{
		Ways: []walk.Way{
			way(1, street, board(0, 0), board(1, 0)), way(2, street, board(1, 0), board(1, 1), far),
			way(3, street, board(1, 0), board(2, 0)), way(4, street, geo.Point{X: 0, Y: 880_000_000}, geo.Point{X: 10_000, Y: 880_000_000}),
		},
		Barriers: []walk.Barrier{{Number: 5, Points: geo.Line{board(0, 1), {}}, Tags: tags("barrier", "wall")}},
	}
	for _, profile := range []string{walk.Adult, "elderly", "wheelchair", "bicycle"} {
		n, r, err := walk.Build(s, walk.DefaultRules(), profile)
		if err != nil {
			t.Fatalf("%s: %v", profile, err)
		}
		var left []int64
		for _, l := range r.LeftOut {
			left = append(left, l.Number)
		}
		if len(left) != 3 || left[0] != 2 || left[1] != 4 || left[2] != 5 || r.LeftOut[0].Fault.At != board(1, 1) || r.Ways != 4 || r.Taken != 2 {
			t.Errorf("%s: %+v", profile, r)
		}
		if _, ok := walkTime(t, n, board(0, 0), board(2, 0)); !ok {
			t.Errorf("%s does not walk the rest", profile)
		}
	}
}

// TestALongStreetIsKept: a street without a junction, of legs that can be, is walked from end to end however
// long it is, by people however slow.
func TestALongStreetIsKept(t *testing.T) {
	rules := walk.DefaultRules()
	rules.Profiles[1].Kmh, rules.Profiles[1].StepsKmh = walk.LeastKmh, 0.1
	most := rules.LongestLeg()
	if most < walk.SafeLeg || most >= walk.MostLeg {
		t.Fatalf("the longest leg of the slowest is %v m", most)
	}
	var line geo.Line
	for i := range 200 { // 200 legs of some 2 km
		line = append(line, board(float64(i)*20, 0))
	}
	n, r, err := walk.Build(&walk.Streets{Ways: []walk.Way{way(1, tags("highway", "residential"), line...)}}, rules, "elderly")
	if err != nil || len(r.LeftOut) != 0 {
		t.Fatalf("%v, %+v", err, r)
	}
	route, ok := walkTime(t, n, line[0], line[199])
	metres := float64(geo.Distance(line[0].LonLat(), line[1].LonLat())) * 199
	if want := metres / (walk.LeastKmh / 36); !ok || float64(route.Time) < want*0.9999 || float64(route.Time) > want*1.0001 || want < float64(walk.MostTime) {
		t.Errorf("%v %v, want %.0f", ok, route.Time, want)
	}
}
