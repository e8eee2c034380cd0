package locate_test

import (
	"math/rand/v2"
	"testing"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/geotest"
	"github.com/redsail/redsail/geo/locate"
)

// areasOf makes areas of a real coverage.
func areasOf(c geotest.Coverage) []locate.Area {
	areas := make([]locate.Area, len(c.Codes))
	for i := range areas {
		areas[i] = locate.Area{Code: c.Codes[i], Shape: c.Shapes[i]}
	}
	return areas
}

func beijing(t testing.TB) []locate.Area { return areasOf(geotest.Beijing(t)) }

func TestBeijingOwnsEachPointOnce(t *testing.T) {
	areas := beijing(t)
	x := build(t, locate.Layer{Key: "township", Partition: true, Areas: areas})
	at := sides(areas)
	var union geo.MultiPolygon // inner edges cancel
	outline := geo.Ring{}
	for _, a := range areas {
		union = append(union, a.Shape...)
	}
	var dst []int32
	ask := func(p geo.Point, inner bool) {
		dst = x.Covering(0, p, dst[:0])
		if owner := x.Owner(0, p); len(dst) > 1 || inner && len(dst) != 1 ||
			len(dst) == 1 && owner != int(dst[0]) || len(dst) == 0 && owner != locate.None {
			t.Fatalf("%v has owners %v, owner %d", p, dst, owner)
		}
	}
	frame := map[geo.Point]bool{}
	for e, who := range at {
		if len(who)%2 == 1 {
			frame[e.a], frame[e.b] = true, true
			outline = append(outline, e.a)
		}
	}
	mids := 0
	for e, who := range at {
		ask(e.a, !frame[e.a])
		ask(e.b, !frame[e.b])
		if (e.a.X+e.b.X)%2 == 0 && (e.a.Y+e.b.Y)%2 == 0 {
			ask(geo.Point{X: e.a.X + (e.b.X-e.a.X)/2, Y: e.a.Y + (e.b.Y-e.a.Y)/2}, len(who) == 2)
			mids++
		}
	}
	// On the frame, and at random all over, the union says whether there is an owner.
	box := union.Box()
	r := rand.New(rand.NewPCG(2, 3))
	for i := range 400 {
		p := geo.Point{X: box.Min.X + r.Int32N(box.Max.X-box.Min.X), Y: box.Min.Y + r.Int32N(box.Max.Y-box.Min.Y)}
		if i%2 == 0 {
			p = outline[r.IntN(len(outline))]
		}
		if got := x.Owner(0, p) != locate.None; got != union.Owns(p) {
			t.Fatalf("%v owned: %v", p, got)
		}
	}
	t.Logf("%d edges, %d mid-points on the lattice, %d vertices of the frame", len(at), mids, len(frame))
}

func TestBeijingAgainstPlainRings(t *testing.T) {
	areas := beijing(t)
	x := build(t, locate.Layer{Key: "township", Partition: true, Areas: areas})
	at := sides(areas)
	r := rand.New(rand.NewPCG(4, 5))
	box := bounds(areas)
	for range 300 {
		p := geo.Point{X: box.Min.X + r.Int32N(box.Max.X-box.Min.X), Y: box.Min.Y + r.Int32N(box.Max.Y-box.Min.Y)}
		owners := agree(t, x, 0, areas, p)
		if len(owners) == 0 {
			continue
		}
		want, _ := border(areas, at, int(owners[0]), p)
		if got, _ := x.Border(0, int(owners[0]), p); got != want {
			t.Fatalf("Border at %v = %+v, want %+v", p, got, want)
		}
	}
}

func randomIn(box geo.Box, n int) []geo.Point {
	r := rand.New(rand.NewPCG(6, 7))
	out := make([]geo.Point, n)
	for i := range out {
		out[i] = geo.Point{X: box.Min.X + r.Int32N(box.Max.X-box.Min.X), Y: box.Min.Y + r.Int32N(box.Max.Y-box.Min.Y)}
	}
	return out
}

func BenchmarkBuild(b *testing.B) {
	areas := beijing(b)
	for b.Loop() {
		build(b, locate.Layer{Key: "township", Partition: true, Areas: areas})
	}
}

func BenchmarkOwner(b *testing.B) {
	areas := beijing(b)
	x := build(b, locate.Layer{Key: "township", Partition: true, Areas: areas})
	points := randomIn(bounds(areas), 1<<16)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		x.Owner(0, points[i&(1<<16-1)])
	}
}

func BenchmarkBorder(b *testing.B) {
	areas := beijing(b)
	x := build(b, locate.Layer{Key: "township", Partition: true, Areas: areas})
	var points []geo.Point
	var owners []int
	for _, p := range randomIn(bounds(areas), 1<<14) {
		if o := x.Owner(0, p); o != locate.None {
			points, owners = append(points, p), append(owners, o)
		}
	}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		k := i % len(points)
		x.Border(0, owners[k], points[k])
	}
}
