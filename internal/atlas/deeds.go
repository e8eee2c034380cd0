package atlas

import (
	"context"
	"sync"

	"github.com/redsail/redsail/internal/city"
)

// DeedCard is a revision by what it wrote, and by what took it back.
type DeedCard struct {
	RevisionCard
	Wrote      []WroteLayer `json:"wrote" doc:"its entries by kind and layer"`
	Reverses   *int64       `json:"reverses" doc:"the revision that it takes back; null = none"`
	ReversedBy *int64       `json:"reversed_by" doc:"the revision that took it back; null = none"`
}

// WroteLayer counts what a revision wrote of one kind in one layer.
type WroteLayer struct {
	Kind  string `json:"kind" enum:"area,building,line,organisation,person,place,post"`
	Layer string `json:"layer"`
	N     int    `json:"n"`
}

// mostTallies is how many tallies are kept: they are small, and a revision never changes.
const mostTallies = 500

// tallies are what the log says of revisions, by their hashes: a number alone may be another's after a restore.
type tallies struct {
	mu sync.Mutex
	by map[[32]byte]*city.Tally
}

func (t *tallies) get(hash [32]byte) *city.Tally {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.by[hash]
}

func (t *tallies) put(hash [32]byte, tally *city.Tally) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.by == nil || len(t.by) >= mostTallies {
		t.by = map[[32]byte]*city.Tally{}
	}
	t.by[hash] = tally
}

// Deeds gives the revisions up to one with what they wrote, the latest first, at most so many.
func (a *Atlas) Deeds(ctx context.Context, upTo int64, limit int) ([]DeedCard, error) {
	leave, err := a.reads.enter(ctx)
	if err != nil {
		return nil, err
	}
	defer leave()
	deeds, err := city.Deeds(ctx, a.store, upTo, limit, func(ctx context.Context, r city.Revision) (*city.Tally, error) {
		if kept := a.tallies.get(r.Hash); kept != nil {
			return kept, nil
		}
		t, err := city.TallyOf(ctx, a.store, r.Number)
		if err == nil {
			a.tallies.put(r.Hash, t)
		}
		return t, err
	})
	if err != nil {
		return nil, err
	}
	return DeedCards(deeds, a.ground.Load().scheme), nil
}

// DeedCards tells of revisions of a city of the scheme.
func DeedCards(deeds []city.Deed, scheme *city.Scheme) []DeedCard {
	out := make([]DeedCard, 0, len(deeds))
	for i := range deeds {
		d := &deeds[i]
		card := DeedCard{RevisionCard: cardOf(&d.Revision, scheme), Wrote: make([]WroteLayer, 0, len(d.Wrote)), Reverses: numbered(d.Reverses), ReversedBy: numbered(d.ReversedBy)}
		for _, w := range d.Wrote {
			card.Wrote = append(card.Wrote, WroteLayer{w.Kind.String(), w.Layer, w.N})
		}
		out = append(out, card)
	}
	return out
}

// numbered is the number of a revision; nil of 0, which is none.
func numbered(n int64) *int64 {
	if n == 0 {
		return nil
	}
	return &n
}
