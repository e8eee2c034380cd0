package balance_test

import (
	"fmt"
	"path/filepath"
	"slices"
	"testing"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/edit"
	"github.com/redsail/redsail/internal/plan/balance"
	"github.com/redsail/redsail/internal/store/gpkg"
)

const smallScheme = `
layers:
  - {key: grid, name: {zh: 网格, en: Grid}, parent: "", partition: true}
  - {key: compound, name: {zh: 小区, en: Compound}, parent: "", partition: false}
norms:
  grid_households: [30, 50]
`

// at is a point in units of 0.0001° from 116° E, 39° N.
func at(x, y int32) geo.Point { return geo.Point{X: 1_160_000_000 + x*1000, Y: 390_000_000 + y*1000} }

func box(x1, y1, x2, y2 int32) geo.Ring {
	return geo.Ring{at(x1, y1), at(x2, y1), at(x2, y2), at(x1, y2)}
}

func line(layer, code string, class map[string]string, points ...geo.Point) *city.Line {
	return &city.Line{Layer: layer, Code: code, Shape: geo.MultiLine{points}, Class: class}
}

// houses are four buildings of 15 households, two on each side of x = 50.
func houses() []city.Content {
	var out []city.Content
	for i, p := range [][2]int32{{20, 20}, {20, 70}, {70, 20}, {70, 70}} {
		n := int64(15)
		out = append(out, &city.Building{Code: fmt.Sprintf("h%d", i), Shape: geo.MultiPolygon{{box(p[0], p[1], p[0]+10, p[1]+10)}}, Households: &n})
	}
	return out
}

// TestSmall: small grids, each with one thing that matters.
func TestSmall(t *testing.T) {
	whole := geo.MultiPolygon{{box(0, 0, 100, 100)}}
	middle := line("road", "r", nil, at(50, -10), at(50, 110))
	hole := geo.MultiPolygon{{box(0, 0, 100, 100), {at(40, 40), at(40, 60), at(60, 60), at(60, 40)}}}
	yard := &city.Area{Layer: "compound", Code: "x", Names: city.Names{Zh: "x"}, Shape: geo.MultiPolygon{{box(5, 5, 95, 95)}}}
	n := int64(15)
	across := &city.Building{Code: "a", Shape: geo.MultiPolygon{{box(45, 45, 55, 55)}}, Households: &n}
	for _, c := range []struct {
		name   string
		shape  geo.MultiPolygon
		with   []city.Content
		method string
		check  func(p *balance.Proposal) bool
	}{
		{"a road", whole, []city.Content{middle}, balance.AlongStreets, func(p *balance.Proposal) bool {
			return p.Exact && p.Border.OpenM == 0 && len(p.Walls)+len(p.Compounds) == 0 && p.Parts[0].Code == "g-2" && p.Parts[1].Code == "g"
		}},
		{"a hole in the way", hole, []city.Content{middle}, balance.AlongStreets, func(p *balance.Proposal) bool { return p.Balanced }},
		{"no line at all", whole, nil, balance.Straight, func(p *balance.Proposal) bool { return p.Reason == balance.ReasonNoLine && p.Border.OpenM > 100 }},
		{"a wall across the road", whole, []city.Content{middle, yard, line("wall", "w", map[string]string{"class": "wall", "compound": "x"}, append(geo.Line(box(5, 5, 95, 95)), at(5, 5))...)},
			balance.AlongStreets, func(p *balance.Proposal) bool {
				return len(p.Walls) == 1 && p.Walls[0].Wall == "w" && len(p.Compounds) == 1 && p.Compounds[0].Code == "x"
			}},
		{"a gate in the wall", whole, []city.Content{middle, yard,
			line("wall", "w1", map[string]string{"class": "wall"}, at(51, 5), at(95, 5), at(95, 95), at(51, 95)), line("wall", "w2", map[string]string{"class": "wall"}, at(49, 5), at(5, 5), at(5, 95), at(49, 95)),
			line("wall", "g1", map[string]string{"class": "gate"}, at(49, 5), at(51, 5)), line("wall", "g2", map[string]string{"class": "gate"}, at(49, 95), at(51, 95))},
			balance.AlongStreets, func(p *balance.Proposal) bool { return len(p.Walls) == 0 && len(p.Compounds) == 1 }},
		{"a road through a building", whole, []city.Content{middle, across}, "", func(p *balance.Proposal) bool { return p.Method != balance.AlongStreets && p.Reason != "" }},
	} {
		t.Run(c.name, func(t *testing.T) {
			all := append(houses(), c.with...)
			sum := int64(0)
			for _, v := range all {
				if b, ok := v.(*city.Building); ok {
					sum += *b.Households
				}
			}
			// An edit counts the parts anew where the area's number was the sum of its buildings.
			s := smallStore(t, append(all, &city.Area{Layer: "grid", Code: "g", Names: city.Names{Zh: "g"}, Shape: c.shape, Households: &sum}))
			pic := pictureOf(t, s)
			p, err := read(t, pic).Propose(t.Context(), balance.Ask{Layer: "grid", Code: "g"})
			if err != nil || c.method != "" && p.Method != c.method || !c.check(p) {
				t.Fatalf("%v: %+v", err, p)
			}
			if p.Change != nil {
				checkDry(t, edit.NewEditor(s, nil), []*balance.Proposal{p})
				groundOf(pic).check(t, p)
			}
		})
	}
}

func smallStore(t *testing.T, contents []city.Content) city.Store {
	t.Helper()
	scheme, err := city.ParseScheme([]byte(smallScheme))
	if err != nil {
		t.Fatal(err)
	}
	s, err := gpkg.Init(t.Context(), filepath.Join(t.TempDir(), "s.gpkg"), scheme, gpkg.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	c := city.Change{Effective: city.Always().From}
	for _, v := range slices.Clone(contents) {
		c.Entries = append(c.Entries, city.PutContent(v, city.Always()))
	}
	if _, err := s.Apply(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	return s
}

// TestSpecialAbove: a grid with a purpose of its own is above the norm when it is, and says what it
// is; below the norm it is none of its business.
func TestSpecialAbove(t *testing.T) {
	var all []city.Content
	for i, g := range []struct {
		kind string
		n    int64
	}{{"special", 60}, {"special", 10}, {"ordinary", 70}, {"", 10}} {
		x := int32(i) * 100
		all = append(all, &city.Area{Layer: "grid", Code: fmt.Sprintf("g%d", i), Names: city.Names{Zh: "g"}, Shape: geo.MultiPolygon{{box(x, 0, x+100, 100)}}, Class: map[string]string{"kind": g.kind}},
			&city.Building{Code: fmt.Sprintf("h%d", i), Shape: geo.MultiPolygon{{box(x+20, 20, x+30, 30)}}, Households: &g.n})
	}
	list, err := read(t, pictureOf(t, smallStore(t, all))).List(false)
	if err != nil {
		t.Fatal(err)
	}
	said := ""
	for _, r := range list.Above {
		said += fmt.Sprint(r.Code, " ", r.Kind, " ", r.Households, " ", r.Parts, "; ")
	}
	if said != "g2  70 2; g0 special 60 2; " || list.Special != 1 || len(list.Below) != 1 || list.Below[0].Code != "g3" {
		t.Errorf("above: %s special: %d, below: %+v", said, list.Special, list.Below)
	}
}
