package walk_test

import (
	"cmp"
	"slices"

	"pgregory.net/rapid"

	"github.com/redsail/redsail/geo/walk"
)

// whole is one edge in the unit of Foothold.Along.
const whole = 1 << 16

// never is a time that no sum of the tests comes near to.
const never = uint64(1) << 60

// world is all that a field is made from, in the hands of a slow and simple solver.
type world struct {
	nodes int
	edges []walk.Edge
	doors []walk.Door
	dir   walk.Direction
	limit walk.Time
}

func cost(t walk.Time) uint64 {
	if t == walk.Never {
		return never
	}
	return uint64(t)
}

// share is a part of a cost, rounded half up.
func share(t walk.Time, along uint32) uint64 {
	if along == 0 {
		return 0
	}
	if t == walk.Never {
		return never
	}
	return (uint64(t)*uint64(along) + whole/2) / whole
}

// walked is the time of people who walk from node a to node b over the edge, whichever end a is.
func walked(e walk.Edge, from, to uint32) uint64 {
	t := never
	if from == e.A && to == e.B {
		t = min(t, cost(e.Forth))
	}
	if from == e.B && to == e.A {
		t = min(t, cost(e.Back))
	}
	return t
}

// along is the time of people who walk from one place of an edge to another of the same edge.
func along(e walk.Edge, from, to uint32) uint64 {
	if from <= to {
		return share(e.Forth, to-from)
	}
	return share(e.Back, from-to)
}

// times are the times between each node and the nearest door of a facility, by relaxing every
// edge until nothing changes.
func (w *world) times(facility int32) []uint64 {
	t := slices.Repeat([]uint64{never}, w.nodes)
	for _, d := range w.doors {
		if d.Facility == facility {
			e := w.edges[d.Edge]
			t[e.A] = min(t[e.A], w.between(e, 0, d.Along)+uint64(d.Link))
			t[e.B] = min(t[e.B], w.between(e, whole, d.Along)+uint64(d.Link))
		}
	}
	for changed := true; changed; {
		changed = false
		for _, e := range w.edges {
			for _, p := range [][2]uint32{{e.A, e.B}, {e.B, e.A}} {
				home, far := p[0], p[1]
				c := walked(e, home, far)
				if w.dir == walk.FromFacility {
					c = walked(e, far, home)
				}
				if n := t[far] + c; n < t[home] {
					t[home], changed = n, true
				}
			}
		}
	}
	return t
}

// between is the time between a home and a door at places of one edge.
func (w *world) between(e walk.Edge, home, door uint32) uint64 {
	if w.dir == walk.FromFacility {
		return along(e, door, home)
	}
	return along(e, home, door)
}

func (w *world) facilities() []int32 {
	var out []int32
	for _, d := range w.doors {
		out = append(out, d.Facility)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// of are all facilities within the limit of each node, nearest first.
func (w *world) of() [][]walk.Found {
	out := make([][]walk.Found, w.nodes)
	for _, f := range w.facilities() {
		for n, t := range w.times(f) {
			if t <= uint64(w.limit) {
				out[n] = append(out[n], walk.Found{Facility: f, Time: walk.Time(t)})
			}
		}
	}
	for n := range out {
		sortFound(out[n])
	}
	return out
}

// at are all facilities within the limit of a foothold, nearest first.
func (w *world) at(p walk.Foothold) []walk.Found {
	var out []walk.Found
	e := w.edges[p.Edge]
	for _, f := range w.facilities() {
		t := w.times(f)
		best := min(t[e.A]+w.between(e, p.Along, 0), t[e.B]+w.between(e, p.Along, whole))
		for _, d := range w.doors {
			if d.Facility == f && d.Edge == p.Edge {
				best = min(best, w.between(e, p.Along, d.Along)+uint64(d.Link))
			}
		}
		if best += uint64(p.Link); best <= uint64(w.limit) {
			out = append(out, walk.Found{Facility: f, Time: walk.Time(best)})
		}
	}
	sortFound(out)
	return out
}

func sortFound(list []walk.Found) {
	slices.SortFunc(list, func(a, b walk.Found) int {
		return cmp.Or(cmp.Compare(a.Time, b.Time), cmp.Compare(a.Facility, b.Facility))
	})
}

// times that edges take: free ones, many equal ones, closed ones, and some beyond one span of
// the buckets.
var someCost = rapid.SampledFrom([]walk.Time{0, 0, 1, 2, 2, 3, 5, 8, 8191, 8192, 20_000, walk.MostTime, walk.Never, walk.Never})

var someLimit = rapid.SampledFrom([]walk.Time{0, 3, 8, 20, 8192, 9000, walk.HalfHour, walk.Unbounded, walk.Never})

func drawEdge(t *rapid.T, nodes int) walk.Edge {
	node := rapid.Uint32Range(0, uint32(nodes-1))
	return walk.Edge{A: node.Draw(t, "A"), B: node.Draw(t, "B"), Forth: someCost.Draw(t, "forth"), Back: someCost.Draw(t, "back")}
}

func drawFoothold(t *rapid.T, edges int) walk.Foothold {
	return walk.Foothold{
		Edge:  rapid.Uint32Range(0, uint32(edges-1)).Draw(t, "edge"),
		Along: rapid.SampledFrom([]uint32{0, 1, 9000, whole / 2, whole - 1, whole}).Draw(t, "along"),
		Link:  rapid.SampledFrom([]walk.Time{0, 0, 1, 7}).Draw(t, "link"),
	}
}

func drawWorld(t *rapid.T) *world {
	w := &world{nodes: rapid.IntRange(1, 12).Draw(t, "nodes")}
	for range rapid.IntRange(1, 24).Draw(t, "edges") {
		w.edges = append(w.edges, drawEdge(t, w.nodes))
	}
	for range rapid.IntRange(0, 10).Draw(t, "doors") {
		w.doors = append(w.doors, walk.Door{Facility: rapid.Int32Range(0, 7).Draw(t, "facility"), Foothold: drawFoothold(t, len(w.edges))})
	}
	w.dir = rapid.SampledFrom([]walk.Direction{walk.ToFacility, walk.FromFacility}).Draw(t, "direction")
	w.limit = someLimit.Draw(t, "limit")
	return w
}
