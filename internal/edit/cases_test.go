package edit_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/paulmach/orb"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/edit"
)

const smallScheme = `
layers:
  - {key: community, name: {zh: 社区, en: Community}, parent: "", partition: true}
  - {key: compound, name: {zh: 小区, en: Compound}, parent: community, partition: false}
  - {key: grid, name: {zh: 网格, en: Grid}, parent: community, partition: true, code: {profile: cn15}}
places:
  - {key: red_sail_station, name: {zh: 红帆驿站, en: Red Sail station}}
`

// Codes of the small city.
const (
	c1, c2         = "370811001001", "370811001002"
	g1, g2, g3, g4 = c1 + "001", c1 + "002", c2 + "001", c2 + "002"
)

// xy is a point in units of 0.001° from 116° E, 39° N.
func xy(x, y float64) orb.Point { return orb.Point{116 + x/1000, 39 + y/1000} }

func spot(x, y float64) geo.Point {
	p, err := geo.Snap(xy(x, y))
	if err != nil {
		panic(err)
	}
	return p
}

func rect(x1, y1, x2, y2 float64) geo.MultiPolygon {
	return geo.MultiPolygon{{{spot(x1, y1), spot(x2, y1), spot(x2, y2), spot(x1, y2)}}}
}

func ptr[T any](v T) *T { return &v }

// smallCity has two communities of two grids in a row, each grid 10 wide; the grids' borders
// end on those of the communities. In g1 stand ten homes of 10 households at x = 8.1 … 9.0,
// of which every other names its grid; in each of the others is one.
func smallCity(t testing.TB) *desk { return smallCityOf(t, smallScheme) }

func smallCityOf(t testing.TB, scheme string) *desk {
	t.Helper()
	s, err := city.ParseScheme([]byte(scheme))
	if err != nil {
		t.Fatal(err)
	}
	community := func(code string, x float64, households int64) *city.Area {
		shape := geo.MultiPolygon{{{spot(x, 0), spot(x+10, 0), spot(x+20, 0), spot(x+20, 10), spot(x+10, 10), spot(x, 10)}}}
		return &city.Area{Layer: "community", Code: code, Shape: shape, Households: &households}
	}
	grid := func(code, parent string, x float64, households int64) *city.Area {
		return &city.Area{Layer: "grid", Code: code, Parent: parent, Shape: rect(x, 0, x+10, 10), Households: &households, Population: ptr(3 * households)}
	}
	contents := []city.Content{
		community(c1, 0, 110), community(c2, 20, 20), grid(g1, c1, 0, 100), grid(g2, c1, 10, 10), grid(g3, c2, 20, 10), grid(g4, c2, 30, 10),
		&city.Area{Layer: "compound", Code: "k", Parent: c1, Shape: rect(2, 2, 6, 6)},
	}
	home := func(code string, x float64, grid string) {
		contents = append(contents, &city.Building{Code: code, Point: ptr(spot(x, 5)), Grid: grid, Households: ptr(int64(10))})
	}
	for i := range 10 {
		home(fmt.Sprintf("b%d", i), 8.1+float64(i)/10, []string{"", g1}[i%2])
	}
	home("b11", 15, g2)
	home("b12", 25, "")
	home("b13", 35, g4)
	ch := city.Change{Effective: city.OpenStart}
	for _, c := range contents {
		ch.Entries = append(ch.Entries, city.PutContent(c, city.Always()))
	}
	return openDesk(t, s, ch)
}

// must prepares and applies a request.
func (d *desk) must(req edit.Request) *edit.Report {
	d.t.Helper()
	plan, err := d.editor.Prepare(d.t.Context(), &req)
	if err != nil {
		d.t.Fatal(err)
	}
	if _, err := d.editor.Apply(d.t.Context(), plan); err != nil {
		d.t.Fatal(err)
	}
	return plan.Report
}

func arcOf(layer, a, b string, from, to orb.Point, path ...orb.Point) *edit.MoveArc {
	m := &edit.MoveArc{Layer: layer, Between: [2]*string{&a, &b}, From: from, To: to, Path: path}
	if b == "" {
		m.Between[1] = nil
	}
	return m
}

func edits(es ...any) edit.Request {
	var out edit.Request
	for _, e := range es {
		switch e := e.(type) {
		case *edit.MoveArc:
			out.Edits = append(out.Edits, edit.Edit{MoveArc: e})
		case *edit.Split:
			out.Edits = append(out.Edits, edit.Edit{Split: e})
		case *edit.Merge:
			out.Edits = append(out.Edits, edit.Edit{Merge: e})
		}
	}
	return out
}

// whats are the changes of areas as layer/code:what.
func whats(r *edit.Report) []string {
	var out []string
	for _, a := range r.Areas {
		out = append(out, a.Layer+"/"+a.Code+":"+a.What)
	}
	return out
}

func (d *desk) gridOf(building string) string {
	d.t.Helper()
	date := today(d.t)
	rs, err := d.store.Records(d.t.Context(), city.Query{Kind: city.KindBuilding, Layer: city.LayerBuilding, Codes: []string{building}, At: &date})
	if err != nil || len(rs) != 1 {
		d.t.Fatal(len(rs), err)
	}
	return rs[0].Content.(*city.Building).Grid
}

// TestMove: the two areas change, buildings go with the ground, those that name their grid
// too, and the counts that are sums of buildings follow.
func TestMove(t *testing.T) {
	d := smallCity(t)
	r := d.must(edits(arcOf("grid", g1, g2, xy(10, 0), xy(10, 10), xy(8, 0), xy(8, 10))))
	// The ends of the border go along the outside, so the community gets vertices there.
	if got := whats(r); !slices.Equal(got, []string{"community/" + c1 + ":noded", "grid/" + g1 + ":changed", "grid/" + g2 + ":changed"}) {
		t.Errorf("%v", got)
	}
	if len(r.Households) != 1 || *r.Households[0].From != g1 || *r.Households[0].To != g2 || r.Households[0].Buildings != 10 || *r.Households[0].Households != 100 {
		t.Errorf("%+v", r.Households)
	}
	if *d.area("grid", g1).Households != 0 || *d.area("grid", g2).Households != 110 || d.gridOf("b1") != g2 || d.gridOf("b0") != "" {
		t.Errorf("%d, %d, %s", *d.area("grid", g1).Households, *d.area("grid", g2).Households, d.gridOf("b1"))
	}
	if len(r.StaleCounts) != 2 || r.StaleCounts[0].Count != "population" {
		t.Errorf("%+v", r.StaleCounts)
	}
	if r.MovedMaxM < 170 || r.MovedMaxM > 225 || len(r.Snapped) != 2 || r.Snapped[0].DistanceM != 0 {
		t.Errorf("%v %+v", r.MovedMaxM, r.Snapped)
	}
	d.sound("moved")
}

// TestFewHouseholds: a sum that comes close to a building is not told.
func TestFewHouseholds(t *testing.T) {
	d, strict := smallCity(t), smallCityOf(t, smallScheme+"privacy: {buildings: 6}\n")
	move := ptr(edits(arcOf("grid", g1, g2, xy(10, 1), xy(10, 9), xy(8.55, 1), xy(8.55, 9))))
	plan, err := strict.editor.Prepare(t.Context(), move)
	if err != nil {
		t.Fatal(err)
	}
	if h := plan.Report.Households; len(h) != 1 || h[0].Buildings != 5 || h[0].Households != nil {
		t.Errorf("five homes, where the scheme asks for six: %+v", h)
	}
	for x, told := range map[float64]bool{8.65: false, 8.55: true} { // four homes, five homes
		plan, err := d.editor.Prepare(t.Context(), ptr(edits(arcOf("grid", g1, g2, xy(10, 1), xy(10, 9), xy(x, 1), xy(x, 9)))))
		if err != nil {
			t.Fatal(err)
		}
		if h := plan.Report.Households; len(h) != 1 || (h[0].Households != nil) != told {
			t.Errorf("%v: %+v", x, h)
		}
	}
}

// TestLevelsTogether: a border of two levels moves as one line, or alone when that is asked
// for; then the report says where the levels no longer agree.
func TestLevelsTogether(t *testing.T) {
	d := smallCity(t)
	move := arcOf("grid", g2, g3, xy(20, 2), xy(20, 8), xy(22, 2), xy(22, 8))
	plan, err := d.editor.Prepare(t.Context(), ptr(edits(move)))
	if err != nil {
		t.Fatal(err)
	}
	if got := whats(plan.Report); len(got) != 4 || len(plan.Report.Levels.Opened) != 0 {
		t.Errorf("%v %+v", got, plan.Report.Levels)
	}
	alone := *move
	alone.Levels = "one"
	r := d.must(edits(&alone))
	l := r.Levels.Opened
	if len(l) != 1 || l[0].Code != g2 || l[0].Parent != c1 || l[0].Owner == nil || *l[0].Owner != c2 || l[0].AreaM2 < 100_000 {
		t.Errorf("%v %+v", whats(r), l)
	}
	// The community's border follows: now they agree again.
	follow := arcOf("community", c1, c2, xy(20, 2), xy(20, 8), xy(22, 2), xy(22, 8))
	r = d.must(edits(follow))
	if len(r.Levels.Closed) != 1 || len(r.Levels.Opened) != 0 || !slices.Equal(whats(r), []string{"community/" + c1 + ":changed", "community/" + c2 + ":changed"}) {
		t.Errorf("%v %+v", whats(r), r.Levels)
	}
	d.sound("together")
}

// TestCorner: a border's end slides along the border of a third: here of the outside.
func TestCorner(t *testing.T) {
	d := smallCity(t)
	before := d.area("grid", g1).Shape.Area()
	r := d.must(edits(arcOf("grid", g1, g2, xy(10, 5), xy(12, 10))))
	if r.Snapped[1].At != xy(12, 10) || d.area("grid", g1).Shape.Area() <= before || !d.area("grid", g1).Shape.Owns(spot(10.5, 9)) {
		t.Errorf("%+v %v", r.Snapped, whats(r))
	}
	d.sound("corner")
}

// TestOutside: the border with no area moves out and in, with all levels.
func TestOutside(t *testing.T) {
	d := smallCity(t)
	r := d.must(edits(arcOf("grid", g1, "", xy(0, 2), xy(0, 8), xy(-3, 2), xy(-3, 8))))
	if got := whats(r); !slices.Equal(got, []string{"community/" + c1 + ":changed", "grid/" + g1 + ":changed"}) {
		t.Errorf("%v", got)
	}
	if !d.area("community", c1).Shape.Owns(spot(-2, 5)) {
		t.Error("the community stayed behind")
	}
	r = d.must(edits(arcOf("grid", g1, "", xy(-3, 3), xy(-3, 7), xy(1, 3), xy(1, 7))))
	if d.area("grid", g1).Shape.Owns(spot(0, 5)) || len(r.Gaps.Opened) != 0 {
		t.Errorf("%+v", r.Gaps)
	}
	d.sound("outside")
}

// TestSplitByNumber: a part keeps the code, the other gets the next number ever; buildings
// that name the grid name the part in which they stand.
func TestSplitByNumber(t *testing.T) {
	d := smallCity(t)
	// 003 was given and ended: it is used.
	d.must(edit.Request{Edits: []edit.Edit{{Split: &edit.Split{Layer: "grid", Code: g2, Line: []orb.Point{xy(12, -1), xy(12, 11)}, Parts: []edit.Part{{Code: g2}, {}}}}}})
	d.must(edits(&edit.Merge{Layer: "grid", Codes: []string{g2, c1 + "003"}, Into: edit.Into{Code: g2}}))
	r := d.must(edits(&edit.Split{Layer: "grid", Code: g1, Line: []orb.Point{xy(8.45, 11), xy(8.45, -1)}, Parts: []edit.Part{{Name: "新格"}, {Code: g1}}}))
	if got := whats(r); !slices.Equal(got, []string{"community/" + c1 + ":noded", "grid/" + g1 + ":changed", "grid/" + c1 + "004:new"}) {
		t.Errorf("%v", got)
	}
	made := d.area("grid", c1+"004")
	if made.Names.Zh != "新格" || made.Parent != c1 || *made.Households != 60 || *d.area("grid", g1).Households != 40 || made.Shape.Owns(spot(1, 1)) {
		t.Errorf("%+v", made.Area)
	}
	if d.gridOf("b1") != g1 || d.gridOf("b5") != c1+"004" || d.gridOf("b4") != "" {
		t.Errorf("%s %s %s", d.gridOf("b1"), d.gridOf("b5"), d.gridOf("b4"))
	}
	d.sound("split")
}

// TestSplitParent: children go to the part that holds them; one that lies in two is listed.
func TestSplitParent(t *testing.T) {
	d := smallCity(t)
	r := d.must(edits(&edit.Split{Layer: "community", Code: c1, Line: []orb.Point{xy(9, -1), xy(9, 11)}, Parts: []edit.Part{{Code: "370811001003"}, {Code: "370811001004"}}}))
	rehomed := map[string]edit.Rehomed{}
	for _, h := range r.Rehomed {
		rehomed[h.Code] = h
	}
	if len(rehomed) != 3 || !rehomed[g1].Straddles || rehomed[g1].To != "370811001004" || rehomed[g1].OutsideM2 < 50_000 || rehomed[g2].Straddles || rehomed[g2].To != "370811001003" || rehomed["k"].To != "370811001004" {
		t.Errorf("%+v", r.Rehomed)
	}
	if d.area("grid", g1).Parent != "370811001004" {
		t.Error("a child names what has ended")
	}
	f, err := city.Find(t.Context(), d.store, city.Key{Layer: "community", Code: c1}, today(t), 0)
	if err != nil || f.Matched != city.MatchedRetired || !slices.Equal(f.Successors, []string{"370811001003", "370811001004"}) {
		t.Errorf("%+v %v", f, err)
	}
	if len(r.Levels.Opened) != 1 || r.Levels.Opened[0].Code != g1 {
		t.Errorf("%+v", r.Levels)
	}
}

// TestMergeParents: children and buildings follow, counts are added.
func TestMergeParents(t *testing.T) {
	d := smallCity(t)
	d.must(edits(&edit.Merge{Layer: "community", Codes: []string{c1, c2}, Into: edit.Into{Code: "370811001009", Name: "合并"}}))
	got := d.area("community", "370811001009")
	if *got.Households != 130 || got.Names.Zh != "合并" || len(got.Shape) != 1 || d.area("grid", g4).Parent != "370811001009" || d.area("compound", "k").Parent != "370811001009" {
		t.Errorf("%+v", got.Area)
	}
	d.must(edits(&edit.Merge{Layer: "grid", Codes: []string{g1, g4}, AllowParts: true, Into: edit.Into{Code: g4}}))
	if g := d.area("grid", g4); len(g.Shape) != 2 || *g.Households != 110 || *g.Population != 330 || d.gridOf("b1") != g4 {
		t.Errorf("%+v, %s", g.Area, d.gridOf("b1"))
	}
	d.sound("merged")
}

// TestFreeLayer: areas of a free layer are split and merged too, and node nothing.
func TestFreeLayer(t *testing.T) {
	d := smallCity(t)
	r := d.must(edits(&edit.Split{Layer: "compound", Code: "k", Line: []orb.Point{xy(4, 0), xy(4, 9)}, Parts: []edit.Part{{Code: "k1"}, {Code: "k2"}}},
		&edit.Merge{Layer: "compound", Codes: []string{"k2", "k1"}, Into: edit.Into{Code: "k3"}}))
	if got := whats(r); !slices.Equal(got, []string{"compound/k:ended", "compound/k3:new"}) || d.area("compound", "k3").Parent != c1 {
		t.Errorf("%v", got)
	}
}

// TestSeveral: the edits of a request see each other, and become one revision.
func TestSeveral(t *testing.T) {
	d := smallCity(t)
	r := d.must(edits(
		arcOf("grid", g1, g2, xy(10, 2), xy(10, 8), xy(9.5, 2), xy(9.5, 8)),
		arcOf("grid", g1, g2, xy(9.5, 3), xy(9.5, 7), xy(9.2, 3), xy(9.2, 7)),
		&edit.Split{Layer: "grid", Code: g2, Line: []orb.Point{xy(9.2, 5), xy(20, 5)}, Parts: []edit.Part{{}, {}}},
		&edit.Merge{Layer: "grid", Codes: []string{c1 + "003", g3}, Into: edit.Into{Code: g3, Parent: c1}},
	))
	if got := whats(r); len(got) == 0 || !slices.Contains(got, "grid/"+g2+":ended") {
		t.Errorf("%v", got)
	}
	st, err := d.store.State(t.Context())
	if err != nil || st.Revision != 2 {
		t.Errorf("revision %d, %v", st.Revision, err)
	}
	d.sound("several")
}
