package gpkg

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"

	"github.com/redsail/redsail/internal/city"
)

// kept is a version that a Change has put into a row of its own.
type kept struct {
	fid    int64
	record *city.Record
	body   []byte // the canonical content
}

// keptRows are such rows, in the order of the versions that a Change made.
type keptRows struct {
	list []kept
	// next is the row behind the one that was found last: the log is mostly in the same order.
	next int
	// named are rows of list by the kind and key of what they hold, as the log names it; made when needed.
	named map[[2]string][]int
	sums  map[city.RecordKind]*rowSum // of the versions of a kind
}

func (k *keptRows) add(r *city.Record, fid int64, body []byte) {
	k.list = append(k.list, kept{fid, r, body})
}

// of gives the rows, by their place in the list, of what the log entry is about.
func (k *keptRows) of(e *city.LogEntry) []int {
	if k.named == nil {
		k.named = make(map[[2]string][]int, len(k.list))
		for i := range k.list {
			key := k.list[i].record.Key()
			name := [2]string{key.Kind.String(), key.String()}
			k.named[name] = append(k.named[name], i)
		}
	}
	return k.named[[2]string{e.Kind, e.Key}]
}

// logRow are the columns of change_log that may be null. Of the put of a version all are but content,
// for the version's rows say the rest. Another body is cut open where it holds the content of a row;
// one that holds none is whole, and content and cut are null.
type logRow struct{ key, op, body, content, cut any }

func (k *keptRows) row(e *city.LogEntry) (logRow, error) {
	if e.Op == city.Put && k.next < len(k.list) {
		row := &k.list[k.next]
		if is, err := row.madeBy(e); is || err != nil {
			k.next++
			return logRow{content: row.fid}, err
		}
	}
	out := logRow{key: e.Key, op: string(e.Op), body: e.Body}
	for _, i := range k.of(e) {
		row := &k.list[i]
		is, err := row.madeBy(e)
		if err != nil {
			return out, err
		}
		if is {
			k.next = i + 1
			return logRow{content: row.fid}, nil
		}
		if at := bytes.Index(e.Body, row.body); at >= 0 && out.cut == nil {
			out.body, out.content, out.cut = slices.Concat(e.Body[:at], e.Body[at+len(row.body):]), row.fid, at
		}
	}
	return out, nil
}

// madeBy is true where the entry is the put of just this version.
func (row *kept) madeBy(e *city.LogEntry) (bool, error) {
	put, err := city.EncodePut(row.record.Key(), row.record.Valid, row.record.ID, row.body)
	return bytes.Equal(put, e.Body), err
}

func writeLog(ctx context.Context, tx *sql.Tx, a *city.Applied, rows *keptRows) error {
	r := &a.Revision
	_, err := tx.ExecContext(ctx, `INSERT INTO revision VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
		r.Number, r.Timeline, r.PrevHash[:], r.Hash[:], r.Author, r.Note, r.RecordedAt.UTC().Format(timeLayout), r.Entries)
	if err != nil {
		return err
	}
	stmt, err := tx.PrepareContext(ctx, `INSERT INTO change_log (rev, seq, kind, key, op, body, content, cut) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`)
	if err != nil {
		return err
	}
	defer stmt.Close()
	each := context.WithoutCancel(ctx)
	return ahead(ctx, len(a.Log), func(i int) ([]any, error) {
		e := &a.Log[i]
		row, err := rows.row(e)
		return []any{r.Number, e.Seq, e.Kind, row.key, row.op, row.body, row.content, row.cut}, err
	}, func(row []any) error { return execute(each, stmt, row) })
}

// logSQL reads the log of revisions that follow one another, with the contents that were left out of
// the bodies, and of puts without a body with the versions that they made.
var logSQL = func() string {
	var joins strings.Builder
	column := func(table, name string) string {
		var all []string
		for _, kind := range city.RecordKinds() {
			all = append(all, kind.String()+"_"+table+"."+name)
		}
		return "coalesce(" + strings.Join(all, ", ") + ")"
	}
	for _, kind := range city.RecordKinds() {
		fmt.Fprintf(&joins, `
			LEFT JOIN %[1]s_content ON l.kind = '%[1]s' AND %[1]s_content.fid = l.content
			LEFT JOIN %[1]s_version ON l.kind = '%[1]s' AND l.body IS NULL AND %[1]s_version.fid = l.content`, kind)
	}
	columns := []string{"l.rev, l.seq, l.kind, l.key, l.op, l.body, l.cut", column("content", "body")}
	for _, name := range []string{"id", "layer", "code", "valid_from", "valid_to"} {
		columns = append(columns, column("version", name))
	}
	return "SELECT " + strings.Join(columns, ", ") + " FROM change_log AS l" + joins.String() +
		" WHERE l.rev BETWEEN ? AND ? ORDER BY l.rev, l.seq"
}()

// entries reads those of revisions that follow one another.
func (s *Store) entries(ctx context.Context, of []city.LogRevision) error {
	rows, err := s.readers.QueryContext(ctx, logSQL, of[0].Number, of[len(of)-1].Number)
	if err != nil {
		return err
	}
	defer rows.Close()
	i := 0
	for rows.Next() {
		rev, e, err := scanLog(rows.Scan)
		if err != nil {
			return err
		}
		for i < len(of)-1 && of[i].Number < rev {
			i++
		}
		of[i].Log = append(of[i].Log, e)
	}
	return rows.Err()
}

// madeVersion is what a row of logSQL says of the version that a put made; null where there is none.
type madeVersion struct {
	id                    sql.NullInt64
	layer, code, from, to sql.NullString
}

// scanLog reads a row of logSQL, closes the body over its content and gives that of a put without one.
func scanLog(scan func(...any) error) (rev int64, e city.LogEntry, err error) {
	var key, op sql.NullString
	var cut sql.NullInt64
	var content []byte
	var v madeVersion
	if err := scan(&rev, &e.Seq, &e.Kind, &key, &op, &e.Body, &cut, &content, &v.id, &v.layer, &v.code, &v.from, &v.to); err != nil {
		return 0, e, err
	}
	e.Key, e.Op = key.String, city.Op(op.String)
	switch {
	case e.Body == nil:
		return rev, e, v.put(rev, &e, content)
	case !cut.Valid:
		return rev, e, nil
	case cut.Int64 < 0 || cut.Int64 > int64(len(e.Body)) || content == nil:
		return 0, e, lacksContent(rev, &e)
	}
	e.Body = slices.Concat(e.Body[:cut.Int64], content, e.Body[cut.Int64:])
	return rev, e, nil
}

// put fills in the entry of the put that made the version.
func (v *madeVersion) put(rev int64, e *city.LogEntry, content []byte) error {
	if content == nil || !v.id.Valid {
		return lacksContent(rev, e)
	}
	kind, err := city.ParseRecordKind(e.Kind)
	if err != nil {
		return lacksContent(rev, e)
	}
	valid, err := city.ParsePeriod(v.from.String, v.to.String)
	if err != nil {
		return err
	}
	k := city.Key{Kind: kind, Layer: v.layer.String, Code: v.code.String}
	e.Key, e.Op = k.String(), city.Put
	e.Body, err = city.EncodePut(k, valid, v.id.Int64, content)
	return err
}

func lacksContent(rev int64, e *city.LogEntry) error {
	return city.Errorf(city.Internal, "store_corrupt", "the log entry %d of revision %d lacks its content", e.Seq, rev)
}
