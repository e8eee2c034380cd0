package intake

import (
	"cmp"
	"encoding/csv"
	"io"
	"strings"

	"github.com/redsail/redsail/geo/codec"
	"github.com/redsail/redsail/internal/city"
)

// exampleCode begins the code of the row of a template that shows how a row is filled in.
const exampleCode = "EXAMPLE"

// examples are the cells of that row by the keys of their columns: zh, then en. Nothing of it is
// true.
var examples = map[string][2]string{
	colName: {"示例（请删除本行）", "Example (delete this row)"}, colNameEn: {"Example", "Example"}, colTitle: {"示例职务", "Example title"},
	colQualified: {"否", "no"}, colDutyPhone: {"0000-0000000", "0000-0000000"}, colOfficePhone: {"0000-0000000", "0000-0000000"},
	colRole: {"网格长", "Grid head"}, colLayer: {"网格", "Grid"}, colAt: {"EXAMPLE-GRID", "EXAMPLE-GRID"}, colPerson: {"EXAMPLE-1", "EXAMPLE-1"},
	colActing: {"否", "no"}, colTasks: {"综合治理、公共服务", "Public order; Public service"}, colDuty: {"示例职责", "Example duty"},
	colHours:    {"周一至周五 08:30-18:00; 周六 09:00-12:00; 节假日休息", "Mon-Fri 08:30-18:00; Sat 09:00-12:00; holidays off"},
	colCalendar: {"cn", "cn"}, colStandIns: {"EXAMPLE-2", "EXAMPLE-2"}, colKind: {"党支部", "Party branch"}, colForm: {"单独", "own"},
	colOf: {"EXAMPLE-GRID", "EXAMPLE-GRID"}, colMembers: {"12", "12"}, colFrom: {"2026-07-01", "2026-07-01"},
	colSource: {"虚构示例", "made up"},
}

// thingExamples are those that differ by the kind of the table, and of columns that people do not
// have.
var thingExamples = map[string][2]string{
	colNameEn: {"Example", "Example"}, colNameHant: {"示例", "示例"}, colAddress: {"示例路1号示例小区1号楼", "示例路1号示例小区1号楼"},
	colRoad: {"示例路", "示例路"}, colNumber: {"1号", "1号"}, colYard: {"示例小区", "示例小区"}, colHouseNo: {"1号楼", "1号楼"},
	colHouseholds: {"60", "60"}, colStoreys: {"6", "6"}, colPopulation: {"150", "150"}, colGrid: {"", ""}, colCompound: {"", ""},
	colLon: {"116.581234", "116.581234"}, colLat: {"35.412345", "35.412345"}, colPosition: {"", ""}, colState: {"开放", "open"},
	colServices: {"示例服务", "example service"}, colSkills: {"示例技能", "example skill"}, colFloorArea: {"120", "120"}, colCost: {"", ""}, colStages: {"", ""},
	colTenure: {"自有", "owned"}, colAka: {"示例别名", "example alias"}, colDataDate: {"2026-07-01", "2026-07-01"},
	`class.use`: {"home", "home"}, `class.built`: {"2001", "2001"}, `class.structure`: {"示例结构", "example"}, `class.kind`: {"", ""},
}

// example is the cell of the example row in a column.
func example(kind TableKind, key string, english bool) string {
	at := 0
	if english {
		at = 1
	}
	switch kind {
	case TableOrganisation, TablePerson, TablePost:
		return examples[key][at]
	case TablePlace:
		if key == colKind {
			return [2]string{"红帆驿站", "Red Sail station"}[at]
		}
	case TableBuilding, TableAttributes, TableArea:
	case TableBarrier:
		switch key {
		case colKind:
			return [2]string{"围墙", "wall"}[at]
		case colWKT:
			return "LINESTRING(116.581 35.412,116.582 35.412)"
		}
	}
	if cell, own := thingExamples[key]; own {
		return cell[at]
	}
	if key == colName || key == colSource || key == colHours || key == colCalendar {
		return examples[key][at]
	}
	return ""
}

// The sheets of a template that explain the first, and the text at the beginning of each.
const (
	sheetHeadings = "headings"
	sheetWords    = "words"
	helpHeading   = "heading"
)

// WriteTemplate writes a table with all headings of a kind and one row that shows how it is filled
// in and is refused by its code; as CSV for a spreadsheet, or as a workbook, whose columns are texts
// and whose second sheet lists the headings that are known; of posts and organisations a third lists the
// words that the scheme takes for roles, kinds and tasks. A nil scheme has the usual ones.
func WriteTemplate(w io.Writer, kind TableKind, workbook, english bool, scheme *city.Scheme) error {
	if kind == TableArea {
		return writeAreaTemplate(w, workbook, english)
	}
	columns := columnsOf(kind)
	if len(columns) == 0 {
		return city.Errorf(city.Invalid, "unknown_kind", "there is no kind of tables %q; there are %v", kind, TableKinds())
	}
	var heads, row []string
	known := [][]string{{helpHeading, "标题", "also / 也可写作"}}
	for _, c := range columns {
		head := c.zh
		if english {
			head = c.key
		}
		cell := example(kind, c.key, english)
		if c.key == colCode {
			cell = exampleCode + "-1"
		}
		heads, row = append(heads, head), append(row, cell)
		known = append(known, []string{c.key, c.zh, strings.Join(c.headings[1:len(c.headings)-1], ", ")})
	}
	if workbook {
		sheets := []codec.TextSheet{{Name: string(kind), Rows: [][]string{heads, row}}, {Name: sheetHeadings, Rows: known}}
		if kind == TablePost || kind == TableOrganisation {
			sheets = append(sheets, codec.TextSheet{Name: sheetWords, Rows: wordRows(cmp.Or(scheme, &city.Scheme{}), kind)})
		}
		return codec.WriteTextSheets(w, sheets)
	}
	return writeSheet(w, heads, row)
}

// writeSheet writes rows as a CSV for a spreadsheet.
func writeSheet(w io.Writer, rows ...[]string) error {
	if _, err := io.WriteString(w, "\ufeff"); err != nil { // so that spreadsheets take it for UTF-8
		return err
	}
	out := csv.NewWriter(w)
	out.UseCRLF = true
	return out.WriteAll(rows)
}

// writeAreaTemplate writes the fields that an import of areas finds by itself. There is no workbook
// of it: shapes stand in files of features, and in a CSV only where they must.
func writeAreaTemplate(w io.Writer, workbook, english bool) error {
	if workbook {
		return city.Errorf(city.Invalid, "unknown_kind", "the template for areas is a CSV: a workbook holds no shapes")
	}
	heads, name := []string{"编码", "名称", "英文名称", "几何"}, "示例（请删除本行）"
	if english {
		heads, name = []string{"code", "name", "name_en", "wkt"}, "Example (delete this row)"
	}
	return writeSheet(w, heads, []string{exampleCode + "-1", name, "Example", "POLYGON((116.58 35.41,116.59 35.41,116.59 35.42,116.58 35.42,116.58 35.41))"})
}

// WritePeopleTemplate is WriteTemplate for persons, posts and organisations.
func WritePeopleTemplate(w io.Writer, kind city.RecordKind, workbook, english bool) error {
	return WriteTemplate(w, TableKind(kind.String()), workbook, english, nil)
}
