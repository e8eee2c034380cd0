package access

import (
	"context"
	"encoding/hex"
	"errors"
	"time"

	"github.com/redsail/redsail/internal/city"
)

// verifier follows the chain row by row.
type verifier struct {
	rows   int
	last   *Entry
	first  *Entry
	broken *Broken
	// cuts are where the chain may begin, by the number of the last row that went: with nothing, and
	// where a row says that rows went; cut is the latest of those. They may go while we read, so
	// that an earlier one counts too.
	cuts map[int64][32]byte
	cut  int64
}

// next judges a row; false at the first that is broken.
func (v *verifier) next(e *Entry) bool {
	v.rows++
	want, prev := e.Seq, e.Prev // of the first, judged at the end, when it is known what went
	if v.last != nil {
		want, prev = v.last.Seq+1, v.last.Hash
	} else {
		one := e.clone()
		v.first = &one
	}
	switch {
	case e.Seq != want:
		v.broken = &Broken{want, "is missing"}
	case e.Prev != prev:
		v.broken = &Broken{e.Seq, "does not hang on the row before it"}
	case e.Hash != EntryHash(e):
		v.broken = &Broken{e.Seq, "was altered"}
	}
	if seq, hash, ok := trimmed(e); ok {
		v.cuts[seq], v.cut = hash, seq
	}
	one := e.clone()
	v.last = &one
	return v.broken == nil
}

// end judges the beginning.
func (v *verifier) end() {
	if v.broken != nil || v.first == nil {
		return
	}
	switch prev, ok := v.cuts[v.first.Seq-1]; {
	case !ok:
		v.broken = &Broken{v.cut + 1, "is missing"}
	case v.first.Prev != prev:
		v.broken = &Broken{v.first.Seq, "does not hang on the row before it"}
	}
}

// VerifyAudit follows the whole chain: how many rows there are, the signed end of what was read,
// and the first row that is not as it was written; nil = all are. Of rows that were cut off at the
// end only CheckHead can tell.
func (s *Service) VerifyAudit(ctx context.Context) (rows int, head *Head, broken *Broken, err error) {
	v := verifier{cuts: map[int64][32]byte{0: {}}}
	if err := s.walk(ctx, 0, v.next); err != nil {
		return 0, nil, nil, err
	}
	v.end()
	last := v.last
	if last == nil {
		last = new(Entry)
	}
	head, err = s.sign(ctx, last)
	return v.rows, head, v.broken, err
}

// CheckHead compares the audit with a head that was signed earlier and kept elsewhere: nil where
// the row of that head still stands as it was, or went because of its age. Invalid, bad_head, where
// the signature does not hold or is another store's.
func (s *Service) CheckHead(ctx context.Context, h *Head) (*Broken, error) {
	ours, err := s.sign(ctx, new(Entry))
	if err != nil {
		return nil, err
	}
	if !h.Holds() || h.PublicKey != ours.PublicKey {
		return nil, city.Errorf(city.Invalid, "bad_head", "the signed head is not of this store, or was altered")
	}
	if h.Seq == 0 {
		return nil, nil
	}
	rows, err := s.store.Entries(ctx, h.Seq-1, 1)
	if err != nil {
		return nil, err
	}
	if len(rows) == 0 {
		return &Broken{h.Seq, "is missing: the audit was cut off before it"}, nil
	}
	if rows[0].Seq == h.Seq && hex.EncodeToString(rows[0].Hash[:]) != h.Hash {
		return &Broken{h.Seq, "is another than the one that was signed"}, nil
	}
	return nil, nil // or it is older than those that are kept; VerifyAudit judges the beginning
}

// Retain takes rows of the audit away that are older than days, of which there are 180 at the
// least, and says so in the audit. It gives how many went.
func (s *Service) Retain(ctx context.Context, days int) (int, error) {
	if days < leastDays {
		return 0, city.Errorf(city.Invalid, "bad_retention", "the audit is kept for %d days at the least", leastDays)
	}
	now := s.now()
	return s.store.DropEntries(ctx, now.Add(-time.Duration(days)*24*time.Hour), now)
}

// Retention is how many days what is written down stays; 0 = for ever.
type Retention struct {
	Audit   int // rows of the audit: at least 180
	Reports int // reports of borders that are settled: at least 30
}

// Keep sweeps, and takes away what is older than its retention, at once and every hour, until ctx ends.
// What goes wrong is logged, and tried again.
func (s *Service) Keep(ctx context.Context, r Retention) {
	hour := time.NewTicker(time.Hour)
	defer hour.Stop()
	for ctx.Err() == nil {
		err := s.Sweep(ctx)
		if r.Audit > 0 {
			_, rerr := s.Retain(ctx, r.Audit)
			err = errors.Join(err, rerr)
		}
		if r.Reports > 0 {
			_, rerr := s.RetainReports(ctx, r.Reports)
			err = errors.Join(err, rerr)
		}
		if err != nil && ctx.Err() == nil {
			s.log.Error("the accounts were not swept", "err", err)
		}
		select {
		case <-ctx.Done():
		case <-hour.C:
		}
	}
}

// Sweep takes away what has expired: sessions, tokens, tries.
func (s *Service) Sweep(ctx context.Context) error {
	return s.store.Sweep(ctx, s.now().Add(-s.o.Window))
}
