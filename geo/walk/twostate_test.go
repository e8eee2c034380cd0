package walk_test

import (
	"fmt"
	"math"
	"testing"

	"pgregory.net/rapid"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/walk"
)

// naive is a network made and searched in the plainest way: pieces of ways between the vertices
// that they share, and a walker who is still in the compound where he began (0), on public
// ways (1), or has entered that where he ends (2).
type naive struct {
	pieces []naivePiece
	at     map[geo.Point][]naiveEnd
	gates  map[geo.Point]naiveGate
}

type naivePiece struct {
	edge        uint32
	a, b        geo.Point
	forth, back walk.Time
	private     bool
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
			out.pieces = append(out.pieces, naivePiece{e, k.a, k.b, edge.Forth, edge.Back, w.Tags["access"] == "private"})
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

// enclose makes private what only private ways lead to.
func (n *naive) enclose() {
	part := make([]int, len(n.pieces))
	for i := range part {
		part[i] = -1
	}
	open := func(p geo.Point) bool { g, gate := n.gates[p]; return !gate || !g.shut && !g.private }
	var size []int
	for i := range n.pieces {
		if n.pieces[i].private || part[i] >= 0 {
			continue
		}
		id := len(size)
		size = append(size, 0)
		todo := []int{i}
		part[i] = id
		for len(todo) > 0 {
			k := todo[len(todo)-1]
			todo = todo[:len(todo)-1]
			size[id]++
			for _, p := range []geo.Point{n.pieces[k].a, n.pieces[k].b} {
				for _, o := range n.at[p] {
					if open(p) && !n.pieces[o.piece].private && part[o.piece] < 0 {
						part[o.piece] = id
						todo = append(todo, o.piece)
					}
				}
			}
		}
	}
	if len(size) == 0 {
		return
	}
	largest := 0
	for i, s := range size {
		if s > size[largest] {
			largest = i
		}
	}
	beside := map[int]bool{}
	for p, all := range n.at {
		private := n.gates[p].private && !n.gates[p].shut && len(all) > 1
		for _, o := range all {
			private = private || n.pieces[o.piece].private && open(p)
		}
		for _, o := range all {
			if k := part[o.piece]; private && k >= 0 && k != largest {
				beside[k] = true
			}
		}
	}
	for i := range n.pieces {
		if part[i] >= 0 && beside[part[i]] {
			n.pieces[i].private = true
		}
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
	phase := 1
	if n.pieces[fromPiece].private {
		phase = 0
	}
	relax(state{fromPiece, 0, phase}, shareOf(n.pieces[fromPiece].back, fromAlong))
	relax(state{fromPiece, 1, phase}, shareOf(n.pieces[fromPiece].forth, 1<<16-fromAlong))
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
	on := func(phase int, private bool) (int, bool) {
		switch {
		case private && phase == 1:
			return 2, true
		case private:
			return phase, true
		case phase == 2:
			return 0, false
		}
		return 1, true
	}
	g, gated := n.gates[p]
	ends := n.at[p]
	for _, e := range ends {
		if gated && (g.shut || e.piece == from.piece && e.end == from.end) {
			continue
		}
		phase, ok, wait := from.phase, true, uint64(0)
		if gated {
			wait = uint64(g.wait)
			if len(ends) > 2 {
				wait = 2 * uint64((g.wait+1)/2)
			}
			if g.private {
				phase, ok = on(phase, true)
			} else if n.gateIsPrivate(p) {
				phase, ok = on(phase, true)
			} else {
				phase, ok = on(phase, false)
			}
		}
		if !ok {
			continue
		}
		if phase, ok = on(phase, n.pieces[e.piece].private); ok {
			enter(state{e.piece, e.end, phase}, wait)
		}
	}
}

// gateIsPrivate is true of an open gate between private streets.
func (n *naive) gateIsPrivate(p geo.Point) bool {
	for _, e := range n.at[p] {
		if !n.pieces[e.piece].private {
			return false
		}
	}
	return true
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
