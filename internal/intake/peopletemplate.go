package intake

import (
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

// WritePeopleTemplate writes a table with all headings of a kind and one row that shows how it is
// filled in and is refused by its code; as CSV for a spreadsheet, or as a workbook, whose columns
// are texts and whose second sheet lists the headings that are known.
func WritePeopleTemplate(w io.Writer, kind city.RecordKind, workbook, english bool) error {
	columns := columnsOf(kind)
	var heads, row []string
	known := [][]string{{"heading", "标题", "also / 也可写作"}}
	for _, c := range columns {
		head, example := c.zh, examples[c.key][0]
		if english {
			head, example = c.key, examples[c.key][1]
		}
		if c.key == colCode {
			example = exampleCode + "-1"
		}
		heads, row = append(heads, head), append(row, example)
		known = append(known, []string{c.key, c.zh, strings.Join(c.headings[1:len(c.headings)-1], ", ")})
	}
	if workbook {
		return codec.WriteTextSheets(w, []codec.TextSheet{{Name: kind.String(), Rows: [][]string{heads, row}}, {Name: "headings", Rows: known}})
	}
	if _, err := io.WriteString(w, "\ufeff"); err != nil { // so that spreadsheets take it for UTF-8
		return err
	}
	out := csv.NewWriter(w)
	out.UseCRLF = true
	return out.WriteAll([][]string{heads, row})
}
