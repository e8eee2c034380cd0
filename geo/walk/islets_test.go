package walk_test

import (
	"math"
	"slices"
	"testing"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/geotest"
	"github.com/redsail/redsail/geo/walk"
)

// isletRules are the usual ones with another size of islets.
func isletRules(most geo.Metres) *walk.Rules {
	r := walk.DefaultRules()
	r.IsletMetres = &most
	return r
}

// nobodyWalks are classes of the tests on which nobody walks.
var nobodyWalks = []string{"motorway", "expressway", "ferry", "construction"}

// isletsOf are the numbers of the ways that are islets, by painting one part after the other over
// shared vertices and gates. close is true where a length is so near to a limit that rounding decides.
func isletsOf(s *walk.Streets, most geo.Metres) (islets map[int64]bool, close bool) {
	var ways []*walk.Way
	at := map[geo.Point][]int{}
	for i := range s.Ways {
		if w := &s.Ways[i]; !slices.Contains(nobodyWalks, w.Tags["highway"]) {
			for _, p := range w.Points {
				at[p] = append(at[p], len(ways))
			}
			ways = append(ways, w)
		}
	}
	gated := map[int][]int{}
	for i := range s.Gates {
		var on []int
		for k, w := range ways {
			if w.Tags["access"] != "no" && standsOn(s.Gates[i].Points, w.Points) {
				on = append(on, k)
			}
		}
		for _, k := range on {
			gated[k] = append(gated[k], on...)
		}
	}
	part := slices.Repeat([]int{-1}, len(ways))
	var metres []float64
	for i := range ways {
		if part[i] >= 0 {
			continue
		}
		n := len(metres)
		metres = append(metres, 0)
		part[i] = n
		for edge := []int{i}; len(edge) > 0; edge = edge[1:] {
			w := ways[edge[0]]
			next := slices.Clone(gated[edge[0]])
			for k, p := range w.Points {
				next = append(next, at[p]...)
				if k > 0 {
					metres[n] += float64(geo.Distance(w.Points[k-1].LonLat(), p.LonLat()))
				}
			}
			for _, k := range next {
				if part[k] < 0 {
					part[k] = n
					edge = append(edge, k)
				}
			}
		}
	}
	most1, most2 := 0.0, -1.0 // the two longest on which anybody walks
	main := -1
	walked := map[int]bool{}
	for i, w := range ways {
		walked[part[i]] = walked[part[i]] || w.Tags["access"] != "no"
	}
	for n, m := range metres {
		close = close || math.Abs(m-float64(most)) < 0.01
		switch {
		case !walked[n]:
		case m > most1 || main < 0:
			main, most1, most2 = n, m, most1
		case m > most2:
			most2 = m
		}
	}
	islets = map[int64]bool{}
	for i, w := range ways {
		if part[i] != main && metres[part[i]] <= float64(most) && most > 0 {
			islets[w.Number] = true
		}
	}
	return islets, close || most1-most2 < 0.01
}

// standsOn is true of a gate, a line, that meets a way.
func standsOn(gate, way geo.Line) bool {
	for i := 1; i < len(gate); i++ {
		for k := 1; k < len(way); k++ {
			if way[k-1] != way[k] && meets(gate[i-1], gate[i], way[k-1], way[k]) {
				return true
			}
		}
	}
	return false
}

// TestAStubTakesNoHome: footways past homes of a town that meet no street have nobody: each home stands
// where it stood. Without the rule they have many; joined to a street they have them too.
func TestAStubTakesNoHome(t *testing.T) {
	c := geotest.MakeWalkCity(geotest.WalkTown)
	s := streetsOf(c, false)
	n, _ := build(t, s)
	stubs, joined := *s, *s
	stubs.Ways, joined.Ways = slices.Clone(s.Ways), slices.Clone(s.Ways)
	count := 0
	for _, stub := range stubsAt(c, len(s.Ways)) {
		stubs.Ways = append(stubs.Ways, stub)
		count++
		stub.Points = append(slices.Clone(stub.Points), c.Points[c.Edges[mustWay(t, n, stub.Points[1])].A])
		joined.Ways = append(joined.Ways, stub)
	}
	with, r := build(t, &stubs)
	if r.Islets != count {
		t.Fatalf("%d islets, want %d", r.Islets, count)
	}
	off, _, err := walk.Build(&stubs, isletRules(0), walk.Adult)
	if err != nil {
		t.Fatal(err)
	}
	led, _ := build(t, &joined)
	taken, walking := 0, 0
	for _, h := range c.Homes {
		f, _ := n.Snap(h.At)
		g, miss := with.Snap(h.At)
		if !miss.OK() || with.OnIslet(g) || n.Place(f) != with.Place(g) || f.Link != g.Link || mustWay(t, n, h.At) != mustWay(t, with, h.At) {
			t.Fatalf("%v stood on %d and stands on %d, islet %v", h.At, mustWay(t, n, h.At), mustWay(t, with, h.At), with.OnIslet(g))
		}
		if mustWay(t, off, h.At) >= int64(len(s.Ways)) {
			taken++
		}
		if mustWay(t, led, h.At) >= int64(len(s.Ways)) {
			walking++
		}
	}
	t.Logf("%d stubs: without the rule they take %d of %d homes, joined %d", count, taken, len(c.Homes), walking)
	if taken < count/2 || walking < count/2 {
		t.Errorf("the stubs would take %d homes, and joined they have %d: it says little", taken, walking)
	}
}

// stubsAt are footways past each twenty-fifth home of a city that meet no street, by numbers from first on.
func stubsAt(c *geotest.WalkCity, first int) []walk.Way {
	var out []walk.Way
	for i := 0; i < len(c.Homes); i += 25 {
		p := c.Homes[i].At
		out = append(out, walk.Way{Number: int64(first + i), Points: geo.Line{{X: p.X - 9_000, Y: p.Y + 1}, p, {X: p.X + 9_000, Y: p.Y + 3}}, Tags: tags("highway", "footway")})
	}
	return out
}

func mustWay(t *testing.T, n *walk.Network, p geo.Point) int64 {
	t.Helper()
	f, miss := n.Snap(p)
	if !miss.OK() {
		t.Fatal(miss.Error())
	}
	w, _ := n.Way(f.Edge)
	return w
}

// longStreet is one of some 1.7 km, 222 m to 2 km north of what the tests put beside it.
func longStreet() walk.Way {
	return way(1, tags("highway", "residential"), board(-10, 0), board(10, 0))
}

// TestWhoLivesOnAnIsletStaysThere: where no other street is in reach, home and station stand on the
// islet and reach each other; who is in reach of a street stands on that.
func TestWhoLivesOnAnIsletStaysThere(t *testing.T) {
	islet := way(2, tags("highway", "footway"), board(0, -1), board(0, -5))
	n, r := build(t, &walk.Streets{Ways: []walk.Way{longStreet(), islet}})
	if r.Islets != 1 || len(r.Islands) != 1 {
		t.Fatalf("%d islets, islands %+v", r.Islets, r.Islands)
	}
	if at, ok := walkTime(t, n, board(0.1, -3), board(0.1, -5)); !ok || at.Time == 0 {
		t.Error("two on an islet do not reach each other")
	}
	for _, x := range []struct {
		y     float64
		islet bool
	}{{-0.4, false}, {-1, false}, {-1.3, false}, {-2, true}, {-5, true}} {
		f, miss := n.Snap(board(0.01, x.y))
		if !miss.OK() || n.OnIslet(f) != x.islet {
			t.Errorf("at %v: %+v, on the islet %v", x.y, miss, n.OnIslet(f))
		}
	}
	long := islet
	long.Points = geo.Line{board(0, -1), board(0, -14)}
	n, r = build(t, &walk.Streets{Ways: []walk.Way{longStreet(), long}})
	if r.Islets != 0 || mustWay(t, n, board(0.01, -1)) != 2 {
		t.Errorf("a part of more than a kilometre: %d islets", r.Islets)
	}
}

// TestWhatHangsTogetherIsNoIslet: a compound with paths of its own keeps its homes whatever its gate
// says, with steps to it also those in wheelchairs; a gate need not stand on a vertex of both.
func TestWhatHangsTogetherIsNoIslet(t *testing.T) {
	yard := way(2, tags("highway", "service"), board(0, -0.5), board(0, -1))
	up := way(3, tags("highway", "footway"), board(0, 0), board(0, -0.5))
	street := longStreet()
	street.Points = geo.Line{board(-10, 0), board(0, 0), board(10, 0)}
	apart := way(3, tags("highway", "footway"), board(0, 0), board(0, -0.45))
	gate := walk.Gate{Number: 9, Points: geo.Line{board(0, -0.4), board(0, -0.6)}, Tags: tags("barrier", "gate", "locked", "yes")}
	with := func(w walk.Way, k, v string) walk.Way {
		w.Tags = tags("highway", w.Tags["highway"], k, v)
		return w
	}
	for _, x := range []struct {
		name    string
		s       walk.Streets
		profile string
		islets  int
	}{
		{"no gate", walk.Streets{Ways: []walk.Way{street, yard, up}}, walk.Adult, 0},
		{"a locked gate", walk.Streets{Ways: []walk.Way{street, yard, up}, Gates: []walk.Gate{gate}}, walk.Adult, 0},
		{"a locked gate where two paths end", walk.Streets{Ways: []walk.Way{street, yard, apart}, Gates: []walk.Gate{gate}}, walk.Adult, 0},
		{"nothing where two paths end", walk.Streets{Ways: []walk.Way{street, yard, apart}}, walk.Adult, 1},
		{"a path for residents", walk.Streets{Ways: []walk.Way{street, yard, with(up, "access", "private")}}, walk.Adult, 0},
		{"a path that is closed", walk.Streets{Ways: []walk.Way{street, yard, with(up, "closed", "yes")}}, walk.Adult, 0},
		{"steps", walk.Streets{Ways: []walk.Way{street, yard, way(3, tags("highway", "steps"), up.Points...)}}, "wheelchair", 0},
		{"two flights of steps", walk.Streets{Ways: []walk.Way{street, yard, way(3, tags("highway", "steps"), board(0, 0), board(1, 0)), way(4, tags("highway", "steps"), board(1, 0), board(0, -0.5))}}, "wheelchair", 0},
		{"a motorway", walk.Streets{Ways: []walk.Way{street, yard, way(3, tags("highway", "motorway"), up.Points...)}}, walk.Adult, 1},
	} {
		n, r, err := walk.Build(&x.s, walk.DefaultRules(), x.profile)
		if err != nil {
			t.Fatal(err)
		}
		if got := mustWay(t, n, board(0.1, -0.9)); r.Islets != x.islets || (got == 2) != (x.islets == 0) {
			t.Errorf("%s: %d islets; a home in the yard stands on %d", x.name, r.Islets, got)
		}
	}
}

// TestIsletRule: the size is a number of the rules, of a scheme too, and what cannot be is refused.
func TestIsletRule(t *testing.T) {
	for _, bad := range []geo.Metres{-1, walk.MostIslet + 1, geo.Metres(math.NaN())} {
		if err := isletRules(bad).Check(); err == nil {
			t.Errorf("islets of %v m are taken", bad)
		}
	}
	few := geo.Metres(120)
	if got := isletRules(7).With(&walk.Rules{}).IsletMetres; got == nil || *got != 7 {
		t.Error("a scheme without the rule takes it away")
	}
	if got := walk.DefaultRules().With(&walk.Rules{IsletMetres: &few}).IsletMetres; got == nil || *got != few {
		t.Error("the rule of a scheme is not heeded")
	}
}
