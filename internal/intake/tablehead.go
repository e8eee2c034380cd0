package intake

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/redsail/redsail/geo/codec"
	"github.com/redsail/redsail/internal/city"
)

// maxHeaderRow is the last row that is searched for the headings: lists have titles above.
const maxHeaderRow = 20

// tableLimits are limits under which titles, headings and notes are no things.
func tableLimits(l codec.Limits) codec.Limits {
	if l.Features <= 0 {
		l.Features = codec.DefaultLimits().Features
	}
	l.Features += 2 * maxHeaderRow
	return l
}

// header is where the columns of a table stand.
type header struct {
	at      map[string]int    // by key
	titles  map[string]string // headings as they are written, by key
	ignored []string
	classes []string       // keys of attributes, in the order of their columns
	all     map[string]int // by heading as it is written
	joined  []int          // columns of which the code is made, where there are several
	twice   string
	bottom  int // the last row that belongs to the headings
}

func newHeader() header {
	return header{at: map[string]int{}, titles: map[string]string{}, all: map[string]int{}, ignored: []string{}}
}

func (h *header) has(key string) bool {
	_, has := h.at[key]
	return has
}

// titled is true where a column has this very heading.
func (h *header) titled(title string) bool {
	_, has := h.all[title]
	return has
}

// reads is true of a heading that is read as a column.
func (h *header) reads(title string) bool {
	for _, read := range h.titles {
		if read == title {
			return true
		}
	}
	return false
}

// fits is true where the row can be that of the headings.
func (h *header) fits(needs []string) bool {
	return len(h.at) >= 2 && slices.ContainsFunc(needs, h.has)
}

// count is the number of columns that are known; less than none where two are for one thing.
func (h *header) count() int {
	if h.twice != "" {
		return -1
	}
	return len(h.at)
}

// sheetRows are the rows of a table, of which the next one can be looked at.
type sheetRows struct {
	table *codec.Table
	ahead *codec.Row
}

func (s *sheetRows) next() (codec.Row, error) {
	if row := s.ahead; row != nil {
		s.ahead = nil
		return *row, nil
	}
	return s.table.Next()
}

// peek is the next row, nil at the end; next gives it again. The row before it no longer holds.
func (s *sheetRows) peek() (*codec.Row, error) {
	if s.ahead == nil {
		row, err := s.table.Next()
		if errors.Is(err, io.EOF) {
			return nil, nil
		}
		if err != nil {
			return nil, err
		}
		row.Cells = slices.Clone(row.Cells)
		s.ahead = &row
	}
	return s.ahead, nil
}

// findHeader reads up to the headings: titles and notes stand above, groups of columns in a row over
// them, units in one below.
func (h *headings) findHeader(rows *sheetRows, path string) (header, error) {
	likely := newHeader()
	for {
		row, err := rows.next()
		if err != nil && !errors.Is(err, io.EOF) {
			return header{}, err
		}
		if err != nil || row.Number > maxHeaderRow {
			return likely, h.noHeader(path, unreadSheets(rows.table.Source()))
		}
		row.Cells = slices.Clone(row.Cells)
		below, err := rows.peek()
		if err != nil {
			return header{}, err
		}
		head, two := h.choose(row.Cells, below)
		if !head.fits(h.needs) && !h.named(&head) {
			if h.likelier(&head, &likely) {
				likely = head
			}
			continue
		}
		if head.twice != "" {
			return head, city.Errorf(city.Invalid, "unknown_field", "two columns hold the same, one of them is %q: leave one", head.twice)
		}
		if head.bottom = row.Number; two {
			head.bottom, rows.ahead = below.Number, nil
		}
		if below, err = rows.peek(); err != nil {
			return header{}, err
		}
		if below != nil && isUnits(below.Cells) {
			head.bottom, rows.ahead = below.Number, nil
		}
		return head, h.mapping.missing(path, &head)
	}
}

// named is true of a row in which a heading stands that an option or the mapping names: then it is that of the
// headings, whatever else stands there.
func (h *headings) named(head *header) bool {
	for title := range head.all {
		if h.fields[title] != "" {
			return true
		}
		if h.mapping != nil {
			if key, mapped := h.mapping.key(title); mapped && key != "" {
				return true
			}
		}
	}
	return false
}

// likelier is true of a row that may rather be that of the headings, where none is known: the first of those with
// the most texts. Nobody is to see the rows of tables of people.
func (h *headings) likelier(head, than *header) bool {
	switch h.kind {
	case TablePerson, TablePost, TableOrganisation:
		return false
	case TableBuilding, TablePlace, TableBarrier, TableAttributes, TableArea:
	}
	return len(head.all) >= 2 && len(head.all) > len(than.all)
}

// choose takes the row as that of the headings, or with the one below it, which then parts groups.
func (h *headings) choose(cells []codec.Cell, below *codec.Row) (head header, two bool) {
	head = h.read(titlesOf(cells))
	if below == nil {
		return head, false
	}
	under := titlesOf(below.Cells)
	joined, parts := h.readTwo(titlesOf(cells), under)
	if alone := h.read(under); parts && joined.fits(h.needs) && joined.count() > max(head.count(), alone.count()) {
		return joined, true
	}
	return head, false
}

// noHeader repeats nothing of the rows: they may hold people.
func (h *headings) noHeader(path string, unread []UnreadSheet) error {
	beside := ""
	switch {
	case len(unread) == 0:
	case h.kind == TablePerson, h.kind == TablePost, h.kind == TableOrganisation:
		beside = fmt.Sprintf(" (%d other sheets have rows: --source-layer names one)", len(unread))
	default:
		beside = " (this is the first sheet; rows stand in " + sheetNames(unread) + " too: --source-layer names one)"
	}
	var needs []string
	for _, c := range columnsOf(h.kind) {
		if slices.Contains(h.needs, c.key) {
			needs = append(needs, c.zh+", "+c.key)
		}
	}
	return city.Errorf(city.Invalid, "unknown_field", "%s: none of the first %d rows holds the headings of a table of kind %s: one of (%s) and another%s; redsail import %s --template FILE.csv writes them all",
		path, maxHeaderRow, h.kind, strings.Join(needs, "; "), beside, flagsOf(h.kind))
}

// flagsOf are the flags of an import that reads tables of a kind.
func flagsOf(kind TableKind) string {
	if kind == TableAttributes {
		return "--attributes --layer LAYER"
	}
	return "--kind " + string(kind)
}

func titlesOf(cells []codec.Cell) []string {
	out := make([]string, len(cells))
	for i := range cells {
		if cells[i].Kind != codec.CellNumber && cells[i].Kind != codec.CellFault {
			out[i] = strings.TrimSpace(cells[i].Text)
		}
	}
	return out
}

// read takes titles as headings.
func (h *headings) read(titles []string) header {
	head := newHeader()
	for i, title := range titles {
		head.add(i, title, h.key(title))
	}
	return head
}

func (h *header) add(column int, title, key string) {
	if _, twice := h.all[title]; title != "" && !twice {
		h.all[title] = column
	}
	switch {
	case key != "" && h.has(key):
		h.twice = title
	case key != "":
		h.at[key], h.titles[key] = column, title
		if strings.HasPrefix(key, colClass) {
			h.classes = append(h.classes, key)
		}
	case title != "":
		h.ignored = append(h.ignored, clip(title))
	}
}

// readTwo takes two rows as headings: a cell of the upper one is over all empty ones right of it, as
// merged cells are. parts is false where the lower row cannot part the upper one: below a heading
// that is known by itself something else stands than a heading.
func (h *headings) readTwo(upper, lower []string) (head header, parts bool) {
	head = newHeader()
	group := ""
	for i := range max(len(upper), len(lower)) {
		over, under := cellAt(upper, i), cellAt(lower, i)
		switch {
		case over != "" && under == "":
			group = ""
			head.add(i, over, h.key(over))
			continue
		case over != "":
			group = over
		}
		if under == "" {
			continue
		}
		title, key := h.pair(group, under)
		if over != "" && h.key(over) != "" && key == "" {
			return head, false
		}
		head.add(i, title, key)
	}
	return head, true
}

func cellAt(titles []string, i int) string {
	if i < len(titles) {
		return titles[i]
	}
	return ""
}

// pair is the heading of a column in a group: 坐标 over 经度 is 坐标·经度, then 坐标经度, then 经度.
func (h *headings) pair(group, under string) (title, key string) {
	if group == "" || group == under {
		return under, h.key(under)
	}
	title = group + "·" + under
	for _, name := range []string{title, group + under, under} {
		if key = h.key(name); key != "" {
			return title, key
		}
	}
	return title, ""
}

// units are what may stand in a row of units.
var units = map[string]bool{
	"户": true, "层": true, "度": true, "°": true, "人": true, "米": true, "m": true, "个": true, "栋": true, "幢": true,
	"㎡": true, "m2": true, "m²": true, "平方米": true, "文本": true, "数字": true, "必填": true, "选填": true,
}

// isUnits is true of a row that only says in what the columns are counted.
func isUnits(cells []codec.Cell) bool {
	for i := range cells {
		text := strings.Trim(plainWidth(strings.TrimSpace(cells[i].Text)), "()[]【】")
		text = strings.TrimPrefix(text, "单位:")
		if text != "" && (cells[i].Kind != codec.CellText || !units[text]) {
			return false
		}
	}
	return true
}

// noteStarts begin the first cell of a row that is no thing: sums, and notes below a table.
var (
	sums       = []string{"合计", "总计", "小计", "总和", "total", "sum"}
	noteStarts = []string{"注:", "备注:", "说明:", "填表说明", "填表人", "填报人", "填报单位", "制表", "审核人", "单位负责人", "填表日期", "填报日期", "填表时间", "数据截止", "截止日期:", "单位(盖章)", "审批人", "负责人:", "盖章", "日期:"}
)

// isNote is true of a row that is no thing: it is a note, or one cell merged over all columns that are
// read, as a title of the rows below it is.
func (h *header) isNote(row *codec.Row) bool {
	if isNote(row.Cells) {
		return true
	}
	first := slices.IndexFunc(row.Cells, func(c codec.Cell) bool { return strings.TrimSpace(c.Text) != "" })
	if first < 0 || slices.ContainsFunc(row.Cells[first+1:], func(c codec.Cell) bool { return strings.TrimSpace(c.Text) != "" }) {
		return false
	}
	_, span := row.Shown(first)
	if span == nil || span.Top != row.Number {
		return false
	}
	for _, at := range h.at {
		if at < span.Left || at > span.Right {
			return false
		}
	}
	return true
}

// isNote is true of a row that sums up the others, or says something of the table: in one cell or two, or as the
// signatures below it do (审核人：…, 填表人：…, 填表日期：…).
func isNote(cells []codec.Cell) bool {
	first, filled, signed := "", 0, true
	for i := range cells {
		if text := strings.TrimSpace(cells[i].Text); text != "" {
			if filled++; filled == 1 {
				first = strings.ToLower(plainWidth(text))
			}
			signed = signed && strings.Contains(plainWidth(text), ":")
		}
	}
	return slices.Contains(sums, strings.ReplaceAll(first, " ", "")) ||
		(filled <= 2 || signed) && slices.ContainsFunc(noteStarts, func(s string) bool { return strings.HasPrefix(first, s) })
}
