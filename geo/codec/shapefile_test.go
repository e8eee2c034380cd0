package codec_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/paulmach/orb"
	"golang.org/x/text/encoding/simplifiedchinese"

	"github.com/redsail/redsail/geo/codec"
	"github.com/redsail/redsail/geo/geotest"
)

func gbk(t testing.TB, s string) string {
	t.Helper()
	out, err := simplifiedchinese.GBK.NewEncoder().String(s)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// The Shapefile and the GeoJSON made from it must be the same 331 townships.
func TestBeijing(t *testing.T) {
	dir := filepath.Join(geotest.DataDir(t), "cn-beijing-townships")
	src, shp := mustRead(t, filepath.Join(dir, "beijing.shp"), codec.Options{})
	_, geojson := mustRead(t, filepath.Join(dir, "beijing_townships_wgs84.geojson"), codec.Options{})
	if !slices.Equal(src.Fields, []string{"geom", "省", "市", "县", "乡"}) || src.Encoding != "UTF-8" || !strings.HasPrefix(src.PRJ, "GEOGCS") {
		t.Errorf("source: %+v", src)
	}
	if len(shp) != 331 || len(geojson) != 331 {
		t.Fatalf("%d and %d features", len(shp), len(geojson))
	}
	vertices, holes := 0, 0
	for i, f := range shp {
		if f.Err != nil {
			t.Fatal(f.Err)
		}
		if f.Properties["乡"] != geojson[i].Properties["name"] {
			t.Errorf("feature %d: %q and %q", i, f.Properties["乡"], geojson[i].Properties["name"])
		}
		if !sameRings(f.Geometry, geojson[i].Geometry) {
			t.Errorf("feature %d %s: polygons and holes differ", i, f.Properties["乡"])
		}
		for _, p := range polygonsOf(f.Geometry) {
			holes += len(p) - 1
			for _, r := range p {
				vertices += len(r)
			}
		}
	}
	if vertices != 136_123 || holes != 142 {
		t.Errorf("%d vertices, %d holes", vertices, holes)
	}
}

func polygonsOf(g orb.Geometry) orb.MultiPolygon {
	if p, ok := g.(orb.Polygon); ok {
		return orb.MultiPolygon{p}
	}
	mp, _ := g.(orb.MultiPolygon)
	return mp
}

// sameRings compares the number of polygons, of holes and of vertices.
func sameRings(a, b orb.Geometry) bool {
	count := func(g orb.Geometry) (out [3]int) {
		for _, p := range polygonsOf(g) {
			out[0]++
			out[1] += len(p) - 1
			for _, r := range p {
				out[2] += len(r)
			}
		}
		return out
	}
	return count(a) == count(b)
}

func TestShapefileRings(t *testing.T) {
	outer, hole := geotest.Square(0, 0, 10), geotest.Backwards(geotest.Square(2, 2, 4))
	island := geotest.Square(3, 3, 1)
	touching := geotest.Backwards(geotest.Square(0, 0, 2)) // shares a corner and two sides' parts
	for name, c := range map[string]struct {
		rings [][][2]float64
		want  []int // rings of each polygon
	}{
		"hole after outer":            {[][][2]float64{outer, hole}, []int{2}},
		"hole before outer":           {[][][2]float64{hole, outer}, []int{2}},
		"island in the hole":          {[][][2]float64{outer, hole, island}, []int{2, 1}},
		"hole of the smaller":         {[][][2]float64{outer, hole, island, geotest.Backwards(geotest.Square(3.2, 3.2, 0.2))}, []int{2, 2}},
		"anticlockwise outer":         {[][][2]float64{geotest.Backwards(outer)}, []int{1}},
		"all anticlockwise":           {[][][2]float64{hole, geotest.Backwards(outer)}, []int{2}},
		"anticlockwise apart":         {[][][2]float64{outer, geotest.Backwards(geotest.Square(20, 20, 1))}, []int{1, 1}},
		"hole that touches the outer": {[][][2]float64{outer, touching}, []int{2}},
		"box overlaps, not inside":    {[][][2]float64{{{0, 0}, {0, 10}, {10, 0}, {0, 0}}, geotest.Backwards(geotest.Square(8, 8, 1))}, []int{1, 1}},
	} {
		for _, kind := range []uint32{5, 15, 25} {
			s := geotest.Town()
			s.Type, s.Rows[0].Rings = kind, c.rings
			_, fs := mustRead(t, write(t, "a.zip", geotest.Zip(t, s.Entries("a")...)), codec.Options{})
			var got []int
			for _, p := range polygonsOf(fs[0].Geometry) {
				got = append(got, len(p))
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("%s, type %d: got %v, want %v (%v)", name, kind, got, c.want, fs[0].Err)
			}
		}
	}
}

func TestShapefileRecords(t *testing.T) {
	s := geotest.Shapefile{Type: 5,
		Fields: []geotest.Field{{Name: "code", Kind: 'N', Width: 20}, {Name: "F", Kind: 'F', Width: 20}, {Name: "L", Kind: 'L', Width: 1}, {Name: "D", Kind: 'D', Width: 8}, {Name: "M", Kind: 'M', Width: 10}, {Name: "code", Kind: 'C', Width: 5}},
	}
	square := [][][2]float64{geotest.Square(0, 0, 1)}
	row := func(deleted bool, rings [][][2]float64, cells ...string) {
		s.Rows = append(s.Rows, geotest.Row{Rings: rings, Cells: cells, Deleted: deleted})
	}
	row(false, square, "  370811001001", "3.70811001001e+11", "T", "20231105", "", " a b ")
	row(true, [][][2]float64{geotest.Square(50, 50, 1)}, "1", "", "", "", "", "")
	row(false, nil, "000012.500", "*****", "?", "00000000", "", "")
	row(false, [][][2]float64{geotest.Square(0, 0, 1)[:4]}, "3", "", "F", "        ", "", "x")
	src, fs := mustRead(t, write(t, "a.zip", geotest.Zip(t, s.Entries("城/a")...)), codec.Options{})
	if !slices.Equal(src.Fields, []string{"code", "F", "L", "D", "code_2"}) || src.Layer != "a" {
		t.Errorf("source: %+v", src)
	}
	if got := reasons(fs); !slices.Equal(got, []string{"", "no_geometry", "ring_unclosed"}) {
		t.Fatalf("got %q", got)
	}
	p := fs[0].Properties
	if p["code"] != "370811001001" || p["F"] != "370811001001" || p["L"] != "true" || p["D"] != "2023-11-05" || p["code_2"] != " a b" {
		t.Errorf("got %q", p)
	}
	if p := fs[1].Properties; len(p) != 1 || p["code"] != "12.5" {
		t.Errorf("got %q", p)
	}
}

func TestShapefileEncodings(t *testing.T) {
	const field, value = "名称", "鄂尔多斯市康巴什"
	for name, c := range map[string]struct {
		text   func(testing.TB, string) string
		driver byte
		cpg    string
		forced string
		want   string
	}{
		"cpg GBK":        {gbk, 0, "GBK", "", "GB18030"},
		"cpg 936":        {gbk, 0, "936", "", "GB18030"},
		"cpg CP936":      {gbk, 0, "CP936\r\n", "", "GB18030"},
		"cpg ANSI 936":   {gbk, 0, "ANSI 936", "", "GB18030"},
		"cpg UTF-8":      {plain, 0, "UTF-8", "", "UTF-8"},
		"driver GBK":     {gbk, 0x4d, "", "", "GB18030"},
		"nothing, GBK":   {gbk, 0x57, "", "", "GB18030"},
		"nothing, UTF-8": {plain, 0, "", "", "UTF-8"},
		"forced":         {gbk, 0, "UTF-8", "gb2312", "GB18030"},
	} {
		s := geotest.Town()
		s.Driver = c.driver
		s.Fields = []geotest.Field{{Name: c.text(t, field), Kind: 'C', Width: 80}}
		s.Rows[0].Cells = []string{c.text(t, value)}
		entries := s.Entries(gbk(t, "边界/济宁"))
		if c.cpg != "" {
			entries = append(entries, geotest.Entry{Name: gbk(t, "边界/济宁.CPG"), Body: []byte(c.cpg)})
		}
		src, fs := mustRead(t, write(t, "a.zip", geotest.Zip(t, entries...)), codec.Options{Encoding: c.forced})
		if src.Encoding != c.want || src.Layer != "济宁" || fs[0].Properties[field] != value {
			t.Errorf("%s: %+v %q", name, src, fs[0].Properties)
		}
	}
}

func plain(_ testing.TB, s string) string { return s }

// Programs cut names and values at the width in bytes, within a character.
func TestShapefileCutCharacters(t *testing.T) {
	s := geotest.Town()
	s.Fields = []geotest.Field{{Name: "名称名称"[:10], Kind: 'C', Width: 10}}
	s.Rows[0].Cells = []string{"鄂尔多斯市"}
	_, fs := mustRead(t, write(t, "a.zip", geotest.Zip(t, s.Entries("a")...)), codec.Options{Encoding: "UTF-8"})
	if fs[0].Properties["名称名"] != "鄂尔多" {
		t.Errorf("got %q", fs[0].Properties)
	}
}

func TestShapefileWrongEncoding(t *testing.T) {
	s := geotest.Town()
	s.Rows[0].Cells[1] = gbk(t, "济宁市")
	path := write(t, "a.zip", geotest.Zip(t, s.Entries("a", geotest.Entry{Name: "a.cpg", Body: []byte("UTF-8")})...))
	_, _, err := readAll(t, path, codec.Options{})
	if kindOf(err) != codec.KindEncoding || !strings.Contains(err.Error(), "record 1, field name") {
		t.Errorf("got %v", err)
	}
}

func TestShapefileBare(t *testing.T) {
	dir := t.TempDir()
	for name, body := range map[string][]byte{"A.SHP": geotest.Town().SHP(), "A.DBF": geotest.Town().DBF(), "A.PRJ": []byte("GEOGCS[]")} {
		if err := os.WriteFile(filepath.Join(dir, name), body, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	src, fs := mustRead(t, filepath.Join(dir, "A.SHP"), codec.Options{})
	if src.PRJ != "GEOGCS[]" || len(fs) != 1 || fs[0].Properties["code"] != "370811001001" {
		t.Errorf("got %+v %v", src, fs)
	}
}

func TestShapefileCountsDisagree(t *testing.T) {
	one, two := geotest.Town(), geotest.Town()
	two.Rows = append(two.Rows, two.Rows[0])
	for name, entries := range map[string][]geotest.Entry{
		"more shapes": {{Name: "a.shp", Body: two.SHP()}, {Name: "a.dbf", Body: one.DBF()}},
		"more rows":   {{Name: "a.shp", Body: one.SHP()}, {Name: "a.dbf", Body: two.DBF()}},
	} {
		if _, _, err := readAll(t, write(t, "a.zip", geotest.Zip(t, entries...)), codec.Options{}); kindOf(err) != codec.KindTruncated {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

func TestZipChoice(t *testing.T) {
	a, b := geotest.Town(), geotest.Town()
	b.Rows[0].Cells[1] = "second"
	path := write(t, "a.zip", geotest.Zip(t, append(a.Entries("x/one"), b.Entries("two", geotest.Entry{Name: "__MACOSX/._two.shp"})...)...))
	_, fs := mustRead(t, path, codec.Options{Layer: "two"})
	if fs[0].Properties["name"] != "second" {
		t.Errorf("got %v", fs[0].Properties)
	}
	if _, _, err := readAll(t, path, codec.Options{}); kindOf(err) != codec.KindUnknownLayer || !strings.Contains(err.Error(), "one, two") {
		t.Errorf("got %v", err)
	}
}
