package demo_test

import (
	"testing"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/near"
	"github.com/redsail/redsail/geo/partition"
	"github.com/redsail/redsail/internal/demo"
)

// TestOneNetwork: all that people walk along hangs together, but for a few ends of roads
// that stop short of the railway or of the city's edge.
func TestOneNetwork(t *testing.T) {
	eachSize(t, func(t *testing.T, d *demo.City) {
		net, length, whole := joined{}, map[geo.Point]float64{}, 0.0
		for i := range d.Lines {
			if l := &d.Lines[i]; l.Walk {
				for _, p := range l.Points {
					net[net.root(p)] = net.root(l.Points[0])
				}
			}
		}
		alone := map[string]int{}
		largest := geo.Point{}
		for i := range d.Lines {
			l := &d.Lines[i]
			for k := 1; l.Walk && k < len(l.Points); k++ {
				m := float64(geo.Distance(l.Points[k-1].LonLat(), l.Points[k].LonLat()))
				root := net.root(l.Points[0])
				length[root] += m
				whole += m
				if length[root] > length[largest] {
					largest = root
				}
			}
		}
		for i := range d.Lines {
			if l := &d.Lines[i]; l.Walk && net.root(l.Points[0]) != largest {
				alone[l.Kind]++
			}
		}
		t.Logf("%.0f of %.0f km hang together; apart: %v", length[largest]/1000, whole/1000, alone)
		if length[largest] < 0.995*whole || alone["path"] > 0 {
			t.Errorf("%.1f of %.1f km hang together; apart: %v", length[largest]/1000, whole/1000, alone)
		}
	})
}

// TestGround: parks have ways, schools pitches, and some parks, fields and woods water; no
// two pieces of ground of a kind overlap, and nothing grows in the water.
func TestGround(t *testing.T) {
	eachSize(t, func(t *testing.T, d *demo.City) {
		kinds, named := map[string]int{}, map[string]int{}
		var tree near.Tree[int]
		var heart []geo.Point // a place within each
		for i := range d.Covers {
			v := &d.Covers[i]
			heart = append(heart, partition.LabelPoint(v.Shape))
			kinds[v.Kind]++
			if v.Name.Zh != "" {
				named[v.Kind]++
			}
			tree.Search(v.Shape.Box(), func(_ geo.Box, j int) bool {
				if w := &d.Covers[j]; crossing(v.Shape, w.Shape) || w.Shape.Owns(heart[i]) || v.Shape.Owns(heart[j]) {
					t.Errorf("%s %s and %s %s overlap", v.Kind, v.Name.Zh, w.Kind, w.Name.Zh)
				}
				return true
			})
			tree.Insert(v.Shape.Box(), i)
		}
		t.Logf("%v, named %v", kinds, named)
		if kinds["park"] != named["park"] || kinds["garden"] == 0 || kinds["farmland"] == 0 {
			t.Errorf("%v, named %v", kinds, named)
		}
		if d.Size == demo.SizeCity && (kinds["pitch"] < 50 || kinds["water"] < 100 || kinds["woods"] < 50 || kinds["farmland"] < 500 || named["woods"] == 0 || named["water"] < 20) {
			t.Errorf("%v, named %v", kinds, named)
		}
	})
}

// crossing is true where an edge of a runs through one of b; that they touch is no crossing.
func crossing(a, b geo.MultiPolygon) bool {
	found := false
	box := a.Box()
	b.Edges(func(p, q geo.Point) {
		if found || !box.Intersects(geo.EmptyBox().Extend(p).Extend(q)) {
			return
		}
		a.Edges(func(r, s geo.Point) {
			if geo.Orient(p, q, r)*geo.Orient(p, q, s) < 0 && geo.Orient(r, s, p)*geo.Orient(r, s, q) < 0 {
				found = true
			}
		})
	})
	return found
}
