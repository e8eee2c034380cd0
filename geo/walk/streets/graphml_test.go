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

// osmnx is a street graph as OSMnx writes it: a bend, both directions of one street, a one-way
// one, two streets between the same nodes, and speeds that nobody has.
const osmnx = `<?xml version='1.0' encoding='utf-8'?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns">
<key id="d0" for="graph" attr.name="crs" attr.type="string"/>
<key id="d1" for="node" attr.name="y" attr.type="string"/>
<key id="d2" for="node" attr.name="x" attr.type="string"/>
<key id="d3" for="edge" attr.name="osmid" attr.type="string"/>
<key id="d4" for="edge" attr.name="highway" attr.type="string"/>
<key id="d5" for="edge" attr.name="geometry" attr.type="string"/>
<key id="d6" for="edge" attr.name="name" attr.type="string"/>
<key id="d7" for="edge" attr.name="oneway" attr.type="string"/>
<key id="d8" for="edge" attr.name="speed_kph" attr.type="string"/>
<graph edgedefault="directed">
<data key="d0">epsg:4326</data>
<node id="11"><data key="d1">30.0</data><data key="d2">110.0</data></node>
<node id="12"><data key="d1">30.0</data><data key="d2">110.001</data></node>
<node id="13"><data key="d1">30.001</data><data key="d2">110.001</data></node>
<edge source="11" target="12" id="0"><data key="d3">5</data><data key="d4">residential</data><data key="d5">LINESTRING (110 30, 110.0005 30.0002, 110.001 30)</data><data key="d6">['甲路', '乙路']</data><data key="d7">False</data><data key="d8">-40</data></edge>
<edge source="12" target="11" id="0"><data key="d3">5</data><data key="d4">residential</data><data key="d5">LINESTRING (110.001 30, 110.0005 30.0002, 110 30)</data><data key="d7">False</data></edge>
<edge source="12" target="13" id="0"><data key="d3">[6, 7]</data><data key="d4">['footway', 'steps']</data><data key="d7">True</data></edge>
<edge source="12" target="11" id="1"><data key="d3">8</data><data key="d4">service</data></edge>
<edge source="13" target="11" id="0"><data key="d3">9</data><data key="d4">unheard</data></edge>
</graph></graphml>
`

func TestGraphML(t *testing.T) {
	n := read(t, file(t, "a.graphml", []byte(osmnx)), streets.Options{})
	lines := byCode(n)
	if got := slices.Sorted(maps.Keys(lines)); !slices.Equal(got, []string{"E11-12-0", "E12-11-1", "E12-13-0"}) {
		t.Fatalf("lines %v", got)
	}
	bend := geo.Line{{X: 1_100_000_000, Y: 300_000_000}, {X: 1_100_005_000, Y: 300_002_000}, {X: 1_100_010_000, Y: 300_000_000}}
	if l := lines["E11-12-0"]; !slices.Equal(l.Shape[0], bend) || l.Zh != "甲路" || l.Class["class"] != "residential" || l.Class["oneway"] != "no" {
		t.Errorf("%+v", l)
	}
	if l := lines["E12-13-0"]; l.Class["class"] != "footway" || l.Kind != streets.Path || l.Class["oneway"] != "yes" {
		t.Errorf("%+v", l)
	}
	if want := map[string]int{streets.LeftReverse: 1, streets.LeftUnknown: 1}; !maps.Equal(n.Left, want) {
		t.Errorf("left out %v", n.Left)
	}
	if n.Source != streets.OSMSource || n.CRS != "EPSG:4326" || n.Format != "graphml" {
		t.Errorf("%s, %s, %s", n.Source, n.CRS, n.Format)
	}
	network, _, err := walk.Build(streets.Walk(n.Lines), walk.DefaultRules(), walk.Adult)
	if err != nil {
		t.Fatal(err)
	}
	if g := network.Graph(); g.Nodes() != 3 || len(g.Edges()) != 3 {
		t.Errorf("%d nodes, %d edges", g.Nodes(), len(g.Edges()))
	}
}

func TestBadGraphML(t *testing.T) {
	for name, c := range map[string]struct{ from, to, kind, word string }{
		"no node":          {`target="13"`, `target="14"`, codec.KindMalformed, "edge 12–14: there is no node 14"},
		"no place":         {`<data key="d2">110.0</data>`, ``, codec.KindMalformed, `node 11: its place is x ""`},
		"infinite":         {`<data key="d2">110.0</data>`, `<data key="d2">Inf</data>`, codec.KindMalformed, "node 11"},
		"no line":          {`LINESTRING (110 30,`, `POINT (110 30,`, codec.KindMalformed, "line 17, edge 11–12"},
		"no number":        {`LINESTRING (110 30,`, `LINESTRING (110 x,`, codec.KindMalformed, "edge 11–12"},
		"elsewhere":        {`LINESTRING (110 30,`, `LINESTRING (111 30,`, codec.KindMalformed, "does not run from node 11 to node 12"},
		"cut":              {"</graph></graphml>", "", codec.KindTruncated, "line"},
		"no known streets": {`attr.name="highway"`, `attr.name="speed"`, codec.KindEmpty, "unknown_class"},
	} {
		doc := strings.Replace(osmnx, c.from, c.to, 1)
		if doc == osmnx {
			t.Fatalf("%s: nothing replaced", name)
		}
		if fe := faultOf(t, file(t, "a.graphml", []byte(doc)), streets.Options{}); fe.Kind != c.kind || !strings.Contains(fe.Error(), c.word) {
			t.Errorf("%s: %s: %v, want %s with %q", name, fe.Kind, fe, c.kind, c.word)
		}
	}
	if _, err := streets.Read(t.Context(), file(t, "b.graphml", []byte(strings.Replace(osmnx, "epsg:4326", "epsg:9999", 1))), streets.Options{}); err == nil || !named(err) {
		t.Errorf("an unknown system: %v", err)
	}
}

func FuzzGraphML(f *testing.F) {
	f.Add([]byte(osmnx))
	f.Fuzz(func(t *testing.T, content []byte) { survive(t, "a.graphml", content) })
}
