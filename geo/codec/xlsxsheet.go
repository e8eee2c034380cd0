package codec

import (
	"bufio"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf16"
)

// xlsxSheet writes the rows of one sheet. The first error of a write stays in out.
type xlsxSheet struct {
	out  *bufio.Writer
	rows int
	line []byte
	cut  map[int]int // cells by column that lost something
}

// row writes the cells of a feature and its geometry, which is whole or not there.
func (s *xlsxSheet) row(cells []any, wkt string) {
	s.begin()
	for i, cell := range cells {
		switch v := cell.(type) {
		case int64:
			s.number(i, v)
		case string:
			s.text(i, styleText, v)
		}
	}
	if len(wkt) > sheetCellUnits { // of one unit each
		s.cut[len(cells)]++
		wkt = ""
	}
	s.text(len(cells), styleText, wkt)
	s.finish()
}

// texts writes a row of texts.
func (s *xlsxSheet) texts(style int, cells ...string) {
	s.begin()
	for i, cell := range cells {
		s.text(i, style, cell)
	}
	s.finish()
}

func (s *xlsxSheet) begin() {
	s.rows++
	s.line = append(strconv.AppendInt(append(s.line[:0], `<row r="`...), int64(s.rows), 10), `">`...)
}

func (s *xlsxSheet) finish() {
	_, _ = s.out.Write(append(s.line, "</row>\n"...)) // its error stays
}

func (s *xlsxSheet) number(column int, n int64) {
	digits := strconv.FormatInt(n, 10)
	if len(strings.TrimPrefix(digits, "-")) > sheetDigits {
		s.text(column, styleText, digits)
		return
	}
	s.line = fmt.Appendf(s.line, `<c r="%s%d"><v>%s</v></c>`, columnName(column), s.rows, digits)
}

// text writes a text as a text; an empty one is no cell.
func (s *xlsxSheet) text(column, style int, text string) {
	if text == "" {
		return
	}
	short := cutUnits(text, sheetCellUnits)
	if short != text {
		s.cut[column]++
	}
	s.line = fmt.Appendf(s.line, `<c r="%s%d" s="%d" t="inlineStr"><is><t xml:space="preserve">`, columnName(column), s.rows, style)
	s.line = append(appendEscaped(s.line, unfolded(short)), "</t></is></c>"...)
}

func (s *xlsxSheet) end() error {
	_, _ = s.out.WriteString("</sheetData></worksheet>")
	return s.out.Flush() // holds the first error of all the writes
}

// columnName is A to Z, AA and so on.
func columnName(n int) string {
	if n < 26 {
		return string(rune('A' + n))
	}
	return columnName(n/26-1) + string(rune('A'+n%26))
}

// cutUnits is the longest start of a text of at most n units of UTF-16 that ends with a
// whole character.
func cutUnits(text string, n int) string {
	if len(text) <= n {
		return text
	}
	for i, r := range text {
		if n -= max(1, utf16.RuneLen(r)); n < 0 {
			return text[:i]
		}
	}
	return text
}

// unfolded writes what a reader would take for an escaped character (_x0041_, ECMA-376 part
// 1, 22.9.2.19) so that it stays a text.
func unfolded(text string) string {
	if !strings.Contains(text, "_x") {
		return text
	}
	var b strings.Builder
	for i := range len(text) {
		if escaped(text[i:]) {
			b.WriteString("_x005F")
		}
		b.WriteByte(text[i])
	}
	return b.String()
}

// escaped is true of a text that begins with _xHHHH_.
func escaped(s string) bool {
	return len(s) >= 7 && s[:2] == "_x" && s[6] == '_' && strings.Trim(s[2:6], "0123456789abcdefABCDEF") == ""
}
