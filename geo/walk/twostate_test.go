package walk_test

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/walk"
)

// naive is a network made and searched in the plainest way: pieces of ways between the vertices
// that they share, and a walker who leaves compounds first and enters others then.
type naive struct {
	pieces []naivePiece
	deep   map[geo.Point]int // by gate: how many compounds lie around it
	at     map[geo.Point][]naiveEnd
	gates  map[geo.Point]naiveGate
}

type naivePiece struct {
	edge        uint32
	a, b        geo.Point
	forth, back walk.Time
	private     bool
	deep        int // how many compounds lie around it
}

type naiveEnd struct {
	piece int
	end   int
}

type naiveGate struct {
	wait    walk.Time
	shut    bool
	private bool
}

// The phases of a walk: it may still leave compounds, or it has entered one.
const (
	leaving = iota
	entering
)

// newNaive cuts the ways itself, and takes only the costs from the network, by way and ends.
func newNaive(t fataler, ways []walk.Way, gates map[geo.Point]naiveGate, n *walk.Network) *naive {
	type key struct {
		way  int64
		a, b geo.Point
		next geo.Point
	}
	costs := map[key]uint32{}
	n.Streets(func(e uint32) {
		line, _, _ := n.Shape(e)
		w, _ := n.Way(e)
		costs[key{w, line[0], line[len(line)-1], line[1]}] = e
	})
	uses := map[geo.Point]int{}
	for _, w := range ways {
		for i, p := range w.Points {
			uses[p]++
			if i == 0 || i == len(w.Points)-1 {
				uses[p]++
			}
		}
	}
	out := &naive{at: map[geo.Point][]naiveEnd{}, gates: gates}
	for _, w := range ways {
		from := 0
		for i := 1; i < len(w.Points); i++ {
			_, gate := gates[w.Points[i]]
			if uses[w.Points[i]] < 2 && !gate {
				continue
			}
			k := key{w.Number, w.Points[from], w.Points[i], w.Points[from+1]}
			e, ok := costs[k]
			if !ok {
				t.Fatalf("the network has no piece of way %d from %v to %v", w.Number, k.a, k.b)
			}
			delete(costs, k)
			edge := n.Graph().Edges()[e]
			id := len(out.pieces)
			out.pieces = append(out.pieces, naivePiece{e, k.a, k.b, edge.Forth, edge.Back, w.Tags["access"] == "private", 0})
			out.at[k.a] = append(out.at[k.a], naiveEnd{id, 0})
			out.at[k.b] = append(out.at[k.b], naiveEnd{id, 1})
			from = i
		}
	}
	if len(costs) > 0 {
		t.Fatalf("the network has %d pieces that the ways do not", len(costs))
	}
	out.enclose()
	return out
}

type fataler interface {
	Fatalf(format string, args ...any)
	Errorf(format string, args ...any)
}

// thing is a piece, or a gate that is not shut, as far as it matters who may pass.
type thing struct {
	piece   bool
	private bool
	at      []geo.Point // where it meets others
}

// things are the pieces, then the gates, with where each stands.
func (n *naive) things() (all []thing, gateAt map[geo.Point]int) {
	for _, p := range n.pieces {
		all = append(all, thing{true, p.private, []geo.Point{p.a, p.b}})
	}
	gateAt = map[geo.Point]int{}
	for p, g := range n.gates {
		if len(n.at[p]) > 1 && !g.shut {
			gateAt[p] = len(all)
			all = append(all, thing{false, g.private, []geo.Point{p}})
		}
	}
	return all, gateAt
}

// meet says which things one can walk between directly: pieces at a vertex without a gate, and a gate
// with each of its pieces.
func (n *naive) meet(all []thing, i, k int) bool {
	for _, p := range all[i].at {
		if !slices.Contains(all[k].at, p) {
			continue
		}
		if _, gated := n.gates[p]; !gated || all[i].piece != all[k].piece {
			return true
		}
	}
	return false
}

// groups numbers what hangs together over things that are alike.
func (n *naive) groups(all []thing, alike func(i, k int) bool) []int {
	group := make([]int, len(all))
	for i := range group {
		group[i] = -1
	}
	next := 0
	for i := range all {
		if group[i] >= 0 {
			continue
		}
		group[i] = next
		for todo := []int{i}; len(todo) > 0; todo = todo[1:] {
			for k := range all {
				if group[k] < 0 && alike(todo[0], k) && n.meet(all, todo[0], k) {
					group[k] = next
					todo = append(todo, k)
				}
			}
		}
		next++
	}
	return group
}

// enclose finds how many compounds lie around each piece and gate: none around the open streets that are
// most in their part of the town.
func (n *naive) enclose() {
	all, gateAt := n.things()
	same := func(i, k int) bool { return all[i].private == all[k].private }
	streets := func(group []int) map[int]int {
		size := map[int]int{}
		for i := range all {
			if all[i].piece && !all[i].private {
				size[group[i]]++
			}
		}
		return size
	}
	group := n.groups(all, same)
	for i, size := 0, streets(group); i < len(all); i++ {
		if !all[i].private && size[group[i]] == 0 { // an open gate that no open street leads to
			all[i].private = true
		}
	}
	group = n.groups(all, same)
	part, size := n.groups(all, func(int, int) bool { return true }), streets(group)
	public := map[int]int{} // by part
	for i := range all {
		g, any := public[part[i]]
		if all[i].piece && !all[i].private && (!any || size[group[i]] > size[g]) {
			public[part[i]] = group[i]
		}
	}
	around := map[int]int{} // by group
	for _, g := range public {
		around[g] = 0
	}
	for again := true; again; {
		again = false
		for i := range all {
			for k := range all {
				deep, known := around[group[i]]
				if !known || group[i] == group[k] || !n.meet(all, i, k) {
					continue
				}
				if all[k].private {
					deep++
				}
				if was, done := around[group[k]]; !done || deep < was {
					around[group[k]], again = deep, true
				}
			}
		}
	}
	deep := func(i int) int {
		if d, known := around[group[i]]; known {
			return d
		}
		return 1
	}
	for i := range n.pieces {
		n.pieces[i].deep = deep(i)
	}
	n.deep = map[geo.Point]int{}
	for p, i := range gateAt {
		n.deep[p] = deep(i)
	}
}

// state is a walker at an end of a piece that he has just walked to, or starts to leave.
type state struct {
	piece, end, phase int
}

func shareOf(cost walk.Time, along uint32) uint64 {
	if along == 0 {
		return 0 // who stands at the end of a one-way street may leave it there
	}
	if cost == walk.Never {
		return math.MaxUint32
	}
	return (uint64(cost)*uint64(along) + 1<<15) >> 16
}

// time is the shortest walk between two places on pieces, found by going on from the nearest
// state until none is left.
func (n *naive) time(fromPiece int, fromAlong uint32, toPiece int, toAlong uint32) uint64 {
	const never = math.MaxUint32
	best := uint64(never)
	if fromPiece == toPiece {
		p := &n.pieces[fromPiece]
		if toAlong >= fromAlong {
			best = shareOf(p.forth, toAlong-fromAlong)
		} else {
			best = shareOf(p.back, fromAlong-toAlong)
		}
	}
	dist, done := map[state]uint64{}, map[state]bool{}
	relax := func(s state, d uint64) {
		if old, ok := dist[s]; d < never && (!ok || d < old) {
			dist[s] = d
		}
	}
	relax(state{fromPiece, 0, leaving}, shareOf(n.pieces[fromPiece].back, fromAlong))
	relax(state{fromPiece, 1, leaving}, shareOf(n.pieces[fromPiece].forth, 1<<16-fromAlong))
	for {
		at, least := state{piece: -1}, uint64(never)
		for s, d := range dist {
			if !done[s] && d < least {
				at, least = s, d
			}
		}
		if at.piece < 0 {
			return best
		}
		done[at] = true
		n.leave(at, func(s state, wait uint64) {
			p := &n.pieces[s.piece]
			d := least + wait
			if s.piece == toPiece {
				last := shareOf(p.forth, toAlong)
				if s.end == 1 {
					last = shareOf(p.back, 1<<16-toAlong)
				}
				if last < never {
					best = min(best, d+last)
				}
			}
			cost := p.forth
			if s.end == 1 {
				cost = p.back
			}
			if cost != walk.Never {
				relax(state{s.piece, 1 - s.end, s.phase}, d+uint64(cost))
			}
		})
	}
}

// leave gives the pieces that a walker can enter from a state: piece and end where he enters,
// phase that he is in there, and the wait.
func (n *naive) leave(from state, enter func(state, uint64)) {
	p := n.pieces[from.piece].a
	if from.end == 1 {
		p = n.pieces[from.piece].b
	}
	on := func(phase, from, to int) (int, bool) {
		if to > from {
			phase = entering
		}
		return phase, to >= from || phase == leaving
	}
	g, gated := n.gates[p]
	ends := n.at[p]
	for _, e := range ends {
		if gated && (g.shut || e.piece == from.piece && e.end == from.end) {
			continue
		}
		phase, ok, wait, deep := from.phase, true, uint64(0), n.pieces[from.piece].deep
		if gated {
			wait = uint64(g.wait)
			if len(ends) > 2 {
				wait = 2 * uint64((g.wait+1)/2)
			}
			phase, ok = on(phase, deep, n.deep[p])
			deep = n.deep[p]
		}
		if !ok {
			continue
		}
		if phase, ok = on(phase, deep, n.pieces[e.piece].deep); ok {
			enter(state{e.piece, e.end, phase}, wait)
		}
	}
}

// drawn is a small made-up town on a board of squares.
type drawn struct {
	streets walk.Streets
	gates   map[geo.Point]naiveGate
}

func drawTown(t *rapid.T) drawn {
	const side = 5
	at := func(x, y int) geo.Point {
		return geo.Point{X: 1_160_000_000 + int32(x)*8_000, Y: 390_000_000 + int32(y)*6_000}
	}
	d := drawn{gates: map[geo.Point]naiveGate{}}
	ways := rapid.IntRange(1, 14).Draw(t, "ways")
	for i := range ways {
		x, y := rapid.IntRange(0, side-1).Draw(t, "x"), rapid.IntRange(0, side-1).Draw(t, "y")
		w := walk.Way{Number: int64(i), Points: geo.Line{at(x, y)}, Tags: map[string]string{"highway": "residential"}}
		across := rapid.Bool().Draw(t, "across")
		for range rapid.IntRange(1, 4).Draw(t, "length") {
			if across {
				x++
			} else {
				y++
			}
			w.Points = append(w.Points, at(x, y))
		}
		switch rapid.IntRange(0, 5).Draw(t, "access") {
		case 0, 1:
			w.Tags["access"] = "private"
		case 2:
			w.Tags["oneway:foot"] = "yes"
		}
		d.streets.Ways = append(d.streets.Ways, w)
	}
	for i := range rapid.IntRange(0, 4).Draw(t, "gates") {
		w := rapid.IntRange(0, ways-1).Draw(t, "gate on")
		line := d.streets.Ways[w].Points
		p := line[rapid.IntRange(0, len(line)-1).Draw(t, "gate at")]
		if _, taken := d.gates[p]; taken {
			continue
		}
		g := naiveGate{wait: walk.Time(rapid.IntRange(0, 60).Draw(t, "wait") * 10)}
		tags := map[string]string{"barrier": fmt.Sprintf("gate%d", g.wait)}
		switch rapid.IntRange(0, 4).Draw(t, "gate's access") {
		case 0:
			tags["locked"], g.shut = "yes", true
		case 1:
			tags["access"], g.private = "private", true
		}
		d.gates[p] = g
		d.streets.Gates = append(d.streets.Gates, walk.Gate{Number: int64(i), Points: geo.Line{p}, Tags: tags})
	}
	return d
}

// townRules know gates of any wait.
func townRules() *walk.Rules {
	r := walk.DefaultRules()
	for w := 0; w <= 60; w++ {
		r.Stops = append(r.Stops, walk.StopRule{Word: fmt.Sprintf("gate%d", 10*w), Use: walk.Open, Seconds: float64(w)})
	}
	return r
}

// TestRoutesAreThoseOfTheNaiveWalker: with one-way and residents' streets, closed and
// residents' gates and waits, every walk takes what the naive search says.
func TestRoutesAreThoseOfTheNaiveWalker(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := drawTown(t)
		n, _, err := walk.Build(&d.streets, townRules(), walk.Adult)
		if err != nil {
			t.Fatal(err)
		}
		plain := newNaive(t, d.streets.Ways, d.gates, n)
		for range 6 {
			a, b := rapid.IntRange(0, len(plain.pieces)-1).Draw(t, "from"), rapid.IntRange(0, len(plain.pieces)-1).Draw(t, "to")
			from := walk.Foothold{Edge: plain.pieces[a].edge, Along: uint32(rapid.IntRange(0, 1<<16).Draw(t, "along"))}
			to := walk.Foothold{Edge: plain.pieces[b].edge, Along: uint32(rapid.IntRange(0, 1<<16).Draw(t, "to along"))}
			want := plain.time(a, from.Along, b, to.Along)
			route, ok := n.Route(from, to, walk.Unbounded)
			if ok != (want < math.MaxUint32) || ok && uint64(route.Time) != want {
				t.Fatalf("from %+v to %+v: %v %v, want %v", from, to, ok, route.Time, want)
			}
			checkFields(t, n, from, to, want)
			if ok {
				checkLine(t, n, from, to, route)
			}
		}
	})
}

// checkFields: the fields say the same as the route, whichever end is the facility.
func checkFields(t fataler, n *walk.Network, from, to walk.Foothold, want uint64) {
	for _, dir := range []walk.Direction{walk.ToFacility, walk.FromFacility} {
		facility, asked := n.Arrivals(to), []walk.Foothold{from}
		if dir == walk.FromFacility {
			facility, asked = []walk.Foothold{from}, n.Arrivals(to)
		}
		var doors []walk.Door
		for _, f := range facility {
			doors = append(doors, walk.Door{Foothold: f})
		}
		field, err := n.Graph().Nearest(dir, doors, walk.Unbounded)
		if err != nil {
			t.Fatalf("%v", err)
		}
		best := uint64(math.MaxUint32)
		for _, f := range asked {
			if found, ok := field.At(f); ok {
				best = min(best, uint64(found.Time))
			}
		}
		if best != want {
			t.Fatalf("direction %d, from %+v to %+v: the field says %d, want %d", dir, from, to, best, want)
		}
	}
}

// checkLine: the drawn line begins and ends at the footholds and is as long as it says.
func checkLine(t fataler, n *walk.Network, from, to walk.Foothold, r walk.Route) {
	if len(r.Line) == 0 || r.Line[0] != n.Place(from) || r.Line[len(r.Line)-1] != n.Place(to) {
		t.Fatalf("the line %v does not lead from %v to %v", r.Line, n.Place(from), n.Place(to))
	}
	var sum geo.Metres
	for i := 1; i < len(r.Line); i++ {
		sum += geo.Distance(r.Line[i-1].LonLat(), r.Line[i].LonLat())
	}
	if math.Abs(float64(sum-r.Metres)) > 0.1 {
		t.Fatalf("the line is %.3f m long, the route says %.3f m", float64(sum), float64(r.Metres))
	}
}
