package codec_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"github.com/redsail/redsail/geo/codec"
)

// tableOf reads all rows of a file.
func tableOf(t testing.TB, path string, o codec.Options) (rows []codec.Row, src codec.Source, err error) {
	t.Helper()
	table, err := codec.OpenTable(t.Context(), path, o)
	if err != nil {
		return nil, src, err
	}
	defer table.Close()
	for {
		row, err := table.Next()
		if errors.Is(err, io.EOF) {
			return rows, table.Source(), nil
		}
		if err != nil {
			return rows, table.Source(), err
		}
		row.Cells = append([]codec.Cell(nil), row.Cells...)
		rows = append(rows, row)
	}
}

func textRow(number int, texts ...string) codec.Row {
	row := codec.Row{Number: number}
	for _, text := range texts {
		row.Cells = append(row.Cells, codec.Cell{Text: text})
	}
	return row
}

func fileOf(t testing.TB, name string, content []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestTableCSV: encodings, marks and empty rows make no difference to what is read.
func TestTableCSV(t *testing.T) {
	const text = "编码,姓名\r\nP1,\"王, 小明\"\r\n\r\n , \r\nP2,李四,更多\r\n"
	want := []codec.Row{textRow(1, "编码", "姓名"), textRow(2, "P1", "王, 小明"), textRow(5, "P2", "李四", "更多")}
	for name, body := range map[string]string{"UTF-8": text, "BOM": "\xef\xbb\xbf" + text, "GB18030": gbk(t, text)} {
		rows, src, err := tableOf(t, fileOf(t, "a.csv", []byte(body)), codec.Options{})
		if err != nil || !reflect.DeepEqual(rows, want) || src.Format != "csv" || (src.Encoding == "GB18030") != (name == "GB18030") {
			t.Errorf("%s: %v %+v %+v", name, err, src, rows)
		}
	}
}

// TestTableXLSX: what another program writes is read as it was meant.
func TestTableXLSX(t *testing.T) {
	book := excelize.NewFile()
	set := func(cell string, v any) {
		if err := book.SetCellValue("Sheet1", cell, v); err != nil {
			t.Fatal(err)
		}
	}
	set("A1", "花名册")
	set("A3", "编码")
	set("B3", "姓名 <b>")
	set("A5", 370811001001001)
	set("C5", 370811198001011234)
	set("D5", true)
	set("E5", 0.5)
	set("F5", -3)
	err := errors.Join(
		book.MergeCell("Sheet1", "A1", "C1"),
		book.SetCellFormula("Sheet1", "A6", "1+1"),
		book.SetCellRichText("Sheet1", "B6", []excelize.RichTextRun{{Text: "王"}, {Text: "小明"}}),
	)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := book.NewSheet("第二"); err != nil {
		t.Fatal(err)
	}
	if err := book.SetCellValue("第二", "B2", "x"); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := book.Write(&out); err != nil {
		t.Fatal(err)
	}
	path := fileOf(t, "a.xlsx", out.Bytes())
	rows, src, err := tableOf(t, path, codec.Options{})
	number := func(text string) codec.Cell { return codec.Cell{Text: text, Kind: codec.CellNumber} }
	want := []codec.Row{
		{Number: 1, Cells: []codec.Cell{{Text: "花名册"}}, Spans: []codec.Span{{Top: 1, Bottom: 1, Right: 2, Value: codec.Cell{Text: "花名册"}}}},
		textRow(3, "编码", "姓名 <b>"),
		{Number: 5, Cells: []codec.Cell{number("370811001001001"), {}, number("3.70811E+17"), {Text: "TRUE"}, number("0.5"), number("-3")}},
		{Number: 6, Cells: []codec.Cell{{Kind: codec.CellFormula}, {Text: "王小明"}}},
	}
	if err != nil || !reflect.DeepEqual(rows, want) || src.Layer != "Sheet1" {
		t.Errorf("%v %+v\n got %+v\nwant %+v", err, src, rows, want)
	}
	rows, _, err = tableOf(t, path, codec.Options{Layer: "第二"})
	if err != nil || !reflect.DeepEqual(rows, []codec.Row{textRow(2, "", "x")}) {
		t.Errorf("the second sheet: %v %+v", err, rows)
	}
	_, _, err = tableOf(t, path, codec.Options{Layer: "第三"})
	if kindOfFile(err) != codec.KindUnknownLayer {
		t.Errorf("no such sheet: %v", err)
	}
}

func kindOfFile(err error) string {
	var fe *codec.FileError
	if errors.As(err, &fe) {
		return fe.Kind
	}
	return fmt.Sprint(err)
}

// book is a workbook with this XML for its sheet.
func book(t testing.TB, sheet string) []byte {
	t.Helper()
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for name, text := range map[string]string{
		"xl/workbook.xml":            `<workbook xmlns:r="r"><workbookPr date1904="1"/><sheets><sheet name="a" r:id="x"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels": `<Relationships><Relationship Id="x" Type="t/worksheet" Target="/xl/s.xml"/></Relationships>`,
		"xl/s.xml":                   sheet,
	} {
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(w, text); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// TestTableEmptyRows: a million empty rows cost time and no memory, and are none.
func TestTableEmptyRows(t *testing.T) {
	var sheet strings.Builder
	sheet.WriteString("<worksheet><sheetData>")
	for n := range 1_000_000 {
		fmt.Fprintf(&sheet, `<row r="%d"><c r="A%d" s="1"/></row>`, n+1, n+1)
	}
	sheet.WriteString(`<row r="1000001"><c t="inlineStr"><is><t>x</t></is></c></row></sheetData></worksheet>`)
	rows, src, err := tableOf(t, fileOf(t, "a.xlsx", book(t, sheet.String())), codec.Options{})
	if err != nil || !reflect.DeepEqual(rows, []codec.Row{textRow(1_000_001, "x")}) || !src.Epoch1904 {
		t.Errorf("%v %+v %+v", err, src, rows)
	}
}

// TestTableRefuses names the file and what is wrong with it.
func TestTableRefuses(t *testing.T) {
	sheet := func(rows string) []byte { return book(t, "<worksheet><sheetData>"+rows+"</sheetData></worksheet>") }
	good := sheet(`<row r="1"><c><v>1</v></c></row>`)
	for name, c := range map[string]struct {
		file    string
		content []byte
		kind    string
	}{
		"nothing":        {"a.csv", nil, codec.KindEmpty},
		"white":          {"a.csv", []byte(" \r\n"), codec.KindEmpty},
		"an old book":    {"a.xlsx", []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), codec.KindUnknownFormat},
		"a CSV as book":  {"a.xlsx", []byte("a,b\n"), codec.KindWrongExtension},
		"a book as CSV":  {"a.csv", good, codec.KindWrongExtension},
		"cut off":        {"a.xlsx", good[:len(good)-40], codec.KindTruncated},
		"rows backwards": {"a.xlsx", sheet(`<row r="2"><c><v>1</v></c></row><row r="1"/>`), codec.KindMalformed},
		"cells twice":    {"a.xlsx", sheet(`<row r="1"><c r="A1"><v>1</v></c><c r="A1"><v>1</v></c></row>`), codec.KindMalformed},
		"row 2^20 + 1":   {"a.xlsx", sheet(`<row r="1048577"><c><v>1</v></c></row>`), codec.KindTooLarge},
		"column 20,000":  {"a.xlsx", sheet(`<row r="1"><c r="ACOF1"><v>1</v></c></row>`), codec.KindMalformed},
		"column 12,000":  {"a.xlsx", sheet(`<row r="1"><c r="QSN1"><v>1</v></c></row>`), codec.KindTooLarge},
		"no shared text": {"a.xlsx", sheet(`<row r="1"><c t="s"><v>3</v></c></row>`), codec.KindMalformed},
		"no XML":         {"a.xlsx", book(t, "<worksheet><sheetData><row r=></row>"), codec.KindMalformed},
		"ends in a row":  {"a.xlsx", book(t, "<worksheet><sheetData><row>"), codec.KindTruncated},
		"a long cell":    {"a.xlsx", sheet(`<row r="1"><c t="str"><v>` + strings.Repeat("x", 101) + `</v></c></row>`), codec.KindTooLarge},
		"a long CSV":     {"a.csv", []byte("a\n" + strings.Repeat("x", 101)), codec.KindTooLarge},
		"three rows":     {"a.csv", []byte("a\nb\nc\n"), codec.KindTooLarge},
		"an open quote":  {"a.csv", []byte("a\n\"b"), codec.KindMalformed},
	} {
		o := codec.Options{Limits: codec.Limits{FieldBytes: 100, Features: 2}}
		if _, _, err := tableOf(t, fileOf(t, c.file, c.content), o); kindOfFile(err) != c.kind {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// FuzzTableXLSX: whatever a sheet holds, reading ends without a panic and with an error of the file.
func FuzzTableXLSX(f *testing.F) {
	for _, rows := range []string{`<row r="1"><c r="B1" t="str"><f>1</f><v>x</v></c></row>`, `<row><c t="inlineStr"><is><r><t>a</t></r><rPh><t>b</t></rPh></is></c></row>`, `<row><c><v>1e300</v></c>`} {
		f.Add(rows)
	}
	f.Fuzz(func(t *testing.T, rows string) {
		_, _, err := tableOf(t, fileOf(t, "a.xlsx", book(t, "<worksheet><sheetData>"+rows)), codec.Options{})
		var fe *codec.FileError
		if err != nil && !errors.As(err, &fe) {
			t.Fatalf("%q: %v", rows, err)
		}
	})
}

// TestTextSheets: what is written is read by us and by another program, and a cell below is a text.
func TestTextSheets(t *testing.T) {
	var out bytes.Buffer
	sheets := []codec.TextSheet{{Name: "岗位", Rows: [][]string{{"编码", "姓名"}, {"0012", "=1 <x> _x0041_"}}}, {Name: "说明", Rows: [][]string{{"列"}}}}
	if err := codec.WriteTextSheets(&out, sheets); err != nil {
		t.Fatal(err)
	}
	rows, _, err := tableOf(t, fileOf(t, "a.xlsx", out.Bytes()), codec.Options{})
	if err != nil || !reflect.DeepEqual(rows, []codec.Row{textRow(1, "编码", "姓名"), textRow(2, "0012", "=1 <x> _x0041_")}) {
		t.Errorf("%v %+v", err, rows)
	}
	judge, err := excelize.OpenReader(&out)
	if err != nil {
		t.Fatal(err)
	}
	defer judge.Close()
	text, err := judge.GetCellValue("岗位", "B2")
	style, serr := judge.GetColStyle("岗位", "A")
	if text != "=1 <x> _x0041_" || err != nil || serr != nil || style != 1 {
		t.Errorf("%q %v, style %d %v", text, err, style, serr)
	}
}

// TestTableTwins: a workbook with two sheets of one name does not say which one is meant.
func TestTableTwins(t *testing.T) {
	var out bytes.Buffer
	if err := codec.WriteTextSheets(&out, []codec.TextSheet{{Name: "a", Rows: [][]string{{"x"}}}, {Name: "b", Rows: [][]string{{"y"}}}}); err != nil {
		t.Fatal(err)
	}
	two := fileOf(t, "a.xlsx", out.Bytes())
	if rows, _, err := tableOf(t, two, codec.Options{Layer: "b"}); err != nil || rows[0].Cells[0].Text != "y" {
		t.Errorf("%v %v", rows, err)
	}
	out.Reset()
	if err := codec.WriteTextSheets(&out, []codec.TextSheet{{Name: "a"}, {Name: "A"}}); err != nil {
		t.Fatal(err)
	}
	var fe *codec.FileError
	if _, _, err := tableOf(t, fileOf(t, "b.xlsx", out.Bytes()), codec.Options{}); !errors.As(err, &fe) || fe.Kind != codec.KindMalformed || !strings.Contains(fe.Message, `"A"`) {
		t.Errorf("%v", err)
	}
}

// TestParseWKT: the cell of a table is judged as a feature is.
func TestParseWKT(t *testing.T) {
	g, srid, fault := codec.ParseWKT("SRID=4490;POINT(116 40)", codec.Limits{})
	if fault != nil || srid != 4490 || g == nil {
		t.Errorf("%v %d %v", g, srid, fault)
	}
	for text, reason := range map[string]string{
		"POINT(1)": codec.ReasonBadWKT, "POINT EMPTY": codec.ReasonNoGeometry, "LINESTRING(1 1)": codec.ReasonLineTooShort,
		"POLYGON((0 0,1 0,1 1,0 2))": codec.ReasonRingUnclosed,
	} {
		if _, _, fault := codec.ParseWKT(text, codec.Limits{}); fault == nil || fault.Reason != reason {
			t.Errorf("%s: %v", text, fault)
		}
	}
}
