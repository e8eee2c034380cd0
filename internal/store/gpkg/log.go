package gpkg

import (
	"bytes"
	"context"
	"database/sql"
	"slices"

	"github.com/redsail/redsail/internal/city"
)

// kept is a content that a Change has put into a row of its own.
type kept struct {
	fid  int64
	body []byte
}

// keptRows are such rows by the kind and key of what they hold, as the log names it.
type keptRows map[[2]string][]kept

func (k keptRows) add(r *city.Record, fid int64, body []byte) {
	name := [2]string{r.Key().Kind.String(), r.Key().String()}
	k[name] = append(k[name], kept{fid, body})
}

// open cuts a log body where it holds one of the rows' contents: fid and cut are then
// those of change_log. Both are nil where it holds none, and the body is whole.
func (k keptRows) open(e *city.LogEntry) (body []byte, fid, cut any) {
	for _, row := range k[[2]string{e.Kind, e.Key}] {
		if at := bytes.Index(e.Body, row.body); at >= 0 {
			return slices.Concat(e.Body[:at], e.Body[at+len(row.body):]), row.fid, at
		}
	}
	return e.Body, nil, nil
}

func writeLog(ctx context.Context, tx *sql.Tx, a *city.Applied, rows keptRows) error {
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
	for i := range a.Log {
		e := &a.Log[i]
		body, fid, cut := rows.open(e)
		if _, err := stmt.ExecContext(ctx, r.Number, e.Seq, e.Kind, e.Key, string(e.Op), body, fid, cut); err != nil {
			return err
		}
	}
	return nil
}

// logSQL reads the log of revisions that follow one another, with the contents that were
// left out of the bodies.
const logSQL = `SELECT l.rev, l.seq, l.kind, l.key, l.op, l.body, l.cut, coalesce(a.body, b.body, n.body, o.body, q.body, p.body, t.body)
	FROM change_log AS l
	LEFT JOIN area_content AS a ON l.kind = 'area' AND a.fid = l.content
	LEFT JOIN building_content AS b ON l.kind = 'building' AND b.fid = l.content
	LEFT JOIN line_content AS n ON l.kind = 'line' AND n.fid = l.content
	LEFT JOIN organisation_content AS o ON l.kind = 'organisation' AND o.fid = l.content
	LEFT JOIN person_content AS q ON l.kind = 'person' AND q.fid = l.content
	LEFT JOIN place_content AS p ON l.kind = 'place' AND p.fid = l.content
	LEFT JOIN post_content AS t ON l.kind = 'post' AND t.fid = l.content
	WHERE l.rev BETWEEN ? AND ? ORDER BY l.rev, l.seq`

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

// scanLog reads a row of logSQL and closes the body over its content.
func scanLog(scan func(...any) error) (rev int64, e city.LogEntry, err error) {
	var cut sql.NullInt64
	var content []byte
	if err := scan(&rev, &e.Seq, &e.Kind, &e.Key, &e.Op, &e.Body, &cut, &content); err != nil {
		return 0, e, err
	}
	if !cut.Valid {
		return rev, e, nil
	}
	if cut.Int64 < 0 || cut.Int64 > int64(len(e.Body)) || content == nil {
		return 0, e, city.Errorf(city.Internal, "store_corrupt", "the log entry %d of revision %d lacks its content", e.Seq, rev)
	}
	e.Body = slices.Concat(e.Body[:cut.Int64], content, e.Body[cut.Int64:])
	return rev, e, nil
}
