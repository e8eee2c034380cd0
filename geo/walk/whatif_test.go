package walk_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/redsail/redsail/geo/walk"
)

// story is a session beside the world that it should show, with what came before and after.
type story struct {
	session       *walk.Session
	now           *world
	before, after []*world
}

func (w *world) clone() *world {
	c := *w
	c.edges, c.doors = slices.Clone(w.edges), slices.Clone(w.doors)
	return &c
}

// edit tells the world of an edit that went well.
func (s *story) edit(change func(*world)) {
	s.before, s.after = append(s.before, s.now), nil
	s.now = s.now.clone()
	change(s.now)
}

func (w *world) without(facility int32) {
	w.doors = slices.DeleteFunc(w.doors, func(d walk.Door) bool { return d.Facility == facility })
}

func (w *world) with(facility int32, at []walk.Foothold) {
	for _, f := range at {
		w.doors = append(w.doors, walk.Door{Facility: facility, Foothold: f})
	}
}

// turn makes one edit, drawn at random, and gives the nodes that it names.
func (s *story) turn(t *rapid.T) []uint32 {
	facility := rapid.Int32Range(0, 9).Draw(t, "facility")
	open := slices.Contains(s.now.facilities(), facility)
	footholds := func() (out []walk.Foothold) {
		for range rapid.IntRange(1, 3).Draw(t, "doors") {
			out = append(out, drawFoothold(t, len(s.now.edges)))
		}
		return out
	}
	switch rapid.SampledFrom([]string{"add", "close", "move", "set", "shut", "build", "undo", "redo"}).Draw(t, "edit") {
	case "add":
		at := footholds()
		touched, err := s.session.Add(facility, at)
		return s.tell(t, touched, err, !open, func(w *world) { w.with(facility, at) })
	case "close":
		touched, err := s.session.Close(facility)
		return s.tell(t, touched, err, open, func(w *world) { w.without(facility) })
	case "move":
		at := footholds()
		touched, err := s.session.Move(facility, at)
		return s.tell(t, touched, err, open, func(w *world) { w.without(facility); w.with(facility, at) })
	case "set":
		costs := s.drawCosts(t)
		touched, err := s.session.SetEdges(costs)
		for _, c := range costs {
			if e := s.now.edges[c.Edge]; !slices.Contains(touched, e.A) || !slices.Contains(touched, e.B) {
				t.Fatalf("%v does not name the ends of edge %d", touched, c.Edge)
			}
		}
		return s.tell(t, touched, err, true, func(w *world) {
			for _, c := range costs {
				w.edges[c.Edge].Forth, w.edges[c.Edge].Back = c.Forth, c.Back
			}
		})
	case "shut":
		id := rapid.Uint32Range(0, uint32(len(s.now.edges)-1)).Draw(t, "edge")
		touched, err := s.session.CloseEdges([]uint32{id})
		return s.tell(t, touched, err, true, func(w *world) { w.edges[id].Forth, w.edges[id].Back = walk.Never, walk.Never })
	case "build":
		e := []walk.Edge{drawEdge(t, s.now.nodes), drawEdge(t, s.now.nodes)}
		first, touched, err := s.session.AddEdges(e)
		if int(first) != len(s.now.edges) {
			t.Fatalf("the added edges begin at %d, not at %d", first, len(s.now.edges))
		}
		return s.tell(t, touched, err, true, func(w *world) { w.edges = append(w.edges, e...) })
	case "undo":
		touched, ok := s.session.Undo()
		return s.leap(t, touched, ok, &s.before, &s.after)
	}
	touched, ok := s.session.Redo()
	return s.leap(t, touched, ok, &s.after, &s.before)
}

// tell holds an edit against whether it should have gone well.
func (s *story) tell(t *rapid.T, touched []uint32, err error, ok bool, change func(*world)) []uint32 {
	if (err == nil) != ok {
		t.Fatalf("the edit ends with %v, facilities %v", err, s.now.facilities())
	}
	if ok {
		s.edit(change)
	}
	return touched
}

// leap goes to the world that stood last in from. Added edges stay, closed, once their
// numbers were given.
func (s *story) leap(t *rapid.T, touched []uint32, ok bool, from, to *[]*world) []uint32 {
	n := len(*from)
	if ok != (n > 0) {
		t.Fatalf("undo or redo says %v with %d steps", ok, n)
	}
	if !ok {
		return nil
	}
	*to = append(*to, s.now)
	next := (*from)[n-1]
	*from = (*from)[:n-1]
	if next = next.clone(); len(next.edges) < len(s.now.edges) {
		for _, e := range s.now.edges[len(next.edges):] {
			next.edges = append(next.edges, walk.Edge{A: e.A, B: e.B, Forth: walk.Never, Back: walk.Never})
		}
	}
	s.now = next
	return touched
}

func (s *story) drawCosts(t *rapid.T) []walk.EdgeCost {
	costs := map[uint32]walk.EdgeCost{}
	for range rapid.IntRange(1, 3).Draw(t, "costs") {
		id := rapid.Uint32Range(0, uint32(len(s.now.edges)-1)).Draw(t, "edge")
		costs[id] = walk.EdgeCost{Edge: id, Forth: someCost.Draw(t, "forth"), Back: someCost.Draw(t, "back")}
	}
	var out []walk.EdgeCost
	for _, id := range slices.Sorted(maps.Keys(costs)) {
		out = append(out, costs[id])
	}
	return out
}

// rows are what a field or a session says of each node.
func rows(nodes int, of func(uint32) []walk.Found) [][]walk.Found {
	out := make([][]walk.Found, nodes)
	for n := range out {
		out[n] = slices.Clone(of(uint32(n)))
	}
	return out
}

// TestWhatIfEqualsRebuild: after each of many random edits, undone and done again ones among
// them, a session says what a field made anew says; it names every node that changed; the
// field below and another session stay as they were.
func TestWhatIfEqualsRebuild(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := drawWorld(t)
		base := must(w.graph(t).TopK(w.dir, w.doors, w.limit))(t)
		first := rows(w.nodes, base.Of)
		stories := []*story{{session: base.Session(), now: w}, {session: base.Session(), now: w}}
		for range rapid.IntRange(1, 12).Draw(t, "edits") {
			s := stories[rapid.IntRange(0, 1).Draw(t, "session")]
			s.check(t)
		}
		for n, want := range first {
			same(t, "base of", n, base.Of(uint32(n)), want, walk.Best)
		}
		for _, s := range stories {
			for n, want := range rows(s.now.nodes, must(s.now.graph(t).TopK(s.now.dir, s.now.doors, s.now.limit))(t).Of) {
				same(t, "in the end of", n, s.session.Of(uint32(n)), want, walk.Best)
			}
		}
	})
}

func (s *story) check(t *rapid.T) {
	points := make([]walk.Foothold, 6)
	for i := range points {
		points[i] = drawFoothold(t, len(s.now.edges))
	}
	before, was := rows(s.now.nodes, s.session.Of), make([][]walk.Found, len(points))
	for i, p := range points {
		was[i] = s.session.At(p, nil)
	}
	touched := slices.Clone(s.turn(t))
	fresh := must(s.now.graph(t).TopK(s.now.dir, s.now.doors, s.now.limit))(t)
	for n, old := range before {
		got := s.session.Of(uint32(n))
		same(t, "of", n, got, fresh.Of(uint32(n)), walk.Best)
		if !slices.Equal(got, old) && !slices.Contains(touched, uint32(n)) {
			t.Fatalf("node %d went from %v to %v and is not named in %v", n, old, got, touched)
		}
	}
	for i, p := range points {
		got, e := s.session.At(p, nil), s.now.edges[p.Edge]
		same(t, "at", p, got, fresh.At(p, nil), walk.Best)
		if !slices.Equal(got, was[i]) && !slices.Contains(touched, e.A) && !slices.Contains(touched, e.B) {
			t.Fatalf("%+v went from %v to %v; neither end is named in %v", p, was[i], got, touched)
		}
	}
	slices.Sort(touched)
	if len(slices.Compact(slices.Clone(touched))) != len(touched) {
		t.Fatalf("the nodes %v name one twice", touched)
	}
}

func TestWhatIfRefuses(t *testing.T) {
	g := slope().graph(t)
	s := must(g.TopK(walk.ToFacility, []walk.Door{{Facility: 1}}, walk.HalfHour))(t).Session()
	spot := []walk.Foothold{{Edge: 1}}
	second := func(_ uint32, touched []uint32, err error) ([]uint32, error) { return touched, err }
	tests := []struct {
		name string
		edit func() ([]uint32, error)
		want string
	}{
		{"open", func() ([]uint32, error) { return s.Add(1, spot) }, "facility 1 is open already"},
		{"closed", func() ([]uint32, error) { return s.Close(2) }, "facility 2 is not open"},
		{"unknown", func() ([]uint32, error) { return s.Move(3, spot) }, "facility 3 is not open"},
		{"no door", func() ([]uint32, error) { return s.Add(5, nil) }, "facility 5 has 0 doors"},
		{"no place", func() ([]uint32, error) { return s.Move(1, nil) }, "facility 1 has 0 doors"},
		{"many doors", func() ([]uint32, error) { return s.Add(5, make([]walk.Foothold, walk.MostDoors+1)) }, "facility 5 has 1001 doors"},
		{"bad door", func() ([]uint32, error) { return s.Add(5, []walk.Foothold{{Edge: 9}}) }, "door 0: facility 5 stands on edge 9; there are 3"},
		{"no edge", func() ([]uint32, error) { return s.CloseEdges([]uint32{3}) }, "there is no edge 3; there are 3"},
		{"twice", func() ([]uint32, error) { return s.CloseEdges([]uint32{2, 2}) }, "edge 2 is named twice"},
		{"too long", func() ([]uint32, error) { return s.SetEdges([]walk.EdgeCost{{Edge: 1, Forth: walk.MostTime + 1}}) }, "edge 1 takes 10000001 and 0 tenths"},
		{"leads nowhere", func() ([]uint32, error) { return second(s.AddEdges([]walk.Edge{{B: 3}})) }, "edge 3 joins the nodes 0 and 3; there are 3"},
		{"many edges", func() ([]uint32, error) { return second(s.AddEdges(make([]walk.Edge, walk.MostAdded+1))) }, "0 edges and 10001 more are too many"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if _, err := tt.edit(); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("%v, want %q", err, tt.want)
			}
			if done, undone := s.Steps(); done != 0 || undone != 0 {
				t.Errorf("a refused edit left %d and %d steps", done, undone)
			}
		})
	}
}

// TestWhatIfForgetsTheOldest: the log is bounded, and the session stays right.
func TestWhatIfForgetsTheOldest(t *testing.T) {
	w := slope()
	s := must(w.graph(t).TopK(walk.ToFacility, nil, walk.HalfHour))(t).Session()
	for i := range walk.MostSteps + 5 {
		must(s.Add(int32(i), []walk.Foothold{{Edge: 0, Link: walk.Time(i)}}))(t)
	}
	for range walk.MostSteps {
		if _, ok := s.Undo(); !ok {
			t.Fatal("a step is missing")
		}
	}
	if _, ok := s.Undo(); ok {
		t.Error("more steps than the limit can be undone")
	}
	same(t, "of", 0, s.Of(0), []walk.Found{{Facility: 0, Time: 0}, {Facility: 1, Time: 1}, {Facility: 2, Time: 2}}, walk.Best)
	if d := s.Doors(5); len(d) > 0 {
		t.Errorf("facility 5 is still open: %v", d)
	}
}
