package partition

import (
	"cmp"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"github.com/redsail/redsail/geo"
	"pgregory.net/rapid"
)

// plainly is settle by looking at everything, in each round anew: what it is held against.
type plainly struct {
	hot   []geo.Point
	reach reach
}

func (s *plainly) walk(dst []geo.Point, a, b geo.Point) []geo.Point {
	var best geo.Point
	var least uint64
	found := false
	for _, p := range s.hot { // ascending: of equals the smallest comes first
		if d, ok := beside(a, b, p, s.reach); ok && (!found || d < least) {
			best, least, found = p, d, true
		}
	}
	if !found {
		return dst
	}
	return s.walk(append(s.walk(dst, a, best), best), best, b)
}

func (s *plainly) thread(e edge) []geo.Point {
	var beads []geo.Point
	for _, p := range s.hot {
		if _, ok := beside(e.a, e.b, p, s.reach); ok {
			beads = append(beads, p)
		}
	}
	slices.SortFunc(beads, func(p, q geo.Point) int {
		d, _ := beside(e.a, e.b, p, s.reach)
		f, _ := beside(e.a, e.b, q, s.reach)
		return cmp.Or(cmp.Compare(along(e, p), along(e, q)), cmp.Compare(d, f), p.Compare(q))
	})
	beads = slices.CompactFunc(beads, func(p, q geo.Point) bool { return along(e, p) == along(e, q) })
	var out []geo.Point
	from := e.a
	for _, p := range beads {
		out = append(s.walk(out, from, p), p)
		from = p
	}
	return s.walk(out, from, e.b)
}

// outcome is what settle says of layers of edges; inner is by layer and edge.
type outcome struct {
	inner  []map[edge][]geo.Point
	hot    []geo.Point
	rounds int
	tangle []edge
	met    int
}

func (s *plainly) settle(layers []cuts, rounds int) outcome {
	out := outcome{inner: make([]map[edge][]geo.Point, len(layers))}
	fresh := s.hot
	for {
		out.rounds++
		out.tangle, out.met = nil, 0
		var found []geo.Point
		for l, c := range layers {
			if out.inner[l] == nil {
				out.inner[l] = map[edge][]geo.Point{}
			}
			var noded []edge
			for _, e := range c.raw {
				about := out.rounds == 1 || slices.ContainsFunc(fresh, grow(e.box(), 2*int32(drift)).Contains)
				if about && c.beads {
					out.inner[l][e] = s.thread(e)
				} else if about {
					out.inner[l][e] = s.walk(nil, e.a, e.b)
				}
				noded = appendParts(noded, e, out.inner[l][e])
			}
			noded = unique(noded)
			for i, e := range noded {
				for _, f := range noded[i+1:] {
					if crosses(e.a, e.b, f.a, f.b) {
						found, out.tangle = append(found, crossing(e.a, e.b, f.a, f.b)), append(out.tangle, e, f)
						out.met++
					}
				}
			}
		}
		if len(found) == 0 || out.rounds == rounds {
			out.hot, out.tangle = s.hot, append([]edge{}, unique(out.tangle)...)
			return out
		}
		fresh = uniquePoints(found)
		s.hot = uniquePoints(append(slices.Clone(s.hot), fresh...))
	}
}

// strokes are edges over each other, at times many: short ones, and a few across all.
func strokes(r *rand.Rand, size int32) []edge {
	var out []edge
	for range 1 + r.IntN([]int{60, 60, 60, 600}[r.IntN(4)]) {
		a := geo.Point{X: r.Int32N(size), Y: r.Int32N(size)}
		b := geo.Point{X: a.X + r.Int32N(size/4+2), Y: a.Y + r.Int32N(size/4+2) - size/8}
		if r.IntN(20) == 0 {
			b = geo.Point{X: r.Int32N(size), Y: r.Int32N(size)}
		}
		if a != b {
			out = append(out, newEdge(a, b))
		}
	}
	return unique(out)
}

// What is cut where, and what crosses, is what looking at everything finds.
func TestSettleIsThePlainWay(t *testing.T) {
	cutAgain := 0
	rapid.Check(t, func(rt *rapid.T) {
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(rt, "seed"), 3))
		size := rapid.SampledFrom([]int32{8, 40, 200, 1_000_000}).Draw(rt, "size")
		var layers []cuts
		var hot []geo.Point
		for range rapid.IntRange(1, 2).Draw(rt, "layers") {
			layers = append(layers, cuts{raw: strokes(r, size), beads: rapid.Bool().Draw(rt, "beads")})
			hot = append(hot, ends(layers[len(layers)-1].raw)...)
		}
		hot = slices.DeleteFunc(uniquePoints(hot), func(geo.Point) bool { return r.IntN(8) == 0 })
		near := rapid.SampledFrom([]reach{touch, unit}).Draw(rt, "reach")
		rounds := rapid.SampledFrom([]int{1, 3, maxRounds}).Draw(rt, "rounds")
		want := (&plainly{hot: hot, reach: near}).settle(layers, rounds)
		s, err := settle(rt.Context(), layers, hot, near, rounds)
		if err != nil {
			rt.Fatal(err)
		}
		got := outcome{hot: s.hot, rounds: s.rounds, tangle: append([]edge{}, s.tangle...), met: s.met}
		for l := range s.layers {
			got.inner = append(got.inner, map[edge][]geo.Point{})
			for _, e := range s.layers[l].raw {
				got.inner[l][e] = s.layers[l].inner(e)
			}
		}
		if !reflect.DeepEqual(got, want) {
			rt.Fatalf("got  %v\nwant %v", got, want)
		}
		if want.rounds > 2 {
			cutAgain++
		}
	})
	if cutAgain == 0 {
		t.Fatal("nothing was cut twice: the test shows little")
	}
}
