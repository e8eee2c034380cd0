package demo_test

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/near"
	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/demo"
)

// index finds areas by box.
type index struct {
	areas []city.Area
	tree  near.Tree[int]
}

func newIndex(areas []city.Area) *index {
	x := &index{areas: areas}
	for i := range areas {
		x.tree.Insert(areas[i].Shape.Box(), i)
	}
	return x
}

// owners are the areas that own q.
func (x *index) owners(q geo.Point) []*city.Area {
	var out []*city.Area
	x.tree.Search(geo.Box{Min: q, Max: q}, func(_ geo.Box, i int) bool {
		if x.areas[i].Shape.Owns(q) {
			out = append(out, &x.areas[i])
		}
		return true
	})
	return out
}

// TestNesting: random points and the places of buildings have one owner in each partition,
// and these name each other as parents.
func TestNesting(t *testing.T) { eachSize(t, checkNesting) }

func checkNesting(t *testing.T, d *demo.City) {
	t.Helper()
	levels := []string{"district", "street", "community", "grid"}
	by := map[string]*index{}
	for _, l := range levels {
		by[l] = newIndex(layer(d.Areas, l))
	}
	var points []geo.Point
	for i := range d.Buildings {
		points = append(points, d.Buildings[i].Entrance)
	}
	box, random := d.Areas[0].Shape.Box(), rand.New(rand.NewPCG(3, 4))
	for range 5000 {
		points = append(points, geo.Point{
			X: box.Min.X + random.Int32N(box.Max.X-box.Min.X), Y: box.Min.Y + random.Int32N(box.Max.Y-box.Min.Y),
		})
	}
	for _, q := range points {
		want := 0
		if d.Areas[0].Shape.Owns(q) {
			want = 1
		}
		parent := d.Areas[0].Code
		for _, l := range levels {
			got := by[l].owners(q)
			if len(got) != want {
				t.Fatalf("%v has %d owners in %s, want %d", q, len(got), l, want)
			}
			if want == 1 && got[0].Parent != parent {
				t.Fatalf("%v: the parent of %s is %s, want %s", q, got[0].Code, got[0].Parent, parent)
			}
			if want == 1 {
				parent = got[0].Code
			}
		}
	}
}

// TestBuildings: none is cut by the border of its grid or compound, none overlaps another,
// none stands in water.
func TestBuildings(t *testing.T) { eachSize(t, checkBuildings) }

func checkBuildings(t *testing.T, d *demo.City) {
	t.Helper()
	grids, compounds := map[string]*city.Area{}, map[string]*city.Area{}
	for i := range d.Areas {
		switch a := &d.Areas[i]; a.Layer {
		case "grid":
			grids[a.Code] = a
		case "compound":
			compounds[a.Code] = a
		}
	}
	var water, built near.Tree[int]
	for i := range d.Covers {
		if d.Covers[i].Kind == "water" {
			water.Insert(d.Covers[i].Shape.Box(), i)
		}
	}
	seen := map[string]bool{}
	addresses := map[string]bool{}
	for i := range d.Buildings {
		b := &d.Buildings[i]
		if seen[b.Code] || addresses[b.Address.Full.Zh] {
			t.Errorf("%s (%s): code or address stands twice", b.Code, b.Address.Full.Zh)
		}
		seen[b.Code], addresses[b.Address.Full.Zh] = true, true
		g := grids[b.Grid]
		if g == nil || !strings.HasPrefix(b.Code, g.Parent) {
			t.Fatalf("%s names grid %q", b.Code, b.Grid)
		}
		if !within(b.Shape, g.Shape) {
			t.Errorf("%s is cut by the border of grid %s", b.Code, g.Code)
		}
		if c := compounds[b.Compound]; b.Compound != "" && (c == nil || !within(b.Shape, c.Shape) || c.Parent != g.Parent) {
			t.Errorf("%s is not within compound %q", b.Code, b.Compound)
		}
		box := b.Shape.Box()
		water.Search(box, func(_ geo.Box, j int) bool {
			if meet(b.Shape, d.Covers[j].Shape) {
				t.Errorf("%s stands in water", b.Code)
			}
			return true
		})
		built.Search(box, func(_ geo.Box, j int) bool {
			if meet(b.Shape, d.Buildings[j].Shape) {
				t.Errorf("%s and %s overlap", b.Code, d.Buildings[j].Code)
			}
			return true
		})
		built.Insert(box, i)
	}
}

// TestCompounds: each lies within its community, and none overlaps another.
func TestCompounds(t *testing.T) {
	eachSize(t, func(t *testing.T, d *demo.City) {
		communities := map[string]geo.MultiPolygon{}
		for _, c := range layer(d.Areas, "community") {
			communities[c.Code] = c.Shape
		}
		var laid near.Tree[int]
		compounds := layer(d.Areas, "compound")
		for i, c := range compounds {
			if !within(c.Shape, communities[c.Parent]) {
				t.Errorf("%s is not within its community", c.Code)
			}
			laid.Search(c.Shape.Box(), func(_ geo.Box, j int) bool {
				if meet(c.Shape, compounds[j].Shape) {
					t.Errorf("%s and %s overlap", c.Code, compounds[j].Code)
				}
				return true
			})
			laid.Insert(c.Shape.Box(), i)
		}
	})
}

// within is true when no edge of a touches one of b, and b holds a.
func within(a, b geo.MultiPolygon) bool { return b.Owns(a[0][0][0]) && !touch(a, b) }

// meet is true when two shapes share a point.
func meet(a, b geo.MultiPolygon) bool {
	return touch(a, b) || b.Owns(a[0][0][0]) || a.Owns(b[0][0][0])
}

func touch(a, b geo.MultiPolygon) bool {
	box, found := a.Box(), false
	b.Edges(func(p, q geo.Point) {
		if found || !box.Intersects(geo.EmptyBox().Extend(p).Extend(q)) {
			return
		}
		a.Edges(func(r, s geo.Point) {
			if geo.Orient(p, q, r)*geo.Orient(p, q, s) <= 0 && geo.Orient(r, s, p)*geo.Orient(r, s, q) <= 0 {
				found = true
			}
		})
	})
	return found
}

// TestRoadsAreFree: no building stands on the carriageway of a road or on the railway.
func TestRoadsAreFree(t *testing.T) {
	eachSize(t, func(t *testing.T, d *demo.City) {
		var built near.Tree[int]
		for i := range d.Buildings {
			built.Insert(d.Buildings[i].Shape.Box(), i)
		}
		for i := range d.Lines {
			l := &d.Lines[i]
			if l.Kind == "river" || l.Kind == "path" || l.Kind == "wall" {
				continue
			}
			reach := int32(l.Width / 2 * 85) // units in a metre, at least north
			for k := 1; k < len(l.Points); k++ {
				road := thick(l.Points[k-1], l.Points[k], reach)
				built.Search(road.Box(), func(_ geo.Box, j int) bool {
					if meet(d.Buildings[j].Shape, road) {
						t.Errorf("%s stands on %s %s", d.Buildings[j].Code, l.Kind, l.Name.Zh)
					}
					return true
				})
			}
		}
	})
}

// thick is a thin box along a segment: a square around each end where it has no length.
func thick(a, b geo.Point, reach int32) geo.MultiPolygon {
	dx, dy := float64(b.X-a.X), float64(b.Y-a.Y)
	l := max(dx*dx+dy*dy, 1)
	f := float64(reach) / sqrt(l)
	nx, ny := int32(-dy*f), int32(dx*f)
	return geo.MultiPolygon{{{{X: a.X - nx, Y: a.Y - ny}, {X: b.X - nx, Y: b.Y - ny}, {X: b.X + nx, Y: b.Y + ny}, {X: a.X + nx, Y: a.Y + ny}}}}
}
