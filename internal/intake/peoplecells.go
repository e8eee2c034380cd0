package intake

import (
	"cmp"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode"

	"github.com/redsail/redsail/geo/codec"
	"github.com/redsail/redsail/internal/city"
)

// rowFault is the first fault of a row. Its message repeats nothing of a cell.
type rowFault struct{ column, reason, message string }

// rowCells reads the cells of one row by the keys of their columns.
type rowCells struct {
	head  *header
	row   codec.Row
	old   bool // dates of the workbook count from 1904
	fault *rowFault
	// origin is that of the file, for rows that do not say theirs.
	origin Origin
}

// fail keeps the first fault.
func (r *rowCells) fail(key, reason, format string, args ...any) {
	if r.fault == nil {
		r.fault = &rowFault{column: r.head.titles[key], reason: reason, message: fmt.Sprintf(format, args...)}
	}
}

// raw is a cell without spaces at its ends; dashes or strokes alone, or 无, are nothing.
func (r *rowCells) raw(key string) (string, codec.CellKind) {
	at, has := r.head.at[key]
	if !has {
		return "", codec.CellText
	}
	c := r.cell(key, at)
	if c.Kind == codec.CellFormula {
		r.fail(key, "formula_cell", "the cell is a formula: put its value there")
		return "", c.Kind
	}
	if c.Kind == codec.CellLinked {
		r.fail(key, "formula_cell", "the cell is a formula that takes its value from another workbook, which is not opened: put the value itself there")
		return "", c.Kind
	}
	if c.Kind == codec.CellFault {
		r.fail(key, "cell_error", "the cell is an error of the spreadsheet")
		return "", c.Kind
	}
	text := strings.TrimSpace(c.Text)
	if strings.Trim(text, "-—–/") == "" || noWords[text] && !strings.HasPrefix(key, colClass) {
		return "", c.Kind
	}
	return text, c.Kind
}

// noWords say that nothing is known. As an attribute (电梯: 无) they may be what is meant.
var noWords = map[string]bool{"无": true, "暂无": true, "不详": true, "未知": true, "不明": true}

// formulaStarts begin what a spreadsheet may take for a formula.
const formulaStarts = "=+-@＝＋－＠"

// text is a cell of one line that begins no formula.
func (r *rowCells) text(key string) string {
	text, kind := r.raw(key)
	if text == "" {
		return ""
	}
	if kind == codec.CellText && strings.ContainsRune(formulaStarts, []rune(text)[0]) {
		r.fail(key, "formula_cell", "the text begins like a formula (= + - @)")
		return ""
	}
	if !city.PlainText(text) || strings.ContainsFunc(text, unicode.IsControl) && key != colDuty {
		r.fail(key, "bad_text", "the text is too long, has line ends or control characters, or is no plain UTF-8 text")
		return ""
	}
	return text
}

// code is a cell that holds a code.
func (r *rowCells) code(key string) string {
	text := strings.TrimSpace(plainWidth(r.text(key)))
	switch {
	case text == "":
	case scientific.MatchString(text):
		r.fail(key, "lost_digits", scientificCode, text)
		return ""
	case city.ProfileFree.CheckCode(text) != nil:
		r.fail(key, "bad_code", "it is no code: 1 to 64 characters, and no control character or semicolon")
		return ""
	}
	return text
}

const scientificCode = "a spreadsheet took the code for a number and wrote it as %s, its last digits are lost: make the column a text and enter the codes again"

// scientific is how a spreadsheet writes a long number.
var scientific = regexp.MustCompile(`^[0-9](\.[0-9]+)?[eE]\+?[0-9]{1,3}$`)

// list are several codes or words in one cell, apart by 、 or ; or ,.
func (r *rowCells) list(key string) (out []string) {
	for _, one := range strings.FieldsFunc(r.text(key), func(c rune) bool { return strings.ContainsRune(",;，；、", c) }) {
		if one = strings.TrimSpace(one); one != "" {
			out = append(out, one)
		}
	}
	return out
}

// yes reads a cell that says yes or no; empty is no.
func (r *rowCells) yes(key string) bool {
	switch strings.ToLower(r.text(key)) {
	case "", "否", "no", "n", "false", "0", "无":
		return false
	case "是", "yes", "y", "true", "1", "√", "有":
		return true
	}
	r.fail(key, "bad_value", "it is neither 是 (yes) nor 否 (no)")
	return false
}

// The days from 1970-01-01 back to the first day of a workbook's count.
const (
	days1900 = 25569
	days1904 = 24107
)

// dateMarks write the marks between the parts of a date in one way.
var dateMarks = strings.NewReplacer("年", "-", "月", "-", "日", "", "/", "-", ".", "-")

// date reads 2026-07-01, 2026/7/1, 2026.7.1, 2026年7月1日, 20260701 or the date of a workbook.
func (r *rowCells) date(key string) (d city.Date, given bool) {
	text, kind := r.raw(key)
	if text == "" {
		return 0, false
	}
	if n, err := strconv.Atoi(text); err == nil && kind == codec.CellNumber && 10_000 <= n && n < 100_000 {
		if r.old {
			return city.Date(n - days1904), true
		}
		return city.Date(n - days1900), true
	}
	if len(text) == 8 && strings.Trim(text, "0123456789") == "" {
		text = text[:4] + "-" + text[4:6] + "-" + text[6:]
	}
	text = strings.TrimSuffix(text, " 00:00:00")
	parts := strings.Split(dateMarks.Replace(text), "-")
	if len(parts) == 3 {
		for i := range parts {
			if parts[i] = strings.TrimSpace(parts[i]); len(parts[i]) == 1 {
				parts[i] = "0" + parts[i]
			}
		}
		if d, err := city.ParseDate(strings.Join(parts, "-")); err == nil {
			return d, true
		}
	}
	r.fail(key, "bad_date", "it is no date: write 2026-07-01")
	return 0, false
}

// period is when the row holds; given is true where it says from when.
func (r *rowCells) period() (p city.Period, given bool) {
	p = city.Always()
	if d, ok := r.date(colFrom); ok {
		p.From, given = d, true
	}
	if d, ok := r.date(colUntil); ok {
		p.To = d
	}
	if d, ok := r.date(colLastDay); ok {
		if p.To != city.OpenEnd && p.To != d+1 {
			r.fail(colLastDay, "bad_period", "the first day without it and the last day with it are not neighbours")
		}
		p.To = d + 1
	}
	if p.Empty() || p.To != city.OpenEnd && p.To > city.LastDate {
		r.fail(colFrom, "bad_period", "it ends before it begins")
	}
	return p, given
}

// dataDate is the date of the source as it is kept: that of the row, else that of the file.
func (r *rowCells) dataDate() string {
	if d, given := r.date(colDataDate); given {
		return d.String()
	}
	return r.origin.DataDate
}

// source is where what the row says comes from.
func (r *rowCells) source() string { return cmp.Or(r.text(colSource), r.origin.Source) }

// phones are the numbers of a cell.
func (r *rowCells) phones(key string) []string {
	text, kind := r.raw(key)
	if kind == codec.CellNumber && strings.ContainsAny(text, "E.") {
		r.fail(key, "bad_phone", "the spreadsheet has destroyed the number: make the column a text and enter it again")
		return nil
	}
	var out []string
	for _, one := range strings.FieldsFunc(plainPhone(text), func(c rune) bool { return strings.ContainsRune(",;/、\n", c) }) {
		one = strings.TrimSpace(one)
		if one == "" {
			continue
		}
		if !city.IsPhone(one) {
			r.fail(key, "bad_phone", "it is no phone number: 3 to 20 digits, a + in front, spaces and - between; several stand apart by 、 or ;")
			return nil
		}
		out = append(out, one)
	}
	return out
}

var phoneDashes = strings.NewReplacer("—", "-", "–", "-")

// plainPhone writes wide digits and marks, and long dashes, as plain ones.
func plainPhone(text string) string {
	return phoneDashes.Replace(plainWidth(text))
}

// phone is the one number of a cell.
func (r *rowCells) phone(key string) string {
	all := r.phones(key)
	if len(all) > 1 {
		r.fail(key, "bad_phone", "only one number can be kept here")
		return ""
	}
	return strings.Join(all, "")
}
