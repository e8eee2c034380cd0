package codec_test

import (
	"math"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/paulmach/orb/planar"

	"github.com/redsail/redsail/geo/codec"
)

// TestDXFRefused: what is no ASCII drawing, ends too early, or passes a limit.
func TestDXFRefused(t *testing.T) {
	good := string(dxf(header2018, nil, rect("A", 0, 0, 1, 1)))
	nest := func(inner string) []string {
		return []string{groups(0, "BLOCK", 2, "A", 10, 0, 20, 0) + inner + groups(0, "ENDBLK")}
	}
	for name, c := range map[string]struct{ file, content, kind, words string }{
		"a DWG":         {"a.dwg", "AC1032\x00\x00", codec.KindUnknownFormat, "DWG drawing (AutoCAD 2018)"},
		"a DWG as DXF":  {"a.dxf", "AC1015\x00\x00", codec.KindUnknownFormat, "save it in the CAD program as DXF"},
		"a binary DXF":  {"a.dxf", "AutoCAD Binary DXF\r\n\x1a\x00\x00\x00", codec.KindUnknownFormat, "binary DXF"},
		"no end":        {"a.dxf", strings.TrimSuffix(good, groups(0, "EOF")), codec.KindTruncated, "without its mark EOF"},
		"cut off":       {"a.dxf", good[:len(good)/2], codec.KindTruncated, "ends"},
		"words":         {"a.dxf", groups(0, "SECTION", 2, "ENTITIES") + "here\r\nthere\r\n", codec.KindMalformed, "line 5: a group code"},
		"no number":     {"a.dxf", groups(0, "SECTION", 2, "ENTITIES", 0, "LWPOLYLINE", 8, "A", 10, "one"), codec.KindMalformed, "group 10 is no number: \"one\""},
		"no polyline":   {"a.dxf", string(dxf(header2018, nil, groups(0, "LINE", 8, "A", 10, 1))), codec.KindEmpty, "1 LINE"},
		"wrong text":    {"a.dxf", string(dxf(header2018, nil, rect("A", 0, 0, 1, 1), label("T", "\xff\xfe", 0, 0))), codec.KindEncoding, "UTF-8"},
		"block in self": {"a.dxf", string(dxf(header2018, nest(groups(0, "INSERT", 2, "A", 10, 0, 20, 0)), groups(0, "INSERT", 2, "A"))), codec.KindTooLarge, "in itself"},
		"a block bomb": {"a.dxf", string(dxf(header2018, nest(rect("A", 0, 0, 1, 1)),
			groups(0, "INSERT", 2, "A", 70, 32767, 71, 32767))), codec.KindTooLarge, "unfold to 2147352579 lines, texts and blocks, more than 1002"},
		"named CSV": {"a.csv", good, codec.KindWrongExtension, "its content is DXF"},
	} {
		_, _, err := readAll(t, write(t, c.file, []byte(c.content)), codec.Options{Limits: codec.Limits{Features: 1000}})
		if kindOf(err) != c.kind || !strings.Contains(err.Error(), c.words) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if src, fs := mustRead(t, write(t, "drawing", []byte("999\ncomment\n"+good)), codec.Options{}); src.Format != "dxf" || len(fs) != 1 {
		t.Errorf("by its content: %+v", src)
	}
}

// TestDXFOfAnotherProgram: whole drawings by ezdxf 1.4.5, of R12 in GBK and of 2018 in UTF-8: an
// outline with an arc, its code in the middle and its name (an MTEXT of two lines in 2018), and a
// block that is turned and doubled, with an attribute.
func TestDXFOfAnotherProgram(t *testing.T) {
	for file, c := range map[string][2]string{"r12.dxf": {"GB18030", "第一网格①"}, "r2018.dxf": {"UTF-8", "第一网格"}} {
		src, fs := mustRead(t, filepath.Join("testdata", "dxf", file), codec.Options{})
		if src.Encoding != c[0] || src.Layer != "网格" || !slices.Equal(src.Ignored, []string{"1 CIRCLE", "1 LINE"}) || len(fs) != 2 {
			t.Fatalf("%s: %+v, %d lines", file, src, len(fs))
		}
		if p := fs[0].Properties; p["code"] != "G-001" || p["name"] != c[1] || fs[1].Properties["code"] != "B-7" {
			t.Errorf("%s: %v %v", file, p, fs[1].Properties)
		}
		for i, want := range []float64{11017.78, 400} { // the first: a square and the segment of its arc
			if got := planar.Area(fs[i].Geometry); math.Abs(got-want) > 0.5 {
				t.Errorf("%s: %d has %v", file, i, got)
			}
		}
	}
}

// TestDXFTexts: what the formatting of CAD programs leaves of a text.
func TestDXFTexts(t *testing.T) {
	for text, want := range map[string]string{
		`{\fSimSun|b0|i0;第一}\P网格`: "第一网格", `Grid\PNo. 7`: "Grid No. 7", `\A1;{\H2.5x;A\~B}`: "A B", `a\\b\{c\}`: `a\b{c}`,
		`\S1^2;`: "1/2", `\U+7F51\U+683C`: "网格", `\M+5CDF8\M+5B8F1`: "网格", `%%uA%%u 90%%d %%%`: "A 90° %", `a^Ib^Jc`: "a b c", `\pi0,l0;x`: "x", `\Cno end`: "no end",
	} {
		_, fs := mustRead(t, write(t, "a.dxf", dxf(header2018, nil, rect("A", 0, 0, 9, 9),
			groups(0, "MTEXT", 8, "T", 10, 5, 20, 5, 1, text))), codec.Options{})
		if got := fs[0].Properties["text"]; got != want {
			t.Errorf("%s gives %q, want %q", text, got, want)
		}
	}
}

func FuzzDXF(f *testing.F) {
	f.Add(dxf(header2018, nil, rect("GRID", 0, 0, 1, 1), label("T", `{\fA;B\P\U+4E00}`, 0.5, 0.5), lwpolyline("GRID", 1, 0, 0, 1, 5, 0, -0.5)))
	f.Add(dxf(groups(9, "$DWGCODEPAGE", 3, "ANSI_936"),
		[]string{groups(0, "BLOCK", 2, "A", 10, 0, 20, 0) + rect("0", 0, 0, 1, 1) + groups(0, "INSERT", 2, "A") + groups(0, "ENDBLK")},
		groups(0, "INSERT", 2, "A", 70, 3, 71, 3, 44, 1, 45, 1, 230, -1), groups(0, "POLYLINE", 70, 1), groups(0, "VERTEX", 10, 1, 20, 1, 42, 1)))
	f.Fuzz(func(t *testing.T, doc []byte) { survive(t, write(t, "a.dxf", doc), codec.Options{}) })
}

// TestDXFManyTexts: heights all over an area are listed up to a bound, and its code is found on
// the layer that is named.
func TestDXFManyTexts(t *testing.T) {
	parts := []string{rect("GRID", 0, 0, 1000, 1000), label("编号", "G-7", 500, 500)}
	for i := range 20_000 {
		parts = append(parts, label("高程", strconv.Itoa(10_000+i), float64(i%990)+1, float64(i/30)+1))
	}
	_, fs := mustRead(t, write(t, "a.dxf", dxf(header2018, nil, parts...)), codec.Options{})
	p := fs[0].Properties
	if p["text@编号"] != "G-7" || p["code"] != "" || len(p["text"]) > 4200 || !strings.HasSuffix(p["text@高程"], " …") || !strings.Contains(fs[0].Note, "20001 texts in it could be its code") || len(fs[0].Note) > 300 {
		t.Errorf("%q, %d bytes, %q", p["text@编号"], len(p["text"]), fs[0].Note)
	}
}
