package demo_test

import (
	"math"
	"testing"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/demo"
)

func sqrt(v float64) float64 { return math.Sqrt(v) }

// joined is a union–find over the vertices of walkable lines.
type joined map[geo.Point]geo.Point

func (j joined) root(p geo.Point) geo.Point {
	for {
		q, ok := j[p]
		if !ok {
			j[p] = p
			return p
		}
		if q == p {
			return p
		}
		if r, ok := j[q]; ok {
			j[p] = r
		}
		p = q
	}
}

// TestReachable: from every building's entrance a footpath is at most 5 m away, and all of
// them hang together through the gates.
func TestReachable(t *testing.T) {
	eachSize(t, func(t *testing.T, d *demo.City) {
		net := joined{}
		cells := map[[2]int32][]geo.Point{} // vertices of footpaths by squares of about 10 m
		cell := func(p geo.Point) [2]int32 { return [2]int32{p.X / 1000, p.Y / 1000} }
		for i := range d.Lines {
			l := &d.Lines[i]
			if !l.Walk {
				continue
			}
			for k, p := range l.Points {
				net[net.root(p)] = net.root(l.Points[0])
				if l.Kind == "path" {
					cells[cell(l.Points[k])] = append(cells[cell(l.Points[k])], p)
				}
			}
		}
		parts := map[geo.Point]int{}
		far := 0
		for i := range d.Buildings {
			door := d.Buildings[i].Entrance
			c := cell(door)
			best, least := geo.Point{}, geo.Metres(math.MaxFloat64)
			for dx := int32(-1); dx <= 1; dx++ {
				for dy := int32(-1); dy <= 1; dy++ {
					for _, p := range cells[[2]int32{c[0] + dx, c[1] + dy}] {
						if m := geo.Distance(door.LonLat(), p.LonLat()); m < least {
							best, least = p, m
						}
					}
				}
			}
			if least > 5 {
				far++
				t.Errorf("%s: the nearest footpath is %.1f m away", d.Buildings[i].Code, float64(least))
				continue
			}
			parts[net.root(best)]++
		}
		if len(parts) != 1 {
			t.Errorf("buildings lie on %d separate networks", len(parts))
			for p, n := range parts {
				if n < 500 {
					t.Logf("%d buildings at %v", n, p.LonLat())
				}
			}
		}
	})
}

// TestGates: each walled compound has one to six gates on its border, and one main gate.
func TestGates(t *testing.T) {
	eachSize(t, func(t *testing.T, d *demo.City) {
		gates, mains := map[string]int{}, map[string]int{}
		for _, g := range d.Gates {
			gates[g.Compound]++
			if g.Main {
				mains[g.Compound]++
			}
		}
		for _, a := range layer(d.Areas, "compound") {
			n := gates[a.Code]
			if walled := a.Class["closedness"] != "open"; walled && (n < 1 || n > 6 || mains[a.Code] != 1) || !walled && n > 0 {
				t.Errorf("%s (%s) has %d gates, %d of them main", a.Code, a.Class["closedness"], n, mains[a.Code])
			}
		}
	})
}

// TestGridSizes: most ordinary grids have the 300 to 500 households of the norm, and there
// are exceptions.
func TestGridSizes(t *testing.T) {
	d, err := cities[demo.SizeCity]()
	if err != nil {
		t.Fatal(err)
	}
	normal, small, large, special := 0, 0, 0, 0
	for _, g := range layer(d.Areas, "grid") {
		switch n := *g.Households; {
		case g.Class["kind"] == "special":
			special++
		case n < 300:
			small++
		case n <= 500:
			normal++
		default:
			large++
		}
	}
	t.Logf("%d grids with 300–500 households, %d with fewer, %d with more, %d special", normal, small, large, special)
	if all := normal + small + large; normal*100 < 55*all || small == 0 || large == 0 || large*100 > 12*all {
		t.Errorf("too few of %d ordinary grids have 300–500 households", all)
	}
}

// TestHistory: villages merged at the first date, one was parted again at the second, and
// codes changed; each operation keeps its ground and its households.
func TestHistory(t *testing.T) {
	eachSize(t, func(t *testing.T, d *demo.City) {
		if len(d.History) != 2 {
			t.Fatalf("%d steps, want 2", len(d.History))
		}
		kinds := map[string]int{}
		areas := d.Areas
		for i := len(d.History) - 1; i >= 0; i-- {
			for _, op := range d.History[i].Ops {
				kinds[op.Kind]++
				if before, after := people(op.Before), people(op.After); before != after {
					t.Errorf("%s of %s: %d households, then %d", op.Kind, op.After[0].Key(), before, after)
				}
				if op.Kind == "recode" && (len(op.After[0].Former) == 0 || op.After[0].Former[len(op.After[0].Former)-1] != op.Before[0].Code) {
					t.Errorf("%s forgets its former code %s", op.After[0].Key(), op.Before[0].Code)
				}
			}
			areas = undo(t, areas, d.History[i])
			seen := map[city.Key]bool{}
			for k := range areas {
				if seen[areas[k].Key()] {
					t.Errorf("before %s, %s stands twice", d.History[i].Date, areas[k].Key())
				}
				seen[areas[k].Key()] = true
			}
			for k := range areas {
				if l := areas[k].Layer; (l == "grid" || l == "compound") && !seen[city.Key{Layer: "community", Code: areas[k].Parent}] {
					t.Errorf("before %s, %s has no parent %s", d.History[i].Date, areas[k].Key(), areas[k].Parent)
				}
			}
		}
		if kinds["merge"] < 2 || kinds["split"] != 1 || kinds["recode"] < 4 {
			t.Errorf("operations: %v", kinds)
		}
	})
}

func people(areas []city.Area) int64 {
	var n int64
	for i := range areas {
		n += *areas[i].Households
	}
	return n
}
