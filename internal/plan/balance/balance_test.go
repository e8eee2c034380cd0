package balance_test

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"math"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/internal/atlas"
	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/demo"
	"github.com/redsail/redsail/internal/edit"
	"github.com/redsail/redsail/internal/plan/balance"
	"github.com/redsail/redsail/internal/store/gpkg"
)

// demoStore is a store with a made-up city.
func demoStore(t testing.TB, size demo.Size) city.Store {
	t.Helper()
	made, err := demo.Make(context.Background(), size, nil)
	if err != nil {
		t.Fatal(err)
	}
	scheme, err := made.Scheme()
	if err != nil {
		t.Fatal(err)
	}
	s, err := gpkg.Init(context.Background(), filepath.Join(t.TempDir(), "demo.gpkg"), scheme, gpkg.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	changes, err := made.Changes()
	if err != nil {
		t.Fatal(err)
	}
	for i := range changes {
		if _, err := s.Apply(context.Background(), changes[i]); err != nil {
			t.Fatal(err)
		}
	}
	return s
}

func pictureOf(t testing.TB, s city.Store) *atlas.Picture {
	t.Helper()
	a, err := atlas.Open(context.Background(), s, nil)
	if err != nil {
		t.Fatal(err)
	}
	return a.Current()
}

// request reads a proposal's change as the API reads a body.
func request(t testing.TB, c *balance.Change) *edit.Request {
	t.Helper()
	text, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	var out edit.Request
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&out); err != nil {
		t.Fatalf("%v in %s", err, text)
	}
	return &out
}

// TestDemoCity: each grid of the demo city above the norm has a proposal that is balanced, or
// a reason; a dry run of its change opens no gap and no overlap and moves as many
// households as promised; two runs say the same.
func TestDemoCity(t *testing.T) {
	if testing.Short() {
		t.Skip("it makes the whole demo city")
	}
	s := demoStore(t, demo.SizeCity)
	p := pictureOf(t, s)
	c, again := read(t, p), read(t, p)
	list, err := c.List(false)
	if err != nil {
		t.Fatal(err)
	}
	if len(list.Above) < 100 || list.Norm != (balance.Norm{Least: 300, Most: 500}) {
		t.Fatalf("%d grids above %+v", len(list.Above), list.Norm)
	}
	if sum := len(list.Above) + len(list.Below) + list.Within + list.Special + list.Empty + list.Unknown; sum != list.Areas {
		t.Errorf("%d of %d areas are listed", sum, list.Areas)
	}
	g := groundOf(p)
	e := edit.NewEditor(s, nil)
	balanced, streets := 0, 0
	var all []*balance.Proposal
	for _, row := range list.Above {
		got, err := c.Propose(t.Context(), balance.Ask{Layer: "grid", Code: row.Code})
		if err != nil {
			t.Fatal(err)
		}
		if twin, err := again.Propose(t.Context(), balance.Ask{Layer: "grid", Code: row.Code}); err != nil || !reflect.DeepEqual(got, twin) {
			t.Errorf("%s: another proposal, or %v", row.Code, err)
		}
		if *got.Households != row.Households || len(got.Parts) != 0 && len(got.Parts) != row.Parts && len(got.Parts) != row.Parts+1 {
			t.Errorf("%s: %d households in %d parts, listed are %+v", row.Code, *got.Households, len(got.Parts), row)
		}
		checkReason(t, got)
		if !got.Balanced && !got.Proven {
			t.Errorf("%s: it is not known whether there is a balanced split", row.Code)
		}
		if got.Balanced {
			balanced++
			if got.Method == balance.AlongStreets {
				streets++
			}
		}
		if got.Change != nil {
			all = append(all, got)
			g.check(t, got)
		}
	}
	checkDry(t, e, all)
	t.Logf("%d grids above the norm, %d balanced, %d of them along lines that are there", len(list.Above), balanced, streets)
	if balanced < len(list.Above)*9/10 || streets < len(list.Above)/2 {
		t.Errorf("of %d, %d are balanced, %d along lines that are there", len(list.Above), balanced, streets)
	}
}

func read(t testing.TB, p *atlas.Picture) *balance.City {
	t.Helper()
	c, err := balance.Read(p, city.LayerGrid)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// checkReason: what is not balanced, or not along lines alone, says why; what is said of the parts is so.
func checkReason(t *testing.T, p *balance.Proposal) {
	t.Helper()
	if p.Proven && (p.Balanced || !strings.Contains(p.Says, "gone through: none is balanced")) {
		t.Errorf("%s: balanced %v, proven, %q", p.Code, p.Balanced, p.Says)
	}
	plain := p.Balanced && p.Method == balance.AlongStreets
	if plain != (p.Reason == "") || (p.Reason == "") != (p.Says == "") || (p.Change == nil) != (p.Method == balance.Nothing) {
		t.Errorf("%s: balanced %v, method %s, reason %q, %q", p.Code, p.Balanced, p.Method, p.Reason, p.Says)
	}
	if p.Method == balance.AlongStreets && p.Border.OpenM > 0 {
		t.Errorf("%s: along streets, yet %g m over open ground", p.Code, p.Border.OpenM)
	}
	if p.Change == nil {
		return
	}
	total, off := int64(0), 0.0
	for _, q := range p.Parts {
		total += *q.Households
		off = max(off, math.Abs(float64(*q.Households)*float64(len(p.Parts))/float64(*p.Households)-1)*100)
	}
	if total != *p.Households || math.Abs(off-*p.WorstOff) > 0.006 || p.Balanced != (off <= 10) {
		t.Errorf("%s: the parts have %d of %d households, off by %g %%; said is %g %%, balanced %v", p.Code, total, *p.Households, off, *p.WorstOff, p.Balanced)
	}
}

// atOnce is how many proposals are run dry together: each dry run judges the whole city.
const atOnce = 30

// checkDry runs the changes of proposals dry, and compares what they do with what was promised.
func checkDry(t *testing.T, e *edit.Editor, all []*balance.Proposal) {
	t.Helper()
	for batch := range slices.Chunk(all, atOnce) {
		sum := &balance.Change{}
		for _, p := range batch {
			sum.Edits = append(sum.Edits, p.Change.Edits...)
		}
		plan, err := e.Prepare(t.Context(), request(t, sum))
		if err != nil {
			t.Fatal(err)
		}
		r := plan.Report
		if len(r.Gaps.Opened)+len(r.Overlaps.Opened)+len(r.Levels.Opened)+len(r.StaleCounts) > 0 {
			t.Errorf("gaps %+v, overlaps %+v, levels %+v, stale %+v", r.Gaps.Opened, r.Overlaps.Opened, r.Levels.Opened, r.StaleCounts)
		}
		households := map[string]int64{}
		for i := range plan.Change.Entries {
			if a, ok := plan.Change.Entries[i].Content.(*city.Area); ok && a.Households != nil {
				households[a.Code] = *a.Households
			}
		}
		for _, p := range batch {
			compare(t, p, r, households)
		}
	}
}

// compare takes what a dry run says of one area: how many buildings go to which new one, and
// how many households each has then.
func compare(t *testing.T, p *balance.Proposal, r *edit.Report, households map[string]int64) {
	t.Helper()
	type part struct {
		buildings  int
		households int64
	}
	var promised, done []part
	for _, q := range p.Parts[:len(p.Parts)-1] {
		promised = append(promised, part{q.Buildings, *q.Households})
	}
	for _, m := range r.Households {
		if m.Layer == p.Layer && m.From != nil && *m.From == p.Code {
			done = append(done, part{m.Buildings, households[*m.To]})
		}
	}
	for _, list := range [][]part{promised, done} {
		slices.SortFunc(list, func(x, y part) int { return cmp.Or(cmp.Compare(x.households, y.households), x.buildings-y.buildings) })
	}
	last := p.Parts[len(p.Parts)-1]
	if !slices.Equal(promised, done) || last.Code != p.Code || households[p.Code] != *last.Households {
		t.Errorf("%s: promised are %v and %d, the dry run makes %v and %d", p.Code, promised, *last.Households, done, households[p.Code])
	}
}

// ground is what a border could cut, for checks that know nothing of how it was found.
type ground struct {
	buildings []*city.Building
	walls     []*city.Line
}

func groundOf(p *atlas.Picture) *ground {
	g := &ground{}
	for _, r := range p.Records(city.KindBuilding, city.LayerBuilding) {
		g.buildings = append(g.buildings, r.Content.(*city.Building))
	}
	for _, r := range p.Records(city.KindLine, city.LayerWall) {
		if l := r.Content.(*city.Line); l.Class["class"] == "wall" {
			g.walls = append(g.walls, l)
		}
	}
	return g
}

// check: no line of the proposal crosses an edge of a building, nor a wall of which it does not say so.
func (g *ground) check(t *testing.T, p *balance.Proposal) {
	t.Helper()
	for _, e := range p.Change.Edits {
		var line geo.Line
		for _, ll := range e.Split.Line {
			q, err := geo.Snap(ll)
			if err != nil {
				t.Fatal(err)
			}
			line = append(line, q)
		}
		box := line.Box()
		for _, b := range g.buildings {
			if b.Box().Intersects(box) {
				b.Shape.Edges(func(x, y geo.Point) {
					if crossed(line, x, y) {
						t.Errorf("%s: a building is cut", p.Code)
					}
				})
			}
		}
		for _, w := range g.walls {
			said := slices.ContainsFunc(p.Walls, func(c balance.WallCut) bool { return c.Wall == w.Code })
			for _, run := range w.Shape {
				for i := 1; i < len(run) && !said; i++ {
					if run.Box().Intersects(box) && crossed(line, run[i-1], run[i]) {
						t.Errorf("%s: wall %s is cut, and it does not say so", p.Code, w.Code)
					}
				}
			}
		}
	}
}

// crossed is true of a line that passes more than three units to either side of a step.
func crossed(line geo.Line, x, y geo.Point) bool {
	side := func(a, b, c geo.Point) float64 {
		dx, dy := float64(b.X)-float64(a.X), float64(b.Y)-float64(a.Y)
		return (dx*(float64(c.Y)-float64(a.Y)) - dy*(float64(c.X)-float64(a.X))) / math.Hypot(dx, dy)
	}
	apart := func(u, v float64) bool { return u > 3 && v < -3 || u < -3 && v > 3 }
	for i := 1; i < len(line); i++ {
		// A vertex on the step: look past it.
		for _, j := range []int{i, i + 1} {
			if j < len(line) && apart(side(x, y, line[i-1]), side(x, y, line[j])) && apart(side(line[i-1], line[j], x), side(line[i-1], line[j], y)) {
				if j == i || math.Abs(side(x, y, line[i])) <= 3 {
					return true
				}
			}
		}
	}
	return false
}
