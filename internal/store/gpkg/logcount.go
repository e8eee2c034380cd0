package gpkg

import (
	"context"
	"fmt"
	"strings"

	"github.com/redsail/redsail/internal/city"
)

// keysSQL gives the entries of a revision by kind, layer, code and operation: of a put without a key
// those of the version that it made. No body is read.
var keysSQL = func() string {
	var layers, codes, joins strings.Builder
	for _, kind := range city.RecordKinds() {
		fmt.Fprintf(&layers, ", %s_version.layer", kind)
		fmt.Fprintf(&codes, ", %s_version.code", kind)
		fmt.Fprintf(&joins, `
			LEFT JOIN %[1]s_version ON l.kind = '%[1]s' AND l.key IS NULL AND %[1]s_version.fid = l.content`, kind)
	}
	return `SELECT l.seq AS seq, l.kind AS kind, coalesce(substr(l.key, 1, instr(l.key, '/') - 1)` + layers.String() + `) AS layer,
			coalesce(substr(l.key, instr(l.key, '/') + 1)` + codes.String() + `) AS code, coalesce(l.op, 'put') AS op
		FROM change_log AS l` + joins.String() + ` WHERE l.rev = ?`
}()

// LogCount implements city.Reader.
func (s *Store) LogCount(ctx context.Context, n int64, first int) (out city.LogCount, err error) {
	err = s.read(ctx, func() error {
		out = city.LogCount{}
		if err := s.countLog(ctx, n, &out); err != nil {
			return err
		}
		return s.firstOfLog(ctx, n, first, &out)
	})
	city.SortOps(out.Of)
	return out, err
}

func (s *Store) countLog(ctx context.Context, n int64, out *city.LogCount) error {
	rows, err := s.readers.QueryContext(ctx, `SELECT kind, coalesce(layer, ''), op, count(*) FROM (`+keysSQL+`) GROUP BY 1, 2, 3`, n)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var of city.OpCount
		if err := rows.Scan(&of.Kind, &of.Layer, &of.Op, &of.N); err != nil {
			return err
		}
		if of.Layer == "" {
			return city.Errorf(city.Internal, "store_corrupt", "%d log entries of revision %d lack their content", of.N, n)
		}
		out.Of = append(out.Of, of)
	}
	return rows.Err()
}

func (s *Store) firstOfLog(ctx context.Context, n int64, first int, out *city.LogCount) error {
	rows, err := s.readers.QueryContext(ctx, keysSQL+` ORDER BY l.seq LIMIT ?`, n, max(first, 0))
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var e city.LogEntry
		var layer, code string
		if err := rows.Scan(&e.Seq, &e.Kind, &layer, &code, &e.Op); err != nil {
			return err
		}
		e.Key = layer + "/" + code
		out.First = append(out.First, e)
	}
	return rows.Err()
}
