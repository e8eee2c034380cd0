package walk_test

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/geotest"
	"github.com/redsail/redsail/geo/walk"
)

func (w *world) graph(t rapid.TB) *walk.Graph {
	g, err := walk.NewGraph(w.nodes, w.edges)
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// same holds a list against the first most of want.
func same(t rapid.TB, what string, at any, got, want []walk.Found, most int) {
	t.Helper()
	if want = want[:min(most, len(want))]; !slices.Equal(got, want) {
		t.Fatalf("%s %+v: %v, want %v", what, at, got, want)
	}
}

// TestFieldsAgainstNaive: over random networks with free, one-way, closed and very long edges,
// loops and facilities with several doors, each field is what relaxing every edge finds.
func TestFieldsAgainstNaive(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := drawWorld(t)
		g := w.graph(t)
		nearest := must(g.Nearest(w.dir, w.doors, w.limit))(t)
		reach := must(g.Reach(w.dir, w.doors, w.limit))(t)
		top := must(g.TopK(w.dir, w.doors, w.limit))(t)
		pairs := 0
		for n, want := range w.of() {
			n := uint32(n)
			same(t, "nearest of", n, one(nearest.Of(n)), want, 1)
			same(t, "top of", n, top.Of(n), want, walk.Best)
			same(t, "reach of", n, sorted(reach.Of(n)), want, len(want))
			for _, f := range want {
				if !slices.Contains(reach.By(f.Facility), walk.Reached{Node: n, Time: f.Time}) {
					t.Fatalf("facility %d reaches %v, node %d at %d is missing", f.Facility, reach.By(f.Facility), n, f.Time)
				}
			}
			pairs += len(want)
		}
		for _, f := range reach.Facilities() {
			list := reach.By(f)
			pairs -= len(list)
			if !slices.IsSortedFunc(list, func(a, b walk.Reached) int { return cmp.Compare(a.Time, b.Time) }) {
				t.Fatalf("facility %d: %v is not sorted by time", f, list)
			}
		}
		if pairs != 0 {
			t.Fatalf("%d pairs by node are not there by facility", pairs)
		}
		for range 8 {
			p := drawFoothold(t, len(w.edges))
			want := w.at(p)
			same(t, "nearest at", p, one(nearest.At(p)), want, 1)
			same(t, "top at", p, top.At(p, nil), want, walk.Best)
			same(t, "reach at", p, reach.At(p, nil), want, len(want))
		}
	})
}

func one(f walk.Found, ok bool) []walk.Found {
	if !ok {
		return nil
	}
	return []walk.Found{f}
}

func sorted(list []walk.Found) []walk.Found {
	list = slices.Clone(list)
	sortFound(list)
	return list
}

// slope is a street of two edges that is slow uphill, from node 0 to node 2, with a one-way
// stair from 2 back to 0.
func slope() *world {
	return &world{nodes: 3, edges: []walk.Edge{
		{A: 0, B: 1, Forth: 200, Back: 100}, {A: 1, B: 2, Forth: 200, Back: 100}, {A: 2, B: 0, Forth: 50, Back: walk.Never},
	}}
}

// TestDirectAlongTheEdge: who lives on the edge of a facility need not walk to its end first,
// and it matters which way the street climbs.
func TestDirectAlongTheEdge(t *testing.T) {
	w := slope()
	doors := []walk.Door{{Facility: 4, Foothold: walk.Foothold{Edge: 0, Along: whole / 2, Link: 5}}}
	low, high := walk.Foothold{Edge: 0, Along: whole / 4, Link: 3}, walk.Foothold{Edge: 0, Along: whole * 3 / 4, Link: 3}
	stair := walk.Foothold{Edge: 2, Along: whole / 2}
	tests := []struct {
		dir  walk.Direction
		at   walk.Foothold
		want walk.Time
	}{
		{walk.ToFacility, low, 5 + 50 + 3},   // a quarter uphill
		{walk.ToFacility, high, 5 + 25 + 3},  // a quarter downhill
		{walk.FromFacility, low, 5 + 25 + 3}, // and back
		{walk.FromFacility, high, 5 + 50 + 3},
		{walk.ToFacility, stair, 25 + 100 + 5},         // down to 0, half the edge up
		{walk.FromFacility, stair, 5 + 100 + 200 + 25}, // no way up the stair: over 1 and 2
	}
	g := w.graph(t)
	for _, tt := range tests {
		for name, got := range map[string][]walk.Found{
			"nearest": one(must(g.Nearest(tt.dir, doors, walk.HalfHour))(t).At(tt.at)),
			"reach":   must(g.Reach(tt.dir, doors, walk.HalfHour))(t).At(tt.at, nil),
			"top":     must(g.TopK(tt.dir, doors, walk.HalfHour))(t).At(tt.at, nil),
		} {
			same(t, name, tt, got, []walk.Found{{Facility: 4, Time: tt.want}}, 1)
		}
	}
}

// TestLimitCounts: exactly the limit is within it, a tenth of a second more is not.
func TestLimitCounts(t *testing.T) {
	g := slope().graph(t)
	doors := []walk.Door{{Facility: 1, Foothold: walk.Foothold{Edge: 0, Along: 0}}}
	p := walk.Foothold{Edge: 1, Along: 0, Link: 1}
	for limit, want := range map[walk.Time]bool{101: true, 100: false} {
		if f, ok := must(g.Nearest(walk.ToFacility, doors, limit))(t).At(p); ok != want {
			t.Errorf("limit %d: %v %v, want %v", limit, f, ok, want)
		}
	}
}

// must takes the first result of a call that may not fail.
func must[T any](x T, err error) func(rapid.TB) T {
	return func(t rapid.TB) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return x
	}
}

func TestBadDoorsAreRefused(t *testing.T) {
	g := slope().graph(t)
	tests := []struct {
		door walk.Door
		want string
	}{
		{walk.Door{Facility: -3}, "door 1: -3 is no number of a facility"},
		{walk.Door{Facility: 9, Foothold: walk.Foothold{Edge: 3}}, "door 1: facility 9 stands on edge 3; there are 3"},
		{walk.Door{Facility: 9, Foothold: walk.Foothold{Along: whole + 1}}, "door 1: facility 9 stands 65537/65536 along edge 0"},
		{walk.Door{Facility: 9, Foothold: walk.Foothold{Link: walk.MostTime + 1}}, "door 1: facility 9 is linked to edge 0 by 10000001"},
	}
	for _, tt := range tests {
		doors := []walk.Door{{Facility: 1}, tt.door}
		_, e1 := g.Nearest(walk.ToFacility, doors, 10)
		_, e2 := g.Reach(walk.ToFacility, doors, 10)
		_, e3 := g.TopK(walk.ToFacility, doors, 10)
		for _, err := range []error{e1, e2, e3} {
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("%+v: %v, want %q", tt.door, err, tt.want)
			}
		}
	}
	if _, err := g.Nearest(7, nil, 10); err == nil {
		t.Error("direction 7 is taken")
	}
}

// TestNowhere: a point that stands on no edge has no facilities, and a field of none is empty.
func TestNowhere(t *testing.T) {
	g := slope().graph(t)
	doors := []walk.Door{{Facility: 1}}
	reach := must(g.Reach(walk.ToFacility, doors, walk.Unbounded))(t)
	top := must(g.TopK(walk.ToFacility, doors, walk.Unbounded))(t)
	nearest := must(g.Nearest(walk.ToFacility, doors, walk.Unbounded))(t)
	for _, p := range []walk.Foothold{{Edge: 3}, {Along: whole + 1}, {Link: walk.Never}} {
		if _, ok := nearest.At(p); ok || len(reach.At(p, nil)) > 0 || len(top.At(p, nil)) > 0 || len(top.Session().At(p, nil)) > 0 {
			t.Errorf("%+v has a facility", p)
		}
	}
	if r := must(g.Reach(walk.ToFacility, nil, walk.Unbounded))(t); len(r.Facilities()) > 0 || len(r.Of(0)) > 0 || r.By(1) != nil {
		t.Error("a field of no facilities is not empty")
	}
}

// patient is a context that ends when it was asked for its error so many times.
type patient struct {
	context.Context
	left int
}

func (p *patient) Err() error {
	if p.left--; p.left < 0 {
		return context.Canceled
	}
	return nil
}

// TestReachWithin: as many pairs as there are is enough, one fewer is an error that says how many, and
// who stops waiting, at the beginning or amidst, gets the error of that.
func TestReachWithin(t *testing.T) {
	c := town(t)
	all := must(c.graph.Reach(walk.ToFacility, c.doors, tenMinutes))(t)
	pairs := 0
	for _, f := range all.Facilities() {
		pairs += len(all.By(f))
	}
	within := func(ctx context.Context, most int) error {
		got, err := c.graph.ReachWithin(ctx, walk.ToFacility, c.doors, tenMinutes, most)
		if (got == nil) != (err != nil) {
			t.Errorf("%v beside %v", got != nil, err)
		}
		return err
	}
	if err := within(t.Context(), pairs); err != nil || pairs < 1000 {
		t.Errorf("%d pairs: %v", pairs, err)
	}
	if err := within(t.Context(), pairs-1); err == nil || !strings.Contains(err.Error(), fmt.Sprintf("more than %d nodes", pairs-1)) {
		t.Errorf("one pair too many: %v", err)
	}
	for left := range (len(all.Facilities())-1)/64 + 1 {
		if err := within(&patient{t.Context(), left}, pairs); !errors.Is(err, context.Canceled) {
			t.Errorf("after %d looks: %v", left, err)
		}
	}
}

// TestReachNearer: beside the facilities that there are, new ones reach with the same times whoever is nearer to
// them, and with fewer pairs.
func TestReachNearer(t *testing.T) {
	c := town(t)
	for _, dir := range []walk.Direction{walk.ToFacility, walk.FromFacility} {
		half := len(c.doors) / 2
		now := must(c.graph.Nearest(dir, c.doors[:half], walk.Unbounded))(t)
		all := must(c.graph.Reach(dir, c.doors[half:], walk.HalfHour))(t)
		few := must(c.graph.ReachNearer(t.Context(), now, c.doors[half:], walk.HalfHour, 1_000_000))(t)
		nearer, pairs := 0, [2]int{}
		for _, f := range all.Facilities() {
			pairs[0] += len(all.By(f))
			pairs[1] += len(few.By(f))
		}
		for _, foot := range c.homes {
			found, is := now.At(foot)
			got := map[int32]walk.Time{}
			for _, x := range few.At(foot, nil) {
				got[x.Facility] = x.Time
			}
			for _, x := range all.At(foot, nil) {
				have, ok := got[x.Facility]
				switch {
				case is && x.Time >= found.Time:
					if ok && have < found.Time {
						t.Fatalf("direction %d: facility %d is %d away, by the short way %d", dir, x.Facility, x.Time, have)
					}
				case !ok || have != x.Time:
					t.Fatalf("direction %d: facility %d is %d away, less than %d, and is %d (%v)", dir, x.Facility, x.Time, found.Time, have, ok)
				default:
					nearer++
				}
			}
		}
		t.Logf("direction %d: %d pairs instead of %d, %d of homes that are nearer", dir, pairs[1], pairs[0], nearer)
		if nearer < 100 || pairs[1]*2 > pairs[0] {
			t.Errorf("direction %d: the town tests nothing", dir)
		}
	}
	other := must(town(t).graph.Nearest(walk.ToFacility, nil, walk.Unbounded))(t)
	if _, err := c.graph.ReachNearer(t.Context(), other, nil, walk.HalfHour, 1); err == nil {
		t.Error("a field of another graph is taken")
	}
}

// TestDrawingEnds: a drawing ends with whoever waits for it, in each of its steps.
func TestDrawingEnds(t *testing.T) {
	c, n, doors := servedTown(t, geotest.WalkTown)
	field := must(n.Graph().Nearest(walk.ToFacility, doors, tenMinutes))(t)
	box := reachBox(c.Points[c.Stations[0]])
	asked := &patient{t.Context(), 1 << 30}
	grid := must(n.Contours(asked, box, field))(t)
	if looks := 1<<30 - asked.left; looks < 10 {
		t.Fatalf("it was looked %d times", looks)
	}
	for _, left := range []int{0, 1, 1<<30 - asked.left - 1} {
		if _, err := n.Contours(&patient{t.Context(), left}, box, field); !errors.Is(err, context.Canceled) {
			t.Errorf("asking, after %d looks: %v", left, err)
		}
	}
	for _, left := range []int{0, 1} {
		if shape, err := grid.Within(&patient{t.Context(), left}, tenMinutes); !errors.Is(err, context.Canceled) || shape != nil && left == 0 {
			t.Errorf("drawing, after %d looks: %v", left, err)
		}
		if err := grid.Apart(&patient{t.Context(), 0}, tenMinutes, func(int32, geo.MultiPolygon) error { return nil }); !errors.Is(err, context.Canceled) {
			t.Errorf("drawing one: %v", err)
		}
	}
}

// TestTopKStopsWhenTheCallerLeaves: a field for nobody is not made to its end.
func TestTopKStopsWhenTheCallerLeaves(t *testing.T) {
	gone, leave := context.WithCancel(t.Context())
	leave()
	for _, limit := range []walk.Time{tenMinutes, walk.Unbounded} {
		if got, err := slope().graph(t).TopKUntil(gone, walk.ToFacility, []walk.Door{{Facility: 1}}, limit); got != nil || !errors.Is(err, context.Canceled) {
			t.Errorf("limit %d: %v, %v", limit, got, err)
		}
	}
}
