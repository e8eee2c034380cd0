package gpkg

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"maps"
	"slices"

	"github.com/redsail/redsail/internal/city"
)

// Apply implements city.Writer.
func (s *Store) Apply(ctx context.Context, c city.Change) (city.Revision, error) {
	if err := s.guard(ctx); err != nil {
		return city.Revision{}, err
	}
	rev, err := s.apply(ctx, c)
	if err != nil {
		return city.Revision{}, s.failed(ctx, err)
	}
	return rev, nil
}

func (s *Store) apply(ctx context.Context, c city.Change) (city.Revision, error) {
	tx, err := s.begin(ctx)
	if err != nil {
		return city.Revision{}, err
	}
	defer tx.Rollback() // after Commit it does nothing
	base := city.Base{Scheme: s.scheme}
	if base.State, base.NextID, err = readState(ctx, tx); err != nil {
		return city.Revision{}, err
	}
	applied, err := city.Resolve(ctx, base, ledger{tx}, c, s.now())
	if err != nil || applied.Empty() {
		if err != nil {
			return city.Revision{}, err
		}
		return applied.Revision, nil
	}
	if err := write(ctx, tx, applied); err != nil {
		return city.Revision{}, err
	}
	return applied.Revision, tx.Commit()
}

// begin waits for the write lock: for our own writers in the pool's queue, for those of
// other processes by asking again. The first of a Store takes the file into WAL mode.
func (s *Store) begin(ctx context.Context) (*sql.Tx, error) {
	var tx *sql.Tx
	err := retry(ctx, s.patience, func() (err error) {
		if tx, err = s.writer.BeginTx(ctx, nil); err != nil {
			return err
		}
		if err = checkDurable(ctx, tx); err != nil {
			_ = tx.Rollback() // the first error says more
		}
		return err
	})
	return tx, err
}

// write puts down what Resolve has decided, the counter last.
func write(ctx context.Context, tx *sql.Tx, a *city.Applied) error {
	for _, step := range []func(context.Context, *sql.Tx, *city.Applied) error{
		writeEnded, writeInserted, writeCodes, writeLog, writeContents, writeCounter,
	} {
		if err := step(ctx, tx, a); err != nil {
			return err
		}
	}
	return nil
}

func writeEnded(ctx context.Context, tx *sql.Tx, a *city.Applied) error {
	stmt, err := tx.PrepareContext(ctx, `UPDATE area_version SET rev_to = ? WHERE id = ? AND rev_from = ? AND valid_from IS ? AND rev_to IS NULL`)
	if err != nil {
		return err
	}
	defer stmt.Close()
	for i := range a.Ended {
		v := &a.Ended[i]
		res, err := stmt.ExecContext(ctx, a.Revision.Number, v.ID, v.RevFrom, text(v.Valid.From.String()))
		if err != nil {
			return err
		}
		if n, err := res.RowsAffected(); err != nil || n != 1 {
			return cmp.Or(err, error(city.Errorf(city.Internal, "internal", "%s from %q: %d rows stand for the version that ends", v.Key(), v.Valid.From, n)))
		}
	}
	return nil
}

func writeInserted(ctx context.Context, tx *sql.Tx, a *city.Applied) error {
	version, err := tx.PrepareContext(ctx, insertVersionSQL)
	if err != nil {
		return err
	}
	defer version.Close()
	content, err := tx.PrepareContext(ctx, insertContentSQL)
	if err != nil {
		return err
	}
	defer content.Close()
	for i := range a.Inserted {
		v := &a.Inserted[i]
		row, err := versionRow(v)
		if err != nil {
			return err
		}
		body, geom, err := contentRow(v)
		if err != nil {
			return err
		}
		res, err := version.ExecContext(ctx, row...)
		if err != nil {
			return err
		}
		fid, err := res.LastInsertId()
		if err != nil {
			return err
		}
		if _, err := content.ExecContext(ctx, fid, body, geom); err != nil {
			return err
		}
	}
	return nil
}

func writeCodes(ctx context.Context, tx *sql.Tx, a *city.Applied) error {
	stmt, err := tx.PrepareContext(ctx, `INSERT INTO area_code VALUES (?, ?, ?)`)
	if err != nil {
		return err
	}
	defer stmt.Close()
	for _, k := range slices.SortedFunc(maps.Keys(a.Codes), city.Key.Compare) {
		if _, err := stmt.ExecContext(ctx, k.Layer, k.Code, a.Codes[k]); err != nil {
			return err
		}
	}
	return nil
}

func writeLog(ctx context.Context, tx *sql.Tx, a *city.Applied) error {
	r := &a.Revision
	_, err := tx.ExecContext(ctx, `INSERT INTO revision VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
		r.Number, r.Timeline, r.PrevHash[:], r.Hash[:], r.Author, r.Note, r.RecordedAt.UTC().Format(timeLayout), r.Entries)
	if err != nil {
		return err
	}
	stmt, err := tx.PrepareContext(ctx, `INSERT INTO change_log VALUES (?, ?, ?, ?, ?, ?)`)
	if err != nil {
		return err
	}
	defer stmt.Close()
	for i := range a.Log {
		e := &a.Log[i]
		if _, err := stmt.ExecContext(ctx, r.Number, e.Seq, e.Kind, e.Key, string(e.Op), e.Body); err != nil {
			return err
		}
	}
	return nil
}

// writeContents keeps gpkg_contents right. The bounds of a layer are those of all that the
// latest revision knows, at every date: so they hold tomorrow too, without a write.
func writeContents(ctx context.Context, tx *sql.Tx, a *city.Applied) error {
	layers := map[string]bool{"area_version": true}
	for _, vs := range [][]city.Version{a.Ended, a.Inserted} {
		for i := range vs {
			layers[vs[i].Layer] = true
		}
	}
	for _, layer := range slices.Sorted(maps.Keys(layers)) {
		_, err := tx.ExecContext(ctx, `UPDATE gpkg_contents SET last_change = ?1, (min_x, min_y, max_x, max_y) =
			(SELECT min(min_x), min(min_y), max(max_x), max(max_y) FROM area_version WHERE layer = ?2 AND rev_to IS NULL)
			WHERE table_name = ?2`, a.Revision.RecordedAt.UTC().Format("2006-01-02T15:04:05.000Z"), layer)
		if err != nil {
			return err
		}
	}
	return nil
}

func writeCounter(ctx context.Context, tx *sql.Tx, a *city.Applied) error {
	r := &a.Revision
	_, err := tx.ExecContext(ctx, `UPDATE counter SET rev = ?, hash = ?, next_id = ?`, r.Number, r.Hash[:], a.NextID)
	return err
}

// ledger is the transaction as city.Resolve sees it.
type ledger struct{ tx *sql.Tx }

// CodeIDs implements city.Ledger.
func (l ledger) CodeIDs(ctx context.Context, keys []city.Key) (map[city.Key]int64, error) {
	pairs := make([][2]string, len(keys))
	for i, k := range keys {
		pairs[i] = [2]string{k.Layer, k.Code}
	}
	list, err := json.Marshal(pairs)
	if err != nil {
		return nil, err
	}
	rows, err := l.tx.QueryContext(ctx, `SELECT c.layer, c.code, c.id FROM json_each(?) AS j
		CROSS JOIN area_code AS c ON c.layer = j.value ->> 0 AND c.code = j.value ->> 1`, string(list))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	out := map[city.Key]int64{}
	for rows.Next() {
		var k city.Key
		var id int64
		if err := rows.Scan(&k.Layer, &k.Code, &id); err != nil {
			return nil, err
		}
		out[k] = id
	}
	return out, rows.Err()
}

// CurrentByID implements city.Ledger.
func (l ledger) CurrentByID(ctx context.Context, ids []int64) ([]city.Version, error) {
	list, err := json.Marshal(ids)
	if err != nil {
		return nil, err
	}
	return queryVersions(ctx, l.tx, "v.rev_to IS NULL AND v.id IN (SELECT value FROM json_each(?))", string(list))
}

// CurrentChildren implements city.Ledger.
func (l ledger) CurrentChildren(ctx context.Context, layers, parents []string) ([]city.Version, error) {
	inLayers, err := json.Marshal(layers)
	if err != nil {
		return nil, err
	}
	under, err := json.Marshal(parents)
	if err != nil {
		return nil, err
	}
	return queryVersions(ctx, l.tx, "v.rev_to IS NULL AND v.layer IN (SELECT value FROM json_each(?)) AND v.parent IN (SELECT value FROM json_each(?))",
		string(inLayers), string(under))
}
