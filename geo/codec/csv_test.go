package codec_test

import (
	"bufio"
	"io"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/paulmach/orb"

	"github.com/redsail/redsail/geo/codec"
)

var inf = math.Inf(1)

func TestCSV(t *testing.T) {
	const text = "代码,名称,WKT,备注\r\n" +
		"370811001001,古槐,\"POLYGON ((116 35, 117 35, 117 36, 116 35))\",\"a \"\"b\"\"\nc\"\r\n" +
		"3.70811E+11,阜桥,\"MULTIPOLYGON Z (((0 0 1,1 0 1,1 1 1,0 0 1)))\",\r\n" +
		"3,坏,POLYGON((0 0),x\r\n4,短,\r\n5,空,,\r\n"
	want := []string{"", "", "bad_wkt", "bad_row", "no_geometry"}
	for name, c := range map[string]struct{ body, encoding string }{
		"UTF-8":          {text, "UTF-8"},
		"BOM":            {"\xef\xbb\xbf" + text, "UTF-8"},
		"GBK":            {gbk(t, text), "GB18030"},
		"semicolons":     {strings.NewReplacer(",名", ";名", ",W", ";W", ",备", ";备", "1001,", "1001;", "槐,", "槐;", "\",\"a", "\";\"a", "11,阜桥,", "11;阜桥;", "))\",", "))\";", "3,坏,", "3;坏;", ",x", ";x", "4,短,", "4;短;", "5,空,,", "5;空;;").Replace(text), "UTF-8"},
		"forced GB18030": {gbk(t, text), "GB18030"},
	} {
		o := codec.Options{}
		if strings.HasPrefix(name, "forced") {
			o.Encoding = "GB18030"
		}
		src, fs := mustRead(t, write(t, "a.csv", []byte(c.body)), o)
		if src.Format != "csv" || src.Encoding != c.encoding || !slices.Equal(src.Fields, []string{"代码", "名称", "备注"}) {
			t.Errorf("%s: %+v", name, src)
		}
		got := reasons(fs)
		if !slices.Equal(got, want) {
			t.Fatalf("%s: got %q, want %q", name, got, want)
		}
		if !orb.Equal(fs[0].Geometry, orb.Polygon{{{116, 35}, {117, 35}, {117, 36}, {116, 35}}}) {
			t.Errorf("%s: %v", name, fs[0].Geometry)
		}
		if p := fs[0].Properties; p["名称"] != "古槐" || p["备注"] != "a \"b\"\nc" || p["代码"] != "370811001001" {
			t.Errorf("%s: %q", name, p)
		}
		if p := fs[1].Properties; p["代码"] != "3.70811E+11" || len(p) != 2 {
			t.Errorf("%s: a cell must stay as it is: %q", name, p)
		}
	}
}

func TestCSVSRID(t *testing.T) {
	const text = "geom\tcode\nrubbish\t0\nSRID=4490;POINT(1 2)\t1\nsrid=4490; point ( 1 2 )\t2\nSRID=4326;POINT(1 2)\t3\n"
	src, fs := mustRead(t, write(t, "a.tsv", []byte(text)), codec.Options{})
	if src.CRS != "EPSG:4490" || !slices.Equal(reasons(fs), []string{"bad_wkt", "", "", "bad_wkt"}) {
		t.Errorf("%+v %q", src, reasons(fs))
	}
}

func TestCSVColumn(t *testing.T) {
	path := write(t, "a.csv", []byte("geometry,shape of it\nx,POINT(1 2)\n"))
	_, fs := mustRead(t, path, codec.Options{WKTField: "Shape of it"})
	if len(fs) != 1 || fs[0].Err != nil || fs[0].Properties["geometry"] != "x" {
		t.Errorf("got %v", fs)
	}
	_, _, err := readAll(t, path, codec.Options{WKTField: "none"})
	if kindOf(err) != codec.KindNoGeometryField || !strings.Contains(err.Error(), "geometry, shape of it") {
		t.Errorf("the columns must be listed: %v", err)
	}
}

// A quote that is never closed must not bring the file into memory.
func TestCSVOpenQuote(t *testing.T) {
	path := write(t, "a.csv", []byte("wkt,a\nPOINT(1 2),\""+strings.Repeat("x", 8<<20)))
	var err error
	grown := allocated(func() {
		_, _, err = readAll(t, path, codec.Options{Limits: codec.Limits{RingVertices: 1000, FieldBytes: 1000}})
	})
	if kindOf(err) != codec.KindTooLarge || grown > 2<<20 {
		t.Errorf("got %v, %d bytes allocated", err, grown)
	}
}

func TestWKT(t *testing.T) {
	for wkt, want := range map[string]orb.Geometry{
		"POINT(1 2)":                          orb.Point{1, 2},
		"PointZ (1 2 3)":                      orb.Point{1, 2},
		"POINT ZM(1e1 -2.5 3 4)":              orb.Point{10, -2.5},
		"multipoint(1 2, 3 4)":                orb.MultiPoint{{1, 2}, {3, 4}},
		"MULTIPOINT((1 2),(3 4))":             orb.MultiPoint{{1, 2}, {3, 4}},
		"LINESTRING(1 2,3 4)":                 orb.LineString{{1, 2}, {3, 4}},
		"MULTILINESTRING((1 2,3 4))":          orb.MultiLineString{{{1, 2}, {3, 4}}},
		"POLYGON((0 0,1 0,1 1,0 0))":          orb.Polygon{{{0, 0}, {1, 0}, {1, 1}, {0, 0}}},
		"POLYGONM((0 0 9,1 0 9,1 1 9,0 0 9))": orb.Polygon{{{0, 0}, {1, 0}, {1, 1}, {0, 0}}},
		"GEOMETRYCOLLECTION(POLYGON((0 0,1 0,1 1,0 0)),MULTIPOLYGON(((0 0,1 0,1 1,0 0))))": orb.MultiPolygon{
			{{{0, 0}, {1, 0}, {1, 1}, {0, 0}}}, {{{0, 0}, {1, 0}, {1, 1}, {0, 0}}}},
		"GEOMETRYCOLLECTION(POINT(1 2))": orb.Collection{orb.Point{1, 2}},
	} {
		_, fs := mustRead(t, write(t, "a.csv", []byte("wkt\n\""+wkt+"\"\n")), codec.Options{})
		if fs[0].Err != nil || !orb.Equal(fs[0].Geometry, want) {
			t.Errorf("%s: got %v, %v", wkt, fs[0].Geometry, fs[0].Err)
		}
	}
	for wkt, reason := range map[string]string{
		"POLYGON EMPTY": "no_geometry", "POLYGON Z EMPTY": "no_geometry", "CIRCLE(1 2)": "bad_wkt", "POINT(1)": "bad_wkt",
		"POINT(1 2": "bad_wkt", "POINT(1 2) x": "bad_wkt", "POINT(0x10 2)": "bad_wkt", "POINT(1_0 2)": "bad_wkt", "POINT(1 2 3 4 5)": "bad_wkt",
		"SRID=x;POINT(1 2)": "bad_wkt", "POINT(1 2, 3 4)": "bad_wkt", "LINESTRING(1 2)": "line_too_short", "GEOMETRYCOLLECTION EMPTY": "no_geometry",
		"POLYGON((0 0,1 0,1 1,0 0),)": "bad_wkt", strings.Repeat("GEOMETRYCOLLECTION(", 100): "bad_wkt",
	} {
		_, fs := mustRead(t, write(t, "a.csv", []byte("wkt\n\""+wkt+"\"\n")), codec.Options{})
		if got := reasons(fs); !slices.Equal(got, []string{reason}) {
			t.Errorf("%.60s: got %q, want %q (%v)", wkt, got, reason, fs[0].Err)
		}
	}
}

func TestDetectCSV(t *testing.T) {
	far := "a,b\n" + strings.Repeat("1,2\n", 5000)
	for name, c := range map[string]struct {
		in   string
		want codec.CSVDialect
		out  string
	}{
		"ascii":     {"lon,lat\n1,2\n", codec.CSVDialect{Comma: ',', Encoding: "UTF-8"}, "lon,lat\n1,2\n"},
		"empty":     {"", codec.CSVDialect{Comma: ',', Encoding: "UTF-8"}, ""},
		"bom":       {"\xef\xbb\xbf名;b;c\n", codec.CSVDialect{Comma: ';', BOM: true, Encoding: "UTF-8"}, "名;b;c\n"},
		"tab, gbk":  {gbk(t, "名称\t编号\n"), codec.CSVDialect{Comma: '\t', Encoding: "GB18030"}, "名称\t编号\n"},
		"quoted":    {"\"a,b,c\";d\n", codec.CSVDialect{Comma: ';', Encoding: "UTF-8"}, "\"a,b,c\";d\n"},
		"gbk far":   {gbk(t, far+"济宁,1\n"), codec.CSVDialect{Comma: ',', Encoding: "UTF-8"}, far + "济宁,1\n"},
		"utf-8 far": {far + "济宁,1\n", codec.CSVDialect{Comma: ',', Encoding: "UTF-8"}, far + "济宁,1\n"},
	} {
		d, r, err := codec.DetectCSV(bufio.NewReader(strings.NewReader(c.in)))
		if err != nil {
			t.Fatal(err)
		}
		out, err := io.ReadAll(r)
		if err != nil || d != c.want || string(out) != c.out {
			t.Errorf("%s: got %+v, %v, %d bytes", name, d, err, len(out))
		}
	}
}

func TestDetectCSVWrongText(t *testing.T) {
	for name, in := range map[string]string{
		"UTF-16":         "\xff\xfea\x00,\x00",
		"cut GBK":        gbk(t, "名称") + "\n\xff\xff\n",
		"late Latin-1":   "名称\n" + strings.Repeat("名", 50_000) + "\xe9\xe9\n",
		"BOM, not UTF-8": "\xef\xbb\xbfa\xff\n",
	} {
		_, r, err := codec.DetectCSV(bufio.NewReader(strings.NewReader(in)))
		if err == nil {
			_, err = io.Copy(io.Discard, r)
		}
		if kindOf(err) != codec.KindEncoding {
			t.Errorf("%s: got %v", name, err)
		}
	}
}
