package postgis

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/redsail/redsail/internal/city"
)

const (
	// scopeSetting says which rows of walled tables a session sees (migration 0004).
	scopeSetting = "redsail.scope"
	// wholeScope shows all.
	wholeScope = "*"
	// insertBatch is how many rows one INSERT takes.
	insertBatch = 5000
)

// walled is true of the kinds whose tables are under row-level security.
func walled(kind city.RecordKind) bool { return kind == city.KindPerson || kind == city.KindPost }

// seeing runs f, which reads a kind, where its rows are seen: those of walled kinds in a
// transaction with the setting, which ends with it.
func (s *Store) seeing(ctx context.Context, kind city.RecordKind, f func(session) error) error {
	if !walled(kind) {
		return f(s.session)
	}
	return s.within(ctx, func(tx session) error {
		if err := tx.see(ctx); err != nil {
			return err
		}
		return f(tx)
	})
}

// see shows all rows until the transaction ends. The planner takes the wall for one that lets few
// rows through, and would have several workers look for them: they take twice as long for all.
func (s session) see(ctx context.Context) error {
	_, err := s.exec(ctx, `SELECT set_config($1, $2, true), set_config('max_parallel_workers_per_gather', '0', true)`, scopeSetting, wholeScope)
	return err
}

// walledTypes are the types of the columns of the tables of walled kinds; text[] goes as a text,
// since PostgreSQL has no lists of lists of several lengths.
var walledTypes = map[string]string{
	"rev_from": "bigint", "seq": "integer", "id": "bigint", "valid_from": "date", "valid_to": "date", "body": "bytea", "vacant": "boolean",
}

// put writes rows until next gives nil: by COPY, which row-level security forbids, or by INSERT.
func (w writer) put(ctx context.Context, kind city.RecordKind, table string, columns []string, next func() ([]any, error)) error {
	if !walled(kind) {
		return w.copy(ctx, table, columns, next)
	}
	sql := insertSQL(table, columns)
	for {
		lists, err := gather(len(columns), next)
		if err != nil || len(lists[0]) == 0 {
			return err
		}
		args := make([]any, len(lists))
		for i := range lists {
			args[i] = lists[i]
		}
		if _, err := w.exec(ctx, sql, args...); err != nil {
			return err
		}
	}
}

// insertSQL inserts lists of values, one list a column.
func insertSQL(table string, columns []string) string {
	params, values := make([]string, len(columns)), slices.Clone(columns)
	for i, c := range columns {
		typ := walledTypes[c]
		if typ == "" {
			typ = "text"
		}
		params[i] = fmt.Sprintf("$%d::%s[]", i+1, typ)
		if c == "successors" { // no code holds a semicolon
			values[i] = "string_to_array(successors, ';')"
		}
	}
	names := strings.Join(columns, ", ")
	return fmt.Sprintf("INSERT INTO redsail.%s (%s) SELECT %s FROM unnest(%s) AS r (%s)",
		table, names, strings.Join(values, ", "), strings.Join(params, ", "), names)
}

// gather takes up to insertBatch rows and gives their values by column.
func gather(columns int, next func() ([]any, error)) ([][]any, error) {
	lists := make([][]any, columns)
	for range insertBatch {
		row, err := next()
		if err != nil || row == nil {
			return lists, err
		}
		for i, v := range row {
			if codes, ok := v.([]string); ok {
				v = strings.Join(codes, ";")
			}
			lists[i] = append(lists[i], v)
		}
	}
	return lists, nil
}
