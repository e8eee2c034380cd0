package codec_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/redsail/redsail/geo/codec"
)

// TestDXFNames: a name is found beside other words: on the layer of the code, or as the only one
// that is no figure; where several remain none is taken, and the note lists them.
func TestDXFNames(t *testing.T) {
	for _, c := range []struct{ about, code, name, others, want, note string }{
		{"the households on a layer of their own", "标注", "标注", "户数 300户", "第一网格", ""},
		{"a chief beside code and name", "标注", "标注", "负责人 张三", "第一网格", ""},
		{"all layers apart, and a figure", "编号", "名称", "户数 300 户", "第一网格", ""},
		{"all on one layer, and a figure", "标注", "标注", "标注 共300户", "第一网格", ""},
		{"all layers apart, and a chief", "编号", "名称", "负责人 张三", "", "2 texts in it could be its name: 第一网格 张三"},
		{"a second name on the layer", "标注", "标注", "标注 幸福里", "", "2 texts in it could be its name: 第一网格 幸福里"},
	} {
		layer, text, _ := strings.Cut(c.others, " ")
		doc := dxf(header2018, nil, rect("GRID", 0, 0, 100, 100), label(c.code, "G-001", 10, 50), label(c.name, "第一网格", 10, 40), label(layer, text, 10, 30))
		src, fs := mustRead(t, write(t, "a.dxf", doc), codec.Options{})
		if len(fs) != 1 || fs[0].Properties["code"] != "G-001" || fs[0].Properties["name"] != c.want || fs[0].Note != c.note || !strings.HasSuffix(c.note, fs[0].Names) || (fs[0].Names == "") != (c.note == "") {
			t.Errorf("%s: %+v", c.about, fs)
		}
		// What stands on the layer of the code without it can be asked for.
		if mixed := c.code == c.name; slices.Contains(src.Fields, "name@标注") != mixed || mixed && !strings.HasPrefix(fs[0].Properties["name@标注"], "第一网格") {
			t.Errorf("%s: %v %v", c.about, src.Fields, fs[0].Properties)
		}
	}
}

// TestDXFLines: the lines of an MTEXT are texts of their own: what they say beside the name is no part of it, and where
// several could be the name none is taken.
func TestDXFLines(t *testing.T) {
	for text, want := range map[string][3]string{
		`青年路社区第一网格\P面积：5.2公顷`:        {"", "青年路社区第一网格", ""},
		`青年路社区第一网格\P300户`:            {"", "青年路社区第一网格", ""},
		`G-001\P第一网格\P网格长：张三`:        {"G-001", "第一网格", ""},
		`第一\P网格\P300户`:               {"", "第一网格", ""},
		`第一网格\P幸福里`:                  {"", "", "第一网格 幸福里"},
		`{\fSimSun;第一网格}\P{\H0.5x;}`: {"", "第一网格", ""},
	} {
		_, fs := mustRead(t, write(t, "a.dxf", dxf(header2018, nil, rect("A", 0, 0, 9, 9), groups(0, "MTEXT", 8, "T", 10, 5, 20, 5, 1, text))), codec.Options{})
		if got := [3]string{fs[0].Properties["code"], fs[0].Properties["name"], fs[0].Names}; got != want {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
}

// TestDXFOpenWithTexts: a polyline whose ends hardly miss each other keeps its texts, so that it
// can be told by its code; one whose ends are far apart takes none from the polyline that holds them.
func TestDXFOpenWithTexts(t *testing.T) {
	open := lwpolyline("GRID", 0, 200, 0, 0, 300, 0, 0, 300, 100, 0, 200, 100, 0, 200, 0.4, 0)
	street := lwpolyline("GRID", 0, 5, 45, 0, 95, 45, 0, 95, 60, 0, 5, 60, 0, 5, 55, 0, 90, 55, 0)
	doc := dxf(header2018, nil, rect("GRID", 0, 0, 100, 100), open, street, label("编号", "G-001", 50, 50), label("编号", "G-002", 210, 50))
	for _, closes := range []bool{false, true} {
		_, fs := mustRead(t, write(t, "a.dxf", doc), codec.Options{CloseRings: closes})
		if len(fs) != 3 || fs[0].Properties["code"] != "G-001" || fs[1].Properties["code"] != "G-002" || fs[2].Properties["code"] != "" {
			t.Fatalf("%+v", fs)
		}
		if left := fs[1].Err != nil && fs[1].Err.Reason == codec.ReasonRingUnclosed; left == closes || closes && len(fs[1].Open) != 1 {
			t.Errorf("closed: %v, %+v", closes, fs[1])
		}
	}
	// Where nothing else is there, those that are to be closed are what is read.
	only := write(t, "b.dxf", dxf(header2018, nil, open, lwpolyline("ROAD", 0, 0, 0, 0, 90, 0, 0, 90, 10, 0), label("编号", "G-002", 210, 50)))
	if _, err := codec.Open(t.Context(), only, codec.Options{}); err == nil || !strings.Contains(err.Error(), "no closed polyline") {
		t.Errorf("%v", err)
	}
	if src, fs := mustRead(t, only, codec.Options{CloseRings: true}); src.Layer != "GRID" || len(fs) != 1 || fs[0].Properties["code"] != "G-002" {
		t.Errorf("%+v %+v", src, fs)
	}
}
