package codec_test

import (
	"errors"
	"io"
	"math"
	"strings"
	"testing"

	"github.com/paulmach/orb"
	"github.com/xuri/excelize/v2"

	"github.com/redsail/redsail/geo/codec"
)

// rowsOf reads a sheet of a workbook with another reader.
func rowsOf(t *testing.T, book *excelize.File, sheet string) [][]string {
	t.Helper()
	rows, err := book.GetRows(sheet, excelize.Options{RawCellValue: true})
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func xlsxOf(t *testing.T, tables ...codec.FeatureTable) (book *excelize.File, cut int) {
	t.Helper()
	path := written(t, "a.xlsx", func(w io.Writer) (err error) {
		cut, err = codec.WriteXLSX(w, codec.XLSXFile{AboutName: "about", About: [][2]string{{"crs", "wgs84"}}}, tables)
		return err
	})
	book, err := excelize.OpenFile(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = book.Close() })
	return book, cut
}

func named(texts ...string) codec.FeatureTable {
	return codec.FeatureTable{Name: "a", Columns: []codec.Column{{Name: "name"}}, Features: func(yield func(codec.OutFeature, error) bool) {
		for _, text := range texts {
			if !yield(codec.OutFeature{Properties: []codec.Property{{Key: "name", Value: text}}}, nil) {
				return
			}
		}
	}}
}

// TestXLSXKeepsTexts: every text comes back as it was, and none is a formula.
func TestXLSXKeepsTexts(t *testing.T) {
	texts := []string{"_x0041_", "_x0041_x0042_", "_x00", "__x000D__", "x_x004_", "000000000000001", "1e5", "2026-01-01"}
	for _, h := range hostile {
		texts = append(texts, h[0])
	}
	book, cut := xlsxOf(t, named(texts...))
	rows := rowsOf(t, book, "a")
	if len(rows) != len(texts)+1 || cut != 0 {
		t.Fatalf("%d rows, %d cut", len(rows), cut)
	}
	for i, text := range texts {
		cell, err := excelize.CoordinatesToCellName(1, i+2)
		if err != nil {
			t.Fatal(err)
		}
		kind, err := book.GetCellType("a", cell)
		formula, ferr := book.GetCellFormula("a", cell)
		if rows[i+1][0] != text || kind != excelize.CellTypeInlineString || formula != "" || err != nil || ferr != nil {
			t.Errorf("%q came back as %q of type %v, formula %q; %v, %v", text, rows[i+1][0], kind, formula, err, ferr)
		}
	}
}

// TestXLSXCuts: at whole characters; a geometry that is too long is left out; the last sheet
// says where.
func TestXLSXCuts(t *testing.T) {
	long := named(strings.Repeat("网", 40_000), "x"+strings.Repeat("🏠", 17_000), strings.Repeat("字", 32_767))
	line := make(orb.LineString, 20_000)
	ways := codec.FeatureTable{Name: "ways", Columns: []codec.Column{{Name: "code"}}, Features: oneFeature(orb.MultiLineString{line}, nil)}
	book, cut := xlsxOf(t, long, ways)
	rows := rowsOf(t, book, "a")
	for i, want := range []string{strings.Repeat("网", 32_767), "x" + strings.Repeat("🏠", 16_383), strings.Repeat("字", 32_767)} {
		if rows[i+1][0] != want {
			t.Errorf("text %d has %d characters, want %d", i, len([]rune(rows[i+1][0])), len([]rune(want)))
		}
	}
	if w := rowsOf(t, book, "ways"); len(w) != 2 || len(w[1]) != 1 || w[1][0] != "1" {
		t.Errorf("the long way is written as %.80q", w)
	}
	about := rowsOf(t, book, "about")
	if cut != 3 || len(about) != 4 || about[1][1] != "wgs84" || about[2][0] != "cut: a.name" || about[2][1] != "2" || about[3][0] != "cut: ways.wkt" || about[3][1] != "1" {
		t.Errorf("%d cut: %q", cut, about)
	}
}

// TestXLSXNumbers: those that a spreadsheet would round are texts.
func TestXLSXNumbers(t *testing.T) {
	numbers := map[int64]excelize.CellType{
		0: excelize.CellTypeUnset, -7: excelize.CellTypeUnset, 999_999_999_999_999: excelize.CellTypeUnset,
		1_000_000_000_000_000: excelize.CellTypeInlineString, math.MinInt64: excelize.CellTypeInlineString,
	}
	for n, want := range numbers {
		book, _ := xlsxOf(t, codec.FeatureTable{Name: "a", Columns: []codec.Column{{Name: "n", Whole: true}}, Features: func(yield func(codec.OutFeature, error) bool) {
			yield(codec.OutFeature{Properties: []codec.Property{{Key: "n", Value: n}}}, nil)
		}})
		if got, err := book.GetCellType("a", "A2"); err != nil || got != want {
			t.Errorf("%d is of type %v, want %v; %v", n, got, want, err)
		}
	}
}

func TestXLSXFails(t *testing.T) {
	code := []codec.Column{{Name: "code"}}
	for want, c := range map[string]codec.FeatureTable{
		"layer a: feature 0: a coordinate is not finite": {Name: "a", Columns: code, Features: oneFeature(orb.Point{math.NaN(), 1}, nil)},
		"is not written": {Name: "a", Columns: code, Features: oneFeature(orb.Collection{}, nil)},
		"broken":         {Name: "a", Columns: code, Features: oneFeature(nil, errors.New("broken"))},
		`layer a: feature 0: property "code" has no co`: {Name: "a", Features: oneFeature(nil, nil)},
	} {
		if _, err := codec.WriteXLSX(io.Discard, codec.XLSXFile{AboutName: "about"}, []codec.FeatureTable{c}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("want %q: %v", want, err)
		}
	}
}
