package intake_test

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"github.com/redsail/redsail/geo/codec"
	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/intake"
)

// sheetsOf is a workbook of texts.
func sheetsOf(t testing.TB, sheets ...codec.TextSheet) string {
	t.Helper()
	var out bytes.Buffer
	if err := codec.WriteTextSheets(&out, sheets); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// TestSheetsUnread: whatever is imported from a workbook, the sheets with rows that were not read are told
// with their rows, in the report and in its line (of persons only how many: a sheet may have the name of one),
// and those that a template or an export explains itself with are not; where a sheet is named, nothing is.
func TestSheetsUnread(t *testing.T) {
	w := newStaffed(t)
	beside := []codec.TextSheet{
		{Name: "二期", Rows: [][]string{{"编码"}, {"x"}, {"y"}}}, {Name: "空"}, {Name: "headings", Rows: [][]string{{"heading", "标题"}}},
		{Name: "words", Rows: [][]string{{"自己的"}}}, {Name: "redsail_export", Rows: [][]string{{"store"}}},
	}
	want := []intake.UnreadSheet{{Name: "二期", Rows: 3}, {Name: "words", Rows: 1}}
	book := func(rows ...[]string) string {
		return w.write("xlsx", sheetsOf(t, append([]codec.TextSheet{{Name: "一期", Rows: rows}}, beside...)...))
	}
	const words = "not read, as none was named and the first was taken: sheet 二期 (3 rows), words (1 rows)"
	told := func(what string, got []intake.UnreadSheet, line string) {
		t.Helper()
		if !reflect.DeepEqual(got, want) || !strings.Contains(line, words) {
			t.Errorf("%s: %+v, %q", what, got, line)
		}
	}
	things := book([]string{"编码", "名称", "经度", "纬度"}, []string{"B1", "一号楼", "1", "1"})
	r := w.thingsOf(intake.TableBuilding, "", things)
	told("buildings", r.SheetsUnread, r.Summary())
	if r := w.thingsOf(intake.TableBuilding, "", things, func(o *intake.ThingOptions) { o.SourceLayer = "一期" }); r.SheetsUnread != nil || strings.Contains(r.Summary(), "not read") {
		t.Errorf("a named sheet: %+v", r.SheetsUnread)
	}
	people := w.table(city.KindPerson, book([]string{"编码", "姓名"}, []string{"P-1", "张三"}))
	if people.SheetsUnread != len(want) || !strings.Contains(people.Summary(), "2 sheets with rows not read, as none was named") {
		t.Errorf("persons: %d, %q", people.SheetsUnread, people.Summary())
	}
	text, err := json.Marshal(people)
	if err != nil {
		t.Fatal(err)
	}
	if said := string(text) + people.Summary(); strings.Contains(said, "二期") {
		t.Errorf("a table of persons names a sheet, which may be the name of one: %s", said)
	}
	areas := w.take(book([]string{"编码", "名称", "几何"}, []string{"C7", "七社区", "POLYGON((20 20,21 20,21 21,20 20))"}), intake.Options{Layer: "community"})
	told("areas", areas.SheetsUnread, intake.BesideWords(areas.SheetsUnread, areas.ExternalLinks))
	attributes, err := intake.ImportAttributes(t.Context(), w.store, book([]string{"编码", "户数"}, []string{"G1", "12"}), intake.AttributeOptions{Layer: "grid"})
	if err != nil {
		t.Fatal(err)
	}
	told("attributes", attributes.SheetsUnread, attributes.Summary())
}

// TestReplaceOfOneSheet: what stands in sheets that were not read is not ended as lacking, and a strict import
// refuses the file for them, whatever it holds; where a sheet is named, its rows are all that there shall be.
func TestReplaceOfOneSheet(t *testing.T) {
	w := newStaffed(t)
	now := func() time.Time { return noon }
	book := func(head, first, second []string) string {
		return w.write("xlsx", sheetsOf(t, codec.TextSheet{Name: "古槐街道", Rows: [][]string{head, first}}, codec.TextSheet{Name: "阜桥街道", Rows: [][]string{head, second}}))
	}
	head := []string{"编码", "名称", "经度", "纬度"}
	buildings := book(head, []string{"B1", "一号楼", "1", "1"}, []string{"B2", "二号楼", "1.001", "1"})
	w.things(intake.TableBuilding, "", "编码,名称,经度,纬度\nB1,一号楼,1,1\nB2,二号楼,1.001,1\n")
	areas := book([]string{"编码", "名称", "几何"}, []string{"C7", "七社区", "POLYGON((20 20,21 20,21 21,20 20))"}, []string{"C1", "x", "POLYGON((30 20,31 20,31 21,30 20))"})
	people := book([]string{"编码", "姓名"}, []string{"P-1", "张三"}, []string{"P-2", "李四"})
	lines := book([]string{"code", "class", "几何"}, []string{"W1", "residential", "LINESTRING(1 1,1.001 1)"}, []string{"W2", "residential", "LINESTRING(1 1.001,1.001 1.001)"})
	for what, try := range map[string]func() error{
		"buildings": func() error {
			_, err := intake.ImportThings(t.Context(), w.store, buildings, intake.ThingOptions{Kind: intake.TableBuilding, Replace: true, Now: now})
			return err
		},
		"areas": func() error {
			_, err := intake.Import(t.Context(), w.store, areas, intake.Options{Layer: "community", Replace: true, Now: now})
			return err
		},
		"people": func() error {
			_, err := intake.ImportPeople(t.Context(), w.store, w.keys, people, intake.PeopleOptions{Kind: city.KindPerson, Replace: true, Now: now})
			return err
		},
		"streets": func() error {
			_, err := intake.ImportNetwork(t.Context(), w.store, lines, intake.NetworkOptions{Replace: true, Now: now})
			return err
		},
	} {
		sheet := map[bool]string{true: "1 sheets", false: "sheet 阜桥街道"}[what == "people"]
		if err := try(); city.CodeOf(err) != "sheets_unread" || !strings.Contains(err.Error(), "the first was taken: "+sheet+";") {
			t.Errorf("%s: %v", what, err)
		}
	}
	strict := w.thingsOf(intake.TableBuilding, "", buildings, func(o *intake.ThingOptions) { o.Strict = true })
	attributes, err := intake.ImportAttributes(t.Context(), w.store, book([]string{"编码", "户数"}, []string{"G1", "12"}, []string{"G2", "13"}), intake.AttributeOptions{Layer: "grid", Strict: true})
	if err != nil {
		t.Fatal(err)
	}
	staff := w.table(city.KindPerson, people, func(o *intake.PeopleOptions) { o.Strict = true })
	drawn := w.take(areas, intake.Options{Layer: "community", Strict: true})
	if got := []intake.Status{strict.Status, attributes.Status, staff.Status, drawn.Status}; !reflect.DeepEqual(got, []intake.Status{intake.Refused, intake.Refused, intake.Refused, intake.Refused}) {
		t.Errorf("strict, though a sheet was not read: %v", got)
	}
	named := w.thingsOf(intake.TableBuilding, "", buildings, func(o *intake.ThingOptions) { o.Replace, o.SourceLayer = true, "古槐街道" })
	if !reflect.DeepEqual(named.Ended, []string{"B2"}) {
		t.Errorf("a named sheet: ended %q", named.Ended)
	}
}

// TestTemplateAlone: a template of ours, filled in, has no sheet that was forgotten.
func TestTemplateAlone(t *testing.T) {
	for _, kind := range []intake.TableKind{intake.TableBuilding, intake.TablePlace, intake.TablePerson, intake.TablePost, intake.TableOrganisation} {
		var out bytes.Buffer
		if err := intake.WriteTemplate(&out, kind, true, false, nil); err != nil {
			t.Fatal(err)
		}
		w := newStaffed(t)
		path := w.write("xlsx", out.String())
		unread := 0
		switch kind {
		case intake.TableBuilding, intake.TablePlace:
			unread = len(w.thingsOf(kind, map[intake.TableKind]string{intake.TablePlace: "red_sail_station"}[kind], path).SheetsUnread)
		default:
			of := map[intake.TableKind]city.RecordKind{intake.TablePerson: city.KindPerson, intake.TablePost: city.KindPost, intake.TableOrganisation: city.KindOrganisation}
			unread = w.table(of[kind], path).SheetsUnread
		}
		if unread != 0 {
			t.Errorf("%s: %d sheets", kind, unread)
		}
	}
}

// TestLinkedWorkbook: a workbook that reads another one says so, by the name of that file alone, and the
// values which it has from there are refused by cell.
func TestLinkedWorkbook(t *testing.T) {
	w := newStaffed(t)
	book := excelize.NewFile()
	for cell, v := range map[string]any{"A1": "编码", "B1": "户数", "A2": "G1", "A3": "G2", "B3": 7} {
		if err := book.SetCellValue("Sheet1", cell, v); err != nil {
			t.Fatal(err)
		}
	}
	if err := book.SetCellFormula("Sheet1", "B2", "[1]户数!$B$2"); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := book.Write(&out); err != nil {
		t.Fatal(err)
	}
	linked := repack(out.Bytes(), func(name string, part []byte) []byte {
		if name == "xl/_rels/workbook.xml.rels" {
			return bytes.Replace(part, []byte("</Relationships>"), []byte(`<Relationship Id="x" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/externalLink" Target="file:///etc/passwd"/></Relationships>`), 1)
		}
		return part
	})
	r, err := intake.ImportAttributes(t.Context(), w.store, w.write("xlsx", string(linked)), intake.AttributeOptions{Layer: "grid"})
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(r.ExternalLinks, []string{"passwd"}) || !strings.Contains(r.Summary(), "links to other workbooks, which were not opened: passwd") {
		t.Errorf("links %q, %q", r.ExternalLinks, r.Summary())
	}
	if len(r.Rejected) != 1 || r.Rejected[0].Row != 2 || r.Rejected[0].Reason != "formula_cell" || !strings.Contains(r.Rejected[0].Message, "another workbook") || r.Accepted != 1 {
		t.Errorf("%d accepted, rejected %+v", r.Accepted, r.Rejected)
	}
}
