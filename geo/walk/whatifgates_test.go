package walk_test

import (
	"errors"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/geotest"
	"github.com/redsail/redsail/geo/walk"
)

// gatedTown is a made-up town whose gates are lines across the openings of the walls: some are
// locked, some stand twice at one place, some are for residents only.
type gatedTown struct {
	streets *walk.Streets
	gates   []int64
	places  []geo.Point // homes, and points on both sides of the gates
}

const firstGate = 10_000_000

// newGatedTown lays a line of each gate slantwise, so that links meet it, and draws who may pass. Of private streets there are so many of a hundred.
func newGatedTown(c *geotest.WalkCity, random *rand.Rand, private int) *gatedTown {
	out := &gatedTown{streets: streetsOf(c, false)}
	tagged := []map[string]string{tags("barrier", "gate"), tags("barrier", "gate"), tags("barrier", "gate", "locked", "yes"), tags("class", "gate", "closed", "yes", "access", "no")}
	for i, e := range c.Edges {
		if (e.Kind == geotest.WalkInside || e.Kind == geotest.WalkGate) && random.IntN(100) < private {
			out.streets.Ways[i].Tags = tags("highway", "service", "access", "private")
		}
		if e.Kind != geotest.WalkGate {
			continue
		}
		a, b := c.Points[e.A], c.Points[e.B]
		dx, dy := float64(b.X-a.X), float64(b.Y-a.Y)
		at := func(along, aside float64) geo.Point {
			return geo.Point{X: a.X + int32(along*dx-aside*dy), Y: a.Y + int32(along*dy+aside*dx)}
		}
		for range 1 + random.IntN(6)/5 {
			t := tagged[random.IntN(len(tagged))]
			if private > 0 && random.IntN(40) == 0 {
				t = tags("barrier", "gate", "access", "private")
			}
			number := int64(firstGate + len(out.gates))
			out.gates = append(out.gates, number)
			out.streets.Gates = append(out.streets.Gates, walk.Gate{Number: number, Points: geo.Line{at(0.2, -0.3), at(0.8, 0.3)}, Tags: t})
		}
		if i%6 == 0 { // beside the street through the gate, so that the gate stands on it too
			out.stub(at(-0.5, 0.05), at(1.5, 0.05))
		}
		for range 3 {
			out.places = append(out.places, at(random.Float64()*1.4-0.2, random.Float64()-0.5))
		}
	}
	for i, h := range c.Homes {
		out.places = append(out.places, h.At)
		if i%20 == 0 { // an islet past the home
			out.stub(geo.Point{X: h.At.X - 6_000, Y: h.At.Y}, geo.Point{X: h.At.X + 6_000, Y: h.At.Y + 5})
		}
	}
	return out
}

// stub lays a footway that meets no street.
func (g *gatedTown) stub(a, b geo.Point) {
	g.streets.Ways = append(g.streets.Ways, walk.Way{Number: firstGate/2 + int64(len(g.streets.Ways)), Points: geo.Line{a, b}, Tags: tags("highway", "footway")})
}

// with is the network built with gates in other states.
func (g *gatedTown) with(t testing.TB, closed map[int64]bool) *walk.Network {
	t.Helper()
	s := *g.streets
	s.Gates = slices.Clone(s.Gates)
	for i := range s.Gates {
		shut, other := closed[s.Gates[i].Number]
		if !other {
			continue
		}
		now := map[string]string{}
		for k, v := range s.Gates[i].Tags {
			if shut || k != "locked" && k != "closed" && v != "no" {
				now[k] = v
			}
		}
		if shut {
			now["closed"] = "yes"
		}
		s.Gates[i].Tags = now
	}
	n, _ := build(t, &s)
	return n
}

// stand puts points onto the streets, and makes doors of some of them.
func stand(on func(geo.Point, []walk.Foothold) ([]walk.Foothold, walk.Miss), n *walk.Network, points []geo.Point) (holds [][]walk.Foothold, misses []walk.Reason, doors []walk.Door) {
	for i, p := range points {
		feet, miss := on(p, nil)
		holds, misses = append(holds, feet), append(misses, miss.Reason)
		for _, f := range feet {
			if i%40 != 0 {
				continue
			}
			for _, a := range n.Arrivals(f) {
				doors = append(doors, walk.Door{Facility: int32(i), Foothold: a})
			}
		}
	}
	return holds, misses, doors
}

// moveDoors lets the facilities of a session stand where doors says.
func moveDoors(t *testing.T, s *walk.Session, facilities int, doors []walk.Door) {
	t.Helper()
	for f := range int32(facilities) {
		var to []walk.Foothold
		for _, d := range doors {
			if d.Facility == f {
				to = append(to, d.Foothold)
			}
		}
		stood := s.Doors(f)
		switch {
		case slices.EqualFunc(stood, to, func(d walk.Door, f walk.Foothold) bool { return d.Foothold == f }):
		case len(to) == 0:
			must(s.Close(f))(t)
		case len(stood) == 0:
			must(s.Add(f, to))(t)
		default:
			must(s.Move(f, to))(t)
		}
	}
}

// TestGatesAreThoseOfARebuild: whatever gates are opened and closed, one after the other, each
// point stands where it would on a network built so, and walks as long; and where that cannot be
// said without building it, it is refused.
func TestGatesAreThoseOfARebuild(t *testing.T) {
	c := geotest.MakeWalkCity(geotest.WalkTown)
	for _, private := range []int{0, 4} {
		random, each := rand.New(rand.NewPCG(5, uint64(private))), map[int]int{0: 60, 4: 6}[private]
		g := newGatedTown(c, random, private)
		n, _ := build(t, g.streets)
		_, _, doors := stand(n.Stand, n, g.places)
		session := must(n.Graph().TopK(walk.ToFacility, doors, walk.HalfHour))(t).Session()
		before, _, _ := stand(n.Stand, n, g.places)
		closed := map[int64]bool{}
		refused, moved, both, steps := 0, 0, 0, 12+3*private
		for step := range steps {
			was := map[int64]bool{}
			for k, v := range closed {
				was[k] = v
			}
			for range 1 + random.IntN(each) {
				closed[g.gates[random.IntN(len(g.gates))]] = random.IntN(2) == 0
			}
			gates, err := n.WithGates(closed)
			built := g.with(t, closed)
			if errors.Is(err, walk.ErrEnclosed) {
				if refused++; private == 0 {
					t.Error("refused in a town without private streets")
				}
				closed = was
				continue
			} else if err != nil {
				t.Fatal(err)
			}
			holds, misses, doors := stand(gates.Stand, n, g.places)
			wantHolds, wantMisses, wantDoors := stand(built.Stand, built, g.places)
			if !slices.EqualFunc(holds, wantHolds, slices.Equal) || !slices.Equal(misses, wantMisses) || !slices.Equal(doors, wantDoors) {
				t.Fatalf("private %d, step %d: points stand elsewhere than on the network built so", private, step)
			}
			for i := range holds {
				if !slices.Equal(holds[i], before[i]) {
					moved++
				}
				if len(holds[i]) > 1 {
					both++
				}
			}
			for range 40 {
				from, to := holds[random.IntN(len(holds))], holds[random.IntN(len(holds))]
				if len(from) == 0 || len(to) == 0 {
					continue
				}
				route, found := built.Route(from[0], to[0], walk.HalfHour)
				if got, ok := gates.Time(from[0], to[0], walk.HalfHour); ok != found || found && got != route.Time {
					t.Fatalf("private %d, step %d: %d (%v) through the gates, %d (%v) on the network built so", private, step, got, ok, route.Time, found)
				}
			}
			must(session.SetEdges(gates.Costs()))(t)
			moveDoors(t, session, len(g.places), doors)
			want := must(built.Graph().TopK(walk.ToFacility, doors, walk.HalfHour))(t)
			for i, feet := range holds {
				for _, h := range feet {
					same(t, "times of", i, session.At(h, nil), want.At(h, nil), walk.Best)
				}
			}
		}
		if moved == 0 || both == 0 || private > 0 && refused == 0 || refused > steps-4 {
			t.Errorf("private %d: %d points moved, %d on a street and an islet, %d refused: it says little", private, moved, both, refused)
		}
		t.Logf("private %d: %d gates, %d points moved, %d of %d refused", private, len(g.gates), moved, refused, steps)
	}
}

// TestGatesRefuse: what is no gate, and one that nobody passes whatever its tags.
func TestGatesRefuse(t *testing.T) {
	street := []walk.Way{way(1, tags("highway", "residential"), board(0, 0), board(1, 0), board(2, 0))}
	n, _ := build(t, &walk.Streets{Ways: street, Gates: []walk.Gate{
		{Number: 5, Points: geo.Line{board(1, 0)}, Tags: tags("barrier", "gate", "locked", "yes", "foot", "no", "note", "no")},
	}})
	if _, err := n.WithGates(map[int64]bool{6: true}); err == nil || err.Error() != "walk: there is no gate 6" {
		t.Error(err)
	}
	if got := n.GateLocks(5); !slices.Equal(got, []string{"foot", "locked"}) {
		t.Errorf("locked by %v", got)
	}
	gates, err := n.WithGates(map[int64]bool{5: false})
	if err != nil || len(gates.Costs()) != 1 || gates.Costs()[0].Forth != 30 {
		t.Errorf("%+v, %v", gates, err)
	}
	many := map[int64]bool{}
	for i := range int64(walk.MostGateStates + 1) {
		many[i] = true
	}
	if _, err := n.WithGates(many); err == nil {
		t.Error("any number of gates is taken")
	}
}
