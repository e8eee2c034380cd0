package walk_test

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/geotest"
	"github.com/redsail/redsail/geo/walk"
)

// turn is the side of c seen along a→b, by the plain determinant: coordinates of these tests
// are small enough.
func turn(a, b, c geo.Point) int {
	d := (int64(b.X)-int64(a.X))*(int64(c.Y)-int64(a.Y)) - (int64(b.Y)-int64(a.Y))*(int64(c.X)-int64(a.X))
	switch {
	case d > 0:
		return 1
	case d < 0:
		return -1
	}
	return 0
}

func onRun(a, b, p geo.Point) bool {
	return turn(a, b, p) == 0 && geo.EmptyBox().Extend(a).Extend(b).Contains(p)
}

// meets is true when two straight runs share a point.
func meets(a, b, c, d geo.Point) bool {
	return turn(a, b, c)*turn(a, b, d) < 0 && turn(c, d, a)*turn(c, d, b) < 0 ||
		onRun(a, b, c) || onRun(a, b, d) || onRun(c, d, a) || onRun(c, d, b)
}

// blocked tries every barrier, and every locked gate.
func blocked(s *walk.Streets, from, to geo.Point) bool {
	for _, g := range s.Gates {
		if g.Tags["locked"] == "yes" && len(g.Points) == 2 && !onRun(g.Points[0], g.Points[1], from) && from != to && meets(g.Points[0], g.Points[1], from, to) {
			return true
		}
	}
	for _, b := range s.Barriers {
		for i := 1; i < len(b.Points); i++ {
			if !onRun(b.Points[i-1], b.Points[i], from) && from != to && meets(b.Points[i-1], b.Points[i], from, to) {
				return true
			}
		}
	}
	return false
}

// nearestOf tries every straight part of every street: how far the nearest one is to which the
// way is free, of those that are no islets where one of them is in reach; and the nearest one at all.
func nearestOf(n *walk.Network, s *walk.Streets, islets map[int64]bool, p geo.Point) (free, any float64) {
	free, any = nearestOfThese(n, s, islets, p)
	if free > float64(walk.SnapReach) {
		free, _ = nearestOfThese(n, s, allBut(s, islets), p)
	}
	return free, any
}

// allBut are the ways that are not among some.
func allBut(s *walk.Streets, some map[int64]bool) map[int64]bool {
	out := map[int64]bool{}
	for i := range s.Ways {
		out[s.Ways[i].Number] = !some[s.Ways[i].Number]
	}
	return out
}

// nearestOfThese is how far the nearest street is to which the way is free, of those that are not left out;
// and the nearest one at all.
func nearestOfThese(n *walk.Network, s *walk.Streets, out map[int64]bool, p geo.Point) (free, any float64) {
	free, any = math.Inf(1), math.Inf(1)
	o := geo.NewOrigin(p.LonLat())
	e, north := o.Degree()
	n.Streets(func(edge uint32) {
		line, _, _ := n.Shape(edge)
		w, _ := n.Way(edge)
		for i := 1; i < len(line); i++ {
			ax, ay := float64(line[i-1].X-p.X)*e/geo.Scale, float64(line[i-1].Y-p.Y)*north/geo.Scale
			bx, by := float64(line[i].X-p.X)*e/geo.Scale, float64(line[i].Y-p.Y)*north/geo.Scale
			t := 0.0
			if l := (bx-ax)*(bx-ax) + (by-ay)*(by-ay); l > 0 {
				t = max(0, min(1, (-ax*(bx-ax)-ay*(by-ay))/l))
			}
			d := math.Hypot(ax+t*(bx-ax), ay+t*(by-ay))
			q := geo.Point{
				X: int32(math.Round(float64(line[i-1].X) + t*(float64(line[i].X)-float64(line[i-1].X)))),
				Y: int32(math.Round(float64(line[i-1].Y) + t*(float64(line[i].Y)-float64(line[i-1].Y)))),
			}
			any = min(any, d)
			if d < free && !out[w] && !blocked(s, p, q) {
				free = d
			}
		}
	})
	return free, any
}

func point(t *rapid.T, label string) geo.Point {
	return geo.Point{
		X: 1_160_000_000 + int32(rapid.IntRange(0, 9).Draw(t, label+" x"))*4_000,
		Y: 390_000_000 + int32(rapid.IntRange(0, 9).Draw(t, label+" y"))*4_000,
	}
}

// TestSnapIsThatOfTryingAll: the foothold is on the nearest street to which no barrier is in
// the way, of those that are no islets if one of them is in reach, and a miss says why, for
// streets, gates and barriers that touch and cross all over.
func TestSnapIsThatOfTryingAll(t *testing.T) {
	wayTags := []map[string]string{tags("highway", "path"), tags("highway", "path"), tags("highway", "path", "access", "private"), tags("highway", "path", "access", "no"), tags("highway", "motorway")}
	gateTags := []map[string]string{tags("barrier", "gate"), tags("barrier", "gate", "locked", "yes")}
	onIslets, ashore, both := 0, 0, 0
	rapid.Check(t, func(t *rapid.T) {
		s := &walk.Streets{}
		for i := range rapid.IntRange(1, 8).Draw(t, "ways") {
			w := walk.Way{Number: int64(i), Points: geo.Line{point(t, "a"), point(t, "b")}, Tags: wayTags[0]}
			if i > 0 {
				w.Tags = rapid.SampledFrom(wayTags).Draw(t, "tags")
			}
			s.Ways = append(s.Ways, w)
		}
		for i := range rapid.IntRange(0, 2).Draw(t, "gates") {
			s.Gates = append(s.Gates, walk.Gate{Number: int64(100 + i), Points: geo.Line{point(t, "f"), point(t, "g")}, Tags: rapid.SampledFrom(gateTags).Draw(t, "gate")})
		}
		for i := range rapid.IntRange(0, 12).Draw(t, "walls") {
			s.Barriers = append(s.Barriers, walk.Barrier{Number: int64(i), Points: geo.Line{point(t, "c"), point(t, "d"), point(t, "e")}, Tags: map[string]string{"barrier": "wall"}})
		}
		if s.Ways[0].Points[0] == s.Ways[0].Points[1] {
			s.Ways[0].Points[1].X += 1_000
		}
		most := rapid.SampledFrom([]geo.Metres{0, 50, 200, walk.UsualIslet}).Draw(t, "islet")
		islets, close := isletsOf(s, most)
		if close {
			return
		}
		n, r, err := walk.Build(s, isletRules(most), walk.Adult)
		if err != nil {
			t.Fatal(err)
		}
		if (r.Islets > 0) != anyWalked(n, islets) {
			t.Fatalf("%d islets; by painting: %v", r.Islets, islets)
		}
		for range 5 {
			p := point(t, "p")
			checkSnap(t, n, s, islets, p)
			both += checkStand(t, n, s, islets, p)
			if f, miss := n.Snap(p); miss.OK() && n.OnIslet(f) {
				onIslets++
			} else if miss.OK() && r.Islets > 0 {
				ashore++
			}
		}
	})
	t.Logf("%d points on islets, %d beside them", onIslets, ashore)
	if onIslets < 5 || ashore < 20 || both < 10 {
		t.Errorf("%d points on islets, %d on other streets where there are some, %d points on both: it says little", onIslets, ashore, both)
	}
}

// anyWalked is true where a street of the network is one of the ways.
func anyWalked(n *walk.Network, ways map[int64]bool) bool {
	found := false
	n.Streets(func(edge uint32) {
		w, _ := n.Way(edge)
		found = found || ways[w]
	})
	return found
}

func checkSnap(t fataler, n *walk.Network, s *walk.Streets, islets map[int64]bool, p geo.Point) {
	free, all := nearestOf(n, s, islets, p)
	f, miss := n.Snap(p)
	reach := float64(walk.SnapReach)
	if math.Abs(free-reach) < 0.01 || math.Abs(all-reach) < 0.01 {
		return // just at the end of the reach
	}
	switch {
	case free < reach:
		if !miss.OK() || math.Abs(float64(f.Metres)-free) > 0.005 {
			t.Fatalf("%v: %+v, %v m; the nearest free street is %v m away", p, miss, f.Metres, free)
		}
		if d := geo.Distance(p.LonLat(), n.Place(f).LonLat()); math.Abs(float64(d)-free) > 0.05 {
			t.Fatalf("%v: the place of the foothold is %v m away, not %v m", p, d, free)
		}
	case all < reach:
		if miss.Reason != walk.BehindWall || math.Abs(float64(miss.Metres)-all) > 0.005 || miss.Behind.Kind != walk.Wall {
			t.Fatalf("%v: %+v; a street %v m away is behind a wall", p, miss, all)
		}
	default:
		if miss.Reason != walk.TooFar {
			t.Fatalf("%v: %+v; there is no street within reach", p, miss)
		}
	}
}

// checkStand holds that a point stands where it snaps, and besides on the nearest free islet where
// that is nearer; it gives 1 where it stands on both.
func checkStand(t fataler, n *walk.Network, s *walk.Streets, islets map[int64]bool, p geo.Point) int {
	f, miss := n.Snap(p)
	feet, other := n.Stand(p, nil)
	if miss != other || miss.OK() != (len(feet) > 0) || miss.OK() && feet[0] != f {
		t.Fatalf("%v: it snaps to %+v (%+v), and stands on %+v (%+v)", p, f, miss, feet, other)
	}
	if !miss.OK() || n.OnIslet(f) {
		if len(feet) > 1 {
			t.Fatalf("%v: it stands on %+v", p, feet)
		}
		return 0
	}
	wet, _ := nearestOfThese(n, s, allBut(s, islets), p)
	switch {
	case math.Abs(wet-float64(f.Metres)) < 0.01:
		return 0 // rounding decides
	case wet > float64(f.Metres):
		if len(feet) != 1 {
			t.Fatalf("%v: %+v; the nearest islet is %v m away", p, feet, wet)
		}
		return 0
	}
	if len(feet) != 2 || !n.OnIslet(feet[1]) || math.Abs(float64(feet[1].Metres)-wet) > 0.005 {
		t.Fatalf("%v: %+v; the nearest islet is %v m away", p, feet, wet)
	}
	return 1
}

// TestNoHomeSnapsThroughAWall: in the town of the study, nothing snaps through a wall, and few
// households belong to another block than they snap to.
func TestNoHomeSnapsThroughAWall(t *testing.T) {
	c := geotest.MakeWalkCity(geotest.WalkTown)
	s := streetsOf(c, true)
	n, _ := build(t, s)
	islets, _ := isletsOf(s, walk.UsualIslet)
	all, wrong := 0, 0
	for i, h := range c.Homes {
		if i%50 == 0 { // trying all takes long
			checkSnap(t, n, s, islets, h.At)
		}
		f, miss := n.Snap(h.At)
		if !miss.OK() {
			t.Errorf("a home is not on the network: %v", miss.Error())
			continue
		}
		if blocked(s, h.At, n.Place(f)) {
			t.Errorf("the home at %v snaps through a wall", h.At)
		}
		all += int(h.Households)
		if w, _ := n.Way(f.Edge); c.Edges[w].Block != h.Block {
			wrong += int(h.Households)
		}
	}
	t.Logf("%.2f %% of %d households snap to another block", 100*float64(wrong)/float64(all), all)
	if wrong*100 > 8*all {
		t.Errorf("%d of %d households snap to another block", wrong, all)
	}
}

func TestSnapAllocatesNothing(t *testing.T) {
	c := geotest.MakeWalkCity(geotest.WalkTown)
	n, _ := build(t, streetsOf(c, true))
	i := 0
	if a := testing.AllocsPerRun(1000, func() { n.Snap(c.Homes[i].At); i++ }); a != 0 {
		t.Errorf("a snap allocates %v times", a)
	}
}

func TestSnapSaysWhyNot(t *testing.T) {
	at := func(x, y int32) geo.Point { return geo.Point{X: 1_160_000_000 + x, Y: 390_000_000 + y} }
	s := &walk.Streets{
		Ways:     []walk.Way{{Number: 1, Points: geo.Line{at(0, 0), at(20_000, 0)}, Tags: map[string]string{"highway": "residential"}}},
		Barriers: []walk.Barrier{{Number: 7, Points: geo.Line{at(-50_000, 500), at(50_000, 500)}, Tags: map[string]string{"waterway": "river"}}},
	}
	n, _ := build(t, s)
	if _, m := n.Snap(at(10_000, 1_000)); m.Reason != walk.BehindWall || m.Behind != (walk.Obstacle{Number: 7, Kind: walk.River}) {
		t.Errorf("beyond the river: %+v", m)
	}
	if _, m := n.Snap(at(10_000, -20_000)); m.Reason != walk.TooFar {
		t.Errorf("222 m away: %+v", m)
	}
	if f, m := n.Snap(at(10_000, 500)); !m.OK() || math.Abs(float64(f.Metres)-5.55) > 0.01 {
		t.Errorf("in the river itself: %+v, %+v", f, m)
	}
	if _, m := n.Snap(geo.Point{X: 0, Y: geo.MaxY}); m.Reason != walk.TooFar {
		t.Errorf("at the pole: %+v", m)
	}
	if _, m := n.Snap(geo.Point{X: -1_700_000_000, Y: -500_000_000}); m.Reason != walk.TooFar {
		t.Errorf("at the other end of the world: %+v", m)
	}
	holds, miss := n.SnapEach([]geo.Point{at(10_000, 1_000), at(10_000, -100), at(20_000, -100)}, nil)
	if !miss.OK() || len(holds) != 2 {
		t.Errorf("three entrances, one beyond the river: %+v, %+v", holds, miss)
	}
	if holds, miss = n.SnapEach([]geo.Point{at(10_000, -20_000), at(10_000, 1_000)}, nil); len(holds) != 0 || miss.Reason != walk.BehindWall {
		t.Errorf("two entrances without a foothold: %+v, %+v", holds, miss)
	}
	if holds, miss = n.SnapEach(nil, nil); len(holds) != 0 || miss.OK() {
		t.Errorf("no entrance at all: %+v, %+v", holds, miss)
	}
}
