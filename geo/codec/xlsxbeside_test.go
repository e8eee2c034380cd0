package codec_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"reflect"
	"strings"
	"testing"

	"github.com/redsail/redsail/geo/codec"
)

// workbookOf makes a workbook of sheets, of which each text is the rows, and of parts beside them.
func workbookOf(t *testing.T, sheets [][2]string, links string, parts map[string]string) string {
	t.Helper()
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	put := func(name, text string) {
		w, err := z.Create(name)
		if err == nil {
			_, err = io.WriteString(w, text)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	var book, rels strings.Builder
	for i, s := range sheets {
		fmt.Fprintf(&book, `<sheet name=%q sheetId="%d" r:id="rId%d"/>`, s[0], i+1, i+1)
		fmt.Fprintf(&rels, `<Relationship Id="rId%d" Type="x/worksheet" Target="worksheets/sheet%d.xml"/>`, i+1, i+1)
		put(fmt.Sprintf("xl/worksheets/sheet%d.xml", i+1), `<worksheet><sheetData>`+s[1]+`</sheetData></worksheet>`)
	}
	put("xl/workbook.xml", `<workbook xmlns:r="r"><sheets>`+book.String()+`</sheets></workbook>`)
	put("xl/_rels/workbook.xml.rels", `<Relationships>`+rels.String()+links+`</Relationships>`)
	for name, text := range parts {
		put(name, text)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return fileOf(t, "a.xlsx", out.Bytes())
}

func inline(texts ...string) string {
	row := "<row>"
	for _, text := range texts {
		row += `<c t="inlineStr"><is><t>` + text + `</t></is></c>`
	}
	return row + "</row>"
}

// TestUnreadSheets: the sheets that are not read, as none was named, are told with the rows in which
// anything stands; empty ones are not, and of long or broken ones it is said that there may be more.
func TestUnreadSheets(t *testing.T) {
	path := workbookOf(t, [][2]string{
		{"一", inline("编码")},
		{"二", "<row/>" + inline("户数", "9") + "<row/>" + inline("", "x") + "<row/>"},
		{"空", "<row/><row/>"},
		{"长", strings.Repeat(inline("z"), 10_001)},
		{"坏", inline("a") + "<row><c"},
	}, "", nil)
	_, src, err := tableOf(t, path, codec.Options{})
	want := []codec.OtherSheet{{Name: "二", Rows: 2, First: "户数"}, {Name: "长", Rows: 10_000, More: true, First: "z"}, {Name: "坏", Rows: 1, More: true, First: "a"}}
	if err != nil || !reflect.DeepEqual(src.Unread, want) {
		t.Errorf("%v: unread are %+v", err, src.Unread)
	}
	if _, src, err := tableOf(t, path, codec.Options{Layer: "一"}); err != nil || src.Unread != nil {
		t.Errorf("one is named: %v, %+v", err, src.Unread)
	}
	// 20 MB of blank rows cost what 16 MiB do.
	path = workbookOf(t, [][2]string{{"一", inline("编码")}, {"白", strings.Repeat("<row>"+strings.Repeat("<c/>", 100)+"</row>", 50_000)}, {"后", inline("b")}}, "", nil)
	if _, src, err := tableOf(t, path, codec.Options{}); err != nil || !reflect.DeepEqual(src.Unread, []codec.OtherSheet{{Name: "白", More: true}, {Name: "后", More: true}}) {
		t.Errorf("%v: unread are %+v", err, src.Unread)
	}
}

// TestExternalLinks: links to other workbooks are told by the names of their files and not followed; a cell
// whose formula reads one is known, also where it shares the formula of another cell.
func TestExternalLinks(t *testing.T) {
	cell := func(formula string) string { return `<c><f` + formula + `<v>7</v></c>` }
	path := workbookOf(t, [][2]string{{"一", `<row>` +
		cell(">[1]户数!A1</f>") + cell(">SUM('[1]a b'!A1:A9)</f>") + cell(">B1+[2]!总数</f>") + cell(` t="shared" si="0" ref="A1:A2">[1]户数!A2</f>`) + cell(` t="shared" si="0"/>`) +
		cell(">A1+1</f>") + cell(">Norms[1]</f>") + cell(">Norms[[#This Row],[1]]</f>") + cell(` t="shared" si="1"/>`) + `<c><v>7</v></c></row>`}},
		`<Relationship Id="l1" Type="http://x/externalLink" Target="externalLinks/externalLink1.xml"/><Relationship Id="l2" Type="http://x/externalLink" Target="/xl/externalLinks/externalLink2.xml"/>`,
		map[string]string{
			"xl/externalLinks/externalLink1.xml":            `<externalLink/>`,
			"xl/externalLinks/_rels/externalLink1.xml.rels": `<Relationships><Relationship Type="x/externalLinkPath" Target="file:///C:\Users\li\%E6%88%B7%E6%95%B0.xlsx" TargetMode="External"/></Relationships>`,
			"xl/externalLinks/externalLink2.xml":            `<externalLink/>`,
		})
	rows, src, err := tableOf(t, path, codec.Options{})
	if err != nil || !reflect.DeepEqual(src.External, []string{"户数.xlsx", "externalLink2.xml"}) || len(rows) != 1 {
		t.Fatalf("%v: %q, %d rows", err, src.External, len(rows))
	}
	var got strings.Builder
	for _, c := range rows[0].Cells {
		got.WriteString(map[codec.CellKind]string{codec.CellLinked: "L", codec.CellFormula: "F", codec.CellNumber: "n"}[c.Kind])
	}
	if got.String() != "LLLLLFFFFn" {
		t.Errorf("the cells are %s", got.String())
	}
}
