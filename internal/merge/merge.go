package merge

import (
	"context"

	"github.com/redsail/redsail/internal/city"
)

// Status sums a report up.
type Status string

// The values of Status.
const (
	Proposed  Status = "proposed" // a dry run
	Stored    Status = "stored"
	Unchanged Status = "unchanged"
)

// attempts is how often a merge is made again because another writer was faster.
const attempts = 10

// Outcome is a merge: its report, and what a map shows of it.
type Outcome struct {
	Report  *Report
	drawing *drawing
}

// Written is the revision that the merge made; 0 = none: the report's is then the one that was read.
func (r *Report) Written() int64 {
	if r.Status != Stored {
		return 0
	}
	return r.Revision
}

// Grids merges layers of a store. With dry nothing is written, though what would be is judged by
// the rules of the store. The change is one revision; its reverse takes all of it back.
func Grids(ctx context.Context, s city.Store, ask Ask, dry bool) (*Outcome, error) {
	for n := 1; ; n++ {
		out, err := once(ctx, s, ask, dry)
		if city.KindOf(err) == city.Stale && n < attempts {
			continue
		}
		return out, err
	}
}

func once(ctx context.Context, s city.Store, ask Ask, dry bool) (*Outcome, error) {
	if ask.Sliver == 0 {
		ask.Sliver = DefaultSliver
	}
	in, err := read(ctx, s, &ask)
	if err != nil {
		return nil, err
	}
	g, err := lay(ctx, in)
	if err != nil {
		return nil, err
	}
	if err := g.checkBase(); err != nil {
		return nil, err
	}
	a := g.agree()
	p := newGrouping(g, a)
	p.dropSlivers(ask.Sliver)
	p.keepNorm(in.norm)
	o, err := propose(ctx, p, s)
	if err != nil {
		return nil, err
	}
	c := o.change()
	r := o.report()
	if dry {
		judged, err := city.Judge(ctx, s, c)
		if err != nil {
			return nil, err
		}
		if r.Status = Proposed; judged.Empty() {
			r.Status = Unchanged
		}
		return &Outcome{r, o.draw()}, nil
	}
	rev, err := s.Apply(ctx, c)
	if err != nil {
		return nil, err
	}
	r.Status, r.Revision = Stored, rev.Number
	if rev.Entries == 0 {
		r.Status = Unchanged
	}
	return &Outcome{r, o.draw()}, nil
}
