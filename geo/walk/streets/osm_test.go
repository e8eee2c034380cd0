package streets_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/codec"
	"github.com/redsail/redsail/geo/walk"
	"github.com/redsail/redsail/geo/walk/streets"
)

func TestCompound(t *testing.T) {
	n := read(t, file(t, "a.osm", []byte(compound)), streets.Options{})
	lines := byCode(n)
	want := []string{"N11", "N5", "N8", "W100", "W101", "W102", "W103", "W108", "W109", "W111"}
	if got := slices.Sorted(maps.Keys(lines)); !slices.Equal(got, want) {
		t.Errorf("lines %v, want %v", got, want)
	}
	if l := lines["W100"]; l.Zh != "环城路" || l.En != "Ring Road" || l.Date != "2023-01-01" || l.Kind != streets.Road || l.Class["class"] != "residential" {
		t.Errorf("the street: %+v", l)
	}
	if l := lines["W108"]; l.Kind != streets.River || l.Class["class"] != "water" {
		t.Errorf("the shore: %+v", l)
	}
	if l := lines["W111"]; l.Kind != streets.Rail || l.Class["bridge"] != "yes" {
		t.Errorf("the railway: %+v", l)
	}
	if l := lines["N11"]; l.Kind != streets.Path || l.Class[streets.Stop] != "yes" || l.Class["crossing"] != "traffic_signals" {
		t.Errorf("the crossing: %+v", l)
	}
	left := map[string]int{streets.LeftNotBuilt: 1, streets.LeftUnknown: 2, streets.LeftNoHindrance: 1, streets.LeftNothing: 1}
	if !maps.Equal(n.Left, left) {
		t.Errorf("left out %v, want %v", n.Left, left)
	}
	if want := map[string]int{"highway=moonwalk": 1, "barrier=zebra": 1}; !maps.Equal(n.Unknown, want) {
		t.Errorf("unknown %v, want %v", n.Unknown, want)
	}
	if len(n.Cut) != 1 || n.Cut[0].Code != "W100" || n.Cut[0].At != (geo.Point{X: 1_100_070_000, Y: 300_000_000}).LonLat() {
		t.Errorf("cut ways %v", n.Cut)
	}
	reasons := map[string]string{}
	for _, r := range n.Rejected {
		reasons[r.Code] = r.Reason
	}
	if want := map[string]string{"W106": streets.ReasonUnknown, "N15": streets.ReasonUnknown, "W107": streets.ReasonMissingNodes, "W110": streets.ReasonCollapsed}; !maps.Equal(reasons, want) {
		t.Errorf("rejected %v, want %v", n.Rejected, want)
	}
}

// TestGatesOpenWalls: the wall is open at its gates as wide as these are, the gate lies in the
// opening, and its node is a vertex of the gate.
func TestGatesOpenWalls(t *testing.T) {
	lines := byCode(read(t, file(t, "a.osm", []byte(compound)), streets.Options{}))
	wall, gate := lines["W103"], lines["N5"]
	node := geo.Point{X: 1_100_020_000, Y: 300_010_000}
	if len(gate.Shape) != 1 || len(gate.Shape[0]) != 3 || gate.Shape[0][1] != node {
		t.Fatalf("the gate is %v", gate.Shape)
	}
	if gate.Zh != "南门" || gate.Date != "2024-02-03" || gate.Kind != streets.Wall || gate.Class["class"] != streets.Gate {
		t.Errorf("the gate: %+v", gate)
	}
	for _, end := range []geo.Point{gate.Shape[0][0], gate.Shape[0][2]} {
		if d := geo.Distance(node.LonLat(), end.LonLat()); d < 1.45 || d > 1.55 {
			t.Errorf("half the gate is %.3f m", d)
		}
		if !slices.ContainsFunc(wall.Shape, func(l geo.Line) bool { return l[0] == end || l[len(l)-1] == end }) {
			t.Errorf("the wall does not end at %v", end)
		}
	}
	if len(wall.Shape) != 3 || slices.ContainsFunc(wall.Shape, func(l geo.Line) bool { return slices.Contains(l, node) }) {
		t.Errorf("the wall is %v", wall.Shape)
	}
}

// TestNarrowGates: a gate does not reach the wicket one metre beside it.
func TestNarrowGates(t *testing.T) {
	doc := strings.Replace(compound, `<way id="101">`, `<node id="20" lat="30.0000000" lon="110.0020100"/><node id="21" lat="30.0020000" lon="110.0020100"/>
	<way id="120"><nd ref="20"/><nd ref="21"/><tag k="highway" v="footway"/></way><way id="101">`, 1)
	gate := byCode(read(t, file(t, "a.osm", []byte(doc)), streets.Options{}))["N5"]
	for _, p := range gate.Shape[0] {
		if p.X >= 1_100_020_100 {
			t.Errorf("the gate %v reaches the path at 110.00201", gate.Shape)
		}
	}
}

func TestWalk(t *testing.T) {
	n := read(t, file(t, "a.osm", []byte(compound)), streets.Options{})
	s := streets.Walk(n.Lines)
	if len(s.Ways) != 3 || len(s.Gates) != 3 || len(s.Barriers) != 3+1+1+1 {
		t.Errorf("%d ways, %d gates, %d barriers", len(s.Ways), len(s.Gates), len(s.Barriers))
	}
	_, found, err := walk.Build(s, walk.DefaultRules(), walk.Adult)
	if err != nil {
		t.Fatal(err)
	}
	if len(found.Blocked) != 1 || n.Lines[found.Blocked[0].Gate].Code != "N8" {
		t.Errorf("blocked: %v", found.Blocked)
	}
	if len(found.UnknownWays)+len(found.UnknownGates)+len(found.UnknownBarriers) > 0 {
		t.Errorf("the rules do not know %v %v %v", found.UnknownWays, found.UnknownGates, found.UnknownBarriers)
	}
}

// TestFenceAtAPoint: a barrier at a point that is no gate, yet of a class that lines have, is no hindrance and no fault.
func TestFenceAtAPoint(t *testing.T) {
	plain := read(t, file(t, "a.osm", []byte(compound)), streets.Options{})
	for value, cause := range map[string]string{"fence": streets.LeftNoHindrance, "guard_rail": streets.LeftNoHindrance, "tank_trap": streets.LeftNoHindrance, "proposed": streets.LeftNotBuilt} {
		n := read(t, file(t, "a.osm", []byte(strings.Replace(compound, `v="zebra"`, `v="`+value+`"`, 1))), streets.Options{})
		if len(n.Rejected) != len(plain.Rejected)-1 || n.Left[cause] != plain.Left[cause]+1 || len(n.Lines) != len(plain.Lines) {
			t.Errorf("%s: %v, %v rejected", value, n.Left, n.Rejected)
		}
	}
}

// TestOpening: a way through a wall where no gate is drawn.
func TestOpening(t *testing.T) {
	doc := strings.Replace(compound, `<tag k="barrier" v="gate"/><tag k="name" v="南门"/>`, "", 1)
	n := read(t, file(t, "a.osm", []byte(doc)), streets.Options{})
	if len(n.Openings) != 1 || n.Openings[0].Code != "N5" || !strings.Contains(n.Openings[0].Message, "W101 goes through W103") {
		t.Errorf("openings %v", n.Openings)
	}
}

func TestBadOSM(t *testing.T) {
	whole := func(inside string) string { return "<osm>" + inside + "</osm>" }
	way := `<way id="1"><nd ref="1"/><nd ref="2"/><tag k="highway" v="path"/></way>`
	for name, c := range map[string]struct{ doc, kind, word string }{
		"cut":          {compound[:1500], codec.KindTruncated, "line 20"},
		"no xml":       {whole(`<node id="1" lat="1" lon="2"</node>`), codec.KindMalformed, "line 1"},
		"other root":   {"<osmosis><osm/></osmosis>", codec.KindMalformed, "<osmosis>"},
		"changes":      {"<osmChange></osmChange>", codec.KindUnknownFormat, "osmChange"},
		"other xml":    {"<html></html>", codec.KindUnknownFormat, "neither"},
		"no street":    {whole(`<node id="1" lat="1" lon="2"/>`), codec.KindEmpty, "no street"},
		"no nodes":     {whole(way), codec.KindEmpty, "of its 2 nodes the file has 0"},
		"bad id":       {whole(`<node id="x" lat="1" lon="2"/>`), codec.KindMalformed, `"x"`},
		"bad ref":      {whole(`<way id="7"><nd ref="1.5"/></way>`), codec.KindMalformed, "way 7"},
		"no key":       {whole(`<way id="7"><tag k="" v="x"/></way>`), codec.KindMalformed, "way 7"},
		"off earth":    {whole(`<node id="1" lat="91" lon="2"/><node id="2" lat="1" lon="2"/>` + way), codec.KindEmpty, "node 1"},
		"no latitude":  {whole(`<node id="1" lon="2"/><node id="2" lat="1" lon="2"/>` + way), codec.KindEmpty, "node 1"},
		"not a number": {whole(`<node id="1" lat="NaN" lon="2"/><node id="2" lat="1" lon="2"/>` + way), codec.KindEmpty, "node 1"},
		"entities":     {`<!DOCTYPE osm [<!ENTITY a "b">]><osm>&a;</osm>`, codec.KindMalformed, "document type"},
		"deep":         {whole(strings.Repeat("<a>", 100)), codec.KindMalformed, "deep"},
		"deleted":      {whole(`<node id="1" visible="false"/><node id="2" action="delete"/>`), codec.KindEmpty, "no street"},
	} {
		fe := faultOf(t, file(t, "a.osm", []byte(c.doc)), streets.Options{})
		if fe.Kind != c.kind || !strings.Contains(fe.Error(), c.word) {
			t.Errorf("%s: %s %v, want %s with %q", name, fe.Kind, fe, c.kind, c.word)
		}
	}
}

func TestLimits(t *testing.T) {
	path := file(t, "a.osm", []byte(compound))
	for word, l := range map[string]streets.Limits{
		"bytes": {FileBytes: 100}, "10 nodes": {Nodes: 10}, "3 ways": {Ways: 3}, "nodes together": {Refs: 5},
		"at most 3": {WayRefs: 3}, "1 tags": {Tags: 1}, "4 bytes": {TextBytes: 4},
	} {
		fe := faultOf(t, path, streets.Options{Limits: l})
		if fe.Kind != codec.KindTooLarge {
			t.Errorf("%s: %s: %v", word, fe.Kind, fe)
		}
	}
	long := "<osm><node id='1' lat='1' lon='1' user='" + strings.Repeat("x", 9<<20) + "'/></osm>"
	if fe := faultOf(t, file(t, "b.osm", []byte(long)), streets.Options{}); fe.Kind != codec.KindTooLarge {
		t.Errorf("a long token: %v", fe)
	}
}

// TestShiftedOSM: a file that someone has shifted to GCJ-02 is taken back by --crs gcj02.
func TestShiftedOSM(t *testing.T) {
	plain := read(t, file(t, "a.osm", []byte(compound)), streets.Options{})
	moved := read(t, file(t, "a.osm", []byte(compound)), streets.Options{CRS: "gcj02"})
	for i := range plain.Lines {
		a, b := plain.Lines[i].Shape[0][0], moved.Lines[i].Shape[0][0]
		if d := geo.Distance(a.LonLat(), b.LonLat()); d < 100 || d > 1000 {
			t.Errorf("%s moved by %.0f m", plain.Lines[i].Code, d)
		}
	}
	for _, o := range []streets.Options{{CRS: "EPSG:4547"}, {SwapAxes: true}} {
		if _, err := streets.Read(t.Context(), file(t, "a.osm", []byte(compound)), o); err == nil || !named(err) {
			t.Errorf("%+v: %v", o, err)
		}
	}
}
