package gpkg

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"strings"

	"github.com/redsail/redsail/internal/city"
)

// changed refuses a store that another program has changed.
func (s *Store) changed(format string, args ...any) error {
	return city.Errorf(city.Conflict, "store_changed",
		"%s was changed by another program: %s. Put the last backup back; to edit in another program, export, edit the copy and import it (docs/round-trip.md)", s.path, fmt.Sprintf(format, args...))
}

// verify looks whether the file says what its log says: the hash of each revision over the bodies of
// the log, with the contents that versions hold for it; and, of each version, the columns and the
// geometry that other programs see against its content. It names the first that differs.
func (s *Store) verify(ctx context.Context) (sums map[city.RecordKind]rowSum, err error) {
	tx, err := s.readers.BeginTx(ctx, &sql.TxOptions{ReadOnly: true}) // one picture
	if err != nil {
		return nil, err
	}
	defer tx.Rollback() // it has only read
	sums = map[city.RecordKind]rowSum{}
	for _, kind := range city.RecordKinds() {
		if sums[kind], err = s.verifyKind(ctx, tx, kind); err != nil {
			return nil, err
		}
	}
	return sums, s.verifyLog(ctx, tx)
}

// verifyKind compares each version of a kind with its content.
func (s *Store) verifyKind(ctx context.Context, tx *sql.Tx, kind city.RecordKind) (sum rowSum, err error) {
	names := versionColumns(kind)
	columns := make([]string, len(names))
	for i, name := range names {
		columns[i] = "v." + name
		if name == "valid_from" || name == "valid_to" { // the driver makes times of dates
			columns[i] += " || ''"
		}
	}
	geom := "NULL"
	if located(kind) {
		geom = "c.geom"
	}
	rows, err := tx.QueryContext(ctx, `SELECT v.id, v.valid_from || '', v.valid_to || '', v.successors, v.rev_from, v.rev_to, c.body, `+geom+`, `+
		strings.Join(columns, ", ")+` FROM `+kind.String()+`_version AS v LEFT JOIN `+kind.String()+`_content AS c ON c.fid = v.fid ORDER BY v.fid`)
	if err != nil {
		return sum, err
	}
	defer rows.Close()
	contents := newRowDecoder(kind)
	for rows.Next() {
		r, err := s.verifyRow(rows, names, contents)
		if err != nil {
			return sum, err
		}
		sum.toggle(&r)
	}
	if err := rows.Err(); err != nil {
		return sum, err
	}
	var left int64
	err = tx.QueryRowContext(ctx, `SELECT count(*) FROM `+kind.String()+`_content WHERE fid NOT IN (SELECT fid FROM `+kind.String()+`_version)`).Scan(&left)
	if err == nil && left > 0 {
		err = s.changed("%d rows of %s_version are gone", left, kind)
	}
	if err != nil {
		return sum, err
	}
	kept, known, err := readRowSum(ctx, tx, kind)
	if err == nil && known && kept != sum {
		err = s.changed("a row of %s_version is gone, or has an id, a date, successors or a revision that Redsail did not write", kind)
	}
	return sum, err
}

func (s *Store) verifyRow(rows *sql.Rows, names []string, contents *rowDecoder) (city.Record, error) {
	var geom []byte
	var columns rowColumns
	have := make([]any, len(names))
	err := columns.scan(func(into ...any) error {
		into = append(into, &geom)
		for i := range have {
			into = append(into, &have[i])
		}
		return rows.Scan(into...)
	})
	r, kind := columns.record, contents.kind
	if err == nil {
		err = contents.content(&r, columns.body)
	}
	if err != nil {
		return r, err
	}
	want, err := versionRow(&r)
	if err != nil {
		return r, err
	}
	for i, name := range names {
		if columnText(have[i]) != columnText(want[i]) {
			return r, s.changed("%s: %s in the table %s_version is not that of revision %d", r.Key(), name, kind, r.RevFrom)
		}
	}
	if located(kind) && !bytes.Equal(geom, geometry(r.Content)) {
		return r, s.changed("%s: geom in the table %s_content is not that of revision %d", r.Key(), kind, r.RevFrom)
	}
	return r, nil
}

// columnText makes comparable what is written into a column and what comes out of it.
func columnText(v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case *int64:
		if v == nil {
			return ""
		}
		return fmt.Sprint(*v)
	case []byte:
		return string(v)
	case bool:
		if v {
			return "1"
		}
		return "0"
	}
	return fmt.Sprint(v)
}

// verifyLog follows the chain of hashes to the counter.
func (s *Store) verifyLog(ctx context.Context, tx *sql.Tx) error {
	var last int64
	var hash []byte
	if err := tx.QueryRowContext(ctx, `SELECT rev, hash FROM counter`).Scan(&last, &hash); err != nil {
		return err
	}
	var prev [32]byte
	rev := int64(0)
	for {
		rs, err := revisionsOf(ctx, tx, rev, 100)
		if err != nil {
			return err
		}
		for i := range rs {
			r := &rs[i]
			if rev++; r.Number != rev || r.PrevHash != prev {
				return s.changed("the log does not go on from revision %d to %d", rev-1, r.Number)
			}
			if err := s.verifyRevision(ctx, tx, r); err != nil {
				return err
			}
			prev = r.Hash
		}
		if len(rs) == 0 {
			break
		}
	}
	if rev != last || !bytes.Equal(hash, prev[:]) {
		return s.changed("the log ends with revision %d, the counter says %d", rev, last)
	}
	return nil
}

// verifyRevision makes the hash of a revision anew.
func (s *Store) verifyRevision(ctx context.Context, tx *sql.Tx, r *city.Revision) error {
	rows, err := tx.QueryContext(ctx, logSQL, r.Number, r.Number)
	if err != nil {
		return err
	}
	defer rows.Close()
	chain, keys, n := city.NewChain(r.PrevHash, r.Number, r.Timeline), []string{}, 0
	for rows.Next() {
		_, e, err := scanLog(rows.Scan)
		if err != nil {
			return err
		}
		chain.Add(e.Body)
		if n++; len(keys) < 3 {
			keys = append(keys, e.Key)
		}
	}
	if err := rows.Err(); err != nil {
		return err
	}
	if chain.Sum() != r.Hash || n != r.Entries {
		return s.changed("revision %d is not that of its hash: of its %d entries (%s …) %d are there, or one is another", r.Number, r.Entries, strings.Join(keys, ", "), n)
	}
	return nil
}
