package walk_test

import (
	"testing"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/geotest"
	"github.com/redsail/redsail/geo/walk"
)

// streetsOf makes the input of a network of a made-up city: way and edge have the same number.
func streetsOf(c *geotest.WalkCity, heights bool) *walk.Streets {
	classes := map[geotest.WalkKind]map[string]string{
		geotest.WalkArterial: {"highway": "secondary"}, geotest.WalkStreet: {"highway": "residential"}, geotest.WalkInside: {"highway": "service"},
		geotest.WalkGate: {"highway": "footway"}, geotest.WalkLane: {"highway": "living_street"}, geotest.WalkPark: {"highway": "path"},
		geotest.WalkBridge: {"highway": "secondary", "bridge": "yes"},
	}
	s := &walk.Streets{}
	for i, e := range c.Edges {
		w := walk.Way{Number: int64(i), Points: geo.Line{c.Points[e.A], c.Points[e.B]}, Tags: classes[e.Kind]}
		if heights {
			w.Heights = []float32{float32(c.Heights[e.A]), float32(c.Heights[e.B])}
		}
		s.Ways = append(s.Ways, w)
	}
	for _, w := range c.Walls {
		for _, l := range w.Lines {
			s.Barriers = append(s.Barriers, walk.Barrier{Number: int64(w.Block), Points: l, Tags: map[string]string{"barrier": "wall"}})
		}
	}
	kinds := map[string]map[string]string{"river": {"waterway": "river"}, "rail": {"railway": "rail"}, "ring": {"barrier": "fence"}}
	for i, b := range c.Barriers {
		s.Barriers = append(s.Barriers, walk.Barrier{Number: int64(1_000_000 + i), Points: b.Line, Tags: kinds[b.Kind]})
	}
	return s
}

// ringCrossing is where a street of a made-up city crosses a ring road; people wait 25 s there.
const ringCrossing = "ring_crossing"

// madeRules are the usual ones, with that.
func madeRules() *walk.Rules {
	r := walk.DefaultRules()
	r.Stops = append(r.Stops, walk.StopRule{Word: ringCrossing, Use: walk.Open, Seconds: ringWait / 10})
	return r
}

// What people wait in a made-up city, in tenths of a second: half a signal at each end of an arterial street,
// at the gate of a compound, and at a ring road.
const halfSignal, gateWait, ringWait = 60, 30, 250

// waitsOf are the places at which the people of a made-up city wait: signals where arterial streets meet, and
// crossings of ring roads. It fails where these are not what the edges of the generator wait in all.
func waitsOf(t testing.TB, c *geotest.WalkCity) (out []walk.Gate) {
	t.Helper()
	signal := signalsOf(c)
	for i := range c.Edges {
		e := &c.Edges[i]
		want := int32(0)
		half := func(class string, wait int32) {
			a, b := c.Points[e.A], c.Points[e.B]
			middle := geo.Point{X: a.X + (b.X-a.X)/2, Y: a.Y + (b.Y-a.Y)/2}
			out = append(out, walk.Gate{Number: int64(len(c.Points) + i), Points: geo.Line{middle}, Tags: map[string]string{"barrier": class}})
			want = wait
		}
		switch {
		case e.Kind == geotest.WalkGate && e.Wait == gateWait:
			half("gate", gateWait)
		case e.Wait >= ringWait:
			half(ringCrossing, ringWait)
		}
		for _, n := range []int32{e.A, e.B} {
			if signal[n] && (e.Kind == geotest.WalkArterial || e.Kind == geotest.WalkBridge) {
				want += halfSignal
			}
		}
		if want != e.Wait {
			t.Fatalf("edge %d waits %d tenths of a second, its signals and crossings make %d", i, e.Wait, want)
		}
	}
	for n, p := range c.Points {
		if signal[int32(n)] {
			out = append(out, walk.Gate{Number: int64(n), Points: geo.Line{p}, Tags: map[string]string{"highway": "traffic_signals"}})
		}
	}
	return out
}

// signalsOf tells which nodes have signals. An arterial street says at how many of its ends, none, one or two: of one,
// the other end tells at which; where neither does, it is that at which more streets meet.
func signalsOf(c *geotest.WalkCity) map[int32]bool {
	signal, degree := map[int32]bool{}, map[int32]int{}
	var open []*geotest.WalkEdge // with one signal
	for i := range c.Edges {
		e := &c.Edges[i]
		if e.Kind != geotest.WalkArterial && e.Kind != geotest.WalkBridge {
			continue
		}
		degree[e.A]++
		degree[e.B]++
		if n := e.Wait % ringWait / halfSignal; n == 1 {
			open = append(open, e)
		} else {
			signal[e.A], signal[e.B] = n == 2, n == 2
		}
	}
	for len(open) > 0 {
		var left []*geotest.WalkEdge
		for _, e := range open {
			atA, a := signal[e.A]
			atB, b := signal[e.B]
			switch {
			case a:
				signal[e.B] = !atA
			case b:
				signal[e.A] = !atB
			default:
				left = append(left, e)
			}
		}
		if len(left) == len(open) {
			signal[left[0].A] = degree[left[0].A] > degree[left[0].B]
		}
		open = left
	}
	return signal
}

func build(t testing.TB, s *walk.Streets) (*walk.Network, *walk.Report) {
	t.Helper()
	n, r, err := walk.Build(s, walk.DefaultRules(), walk.Adult)
	if err != nil {
		t.Fatal(err)
	}
	return n, r
}
