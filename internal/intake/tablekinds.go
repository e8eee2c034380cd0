package intake

import (
	"fmt"
	"slices"
	"strings"

	"github.com/redsail/redsail/internal/city"
)

// TableKind is what the rows of a table hold.
type TableKind string

// The kinds of tables: things of the city, attributes of areas that are there, people.
const (
	TableBuilding     TableKind = "building"
	TablePlace        TableKind = "place"
	TableBarrier      TableKind = "barrier"
	TableAttributes   TableKind = "attributes"
	TableOrganisation TableKind = "organisation"
	TablePerson       TableKind = "person"
	TablePost         TableKind = "post"
)

// TableArea is no kind of tables, for areas come from files of features. It has a template: a CSV
// with the shape as well-known text.
const TableArea TableKind = "area"

// tableKinds is the one table of the kinds: their columns, and those of which a row of headings must
// have one.
var tableKinds = []struct {
	kind    TableKind
	columns string
	needs   []string
	// classes is true where other attributes may stand in columns of their own.
	classes bool
}{
	{TableBuilding, buildingColumns, []string{colCode, colWKT, colLon, colAddress, colHouseholds}, true},
	{TablePlace, placeColumns, []string{colCode, colWKT, colLon, colName}, true},
	{TableBarrier, barrierColumns, []string{colCode, colWKT}, true},
	{TableAttributes, attributeColumns, []string{colCode, colName}, true},
	{TableOrganisation, organisationColumns, []string{colCode}, false},
	{TablePerson, personColumns, []string{colCode}, false},
	{TablePost, postColumns, []string{colCode}, false},
}

// TableKinds lists the kinds that have a template and may have a mapping.
func TableKinds() []TableKind {
	out := make([]TableKind, len(tableKinds))
	for i := range tableKinds {
		out[i] = tableKinds[i].kind
	}
	return out
}

// ParseTableKind finds a kind by its name.
func ParseTableKind(name string) (TableKind, error) {
	if slices.Contains(TableKinds(), TableKind(name)) {
		return TableKind(name), nil
	}
	return "", city.Errorf(city.Invalid, "unknown_kind", "there is no kind of tables %q; there are %v", name, TableKinds())
}

// column is one of a table.
type column struct {
	key, zh  string
	headings []string
}

// columnsOf are the columns of a kind, in the order of its template.
func columnsOf(kind TableKind) []column {
	var out []column
	for i := range tableKinds {
		if tableKinds[i].kind != kind {
			continue
		}
		for line := range strings.Lines(strings.TrimSpace(tableKinds[i].columns)) {
			key, others, _ := strings.Cut(strings.TrimSpace(line), ":")
			headings := strings.Split(others, ",")
			for i := range headings {
				headings[i] = strings.TrimSpace(headings[i])
			}
			out = append(out, column{key: key, zh: headings[0], headings: append(headings, key)})
		}
	}
	return out
}

// headings find the keys of columns.
type headings struct {
	kind    TableKind
	keys    map[string]string
	needs   []string
	classes bool
	mapping *Mapping          // over keys; may be nil
	fields  map[string]string // over both: keys of headings that the options name
}

// TableColumn is one that a table of a kind may have.
type TableColumn struct {
	Key      string   `json:"key"`
	Zh       string   `json:"zh"`
	Headings []string `json:"headings" doc:"what is known as its heading"`
}

// TableColumns are the columns of a kind, in the order of its template.
func TableColumns(kind TableKind) []TableColumn {
	out := []TableColumn{}
	for _, c := range columnsOf(kind) {
		out = append(out, TableColumn{Key: c.key, Zh: c.zh, Headings: c.headings})
	}
	return out
}

// ColumnOf is the key of a column of a kind by its heading, in whatever usual words; empty where nobody knows it.
func ColumnOf(kind TableKind, heading string) string { return headingsOf(kind).usual(heading) }

func headingsOf(kind TableKind) *headings {
	h := &headings{kind: kind, keys: map[string]string{}}
	for _, c := range columnsOf(kind) {
		for _, heading := range c.headings {
			h.keys[heading] = c.key
		}
	}
	for i := range tableKinds {
		if tableKinds[i].kind == kind {
			h.needs, h.classes = tableKinds[i].needs, tableKinds[i].classes
		}
	}
	return h
}

// classStarts begin the heading of an attribute of classification; its key stands behind.
var classStarts = []string{"class.", "class:", "属性.", "属性:", "属性：", "分类.", "分类:", "分类："}

// colClass begins the key of a column that holds an attribute of classification.
const colClass = `class.`

// maxClassKey is the longest key of an attribute that a heading may give, in bytes.
const maxClassKey = 64

// key is that of a heading; empty where nobody knows it.
func (h *headings) key(title string) string {
	title = strings.TrimSpace(title)
	if key := h.fields[title]; key != "" {
		return key
	}
	key, mapped := "", false
	if h.mapping != nil {
		key, mapped = h.mapping.key(title)
	}
	if !mapped {
		key = h.usual(title)
	}
	if h.claimed(key, mapped) {
		return ""
	}
	return key
}

// claimed is true of a key that another heading was given: by an option, or over the usual headings
// by the mapping.
func (h *headings) claimed(key string, mapped bool) bool {
	for _, k := range h.fields {
		if k == key {
			return true
		}
	}
	return !mapped && h.mapping != nil && h.mapping.gives(key)
}

// usual is the key of a heading that is known by itself.
func (h *headings) usual(title string) string {
	if key := h.keys[plainHeading(title)]; key != "" {
		return key
	}
	if key := h.keys[strings.ReplaceAll(strings.ToLower(title), " ", "_")]; key != "" {
		return key
	}
	if bare, datum := cutDatum(title); datum != "" {
		return h.keys[bare]
	}
	if h.classes {
		for _, start := range classStarts {
			if len(title) > len(start) && strings.EqualFold(title[:len(start)], start) {
				return classKey(title[len(start):])
			}
		}
	}
	return ""
}

// classKey is the key of the column of an attribute; empty where it can be none.
func classKey(name string) string {
	name = strings.TrimSpace(name)
	if name == "" || len(name) > maxClassKey || !city.PlainText(name) {
		return ""
	}
	return colClass + name
}

// known tells whether a mapping may name the key.
func (h *headings) known(key string) bool {
	if name, isClass := strings.CutPrefix(key, colClass); isClass {
		return h.classes && classKey(name) == key
	}
	return slices.ContainsFunc(columnsOf(h.kind), func(c column) bool { return c.key == key })
}

// plainHeading is a heading without spaces, a star and what stands in brackets, wide letters as
// plain ones.
func plainHeading(text string) string {
	text = plainWidth(text)
	if at := strings.IndexAny(text, "（("); at > 0 {
		text = text[:at]
	}
	text = strings.Trim(strings.ToLower(text), "*＊ \t\r\n\ufeff　")
	return strings.NewReplacer(" ", "", "　", "", "\n", "", "\r", "").Replace(text)
}

// plainWidth writes wide digits, letters and marks (U+FF01 to U+FF5E) and the wide space as plain ones.
func plainWidth(text string) string {
	if !strings.ContainsFunc(text, isWide) {
		return text
	}
	return strings.Map(func(c rune) rune {
		switch {
		case c == '　' || c == '\u00a0':
			return ' '
		case isWide(c):
			return c - 0xfee0
		}
		return c
	}, text)
}

func isWide(c rune) bool { return 0xff01 <= c && c <= 0xff5e || c == '　' || c == '\u00a0' }

// summary is how a report on a table begins, in one line.
func summary(status Status, dry bool, read, accepted, unchanged, rejected int) string {
	said := string(status)
	if dry {
		said = "dry run, nothing written, would be: " + said
	}
	return fmt.Sprintf("%s: %d read, %d accepted (%d unchanged), %d rejected", said, read, accepted, unchanged, rejected)
}
