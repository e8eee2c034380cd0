package gpkg

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"

	"github.com/redsail/redsail/internal/city"
)

// rowSum is a sum, without an order, of what the versions of a kind say besides their contents: ids,
// dates, successors, revisions. It is kept in the table settings with each change, for no log says it
// in the form of rows. An older store has none until it is verified.
type rowSum [sha256.Size]byte

func rowSumName(kind city.RecordKind) string { return "rows_" + kind.String() }

// add takes all versions of another sum into this one, or out of it again.
func (s *rowSum) add(o *rowSum) {
	for i := range s {
		s[i] ^= o[i]
	}
}

// toggle adds a version, or takes it out again.
func (s *rowSum) toggle(r *city.Record) {
	sum := rowSum(sha256.Sum256(fmt.Appendf(nil, "%s %d %s %s %q %d %d", r.Key(), r.ID, r.Valid.From, r.Valid.To, r.Successors, r.RevFrom, r.RevTo)))
	s.add(&sum)
}

func (s *rowSum) String() string { return hex.EncodeToString(s[:]) }

// readRowSum gives the sum that is kept; known is false where there is none.
func readRowSum(ctx context.Context, db source, kind city.RecordKind) (s rowSum, known bool, err error) {
	var text string
	err = db.QueryRowContext(ctx, `SELECT value FROM settings WHERE name = ?`, rowSumName(kind)).Scan(&text)
	if errors.Is(err, sql.ErrNoRows) {
		return s, false, nil
	}
	if err != nil {
		return s, false, err
	}
	if raw, err := hex.DecodeString(text); err == nil && len(raw) == len(s) {
		copy(s[:], raw)
	} // what is no sum is none that any rows have
	return s, true, nil
}

func writeRowSum(ctx context.Context, tx *sql.Tx, kind city.RecordKind, s rowSum) error {
	_, err := tx.ExecContext(ctx, `INSERT OR REPLACE INTO settings VALUES (?, ?)`, rowSumName(kind), s.String())
	return err
}

// writeRowSums keeps the sums of the kinds that a change touches; inserted are those of what is new.
func writeRowSums(ctx context.Context, tx *sql.Tx, a *city.Applied, inserted map[city.RecordKind]*rowSum) error {
	for _, kind := range city.RecordKinds() {
		ended, sum := city.OfKind(a.Ended, kind), inserted[kind]
		if len(ended) == 0 && sum == nil {
			continue
		}
		s, known, err := readRowSum(ctx, tx, kind)
		if err != nil || !known {
			return err
		}
		for i := range ended {
			r := ended[i]
			r.RevTo = 0
			s.toggle(&r)
			r.RevTo = a.Revision.Number
			s.toggle(&r)
		}
		if sum != nil {
			s.add(sum)
		}
		if err := writeRowSum(ctx, tx, kind, s); err != nil {
			return err
		}
	}
	return nil
}
