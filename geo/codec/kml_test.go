package codec_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/paulmach/orb"

	"github.com/redsail/redsail/geo/codec"
	"github.com/redsail/redsail/geo/geotest"
)

const kmlTown = `<?xml version="1.0" encoding="UTF-8"?>
<kml xmlns="http://www.opengis.net/kml/2.2" xmlns:gx="http://www.google.com/kml/ext/2.2">
<Document><name>城区</name><Style id="a"><LineStyle><width>2</width></LineStyle></Style>
<NetworkLink><name>more</name><Link><href>http://example.invalid/more.kml</href></Link></NetworkLink>
<Folder><name>网格</name>
<Placemark id="p1"><name>第一&amp;网格</name><description><![CDATA[<b>ignored</b>]]></description>
 <ExtendedData><Data name="code"><displayName>编码</displayName><value>G1</value></Data><SchemaData schemaUrl="#s"><SimpleData name="户数">120</SimpleData></SchemaData></ExtendedData>
 <Polygon><altitudeMode>clampToGround</altitudeMode><outerBoundaryIs><LinearRing><coordinates>
  116,35,0 116.1,35,0 116.1,35.1,12.5 116,35.1,0 116,35,0</coordinates></LinearRing></outerBoundaryIs>
 <innerBoundaryIs><LinearRing><coordinates>116.02,35.02 116.02,35.04 116.04,35.04 116.02,35.02</coordinates></LinearRing></innerBoundaryIs></Polygon></Placemark>
<Placemark><name>两块</name><MultiGeometry>
 <Polygon><outerBoundaryIs><LinearRing><coordinates>1,1 2,1 2,2 1,1</coordinates></LinearRing></outerBoundaryIs></Polygon>
 <MultiGeometry><Polygon><outerBoundaryIs><LinearRing><coordinates>3,3 4,3 4,4 3,3</coordinates></LinearRing></outerBoundaryIs></Polygon></MultiGeometry>
</MultiGeometry></Placemark>
</Folder>
<Folder><name>其他</name>
<Placemark><name>驿站</name><Point><coordinates>116.05,35.05,3</coordinates></Point></Placemark>
<Placemark><name>路</name><LineString><coordinates>116,35 116.1,35.1</coordinates></LineString></Placemark>
<Placemark><MultiGeometry><LineString><coordinates>1,1 2,2</coordinates></LineString><LineString><coordinates>3,1 4,2</coordinates></LineString></MultiGeometry></Placemark>
</Folder></Document></kml>`

func TestKML(t *testing.T) {
	src, fs := mustRead(t, write(t, "a.kml", []byte(kmlTown)), codec.Options{})
	if src.Format != "kml" || src.CRS != "EPSG:4326" || !slices.Equal(src.Fields, []string{"name", "folder", "code", "户数"}) ||
		!slices.Equal(src.Ignored, []string{"1 NetworkLink (not followed)"}) {
		t.Errorf("%+v", src)
	}
	want := []orb.Geometry{
		orb.Polygon{{{116, 35}, {116.1, 35}, {116.1, 35.1}, {116, 35.1}, {116, 35}}, {{116.02, 35.02}, {116.02, 35.04}, {116.04, 35.04}, {116.02, 35.02}}},
		orb.MultiPolygon{{{{1, 1}, {2, 1}, {2, 2}, {1, 1}}}, {{{3, 3}, {4, 3}, {4, 4}, {3, 3}}}},
		orb.Point{116.05, 35.05},
		orb.LineString{{116, 35}, {116.1, 35.1}},
		orb.MultiLineString{{{1, 1}, {2, 2}}, {{3, 1}, {4, 2}}},
	}
	if len(fs) != len(want) {
		t.Fatalf("%d features", len(fs))
	}
	for i, f := range fs {
		if f.Err != nil || !orb.Equal(f.Geometry, want[i]) {
			t.Errorf("%d: %v %v", i, f.Geometry, f.Err)
		}
	}
	if got := fmt.Sprint(fs[0].Properties); got != "map[code:G1 folder:城区/网格 name:第一&网格 户数:120]" {
		t.Error(got)
	}
	src, fs = mustRead(t, write(t, "a.kml", []byte(kmlTown)), codec.Options{Layer: "其他"})
	if len(fs) != 3 || fs[0].Properties["name"] != "驿站" || src.Layer != "其他" {
		t.Errorf("a folder: %+v %+v", src, fs)
	}
}

// TestKMLText: GBK by the declaration or by the option, and as an archive of either name.
func TestKMLText(t *testing.T) {
	gbk := `<?xml version="1.0" encoding="GBK"?><kml><Placemark><name>` + "\xcd\xf8\xb8\xf1" + `</name><Point><coordinates>1,2</coordinates></Point></Placemark></kml>`
	bare := strings.Replace(gbk, ` encoding="GBK"`, "", 1)
	for _, c := range []struct {
		file string
		body []byte
		o    codec.Options
	}{
		{"a.kml", []byte(gbk), codec.Options{}},
		{"a.kml", []byte(bare), codec.Options{Encoding: "gbk"}},
		{"a.kmz", geotest.Zip(t, geotest.Entry{Name: "files/icon.png", Body: []byte("x")}, geotest.Entry{Name: "doc.kml", Body: []byte(gbk)}), codec.Options{}},
		{"a.zip", geotest.Zip(t, geotest.Entry{Name: "网格.kml", Body: []byte(gbk)}), codec.Options{}},
	} {
		src, fs := mustRead(t, write(t, c.file, c.body), c.o)
		if len(fs) != 1 || fs[0].Properties["name"] != "网格" || src.Encoding != "GB18030" {
			t.Errorf("%s: %+v %+v", c.file, src, fs)
		}
	}
	if _, _, err := readAll(t, write(t, "a.kml", []byte(bare)), codec.Options{}); kindOf(err) != codec.KindEncoding {
		t.Errorf("%v", err)
	}
}

// TestKMLFaults are those of single placemarks; the others are read.
func TestKMLFaults(t *testing.T) {
	var b strings.Builder
	var want []string
	b.WriteString(`<kml>`)
	for _, c := range []struct{ body, reason string }{
		{``, codec.ReasonNoGeometry},
		{`<Point><coordinates></coordinates></Point>`, codec.ReasonNoGeometry},
		{`<Point><coordinates>1 2</coordinates></Point>`, codec.ReasonBadPosition},
		{`<Point><coordinates>1,two</coordinates></Point>`, codec.ReasonBadPosition},
		{`<Point><coordinates>1,2,3,4</coordinates></Point>`, codec.ReasonBadPosition},
		{`<Point><coordinates>1,NaN</coordinates></Point>`, codec.ReasonNotFinite},
		{`<Point><coordinates>1,1e999</coordinates></Point>`, codec.ReasonNotFinite},
		{`<Point><coordinates>1,2 3,4</coordinates></Point>`, codec.ReasonBadPosition},
		{`<Model><Link><href>http://example.invalid/a.dae</href></Link></Model>`, codec.ReasonWrongGeometry},
		{`<Polygon></Polygon>`, codec.ReasonWrongGeometry},
		{`<Polygon><outerBoundaryIs><LinearRing><coordinates>1,1 2,1 2,2 1,2</coordinates></LinearRing></outerBoundaryIs></Polygon>`, codec.ReasonRingUnclosed},
		{`<Polygon><outerBoundaryIs><LinearRing><coordinates>1,1 2,1 1,1</coordinates></LinearRing></outerBoundaryIs></Polygon>`, codec.ReasonRingTooShort},
		{`<Point><coordinates>1,2</coordinates></Point><Point><coordinates>1,2</coordinates></Point>`, codec.ReasonBadFeature},
		{`<LineString><coordinates>1,2</coordinates></LineString>`, codec.ReasonLineTooShort},
		{`<Point><coordinates>1,2</coordinates></Point>`, ""},
	} {
		fmt.Fprintf(&b, "<Placemark>%s</Placemark>\n", c.body)
		want = append(want, c.reason)
	}
	b.WriteString(`</kml>`)
	_, fs := mustRead(t, write(t, "a.kml", []byte(b.String())), codec.Options{})
	if got := reasons(fs); !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

// TestKMLRefused are files that are refused as a whole.
func TestKMLRefused(t *testing.T) {
	archive := func(name string, body []byte) []byte { return geotest.Zip(t, geotest.Entry{Name: name, Body: body}) }
	inner := archive("doc.kml", []byte(kmlTown))
	bomb := func() []byte {
		var b bytes.Buffer
		z := zip.NewWriter(&b)
		w, err := z.Create("doc.kml")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write(bytes.Repeat([]byte(" "), 40<<20)); err != nil {
			t.Fatal(err)
		}
		if err := z.Close(); err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}
	for name, c := range map[string]struct {
		file    string
		content []byte
		kind    string
		words   string
	}{
		"zip in a zip":      {"a.zip", archive("in/b.zip", archive("b.shp", nil)), codec.KindUnknownFormat, "in/b.zip"},
		"DOCTYPE":           {"a.kml", []byte(`<?xml version="1.0"?><!DOCTYPE kml [<!ENTITY x SYSTEM "file:///etc/passwd">]><kml>&x;</kml>`), codec.KindUnsafe, "DOCTYPE"},
		"an entity":         {"a.kml", []byte(`<kml><Placemark><name>&x;</name></Placemark></kml>`), codec.KindMalformed, "line 1"},
		"a KMZ in a KMZ":    {"a.kmz", archive("files/more.kmz", inner), codec.KindUnknownFormat, "a KMZ within a KMZ"},
		"in disguise":       {"a.kmz", archive("doc.kml", inner), codec.KindUnknownFormat, "a KMZ within a KMZ"},
		"no KML":            {"a.kmz", archive("a.txt", nil), codec.KindUnknownFormat, "holds no KML"},
		"two of them":       {"a.kmz", geotest.Zip(t, geotest.Entry{Name: "a.kml"}, geotest.Entry{Name: "b.kml"}), codec.KindUnknownLayer, "a.kml, b.kml"},
		"outside":           {"a.kmz", archive("../doc.kml", nil), codec.KindPathEscape, "outside"},
		"a bomb":            {"a.kmz", bomb(), codec.KindZipBomb, "unpacks"},
		"too deep":          {"a.kml", []byte("<kml>" + strings.Repeat("<Folder>", 100)), codec.KindMalformed, "more than 64 deep"},
		"cut off":           {"a.kml", []byte(kmlTown[:len(kmlTown)-200]), codec.KindTruncated, "ends within"},
		"other XML":         {"a.kml", []byte(`<gpx><wpt lat="1" lon="2"/></gpx>`), codec.KindUnknownFormat, "<gpx>"},
		"text":              {"a.kml", []byte("hello"), codec.KindMalformed, "no XML"},
		"no folder":         {"a.kml", []byte(kmlTown), codec.KindUnknownLayer, "城区, 网格, 其他"},
		"UTF-16":            {"a.kml", []byte("\xff\xfe<\x00k\x00"), codec.KindWrongExtension, ""},
		"a token too long":  {"a.kml", []byte("<kml><Placemark><name>" + strings.Repeat("x", 1<<17) + "</name></Placemark></kml>"), codec.KindTooLarge, "longer than"},
		"too many vertices": {"a.kml", []byte("<kml><Placemark><LineString><coordinates>" + strings.Repeat("1,2 ", 900) + "</coordinates></LineString></Placemark></kml>"), codec.KindTooLarge, "vertices"},
	} {
		o := codec.Options{Limits: codec.Limits{FieldBytes: 1 << 14, RingVertices: 1000, Vertices: 800}}
		if name == "no folder" {
			o.Layer = "没有"
		}
		_, _, err := readAll(t, write(t, c.file, c.content), o)
		if kindOf(err) != c.kind || !strings.Contains(err.Error(), c.words) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestKMLRoundTrip: what is exported is read again.
func TestKMLRoundTrip(t *testing.T) {
	var b bytes.Buffer
	unit := orb.MultiPolygon{{{{1, 1}, {2, 1}, {2, 2}, {1, 1}}}}
	err := codec.WriteKML(&b, "a", "b", func(yield func(codec.OutFeature, error) bool) {
		yield(codec.OutFeature{Geometry: unit, Properties: []codec.Property{{Key: "code", Value: "G1"}, {Key: "name", Value: "一<二"}}}, nil)
	})
	if err != nil {
		t.Fatal(err)
	}
	_, fs := mustRead(t, write(t, "a.kml", b.Bytes()), codec.Options{})
	if len(fs) != 1 || !orb.Equal(fs[0].Geometry, unit) || fs[0].Properties["code"] != "G1" || fs[0].Properties["name"] != "一<二" {
		t.Errorf("%+v", fs)
	}
}

func FuzzKML(f *testing.F) {
	f.Add([]byte(kmlTown))
	f.Add([]byte(`<?xml version="1.0" encoding="GBK"?><kml><Placemark><Polygon><outerBoundaryIs/></Polygon></Placemark></kml>`))
	f.Fuzz(func(t *testing.T, doc []byte) { survive(t, write(t, "a.kml", doc), codec.Options{}) })
}

func FuzzKMZ(f *testing.F) {
	f.Add(geotest.Zip(f, geotest.Entry{Name: "doc.kml", Body: []byte(kmlTown)}))
	f.Fuzz(func(t *testing.T, b []byte) { survive(t, write(t, "a.kmz", b), codec.Options{}) })
}
