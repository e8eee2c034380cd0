package intake_test

import (
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/codec"
	"github.com/redsail/redsail/geo/crs"
	"github.com/redsail/redsail/geo/geotest"
	"github.com/redsail/redsail/geo/walk"
	"github.com/redsail/redsail/geo/walk/streets"
	"github.com/redsail/redsail/internal/atlas"
	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/intake"
)

func extract(t testing.TB, name string) string {
	t.Helper()
	return filepath.Join(geotest.DataDir(t), "walknet", name+".osm")
}

// network imports a file of streets.
func (w *world) network(path string, o intake.NetworkOptions) *intake.NetworkReport {
	w.Helper()
	o.Now = func() time.Time { return noon }
	r, err := intake.ImportNetwork(w.Context(), w.store, path, o)
	if err != nil {
		w.Fatalf("%v", err)
	}
	if r.Read != r.Accepted+r.Counts.Rejected || r.Counts.Rejected < len(r.Rejected) {
		w.Errorf("read %d, accepted %d, rejected %d", r.Read, r.Accepted, r.Counts.Rejected)
	}
	return r
}

// lines are those that the store holds in force today.
func (w *world) lines() []city.Line {
	w.Helper()
	today, err := city.ParseDate("2026-11-21")
	if err != nil {
		w.Fatalf("%v", err)
	}
	rs, err := w.store.Records(w.Context(), city.Query{Kind: city.KindLine, At: &today})
	if err != nil {
		w.Fatalf("%v", err)
	}
	var out []city.Line
	for _, r := range rs {
		out = append(out, *r.Content.(*city.Line))
	}
	return out
}

// street is a line of the store as the walking network is built of it.
func street(l city.Line) streets.Line {
	return streets.Line{
		Code: l.Code, Kind: streets.Kind(l.Layer), Zh: l.Names.Zh, ZhHant: l.Names.ZhHant, En: l.Names.En, Class: l.Class, Shape: l.Shape, Date: l.DataDate,
	}
}

// TestALaneJoinsTheStreetsOfTheStore: a lane that a second file brings meets the stored street on which it ends, as in
// one file, which gains a vertex in the same change; what is taken again changes nothing, and an end that misses the
// street by less than a metre is told.
func TestALaneJoinsTheStreetsOfTheStore(t *testing.T) {
	at := [2]float64{116.1, 40}
	street := lane("V", metresFrom(at, 0, 0), metresFrom(at, 0, 400))
	inner := lane("L", metresFrom(at, 0, 150), metresFrom(at, -100, 150))
	w := newWorld(t, threeLayers)
	streetFile, laneFile := w.write("geojson", geojson(street)), w.write("geojson", geojson(inner))
	w.network(streetFile, intake.NetworkOptions{})
	r := w.network(laneFile, intake.NetworkOptions{})
	if r.Counts.Noded != 1 || r.Counts.LooseEnds != 0 || r.Accepted != 1 {
		t.Errorf("the lane: %+v", r.Counts)
	}
	whole := newWorld(t, threeLayers)
	whole.network(whole.write("geojson", geojson(street, inner)), intake.NetworkOptions{})
	shapes := func(w *world) map[string]geo.MultiLine {
		out := map[string]geo.MultiLine{}
		for _, l := range w.lines() {
			out[l.Code] = l.Shape
		}
		return out
	}
	got, want := shapes(w), shapes(whole)
	if len(want["V"][0]) != 3 || fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("in two files %v, in one %v", got, want)
	}
	for _, file := range []string{streetFile, laneFile} {
		if r := w.network(file, intake.NetworkOptions{}); r.Status != intake.Unchanged {
			t.Errorf("once more: %s", r.Status)
		}
	}
	r = w.network(w.write("geojson", geojson(lane("S", metresFrom(at, -0.5, 250), metresFrom(at, -80, 250)))), intake.NetworkOptions{})
	if r.Counts.LooseEnds != 1 || r.Counts.Noded != 0 || len(r.LooseEnds) != 1 || r.LooseEnds[0].Code != "S" || !strings.Contains(r.LooseEnds[0].Message, "from V and") || r.Status != intake.StoredWithFindings {
		t.Errorf("half a metre short: %s %+v", r.Status, r.LooseEnds)
	}
	// The street in place of what is there: the lanes end, and nothing joins them.
	if r = w.network(streetFile, intake.NetworkOptions{Replace: true}); len(r.Ended) != 2 || r.Counts.Noded != 0 || len(shapes(w)["V"][0]) != 2 {
		t.Errorf("in place: %+v, %v", r.Ended, shapes(w))
	}
}

// TestNetworkRoundTrip: the lines of the store are those of the file, and give the same network.
func TestNetworkRoundTrip(t *testing.T) {
	for _, name := range []string{"beijing-bupt-campus", "jiangxi-guixi", "shanghai-jingan-2km"} {
		t.Run(name, func(t *testing.T) {
			path := extract(t, name)
			w := newWorld(t, threeLayers)
			r := w.network(path, intake.NetworkOptions{})
			file, err := streets.Read(t.Context(), path, streets.Options{})
			if err != nil {
				t.Fatal(err)
			}
			if r.Accepted != len(file.Lines) || r.Unchanged != 0 || r.Revision != 1 || r.Effective != "" || r.Source != streets.OSMSource {
				t.Errorf("%d accepted of %d, revision %d from %q by %q", r.Accepted, len(file.Lines), r.Revision, r.Effective, r.Source)
			}
			var stored []streets.Line
			for _, l := range w.lines() {
				if l.Source != streets.OSMSource {
					t.Errorf("%s is of %q", l.Code, l.Source)
				}
				stored = append(stored, street(l))
			}
			sameNetwork(t, file.Lines, stored)
			w.sameStreets(file.Lines)
			before := w.lines()
			again := w.network(path, intake.NetworkOptions{Replace: true})
			if again.Status != intake.Unchanged || again.Unchanged != r.Accepted || again.Revision != 1 || len(again.Ended) != 0 || len(w.lines()) != len(before) {
				t.Errorf("a second time: %s, %d unchanged, revision %d, ended %v", again.Status, again.Unchanged, again.Revision, again.Ended)
			}
		})
	}
}

// sameStreets compares the network that the picture of the store has with that of the file: gates
// and places to cross are gates in both.
func (w *world) sameStreets(file []streets.Line) {
	w.Helper()
	a, err := atlas.Open(w.Context(), w.store, nil)
	if err != nil {
		w.Fatalf("%v", err)
	}
	got, err := a.Current().Streets()
	if err != nil {
		w.Fatalf("%v", err)
	}
	want, _, err := walk.Build(streets.Walk(file), walk.DefaultRules(), walk.Adult)
	if err != nil {
		w.Fatalf("%v", err)
	}
	times := func(g *walk.Graph) (nodes, edges int, sum uint64) {
		for _, e := range g.Edges() {
			if e.Forth != walk.Never {
				sum += uint64(e.Forth)
			}
		}
		return g.Nodes(), len(g.Edges()), sum
	}
	n1, e1, t1 := times(want.Graph())
	if n2, e2, t2 := times(got.Graph()); n1 != n2 || e1 != e2 || t1 != t2 || t1 == 0 {
		w.Errorf("the picture has %d nodes, %d edges, %d tenths of a second; the file %d, %d, %d", n2, e2, t2, n1, e1, t1)
	}
}

// sameNetwork compares two lists of lines: by content, and by the networks that they give.
func sameNetwork(t *testing.T, want, got []streets.Line) {
	t.Helper()
	order := func(all []streets.Line) []streets.Line {
		return slices.SortedFunc(slices.Values(all), func(a, b streets.Line) int { return strings.Compare(string(a.Kind)+a.Code, string(b.Kind)+b.Code) })
	}
	want, got = order(want), order(got)
	if len(want) != len(got) {
		t.Fatalf("%d lines, want %d", len(got), len(want))
	}
	for i := range want {
		a, b := want[i], got[i]
		if a.Code != b.Code || a.Kind != b.Kind || a.Zh != b.Zh || a.En != b.En || a.ZhHant != b.ZhHant || a.Date != b.Date || !maps.Equal(a.Class, b.Class) ||
			!slices.EqualFunc(a.Shape, b.Shape, func(x, y geo.Line) bool { return slices.Equal(x, y) }) {
			t.Errorf("%+v is not %+v", b, a)
		}
	}
	one, _, err := walk.Build(streets.Walk(want), walk.DefaultRules(), walk.Adult)
	if err != nil {
		t.Fatal(err)
	}
	other, _, err := walk.Build(streets.Walk(got), walk.DefaultRules(), walk.Adult)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(one.Graph().Edges(), other.Graph().Edges()) || one.Graph().Nodes() != other.Graph().Nodes() || one.Graph().Nodes() == 0 {
		t.Error("the networks differ")
	}
	for i := range one.Graph().Nodes() {
		if one.Node(uint32(i)) != other.Node(uint32(i)) {
			t.Fatalf("node %d is elsewhere", i)
		}
	}
}

// TestNetworkFindings holds what the campus is known for: four locked gates and five islands.
func TestNetworkFindings(t *testing.T) {
	w := newWorld(t, threeLayers)
	r := w.network(extract(t, "beijing-bupt-campus"), intake.NetworkOptions{DryRun: true})
	if r.Status != intake.StoredWithFindings || !r.DryRun || r.Failed() || r.Revision != 0 || len(w.lines()) != 0 {
		t.Errorf("%s, dry run %v, revision %d, %d lines", r.Status, r.DryRun, r.Revision, len(w.lines()))
	}
	want := map[string]int{"road": 99, "path": 94, "wall": 30, "gate": 23, "crossing": 31}
	if !maps.Equal(r.Lines, want) {
		t.Errorf("%v, want %v", r.Lines, want)
	}
	if want := map[string]int{streets.LeftNothing: 5, streets.LeftNoHindrance: 32, streets.LeftNotBuilt: 1}; !maps.Equal(r.LeftOut, want) {
		t.Errorf("left out %v, want %v", r.LeftOut, want)
	}
	var blocked []string
	for _, b := range r.BlockedGates {
		blocked = append(blocked, b.Code+" "+b.Message)
	}
	locked := ": locked=yes"
	for i, code := range []string{"N4907034456", "N12735976948", "N12751906921", "N12754376637"} {
		if len(blocked) != 4 || !strings.HasPrefix(blocked[i], code) || !strings.HasSuffix(blocked[i], locked) {
			t.Fatalf("blocked gates %q", blocked)
		}
	}
	if len(r.Islands) != 5 || r.Counts.Islands != 5 || r.Counts.IslandNodes != 14 || r.Islands[0].Nodes < r.Islands[4].Nodes {
		t.Errorf("islands %v", r.Islands)
	}
}

// TestNetworkPrivateParts: a part of the streets in which nothing is open to all, and open streets behind
// residents' ones, are counted.
func TestNetworkPrivateParts(t *testing.T) {
	street := func(code, access string, line string) string {
		return fmt.Sprintf(`{"type":"Feature","properties":{"code":%q,"class":"residential","access":%q},"geometry":{"type":"LineString","coordinates":%s}}`, code, access, line)
	}
	w := newWorld(t, threeLayers)
	r := w.network(w.write("geojson", geojson(
		street("A", "yes", `[[110,30],[110.01,30]]`), street("A2", "yes", `[[110.01,30],[110.02,30]]`),
		street("B", "private", `[[110,30],[110,30.001]]`), street("C", "yes", `[[110,30.001],[110,30.002]]`),
		street("D", "private", `[[110.05,30],[110.06,30]]`),
	)), intake.NetworkOptions{})
	if r.Counts.Private != 1 || r.Counts.Enclosed != 1 || r.Counts.Islands != 1 {
		t.Errorf("%+v", r.Counts)
	}
}

const street1 = `{"type":"Feature","properties":{"code":"A","class":"residential"},"geometry":{"type":"LineString","coordinates":[[110,30],[110.01,30]]}}`
const street2 = `{"type":"Feature","properties":{"code":"B","class":"path"},"geometry":{"type":"LineString","coordinates":[[110.01,30],[110.01,30.01]]}}`

func geojson(features ...string) string {
	return `{"type":"FeatureCollection","features":[` + strings.Join(features, ",") + `]}`
}

// TestNetworkUpsert: absent lines stay unless --replace, and then those of the layers of the file
// end at the effective date.
func TestNetworkUpsert(t *testing.T) {
	w := newWorld(t, threeLayers)
	both, one := w.write("geojson", geojson(street1, street2)), w.write("geojson", geojson(street1))
	w.network(both, intake.NetworkOptions{Source: "市政"})
	if ls := w.lines(); len(ls) != 2 || ls[0].Source != "市政" {
		t.Fatalf("%+v", ls)
	}
	if r := w.network(one, intake.NetworkOptions{Source: "市政"}); r.Status != intake.Unchanged || len(w.lines()) != 2 {
		t.Errorf("%s, %d lines", r.Status, len(w.lines()))
	}
	if r := w.network(one, intake.NetworkOptions{Source: "市政", Replace: true}); r.Status != intake.Unchanged || len(w.lines()) != 2 {
		t.Errorf("the layer path is not in the file: %s, %v", r.Status, r.Ended)
	}
	renamed := w.write("geojson", geojson(strings.ReplaceAll(street1, `"A"`, `"C"`)))
	r := w.network(renamed, intake.NetworkOptions{Source: "市政", Replace: true})
	if len(r.Ended) != 1 || r.Ended[0] != (intake.LineKey{Layer: "road", Code: "A"}) || r.Effective != "2026-11-21" {
		t.Errorf("ended %v from %s", r.Ended, r.Effective)
	}
	var codes []string
	for _, l := range w.lines() {
		codes = append(codes, l.Code)
	}
	slices.Sort(codes)
	if !slices.Equal(codes, []string{"B", "C"}) {
		t.Errorf("lines %v", codes)
	}
}

// TestNetworkDatum: the same streets shifted to GCJ-02, as a file from a map service is, are
// refused, by the streets and by the borders that the store holds; taken back they are right.
func TestNetworkDatum(t *testing.T) {
	path := extract(t, "shanghai-jingan-2km")
	shifted := shiftedOSM(t, path)
	w := newWorld(t, threeLayers)
	first := w.network(path, intake.NetworkOptions{})
	var refusal *crs.Refusal
	_, err := intake.ImportNetwork(t.Context(), w.store, shifted, intake.NetworkOptions{})
	if !errors.As(err, &refusal) || refusal.Cause != "shifted_datum" || refusal.Suggest != "--crs gcj02" || !strings.Contains(refusal.Message, shifted) {
		t.Fatalf("%v", err)
	}
	t.Log(refusal.Message)
	if len(w.lines()) != first.Accepted {
		t.Errorf("%d lines", len(w.lines()))
	}
	w.network(shifted, intake.NetworkOptions{Options: streets.Options{CRS: "gcj02"}})
	// The other way round: the store shifted, the file right.
	w = newWorld(t, threeLayers)
	w.network(shifted, intake.NetworkOptions{})
	if _, err := intake.ImportNetwork(t.Context(), w.store, path, intake.NetworkOptions{}); !errors.As(err, &refusal) || !strings.Contains(refusal.Message, "what the store holds") || !strings.Contains(refusal.Message, "--replace") {
		t.Errorf("%v", err)
	}
	if r := w.network(shifted, intake.NetworkOptions{Options: streets.Options{CRS: "gcj02"}, Replace: true}); r.Status == intake.Unchanged || r.Accepted != first.Accepted {
		t.Errorf("what was wrong is not put right: %+v", r.Status)
	}
}

// TestNetworkDatumOfBorders: where the store has no streets, the borders of its areas tell.
func TestNetworkDatumOfBorders(t *testing.T) {
	gcj, err := crs.Parse("gcj02")
	if err != nil {
		t.Fatal(err)
	}
	w := newWorld(t, threeLayers)
	var areas, right, wrong []string
	at := func(i, j int, shifted bool) string {
		p := [2]float64{116.4 + 0.004*float64(i), 39.9 + 0.003*float64(j)}
		if shifted {
			if p, err = gcj.FromWGS84(p); err != nil {
				t.Fatal(err)
			}
		}
		return fmt.Sprintf("[%.7f,%.7f]", p[0], p[1])
	}
	for i := range 8 {
		for j := range 8 {
			areas = append(areas, fmt.Sprintf(`{"type":"Feature","properties":{"code":"D%d%d"},"geometry":{"type":"Polygon","coordinates":[[%s,%s,%s,%s,%s]]}}`,
				i, j, at(i, j, false), at(i+1, j, false), at(i+1, j+1, false), at(i, j+1, false), at(i, j, false)))
		}
	}
	for i := range 9 {
		for shifted, list := range map[bool]*[]string{false: &right, true: &wrong} {
			var x, y []string
			for j := range 9 {
				x, y = append(x, at(i, j, shifted)), append(y, at(j, i, shifted))
			}
			for k, line := range [][]string{x, y} {
				*list = append(*list, fmt.Sprintf(`{"type":"Feature","properties":{"code":"S%d%d","class":"residential"},"geometry":{"type":"LineString","coordinates":[%s]}}`,
					k, i, strings.Join(line, ",")))
			}
		}
	}
	w.load("district", areas...)
	var refusal *crs.Refusal
	_, err = intake.ImportNetwork(t.Context(), w.store, w.write("geojson", geojson(wrong...)), intake.NetworkOptions{})
	if !errors.As(err, &refusal) || refusal.Suggest != "--crs gcj02" || !strings.Contains(refusal.Message, "borders") {
		t.Errorf("%v", err)
	}
	if r := w.network(w.write("geojson", geojson(right...)), intake.NetworkOptions{}); r.Status != intake.Stored || r.Counts.Nodes != 81 {
		t.Errorf("%s, %d nodes", r.Status, r.Counts.Nodes)
	}
}

// shiftedOSM is the extract as a map service of China would have it.
func shiftedOSM(t *testing.T, path string) string {
	t.Helper()
	gcj, err := crs.Parse("gcj02")
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	out := shiftPlaces(t, string(text), gcj)
	file := filepath.Join(t.TempDir(), "shifted.osm")
	if err := os.WriteFile(file, []byte(out), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

func TestNetworkNothing(t *testing.T) {
	w := newWorld(t, threeLayers)
	var fe *codec.FileError
	for _, doc := range []string{
		`<osm><node id="1" lat="30" lon="110"/><node id="2" lat="30" lon="111"/><way id="1"><nd ref="1"/><nd ref="2"/><tag k="waterway" v="river"/></way></osm>`,
		`<osm><node id="1" lat="30" lon="110"/><node id="2" lat="30" lon="110.01"/><way id="1"><nd ref="1"/><nd ref="2"/><tag k="highway" v="motorway"/></way></osm>`,
		`<osm></osm>`,
	} {
		if _, err := intake.ImportNetwork(t.Context(), w.store, w.write("osm", doc), intake.NetworkOptions{}); !errors.As(err, &fe) {
			t.Errorf("%s: %v", doc, err)
		}
	}
	// Walls alone are walls.
	wall := `{"type":"Feature","properties":{"code":"Q"},"geometry":{"type":"LineString","coordinates":[[110,30],[110.01,30]]}}`
	if r := w.network(w.write("geojson", geojson(wall)), intake.NetworkOptions{Options: streets.Options{Class: "barrier=wall"}}); r.Status != intake.Stored || r.Lines["wall"] != 1 {
		t.Errorf("%+v", r)
	}
}
