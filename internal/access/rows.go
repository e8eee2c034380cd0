package access

import (
	"bytes"
	"encoding/json"
	"strings"

	"github.com/redsail/redsail/internal/city"
)

// ColumnKind is what a column of a table of accounts holds.
type ColumnKind byte

// The kinds of columns.
const (
	TextColumn ColumnKind = iota
	IntColumn
	BoolColumn
	BytesColumn
)

// Column is one of a table.
type Column struct {
	Name string
	Kind ColumnKind
}

// Table is a table of accounts as both stores have it.
type Table struct {
	Name    string
	Columns []Column
	// Order is the column by which its rows are read and written.
	Order string
}

// columns reads "name kind, name kind"; the kinds are text, int, bool and bytes.
func columns(text string) (out []Column) {
	kinds := map[string]ColumnKind{"text": TextColumn, "int": IntColumn, "bool": BoolColumn, "bytes": BytesColumn}
	for c := range strings.SplitSeq(text, ", ") {
		name, kind, _ := strings.Cut(c, " ")
		out = append(out, Column{name, kinds[kind]})
	}
	return out
}

// Tables are those that a backup keeps: all but sessions and tries, which end with the machine. Their
// columns are those of migrations/auth.
func Tables() []Table {
	return []Table{
		{"account", columns("name text, title text, roles text, scope text, whole_city bool, person text, hash text, must_change bool, subject text, secret bytes, factor_on bool, step int, disabled bool, epoch int, demo bool, created int, changed int"), "name"},
		{"token", columns("id text, name text, account text, hash bytes, actions text, display bool, view text, epoch int, created int, expires int"), "id"},
		{"opened", columns("key text"), "key"},
		{"secret", columns("name text, value bytes"), "name"},
		{"report", columns("n int, made int, account text, key text, layer text, code text, line text, note text, state text, answer text, answered int"), "n"},
		{"audit", columns("seq int, at int, account text, via text, action text, of text, outcome text, reason text, revision int, address text, prev bytes, hash bytes"), "seq"},
	}
}

// Row is a row of one of Tables: string, int64, bool, []byte or nil by column.
type Row struct {
	Table  string
	Values []any
}

// Names are the columns' names with a comma between.
func (t *Table) Names() string {
	names := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		names[i] = c.Name
	}
	return strings.Join(names, ", ")
}

// Scan gives pointers for a row to be read into, and a function that gives what was read.
func (t *Table) Scan() (dest []any, row func() Row) {
	dest = make([]any, len(t.Columns))
	for i, c := range t.Columns {
		switch c.Kind {
		case TextColumn:
			dest[i] = new(*string)
		case IntColumn:
			dest[i] = new(*int64)
		case BoolColumn:
			dest[i] = new(*bool)
		case BytesColumn:
			dest[i] = new([]byte)
		}
	}
	return dest, func() Row {
		r := Row{Table: t.Name, Values: make([]any, len(dest))}
		for i, d := range dest {
			switch v := d.(type) {
			case **string:
				r.Values[i] = orNil(*v)
			case **int64:
				r.Values[i] = orNil(*v)
			case **bool:
				r.Values[i] = orNil(*v)
			case *[]byte:
				if *v != nil {
					r.Values[i] = bytes.Clone(*v)
				}
			}
		}
		return r
	}
}

func orNil[T any](v *T) any {
	if v == nil {
		return nil
	}
	return *v
}

type packedRow struct {
	Table  string            `json:"table"`
	Values []json.RawMessage `json:"values"`
}

// PackRow writes a row as JSON.
func PackRow(r Row) ([]byte, error) {
	out := packedRow{Table: r.Table, Values: make([]json.RawMessage, len(r.Values))}
	for i, v := range r.Values {
		b, err := json.Marshal(v)
		if err != nil {
			return nil, err
		}
		out.Values[i] = b
	}
	return json.Marshal(out)
}

// UnpackRow reads what PackRow wrote; it fails with Invalid, broken_backup, where that is no row of
// one of Tables.
func UnpackRow(text []byte) (Row, error) {
	var in packedRow
	if err := json.Unmarshal(text, &in); err != nil {
		return Row{}, noRow()
	}
	for _, t := range Tables() {
		if t.Name != in.Table || len(t.Columns) != len(in.Values) {
			continue
		}
		dest, row := t.Scan()
		for i, raw := range in.Values {
			if err := json.Unmarshal(raw, dest[i]); err != nil {
				return Row{}, noRow()
			}
		}
		return row(), nil
	}
	return Row{}, noRow()
}

func noRow() error {
	return city.Errorf(city.Invalid, "broken_backup", "a row of the accounts in the backup cannot be read")
}
