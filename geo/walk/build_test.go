package walk_test

import (
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/geotest"
	"github.com/redsail/redsail/geo/walk"
)

// board is a place on a board of squares of some 100 m.
func board(x, y float64) geo.Point {
	return geo.Point{X: 1_160_000_000 + int32(x*12_000), Y: 390_000_000 + int32(y*9_000)}
}

func tags(words ...string) map[string]string {
	out := map[string]string{}
	for i := 0; i < len(words); i += 2 {
		out[words[i]] = words[i+1]
	}
	return out
}

func way(number int64, t map[string]string, points ...geo.Point) walk.Way {
	return walk.Way{Number: number, Points: points, Tags: t}
}

// walkTime is the time of a walk between the nearest places on the network.
func walkTime(t *testing.T, n *walk.Network, from, to geo.Point) (walk.Route, bool) {
	t.Helper()
	a, m := n.Snap(from)
	b, k := n.Snap(to)
	if !m.OK() || !k.OK() {
		t.Fatalf("no foothold: %+v, %+v", m, k)
	}
	a.Link, b.Link, a.Metres, b.Metres = 0, 0, 0, 0
	return n.Route(a, b, walk.Unbounded)
}

func TestAWayCostsItsLengthBySpeed(t *testing.T) {
	n, r := build(t, &walk.Streets{Ways: []walk.Way{way(1, tags("highway", "residential"), board(0, 0), board(3, 0), board(3, 2))}})
	metres := geo.Distance(board(0, 0).LonLat(), board(3, 0).LonLat()) + geo.Distance(board(3, 0).LonLat(), board(3, 2).LonLat())
	want := walk.Time(float64(metres)/1.25*10 + 0.5)
	route, ok := walkTime(t, n, board(0, 0), board(3, 2))
	if !ok || route.Time != want {
		t.Errorf("%v m take %v tenths of a second, want %v", metres, route.Time, want)
	}
	if n.Graph().Nodes() != 2 || !r.Flat || r.Main.Nodes != 2 || len(r.Islands) != 0 {
		t.Errorf("%d nodes, %+v", n.Graph().Nodes(), r)
	}
}

func TestWaysMeetAtVerticesOnly(t *testing.T) {
	over := way(2, tags("highway", "footway", "bridge", "yes"), board(1, -1), board(1, 1))
	n, r, err := walk.Build(&walk.Streets{Ways: []walk.Way{way(1, tags("highway", "residential"), board(0, 0), board(2, 0)), over}}, isletRules(0), walk.Adult)
	if err != nil {
		t.Fatal(err)
	}
	if _, ok := walkTime(t, n, board(0, 0), board(1, 1)); ok || len(r.Islands) != 1 {
		t.Errorf("one comes down from the bridge: %+v", r)
	}
	over.Points = geo.Line{board(1, -1), board(1, 0), board(1, 1)}
	n, r = build(t, &walk.Streets{Ways: []walk.Way{way(1, tags("highway", "residential"), board(0, 0), board(1, 0), board(2, 0)), over}})
	route, ok := walkTime(t, n, board(0, 0), board(1, 1))
	if !ok || len(r.Islands) != 0 || n.Graph().Nodes() != 5 {
		t.Errorf("no junction at the shared vertex: %+v", r)
	}
	if len(route.Passes) != 1 || route.Passes[0].Kind != walk.PassBridge || route.Passes[0].Number != 2 {
		t.Errorf("the route passes %+v", route.Passes)
	}
}

// gateCases are the same gate given as a vertex, as a point beside the way, and as a line across.
func TestGatesHoldPeople(t *testing.T) {
	street := []walk.Way{way(1, tags("highway", "residential"), board(0, 0), board(1, 0), board(2, 0))}
	plain, _ := build(t, &walk.Streets{Ways: street})
	free, _ := walkTime(t, plain, board(0, 0), board(2, 0))
	near := board(0.5, 0)
	near.Y += 40 // 44 cm
	for name, at := range map[string]geo.Line{
		"a vertex": {board(1, 0)}, "beside the way": {near}, "a line across": {board(0.5, -0.05), board(0.5, 0.05)},
		"a line across a vertex": {board(1, -0.05), board(1, 0.05)}, "a line with the vertex": {board(1, -0.05), board(1, 0), board(1, 0.05)},
	} {
		for _, c := range []struct {
			tags   map[string]string
			wait   walk.Time
			passes bool
		}{
			{tags("barrier", "gate"), 30, true},
			{tags("class", "main_gate", "walk", "yes"), 30, true},
			{tags("highway", "crossing", "crossing", "traffic_signals"), 120, true},
			{tags("barrier", "gate", "locked", "yes"), 0, false},
			{tags("barrier", "gate", "access", "no"), 0, false},
			{tags("barrier", "gate", "access", "no", "foot", "yes"), 30, true},
			{tags("class", "gate", "walk", "no"), 0, false},
			{tags("class", "gate", "walk", "yes", "closed", "yes"), 0, false},
		} {
			n, r := build(t, &walk.Streets{Ways: street, Gates: []walk.Gate{{Number: 5, Points: at, Tags: c.tags}}})
			route, ok := walkTime(t, n, board(0, 0), board(2, 0))
			if ok != c.passes || len(r.Blocked) == 1 == c.passes || len(r.Loose) != 0 {
				t.Errorf("%s, %v: passes %v, %+v", name, c.tags, ok, r)
			}
			if d := int(route.Time) - int(free.Time+c.wait); ok && (d < -1 || d > 1) {
				t.Errorf("%s, %v: %v, without it %v", name, c.tags, route.Time, free.Time)
			}
			if ok && (len(route.Passes) != 1 || route.Passes[0].Number != 5 || route.Passes[0].Kind != walk.PassGate || route.Passes[0].Wait != c.wait) {
				t.Errorf("%s, %v: passes %+v", name, c.tags, route.Passes)
			}
			if e := n.GateEdges(5); len(e) != 1 {
				t.Errorf("%s: the gate has the edges %v", name, e)
			} else if ok {
				if _, through := n.Route(mustSnap(t, n, board(0, 0)), mustSnap(t, n, board(2, 0)), walk.Unbounded, e...); through {
					t.Errorf("%s: closed for the asking, it lets people through", name)
				}
			}
		}
	}
}

func mustSnap(t *testing.T, n *walk.Network, p geo.Point) walk.Foothold {
	t.Helper()
	f, m := n.Snap(p)
	if !m.OK() {
		t.Fatal(m.Error())
	}
	return f
}

// TestCompoundsAreNoWayThrough: a private path inside a compound is used by those who live
// there and those who visit them, and by nobody else; nor are the open ones behind its gates.
func TestCompoundsAreNoWayThrough(t *testing.T) {
	s := &walk.Streets{
		Ways: []walk.Way{
			way(1, tags("highway", "residential"), board(0, 0), board(0, 5), board(4, 5), board(4, 0)),
			way(2, tags("highway", "footway"), board(0, 0), board(1, 0), board(3, 0), board(4, 0)),
			way(3, tags("highway", "footway"), board(2, 1), board(2, 2)), // hangs on the next only
			way(4, tags("highway", "service", "access", "private"), board(1, 0), board(2, 1), board(3, 0)),
		},
		Gates: []walk.Gate{
			{Number: 1, Points: geo.Line{board(1, 0)}, Tags: tags("barrier", "gate", "access", "private")},
			{Number: 2, Points: geo.Line{board(3, 0)}, Tags: tags("barrier", "gate", "access", "private")},
		},
	}
	n, r := build(t, s)
	if r.Enclosed != 2 { // the middle of way 2, and way 3
		t.Errorf("%d streets are enclosed: %+v", r.Enclosed, r)
	}
	through, _ := walkTime(t, n, board(0, 0), board(4, 0))
	around, _ := walkTime(t, n, board(0, 5), board(4, 5))
	if through.Time < 2*around.Time {
		t.Errorf("a walk of %v leads through the compound", through.Time)
	}
	for _, ends := range [][2]geo.Point{{board(2, 2), board(0, 0)}, {board(0, 0), board(2, 2)}, {board(2, 2), board(2, 0)}, {board(4, 0), board(2, 0)}} {
		if route, ok := walkTime(t, n, ends[0], ends[1]); !ok || route.Time > 3600 {
			t.Errorf("from %v to %v: %v, %v", ends[0], ends[1], route.Time, ok)
		}
	}
}

func TestProfiles(t *testing.T) {
	s := &walk.Streets{Ways: []walk.Way{
		way(1, tags("highway", "steps"), board(0, 0), board(1, 0)),
		way(2, tags("highway", "footway", "oneway", "yes"), board(1, 0), board(1, 3), board(0, 3), board(0, 0)),
		way(3, tags("highway", "motorway"), board(0, 0), board(-1, 0)),
		way(4, tags("route", "ferry", "foot", "yes"), board(0, 0), board(-1, 1)),
		way(5, tags("highway", "monorail_track"), board(0, 0), board(-1, 2)),
		way(6, tags("class", "expressway", "walk", "yes"), board(0, 0), board(-1, 3)),
	}}
	times := map[string]int{}
	for _, p := range []string{walk.Adult, "elderly", "wheelchair", "bicycle"} {
		n, r, err := walk.Build(s, walk.DefaultRules(), p)
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Contains(r.Dropped, walk.Count{Word: "motorway", Things: 1}) || !slices.Contains(r.Dropped, walk.Count{Word: "ferry", Things: 1}) ||
			!reflect.DeepEqual(r.UnknownWays, []walk.Count{{Word: "monorail_track", Things: 1}}) {
			t.Errorf("%s: %+v", p, r)
		}
		if taken := map[bool]int{true: 2, false: 3}[p == "wheelchair"]; r.Taken != taken || r.Ways != 6 {
			t.Errorf("%s takes %d of %d ways, not %d", p, r.Taken, r.Ways, taken)
		}
		route, ok := walkTime(t, n, board(0, 0), board(1, 0))
		if !ok {
			t.Errorf("%s: no way", p)
		}
		times[p] = int(route.Time)
	}
	steps := float64(geo.Distance(board(0, 0).LonLat(), board(1, 0).LonLat()))
	want := map[string]int{walk.Adult: int(steps*36/2.5 + 0.5), "elderly": int(steps*36/1.5 + 0.5)}
	for p, w := range want {
		if d := times[p] - w; d < -1 || d > 1 {
			t.Errorf("%s takes %d over the steps, want %d", p, times[p], w)
		}
	}
	if times["wheelchair"] < 5*times[walk.Adult] {
		t.Errorf("the wheelchair takes %d, over steps others take %d", times["wheelchair"], times[walk.Adult])
	}
}

func TestSlopes(t *testing.T) {
	w := way(1, tags("highway", "path"), board(0, 0), board(1, 0))
	w.Heights = []float32{0, 10}
	n, r := build(t, &walk.Streets{Ways: []walk.Way{w}})
	up, _ := walkTime(t, n, board(0, 0), board(1, 0))
	down, _ := walkTime(t, n, board(1, 0), board(0, 0))
	// 9.6 % up: exp(-3.5·0.096) of the speed; down: exp(-3.5·(0.046-0.05)).
	if r.Flat || up.Time < 1150 || up.Time > 1170 || down.Time < 815 || down.Time > 830 {
		t.Errorf("up %v, down %v, %+v", up.Time, down.Time, r)
	}
}

// TestTheOrderOfTheInputDoesNotMatter: the same streets shuffled give the same answers.
func TestTheOrderOfTheInputDoesNotMatter(t *testing.T) {
	c := geotest.MakeWalkCity(geotest.WalkTown)
	s := streetsOf(c, true)
	for i := range 40 { // gates across some streets, some of them closed
		e := c.Edges[i*97%len(c.Edges)]
		s.Gates = append(s.Gates, walk.Gate{Number: int64(i), Points: geo.Line{c.Points[e.A]}, Tags: tags("barrier", "gate", "access", []string{"yes", "private", "no"}[i%3])})
	}
	n, r := build(t, s)
	mixed := &walk.Streets{Ways: slices.Clone(s.Ways), Gates: slices.Clone(s.Gates), Barriers: s.Barriers}
	random := rand.New(rand.NewPCG(1, 2))
	random.Shuffle(len(mixed.Ways), func(i, k int) { mixed.Ways[i], mixed.Ways[k] = mixed.Ways[k], mixed.Ways[i] })
	random.Shuffle(len(mixed.Gates), func(i, k int) { mixed.Gates[i], mixed.Gates[k] = mixed.Gates[k], mixed.Gates[i] })
	n2, r2 := build(t, mixed)
	if !reflect.DeepEqual(r, r2) {
		t.Errorf("the reports differ:\n%+v\n%+v", r, r2)
	}
	if !reflect.DeepEqual(n.Graph(), n2.Graph()) {
		t.Error("the graphs differ")
	}
	for _, h := range c.Homes {
		f, m := n.Snap(h.At)
		if g, k := n2.Snap(h.At); f != g || m != k {
			t.Fatalf("%v snaps to %+v and to %+v", h.At, f, g)
		}
	}
}

func TestBuildRefuses(t *testing.T) {
	street := way(1, tags("highway", "residential"), board(0, 0), board(1, 0))
	broken := func(change func(*walk.Rules)) *walk.Rules {
		r := walk.DefaultRules()
		change(r)
		return r
	}
	good := &walk.Streets{Ways: []walk.Way{street}}
	for name, c := range map[string]struct {
		streets *walk.Streets
		rules   *walk.Rules
		profile string
		says    string
	}{
		"nothing":          {&walk.Streets{}, nil, walk.Adult, "none of the 0 ways"},
		"motorways only":   {&walk.Streets{Ways: []walk.Way{way(1, tags("highway", "motorway"), board(0, 0), board(1, 0))}}, nil, walk.Adult, "none of the 1 ways"},
		"a profile":        {good, nil, "dog", `no profile "dog"`},
		"one point":        {&walk.Streets{Ways: []walk.Way{way(8, nil, board(0, 0))}}, nil, walk.Adult, "way 8 has 1 points"},
		"off the earth":    {&walk.Streets{Ways: []walk.Way{way(8, nil, board(0, 0), geo.Point{X: 1<<31 - 1, Y: 0})}}, nil, walk.Adult, "way 8 has a point that is not on the earth"},
		"at the pole":      {&walk.Streets{Ways: []walk.Way{way(8, nil, board(0, 0), geo.Point{X: 0, Y: 899_000_000})}}, nil, walk.Adult, "none of the 1 ways"},
		"round the world":  {&walk.Streets{Ways: []walk.Way{way(8, street.Tags, geo.Point{X: -1_700_000_000, Y: 0}, geo.Point{X: 0, Y: 0})}}, nil, walk.Adult, "none of the 1 ways"},
		"heights":          {&walk.Streets{Ways: []walk.Way{{Number: 8, Points: street.Points, Heights: []float32{1}}}}, nil, walk.Adult, "2 points and 1 heights"},
		"a gate":           {&walk.Streets{Ways: good.Ways, Gates: []walk.Gate{{Number: 3}}}, nil, walk.Adult, "gate 3 has 0 points"},
		"a barrier":        {&walk.Streets{Ways: good.Ways, Barriers: []walk.Barrier{{Number: 3, Points: geo.Line{board(0, 0)}}}}, nil, walk.Adult, "barrier 3 has 1 points"},
		"negative speed":   {good, broken(func(r *walk.Rules) { r.Profiles[0].Kmh = -4 }), walk.Adult, "the speed is -4 km/h"},
		"absurd speed":     {good, broken(func(r *walk.Rules) { r.Profiles[0].Kmh = 450 }), walk.Adult, "the speed is 450 km/h"},
		"absurd steps":     {good, broken(func(r *walk.Rules) { r.Profiles[0].StepsKmh = 0.01 }), walk.Adult, "the speed on steps"},
		"absurd wait":      {good, broken(func(r *walk.Rules) { r.Stops[0].Seconds = 1e9 }), walk.Adult, "the wait is"},
		"an unknown use":   {good, broken(func(r *walk.Rules) { r.Classes[0].Use = "maybe" }), walk.Adult, `unknown use "maybe"`},
		"an unknown kind":  {good, broken(func(r *walk.Rules) { r.Barriers[0].Kind = "moat" }), walk.Adult, `unknown kind "moat"`},
		"a class twice":    {good, broken(func(r *walk.Rules) { r.Classes = append(r.Classes, r.Classes[0]) }), walk.Adult, "stands twice"},
		"an unknown tag":   {good, broken(func(r *walk.Rules) { r.Profiles[0].Keys = []string{"feet"} }), walk.Adult, `heeds the tag "feet"`},
		"an unknown class": {good, broken(func(r *walk.Rules) { r.Profiles[3].Shut = []string{"lava"} }), walk.Adult, `shuts the class "lava"`},
	} {
		rules := c.rules
		if rules == nil {
			rules = walk.DefaultRules()
		}
		if _, _, err := walk.Build(c.streets, rules, c.profile); err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v, want %q", name, err, c.says)
		}
	}
	if err := walk.DefaultRules().Check(); err != nil {
		t.Error(err)
	}
}
