package walk_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/redsail/redsail/geo/geotest"
	"github.com/redsail/redsail/geo/walk"
)

func town(t *testing.T) *madeCity {
	t.Helper()
	return must(makeCity(geotest.WalkTown))(t)
}

// TestNearestOfFew: facilities so few that they spread one after another.
func TestNearestOfFew(t *testing.T) {
	c := town(t)
	doors := c.doors[:c.graph.Nodes()/100]
	for _, dir := range []walk.Direction{walk.ToFacility, walk.FromFacility} {
		reach, nearest := must(c.graph.Reach(dir, doors, tenMinutes))(t), must(c.graph.Nearest(dir, doors, tenMinutes))(t)
		reached := 0
		for n := range uint32(c.graph.Nodes()) {
			all := sorted(reach.Of(n))
			same(t, "nearest of", n, one(nearest.Of(n)), all, 1)
			reached += max(0, len(all)-1)
		}
		if reached == 0 {
			t.Error("no two circles meet: the comparison says little")
		}
	}
}

// TestFieldsOfATown: over a town the three kinds of fields agree, at nodes and at homes, and
// the times of each facility are those of a plain search over all edges.
func TestFieldsOfATown(t *testing.T) {
	c := town(t)
	for _, dir := range []walk.Direction{walk.ToFacility, walk.FromFacility} {
		reach := must(c.graph.Reach(dir, c.doors, tenMinutes))(t)
		nearest := must(c.graph.Nearest(dir, c.doors, tenMinutes))(t)
		top := must(c.graph.TopK(dir, c.doors, tenMinutes))(t)
		for n := range uint32(c.graph.Nodes()) {
			all := sorted(reach.Of(n))
			same(t, "nearest of", n, one(nearest.Of(n)), all, 1)
			same(t, "top of", n, top.Of(n), all, walk.Best)
		}
		covered := 0
		for _, h := range c.homes {
			all := reach.At(h, nil)
			same(t, "nearest at", h, one(nearest.At(h)), all, 1)
			same(t, "top at", h, top.At(h, nil), all, walk.Best)
			covered += min(1, len(all))
		}
		if covered < len(c.homes)/10 || covered == len(c.homes) {
			t.Errorf("%d of %d homes have a station: the comparison says little", covered, len(c.homes))
		}
		w := &world{nodes: c.graph.Nodes(), edges: c.graph.Edges(), doors: c.doors, dir: dir, limit: tenMinutes}
		for _, f := range []int32{0, 7, 39} {
			var want []walk.Reached
			for n, at := range w.times(f) {
				if at <= uint64(tenMinutes) {
					want = append(want, walk.Reached{Node: uint32(n), Time: walk.Time(at)})
				}
			}
			got := slices.Clone(reach.By(f))
			slices.SortFunc(got, func(a, b walk.Reached) int { return int(a.Node) - int(b.Node) })
			if !slices.Equal(got, want) {
				t.Errorf("facility %d reaches %d nodes, want %d, or other times", f, len(got), len(want))
			}
		}
	}
}

// TestWhatIfOfATown: after 20 stations closed, 20 candidates opened and 20 gates locked the
// session is the field made anew; all undone it is the field that it began with, all done
// again the other.
func TestWhatIfOfATown(t *testing.T) {
	c := town(t)
	base := must(c.graph.TopK(walk.ToFacility, c.doors, walk.HalfHour))(t)
	s := base.Session()
	w := &world{nodes: c.graph.Nodes(), edges: slices.Clone(c.graph.Edges()), doors: slices.Clone(c.doors)}
	random, gates := rand.New(rand.NewPCG(3, 4)), c.gates()
	for i := range int32(20) {
		must(s.Close(2 * i))(t)
		w.without(2 * i)
		f := must(c.node(c.Candidates[random.IntN(len(c.Candidates))]))(t)
		must(s.Add(1000+i, []walk.Foothold{f}))(t)
		w.with(1000+i, []walk.Foothold{f})
		gate := gates[random.IntN(len(gates))]
		must(s.CloseEdges([]uint32{gate}))(t)
		w.edges[gate].Forth, w.edges[gate].Back = walk.Never, walk.Never
	}
	fresh := must(w.graph(t).TopK(walk.ToFacility, w.doors, walk.HalfHour))(t)
	alike := func(what string, want *walk.TopK) {
		t.Helper()
		for n := range uint32(c.graph.Nodes()) {
			same(t, what, n, s.Of(n), want.Of(n), walk.Best)
		}
		for _, h := range c.homes {
			same(t, what, h, s.At(h, nil), want.At(h, nil), walk.Best)
		}
	}
	alike("after the edits", fresh)
	for more := true; more; {
		_, more = s.Undo()
	}
	alike("undone", base)
	for more := true; more; {
		_, more = s.Redo()
	}
	alike("done again", fresh)
}

// TestAtAllocatesNothing: a query of a point costs the collector nothing.
func TestAtAllocatesNothing(t *testing.T) {
	c := town(t)
	nearest := must(c.graph.Nearest(walk.ToFacility, c.doors, tenMinutes))(t)
	reach := must(c.graph.Reach(walk.ToFacility, c.doors, tenMinutes))(t)
	top := must(c.graph.TopK(walk.ToFacility, c.doors, walk.HalfHour))(t)
	session := top.Session()
	must(session.Close(3))(t)
	must(session.CloseEdges(c.gates()[:5]))(t)
	buf, found := make([]walk.Found, 0, len(c.doors)), 0
	for name, at := range map[string]func(walk.Foothold) int{
		"nearest": func(f walk.Foothold) int { return len(one(nearest.At(f))) },
		"reach":   func(f walk.Foothold) int { return len(reach.At(f, buf)) },
		"top":     func(f walk.Foothold) int { return len(top.At(f, buf)) },
		"session": func(f walk.Foothold) int { return len(session.At(f, buf)) },
	} {
		i := 0
		if n := testing.AllocsPerRun(1000, func() { found += at(c.homes[i%len(c.homes)]); i++ }); n != 0 {
			t.Errorf("%s.At allocates %v times", name, n)
		}
	}
	if found == 0 {
		t.Error("no home has a station")
	}
}
