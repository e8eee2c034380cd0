package walk_test

import (
	"math"
	"testing"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/geotest"
	"github.com/redsail/redsail/geo/walk"
)

// reachBox is the box around a point that no walk of ten minutes leaves.
func reachBox(p geo.Point) geo.Box {
	const x, y = 110_000, 80_000 // some 900 m
	return geo.Box{Min: geo.Point{X: p.X - x, Y: p.Y - y}, Max: geo.Point{X: p.X + x, Y: p.Y + y}}
}

// honesty weighs the homes that drawings claim against the truth of the generator: the time from
// each door along its own street, with all its waits. The network has the same signals and crossings of ring roads.
type honesty struct {
	claimed, falsely, truth, missed int64
	city                            *madeCity
	net                             *walk.Network
	graph                           *walk.Graph
}

func newHonesty(t testing.TB, c *madeCity) *honesty {
	t.Helper()
	s := streetsOf(c.WalkCity, true)
	s.Gates = waitsOf(t, c.WalkCity)
	n, _, err := walk.Build(s, madeRules(), walk.Adult)
	if err != nil {
		t.Fatal(err)
	}
	edges := make([]walk.Edge, len(c.Edges))
	for i, e := range c.Edges {
		edges[i] = walk.Edge{A: uint32(e.A), B: uint32(e.B), Forth: walk.Time(e.Forth), Back: walk.Time(e.Back)}
	}
	return &honesty{city: c, net: n, graph: must(walk.NewGraph(len(c.Points), edges))(t)}
}

func (h *honesty) share() (falsely, missed float64) {
	return 100 * float64(h.falsely) / float64(h.claimed), 100 * float64(h.missed) / float64(h.truth)
}

// add draws the circle of a station and counts the homes around it.
func (h *honesty) add(t testing.TB, station int32) geo.MultiPolygon {
	t.Helper()
	c, n := h.city, h.net
	var doors []walk.Door
	foot, miss := n.Snap(c.Points[c.Stations[station]])
	if !miss.OK() {
		t.Fatal(miss)
	}
	for _, a := range n.Arrivals(foot) {
		doors = append(doors, walk.Door{Facility: station, Foothold: a})
	}
	box := reachBox(c.Points[c.Stations[station]])
	grid := must(n.Contours(t.Context(), box, must(n.Graph().Nearest(walk.ToFacility, doors, tenMinutes))(t)))(t)
	shape := must(grid.Within(t.Context(), tenMinutes))(t)
	own := must(h.graph.Nearest(walk.ToFacility, c.doors[station:station+1], tenMinutes))(t)
	for i, home := range c.Homes {
		if !box.Contains(home.At) {
			continue
		}
		_, in := own.At(c.homes[i])
		claimed, w := shape.Owns(home.At), int64(home.Households)
		if claimed {
			h.claimed += w
		}
		switch {
		case in && !claimed:
			h.missed += w
		case claimed && !in:
			h.falsely += w
		}
		if in {
			h.truth += w
		}
	}
	return shape
}

// TestDrawingsAreHonest: of the households that the drawn circles of a town claim, at most 8 % walk
// longer than ten minutes by the truth of the generator, and few of those who do not are left out.
// No outline meets another or itself, and none has small holes.
func TestDrawingsAreHonest(t *testing.T) {
	c := town(t)
	h := newHonesty(t, c)
	for s := range c.Stations {
		soundDrawing(t, h.add(t, int32(s)))
	}
	falsely, missed := h.share()
	t.Logf("claimed %d, falsely %.2f %%; truth %d, missed %.2f %%", h.claimed, falsely, h.truth, missed)
	if h.truth < 10_000 || falsely > 8 || missed > 5 {
		t.Errorf("claimed %d, falsely %.2f %%; truth %d, missed %.2f %%", h.claimed, falsely, h.truth, missed)
	}
}

// soundDrawing tries every two edges, and looks at the way round and the size of the rings.
func soundDrawing(t *testing.T, shape geo.MultiPolygon) {
	t.Helper()
	if len(shape) == 0 {
		t.Fatal("nothing is drawn")
	}
	type edge struct{ a, b geo.Point }
	var edges []edge
	for _, poly := range shape {
		for i, r := range poly {
			twice := int64(0)
			r.Edges(func(a, b geo.Point) {
				twice += int64(a.X-r[0].X)*int64(b.Y-r[0].Y) - int64(b.X-r[0].X)*int64(a.Y-r[0].Y)
			})
			if i == 0 && twice <= 0 || i > 0 && twice >= 0 {
				t.Errorf("ring %d goes round the wrong way", i)
			}
			if i > 0 {
				if m2 := (geo.MultiPolygon{{r}}).Area(); math.Abs(float64(m2)) < 9_000 { // a hectare before it was simplified
					t.Errorf("a hole of %.0f m²", float64(m2))
				}
			}
			r.Edges(func(a, b geo.Point) { edges = append(edges, edge{a, b}) })
		}
	}
	for i, e := range edges {
		for _, o := range edges[:i] {
			if e.a == o.a || e.a == o.b || e.b == o.a || e.b == o.b {
				if e.a != o.b && e.b != o.a {
					t.Fatalf("two rings share the vertex of %v and %v", e, o)
				}
				continue
			}
			if geo.EmptyBox().Extend(e.a).Extend(e.b).Intersects(geo.EmptyBox().Extend(o.a).Extend(o.b)) && meets(e.a, e.b, o.a, o.b) {
				t.Fatalf("%v meets %v", e, o)
			}
		}
	}
}

// BenchmarkContour draws the circles of every sixth station of the city of the study, and tells how
// honest they are.
func BenchmarkContour(b *testing.B) {
	c := benchCity(b)
	h, i := newHonesty(b, c), 0
	b.ResetTimer()
	for b.Loop() {
		h.add(b, int32(6*i%len(c.Stations)))
		i++
	}
	falsely, missed := h.share()
	b.ReportMetric(falsely, "%-false")
	b.ReportMetric(missed, "%-missed")
}

// plainStreets are ways and walls of a place near 116° E, 39° N, in metres east and north of it.
func plainStreets(ways, walls [][][2]float64) *walk.Streets {
	s := &walk.Streets{}
	line := func(points [][2]float64) (out geo.Line) {
		for _, p := range points {
			out = append(out, inMetres(p[0], p[1]))
		}
		return out
	}
	for i, w := range ways {
		s.Ways = append(s.Ways, walk.Way{Number: int64(i), Points: line(w), Tags: map[string]string{"highway": "residential"}})
	}
	for i, w := range walls {
		s.Barriers = append(s.Barriers, walk.Barrier{Number: int64(i), Points: line(w), Tags: map[string]string{"barrier": "wall"}})
	}
	return s
}

func inMetres(east, north float64) geo.Point {
	return geo.Point{X: 1_160_000_000 + int32(east*115.53), Y: 390_000_000 + int32(north*90.09)}
}

// circleOf is the circle of a place at the corner of the streets.
func circleOf(t *testing.T, s *walk.Streets, limit walk.Time) (*walk.Network, geo.MultiPolygon) {
	t.Helper()
	n, _ := build(t, s)
	foot := mustSnap(t, n, inMetres(0, 0))
	field := must(n.Graph().Nearest(walk.ToFacility, []walk.Door{{Foothold: foot}}, limit))(t)
	box := geo.EmptyBox().Extend(inMetres(-900, -900)).Extend(inMetres(900, 900))
	grid := must(n.Contours(t.Context(), box, field))(t)
	shape := must(grid.Within(t.Context(), limit))(t)
	soundDrawing(t, shape)
	return n, shape
}

// TestDrawingStopsAtWalls: the ground up to a wall is drawn and that behind it is not, to a metre,
// though nothing else is near and the time would reach far beyond; round its end it goes on.
func TestDrawingStopsAtWalls(t *testing.T) {
	s := plainStreets([][][2]float64{{{-300, 0}, {300, 0}}}, [][][2]float64{{{-400, 30}, {400, 33}}})
	_, shape := circleOf(t, s, 6000)
	for x := -250.0; x < 250; x += 7 {
		wall := 30 + 3*(x+400)/800
		if !shape.Owns(inMetres(x, wall-1)) {
			t.Errorf("%v m east, 1 m before the wall: not drawn", x)
		}
		for _, behind := range []float64{0.1, 1, 5, 20} {
			if shape.Owns(inMetres(x, wall+behind)) {
				t.Errorf("%v m east, %v m behind the wall: drawn", x, behind)
			}
		}
		if !shape.Owns(inMetres(x, -100)) {
			t.Errorf("%v m east, where no wall is: not drawn", x)
		}
	}
}

// TestSmallHolesAreFilled: ground that no street reaches is a hole of the drawing from a hectare
// on. Streets reach 150 m.
func TestSmallHolesAreFilled(t *testing.T) {
	square := func(side float64) [][][2]float64 {
		return [][][2]float64{{{0, 0}, {side, 0}, {side, side}, {0, side}, {0, 0}}}
	}
	for side, holes := range map[float64]int{360: 0, 390: 0, 420: 1, 500: 1} {
		_, shape := circleOf(t, plainStreets(square(side), nil), walk.HalfHour)
		got := 0
		for _, poly := range shape {
			got += len(poly) - 1
		}
		if len(shape) != 1 || got != holes || shape.Owns(inMetres(side/2, side/2)) == (holes == 1) {
			t.Errorf("a block of %v m: %d polygons, %d holes, want %d", side, len(shape), got, holes)
		}
	}
}

// TestDrawingsApart: drawn apart, places have the ground that is nearest to them, which together is
// that of all, but for the seams.
func TestDrawingsApart(t *testing.T) {
	c, n, doors := servedTown(t, geotest.WalkTown)
	field := must(n.Graph().Nearest(walk.ToFacility, doors, tenMinutes))(t)
	box := reachBox(c.Points[c.Stations[0]])
	grid := must(n.Contours(t.Context(), box, field))(t)
	all, parts := must(grid.Within(t.Context(), tenMinutes))(t), map[int32]geo.MultiPolygon{}
	err := grid.Apart(t.Context(), tenMinutes, func(f int32, shape geo.MultiPolygon) error {
		parts[f] = shape
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(parts) < 2 || grid.Facilities(tenMinutes) != len(parts) {
		t.Fatalf("%d places: nothing is apart", len(parts))
	}
	homes, wrong := 0, 0
	for _, h := range c.Homes {
		foot, miss := n.Snap(h.At)
		if !box.Contains(h.At) || !miss.OK() {
			continue
		}
		found, in := field.At(foot)
		homes++
		var has []int32
		for f, shape := range parts {
			if shape.Owns(h.At) {
				has = append(has, f)
			}
		}
		if in != all.Owns(h.At) || in && (len(has) != 1 || has[0] != found.Facility) || !in && len(has) > 0 {
			wrong++
		}
	}
	if homes < 100 || wrong > homes/20 {
		t.Errorf("%d of %d homes lie in another drawing than their way says", wrong, homes)
	}
	if _, err := n.Contours(t.Context(), geo.EmptyBox().Extend(inMetres(0, 0)).Extend(inMetres(20_000, 20_000)), field); err == nil {
		t.Error("400 km² were drawn")
	}
}
