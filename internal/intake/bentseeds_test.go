package intake_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/redsail/redsail/data"
	"github.com/redsail/redsail/geo/geotest"
	"github.com/redsail/redsail/internal/atlas"
	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/intake"
)

// importer takes a file into a store, as one kind, and gives the report.
type importer func(w *staffed, path string, replace bool) (any, error)

// seed is a good file that is bent, and what it is imported as.
type seed struct {
	body []byte
	take importer
}

func clock() time.Time { return noon }

func asAreas(layer string) importer {
	return func(w *staffed, path string, replace bool) (any, error) {
		return intake.Import(w.Context(), w.store, path, intake.Options{Layer: layer, Replace: replace, Now: clock})
	}
}

func asThings(kind intake.TableKind, table string) importer {
	return func(w *staffed, path string, replace bool) (any, error) {
		return intake.ImportThings(w.Context(), w.store, path, intake.ThingOptions{Kind: kind, SourceLayer: table, Replace: replace, Now: clock})
	}
}

func asAttributes(layer string) importer {
	return func(w *staffed, path string, _ bool) (any, error) {
		return intake.ImportAttributes(w.Context(), w.store, path, intake.AttributeOptions{Layer: layer, Now: clock})
	}
}

func asPeople(kind city.RecordKind) importer {
	return func(w *staffed, path string, replace bool) (any, error) {
		return intake.ImportPeople(w.Context(), w.store, w.keys, path, intake.PeopleOptions{Kind: kind, Replace: replace, Now: clock})
	}
}

func asStreets(w *staffed, path string, replace bool) (any, error) {
	o := intake.NetworkOptions{Replace: replace, Now: clock}
	return intake.ImportNetwork(w.Context(), w.store, path, o)
}

// bentBase makes the store that every bent file meets, and gives the bytes of its file: the made-up
// coverage down to its streets, a community with two grids and a person, in a city that passes for real. The world has its
// communities and some buildings besides, to be written as seeds.
func bentBase(t *testing.T) (*staffed, []byte) {
	t.Helper()
	scheme, err := data.Scheme("default")
	if err != nil {
		t.Fatal(err)
	}
	w := &staffed{newWorld(t, string(scheme)), newKeys()}
	for _, layer := range []string{"district", "street"} {
		w.take(w.write("geojson", tinyLayer(t, layer)), intake.Options{Layer: layer})
	}
	w.load("community", feature(box(0, 0, 4, 4), "code", `"G1"`, "name", `"古槐社区"`))
	w.load("grid", feature(box(0, 0, 2, 4), "code", `"G1"`, "name", `"第一网格"`), feature(box(2, 0, 2, 4), "code", `"G2"`, "name", `"第二网格"`))
	person := w.write("csv", string(filled(t, intake.TablePerson, false, "G1")))
	if _, err := asPeople(city.KindPerson)(w, person, false); err != nil {
		t.Fatal(err)
	}
	if err := w.store.Close(); err != nil {
		t.Fatal(err)
	}
	body, err := os.ReadFile(filepath.Join(w.dir, "city.gpkg"))
	if err != nil {
		t.Fatal(err)
	}
	w = reopened(t, body)
	w.take(w.write("geojson", tinyLayer(t, "community")), intake.Options{Layer: "community"})
	w.things(intake.TableBuilding, "", messyBuildings)
	return w, body
}

// tinyLayer is a layer of data/tiny without the mark of made-up data.
func tinyLayer(t *testing.T, layer string) string {
	t.Helper()
	body, err := os.ReadFile(filepath.Join(geotest.RepoRoot(t), "data", "tiny", layer+".geojson"))
	if err != nil {
		t.Fatal(err)
	}
	return strings.ReplaceAll(string(body), city.MadeUpMark, "")
}

// bentSeeds are good files of each form, by the end of the name; each kind of import reads at least one.
func bentSeeds(t *testing.T, w *staffed) map[string][]seed {
	t.Helper()
	written := func(layer string, write func(e *atlas.Export, b *bytes.Buffer) error) []byte {
		var b bytes.Buffer
		if err := write(&atlas.Export{Layer: layer, At: today}, &b); err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}
	geoJSON := func(e *atlas.Export, b *bytes.Buffer) error {
		_, err := e.WriteGeoJSON(t.Context(), w.store, b)
		return err
	}
	csv := func(e *atlas.Export, b *bytes.Buffer) error {
		_, err := e.WriteCSV(t.Context(), w.store, b)
		return err
	}
	kml := func(e *atlas.Export, b *bytes.Buffer) error {
		_, err := e.WriteKML(t.Context(), w.store, b)
		return err
	}
	geoPackage := func(e *atlas.Export, b *bytes.Buffer) error {
		_, err := e.WriteGeoPackage(t.Context(), w.store, b, w.dir)
		return err
	}
	shapes := func(e *atlas.Export, b *bytes.Buffer) error {
		_, _, err := e.WriteShapefiles(t.Context(), w.store, b, w.dir)
		return err
	}
	areas, buildings := asAreas("community"), asThings(intake.TableBuilding, "")
	zipped := geotest.Zip(t, geotest.Entry{Name: "doc.kml", Body: written("community", kml)})
	out := map[string][]seed{
		"geojson":  {{written("community", geoJSON), areas}, {written("building", geoJSON), buildings}},
		"topojson": {{topology(t, []byte(tinyLayer(t, "community"))), areas}},
		"gpkg":     {{written("community", geoPackage), areas}, {written("building", geoPackage), buildings}, {written("street", geoPackage), asAreas("street")}},
		"zip":      {{written("community", shapes), areas}, {written("building", shapes), asThings(intake.TableBuilding, "building_points")}},
		"kml":      {{written("community", kml), areas}},
		"kmz":      {{zipped, areas}},
		"dxf":      {{drawing(t, []byte(tinyLayer(t, "community"))), areas}},
		"csv":      {{written("community", csv), areas}, {[]byte(messyBuildings), buildings}},
		"xlsx":     {{[]byte(bookOf(t, buildingRows())), buildings}},
		"osm":      {{[]byte(bentStreets), asStreets}},
		"osm.pbf":  {{packedStreets(), asStreets}},
		"graphml":  {{[]byte(graphStreets), asStreets}},

		unzippedShapes: {{written("community", shapes), unzipped("community", areas)}, {written("building", shapes), unzipped("building_points", asThings(intake.TableBuilding, ""))}},
	}
	for _, kind := range []intake.TableKind{intake.TablePlace, intake.TableBarrier, intake.TableAttributes, intake.TableOrganisation, intake.TablePerson, intake.TablePost} {
		code := "G1" // which grid, or who holds the post
		if kind == intake.TablePerson {
			code = "X1"
		}
		for _, ext := range []string{"csv", "xlsx"} {
			out[ext] = append(out[ext], seed{filled(t, kind, ext == "xlsx", code), importerOf(kind)})
		}
	}
	return out
}

func importerOf(kind intake.TableKind) importer {
	switch kind {
	case intake.TableAttributes:
		return asAttributes("grid")
	case intake.TableOrganisation:
		return asPeople(city.KindOrganisation)
	case intake.TablePerson:
		return asPeople(city.KindPerson)
	case intake.TablePost:
		return asPeople(city.KindPost)
	default:
		return asThings(kind, "")
	}
}

// filled is a template whose example row is meant, of something with this code.
func filled(t *testing.T, kind intake.TableKind, workbook bool, code string) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := intake.WriteTemplate(&b, kind, workbook, false, nil); err != nil {
		t.Fatal(err)
	}
	meant := strings.NewReplacer("EXAMPLE-GRID", "G1", "EXAMPLE-2", "", "EXAMPLE-1", code)
	if !workbook {
		return []byte(meant.Replace(b.String()))
	}
	return repack(b.Bytes(), func(_ string, part []byte) []byte { return []byte(meant.Replace(string(part))) })
}

func buildingRows() string {
	var rows strings.Builder
	rows.WriteString(sheetRow(1, "楼栋", "", "坐标", "", "户数") + sheetRow(2, "编码", "名称", "经度", "纬度"))
	for i := range 10 {
		rows.WriteString(sheetRow(3+i, fmt.Sprint("B", i), "甲", "#116.001", "#40.001", "#12"))
	}
	return rows.String()
}

// geoAreas are the areas of a GeoJSON file as TopoJSON and DXF draw them here: outer rings alone.
type geoAreas struct {
	Features []struct {
		Properties map[string]any
		Geometry   struct{ Coordinates json.RawMessage }
	}
}

// outlines gives the outer ring of each polygon with the feature's code.
func outlines(t *testing.T, doc []byte) (codes []string, rings [][][2]float64) {
	t.Helper()
	var file geoAreas
	if err := json.Unmarshal(doc, &file); err != nil {
		t.Fatal(err)
	}
	for _, f := range file.Features {
		var polygon [][][2]float64
		if err := json.Unmarshal(f.Geometry.Coordinates, &polygon); err != nil {
			continue // a multipolygon
		}
		codes, rings = append(codes, fmt.Sprint(f.Properties["code"])), append(rings, polygon[0])
	}
	if len(codes) < 3 {
		t.Fatalf("%d areas are too few to bend", len(codes))
	}
	return codes, rings
}

// topology is a quantised TopoJSON with an arc per area.
func topology(t *testing.T, doc []byte) []byte {
	const step = 1e-6
	codes, rings := outlines(t, doc)
	var geometries, arcs []any
	origin := rings[0][0]
	for i, ring := range rings {
		geometries = append(geometries, map[string]any{"type": "Polygon", "arcs": [][]int{{i}}, "properties": map[string]string{"code": codes[i]}})
		var arc [][2]int64
		last := [2]int64{}
		for _, p := range ring {
			q := [2]int64{int64((p[0] - origin[0]) / step), int64((p[1] - origin[1]) / step)}
			arc = append(arc, [2]int64{q[0] - last[0], q[1] - last[1]})
			last = q
		}
		arcs = append(arcs, arc)
	}
	out, err := json.Marshal(map[string]any{
		"type": "Topology", "transform": map[string]any{"scale": [2]float64{step, step}, "translate": origin},
		"objects": map[string]any{"community": map[string]any{"type": "GeometryCollection", "geometries": geometries}}, "arcs": arcs,
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// drawing is a DXF in degrees, each area a closed polyline with its code inside.
func drawing(t *testing.T, doc []byte) []byte {
	var b strings.Builder
	b.WriteString("0\nSECTION\n2\nHEADER\n9\n$ACADVER\n1\nAC1015\n0\nENDSEC\n0\nSECTION\n2\nENTITIES\n")
	codes, rings := outlines(t, doc)
	for i, ring := range rings {
		fmt.Fprintf(&b, "0\nLWPOLYLINE\n8\ncommunity\n90\n%d\n70\n1\n", len(ring)-1)
		var x, y float64
		for _, p := range ring[1:] {
			fmt.Fprintf(&b, "10\n%.7f\n20\n%.7f\n", p[0], p[1])
			x, y = x+p[0], y+p[1]
		}
		n := float64(len(ring) - 1)
		fmt.Fprintf(&b, "0\nTEXT\n8\nCODE\n10\n%.7f\n20\n%.7f\n1\n%s\n", x/n, y/n, codes[i])
	}
	return []byte(b.String() + "0\nENDSEC\n0\nEOF\n")
}

// bentStreets is a crossing with a gate and a wall.
const bentStreets = `<?xml version="1.0" encoding="UTF-8"?>
<osm version="0.6" generator="test">
 <node id="1" lat="38.6970000" lon="119.8510000"/>
 <node id="2" lat="38.6970000" lon="119.8530000"/>
 <node id="3" lat="38.6990000" lon="119.8530000"><tag k="barrier" v="gate"/></node>
 <node id="4" lat="38.6950000" lon="119.8530000"/>
 <node id="5" lat="38.6990000" lon="119.8550000"/>
 <way id="10"><nd ref="1"/><nd ref="2"/><tag k="highway" v="residential"/><tag k="name" v="建设路"/></way>
 <way id="11"><nd ref="4"/><nd ref="2"/><nd ref="3"/><tag k="highway" v="footway"/></way>
 <way id="12"><nd ref="3"/><nd ref="5"/><tag k="barrier" v="wall"/></way>
</osm>
`

// graphStreets is a street graph as OSMnx writes it.
const graphStreets = `<?xml version='1.0' encoding='utf-8'?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns">
<key id="d0" for="graph" attr.name="crs" attr.type="string"/>
<key id="d1" for="node" attr.name="y" attr.type="string"/>
<key id="d2" for="node" attr.name="x" attr.type="string"/>
<key id="d3" for="edge" attr.name="osmid" attr.type="string"/>
<key id="d4" for="edge" attr.name="highway" attr.type="string"/>
<key id="d5" for="edge" attr.name="geometry" attr.type="string"/>
<key id="d6" for="edge" attr.name="name" attr.type="string"/>
<graph edgedefault="directed">
<data key="d0">epsg:4326</data>
<node id="1"><data key="d1">38.697</data><data key="d2">119.851</data></node>
<node id="2"><data key="d1">38.697</data><data key="d2">119.853</data></node>
<node id="3"><data key="d1">38.699</data><data key="d2">119.853</data></node>
<edge source="1" target="2" id="0"><data key="d3">10</data><data key="d4">residential</data><data key="d5">LINESTRING (119.851 38.697, 119.852 38.6971, 119.853 38.697)</data><data key="d6">建设路</data></edge>
<edge source="2" target="3" id="0"><data key="d3">[11, 12]</data><data key="d4">['footway', 'steps']</data></edge>
</graph></graphml>
`
