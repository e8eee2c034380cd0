package gpkg

import (
	"cmp"
	"context"
	"database/sql"
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
	if err := s.watch.look(ctx, tx); err != nil {
		return city.Revision{}, err
	}
	var base city.Base
	if base.State, base.NextID, err = readState(ctx, tx); err != nil {
		return city.Revision{}, err
	}
	if base.Scheme, err = s.foundedAt(ctx, tx, base.Timeline); err != nil {
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

// Alone implements city.Writer: it holds the write lock, with which it writes nothing.
func (s *Store) Alone(ctx context.Context, f func(context.Context) error) error {
	if err := s.guard(ctx); err != nil {
		return err
	}
	tx, err := s.begin(ctx)
	if err != nil {
		return s.failed(ctx, err)
	}
	defer tx.Rollback() // it has written nothing
	if err := s.watch.look(ctx, tx); err != nil {
		return s.failed(ctx, err)
	}
	return f(ctx)
}

// begin waits for the write lock: for our own writers in the pool's queue, for those of
// other processes by asking again. The first of a Store takes the file into WAL mode.
func (s *Store) begin(ctx context.Context) (*sql.Tx, error) {
	if s.alone {
		return nil, noRoom(s.path)
	}
	var tx *sql.Tx
	err := retry(ctx, s.patience, func() (err error) {
		if err = s.watch.before(ctx, s.readers); err != nil {
			return err
		}
		if tx, err = s.writer.BeginTx(ctx, nil); err != nil {
			return err
		}
		if err = checkDurable(ctx, tx); err == nil {
			err = checkWritable(ctx, tx)
		}
		if err != nil {
			_ = tx.Rollback() // the first error says more
		}
		return err
	})
	return tx, err
}

// checkWritable fails where the file cannot be written. SQLite begins a transaction of a
// reader then, and says so only at the first statement that could write: this one writes
// nothing.
func checkWritable(ctx context.Context, tx *sql.Tx) error {
	_, err := tx.ExecContext(ctx, `UPDATE counter SET rev = rev WHERE 0`)
	return err
}

// write puts down what Resolve has decided, the counter last.
func write(ctx context.Context, tx *sql.Tx, a *city.Applied) error {
	codes := make(chan []givenCode, 1)
	go func() { codes <- sortedCodes(a.Codes) }() // it is done long before the rows are written
	if err := writeEnded(ctx, tx, a); err != nil {
		return err
	}
	rows, err := writeInserted(ctx, tx, a)
	if err != nil {
		return err
	}
	if err := writeLog(ctx, tx, a, rows); err != nil {
		return err
	}
	if err := writeCodes(ctx, tx, <-codes); err != nil {
		return err
	}
	if err := writeContents(ctx, tx, a); err != nil {
		return err
	}
	if err := writeRowSums(ctx, tx, a, rows.sums); err != nil {
		return err
	}
	return writeCounter(ctx, tx, a)
}

func writeEnded(ctx context.Context, tx *sql.Tx, a *city.Applied) error {
	for _, kind := range city.RecordKinds() {
		if err := endKind(ctx, tx, kind, city.OfKind(a.Ended, kind), a.Revision.Number); err != nil {
			return err
		}
	}
	return nil
}

func endKind(ctx context.Context, tx *sql.Tx, kind city.RecordKind, ended []city.Record, rev int64) error {
	if len(ended) == 0 {
		return nil
	}
	stmt, err := tx.PrepareContext(ctx, `UPDATE `+kind.String()+`_version SET rev_to = ? WHERE id = ? AND rev_from = ? AND valid_from IS ? AND rev_to IS NULL`)
	if err != nil {
		return err
	}
	defer stmt.Close()
	for i := range ended {
		r := &ended[i]
		res, err := stmt.ExecContext(ctx, rev, r.ID, r.RevFrom, text(r.Valid.From.String()))
		if err != nil {
			return err
		}
		if n, err := res.RowsAffected(); err != nil || n != 1 {
			return cmp.Or(err, error(city.Errorf(city.Internal, "internal", "%s from %q: %d rows stand for the version that ends", r.Key(), r.Valid.From, n)))
		}
	}
	return nil
}

func writeInserted(ctx context.Context, tx *sql.Tx, a *city.Applied) (*keptRows, error) {
	rows := &keptRows{list: make([]kept, 0, len(a.Inserted)), sums: map[city.RecordKind]*rowSum{}}
	for _, kind := range city.RecordKinds() {
		if err := insertKind(ctx, tx, kind, a, rows); err != nil {
			return nil, err
		}
	}
	return rows, nil
}

func insertKind(ctx context.Context, tx *sql.Tx, kind city.RecordKind, a *city.Applied, rows *keptRows) error {
	inserted, bodies := a.InsertedOf(kind)
	if len(inserted) == 0 {
		return nil
	}
	version, err := tx.PrepareContext(ctx, insertVersionSQL(kind))
	if err != nil {
		return err
	}
	defer version.Close()
	content, err := tx.PrepareContext(ctx, insertContentSQL(kind))
	if err != nil {
		return err
	}
	defer content.Close()
	each := context.WithoutCancel(ctx) // to watch it costs more than a short statement; ahead looks
	sum := new(rowSum)
	rows.sums[kind] = sum
	return ahead(ctx, len(inserted), func(i int) (*newRow, error) {
		sum.toggle(&inserted[i])
		return rowOf(&inserted[i], bodies[i])
	}, func(n *newRow) error {
		fid, err := n.insert(each, version, content)
		rows.add(n.record, fid, n.body)
		return err
	})
}

// newRow is a version with the arguments of insertVersionSQL and of insertContentSQL, whose first is the
// fid that the former gives.
type newRow struct {
	record           *city.Record
	body             []byte
	version, content []any
}

func rowOf(r *city.Record, body []byte) (*newRow, error) {
	version, err := versionRow(r)
	n := newRow{record: r, body: body, version: version, content: []any{nil, body}}
	if located(r.Key().Kind) {
		n.content = append(n.content, orNull(geometry(r.Content)))
	}
	return &n, err
}

func (n *newRow) insert(ctx context.Context, version, content *sql.Stmt) (fid int64, err error) {
	res, err := version.ExecContext(ctx, n.version...)
	if err != nil {
		return 0, err
	}
	if fid, err = res.LastInsertId(); err != nil {
		return 0, err
	}
	n.content[0] = fid
	_, err = content.ExecContext(ctx, n.content...)
	return fid, err
}

// givenCode is a key that is given for the first time, with its id.
type givenCode struct {
	key city.Key
	id  int64
}

func sortedCodes(codes map[city.Key]int64) []givenCode {
	out := make([]givenCode, 0, len(codes))
	for k, id := range codes {
		out = append(out, givenCode{k, id})
	}
	slices.SortFunc(out, func(a, b givenCode) int { return a.key.Compare(b.key) })
	return out
}

// writeCodes takes sorted codes.
func writeCodes(ctx context.Context, tx *sql.Tx, codes []givenCode) error {
	for len(codes) > 0 {
		kind := codes[0].key.Kind
		n := slices.IndexFunc(codes, func(c givenCode) bool { return c.key.Kind != kind })
		if n < 0 {
			n = len(codes)
		}
		if err := giveCodes(ctx, tx, kind, codes[:n]); err != nil {
			return err
		}
		codes = codes[n:]
	}
	return nil
}

func giveCodes(ctx context.Context, tx *sql.Tx, kind city.RecordKind, codes []givenCode) error {
	stmt, err := tx.PrepareContext(ctx, `INSERT INTO `+kind.String()+`_code VALUES (?, ?, ?)`)
	if err != nil {
		return err
	}
	defer stmt.Close()
	each := context.WithoutCancel(ctx)
	return inTurn(ctx, len(codes), func(i int) error {
		c := &codes[i]
		return execute(each, stmt, []any{c.key.Layer, c.key.Code, c.id})
	})
}

// writeContents keeps gpkg_contents right. The bounds of a feature view are those of all
// that the latest revision knows, at every date: so they hold tomorrow too, without a write.
func writeContents(ctx context.Context, tx *sql.Tx, a *city.Applied) error {
	layers, kinds := map[string]bool{}, map[city.RecordKind]bool{}
	for _, rs := range [][]city.Record{a.Ended, a.Inserted} {
		for i := range rs {
			k := rs[i].Key()
			kinds[k.Kind] = true
			if k.Kind == city.KindArea {
				layers[k.Layer] = true
			}
		}
	}
	at := a.Revision.RecordedAt.UTC().Format("2006-01-02T15:04:05.000Z")
	for _, layer := range slices.Sorted(maps.Keys(layers)) {
		if err := writeBounds(ctx, tx, layer, at, `area_version WHERE layer = ?2 AND rev_to IS NULL`); err != nil {
			return err
		}
	}
	for _, kind := range slices.Sorted(maps.Keys(kinds)) {
		table := kind.String() + "_version"
		if _, err := tx.ExecContext(ctx, `UPDATE gpkg_contents SET last_change = ? WHERE table_name = ?`, at, table); err != nil {
			return err
		}
		if kind == city.KindArea { // it has a view for each layer
			continue
		}
		if !located(kind) {
			if _, err := tx.ExecContext(ctx, `UPDATE gpkg_contents SET last_change = ? WHERE table_name = ?`, at, kind.String()+"s"); err != nil {
				return err
			}
			continue
		}
		if err := writeBounds(ctx, tx, kind.String()+"s", at, table+` WHERE rev_to IS NULL`); err != nil {
			return err
		}
	}
	return nil
}

// writeBounds takes the bounds of a view from the rows that it can show.
func writeBounds(ctx context.Context, tx *sql.Tx, view, at, rows string) error {
	_, err := tx.ExecContext(ctx, `UPDATE gpkg_contents SET last_change = ?1, (min_x, min_y, max_x, max_y) =
		(SELECT min(min_x), min(min_y), max(max_x), max(max_y) FROM `+rows+`) WHERE table_name = ?2`, at, view)
	return err
}

func writeCounter(ctx context.Context, tx *sql.Tx, a *city.Applied) error {
	r := &a.Revision
	_, err := tx.ExecContext(ctx, `UPDATE counter SET rev = ?, hash = ?, next_id = ?`, r.Number, r.Hash[:], a.NextID)
	return err
}
