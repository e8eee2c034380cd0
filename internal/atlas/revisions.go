package atlas

import (
	"cmp"
	"context"
	"encoding/hex"
	"slices"
	"time"

	"github.com/redsail/redsail/internal/city"
)

// RevisionCard is what anybody may know of a revision.
type RevisionCard struct {
	Number     int64   `json:"number"`
	RecordedAt string  `json:"recorded_at" doc:"RFC 3339 in the city's zone"`
	Note       string  `json:"note"`
	Author     *string `json:"author" doc:"the program that wrote it; who wrote it, for keepers and auditors; null where a person did, whose name is not public"`
	Entries    int     `json:"entries" doc:"how many things it wrote"`
	Hash       string  `json:"hash" doc:"chain hash: it proves this revision and all before it"`
	by         string  // whoever it was
}

// Signed is the card with its author, also where that is a person: for keepers and auditors alone.
func (c RevisionCard) Signed() RevisionCard {
	if c.by != "" {
		c.Author = &c.by
	}
	return c
}

// AreaVersion is one version of an area: how long it holds, and since when that is known.
type AreaVersion struct {
	Code       string            `json:"code"`
	Name       string            `json:"name"`
	Names      city.Names        `json:"names"`
	Parent     string            `json:"parent"`
	Class      map[string]string `json:"class"`
	Valid      Span              `json:"valid"`
	Successors []string          `json:"successors"`
	Current    bool              `json:"current" doc:"no later revision has replaced it"`
	InForce    bool              `json:"in_force" doc:"it is current, and holds on the date of the answer"`
	AreaM2     float64           `json:"area_m2"`
	Written    RevisionCard      `json:"written" doc:"the revision that wrote it"`
	Replaced   *RevisionCard     `json:"replaced" doc:"the revision that replaced it; null while it is current"`
}

// programs are the authors that are no persons. Those of a made-up city are made up too.
var programs = []string{"demo", "import", "redsail"}

func (a *Atlas) revisionCard(r *city.Revision) RevisionCard {
	return cardOf(r, a.ground.Load().scheme)
}

func cardOf(r *city.Revision, scheme *city.Scheme) RevisionCard {
	out := RevisionCard{
		Number: r.Number, RecordedAt: r.RecordedAt.In(scheme.Location()).Format(time.RFC3339), Note: r.Note, Entries: r.Entries, Hash: hex.EncodeToString(r.Hash[:]), by: r.Author,
	}
	if scheme.Demo && r.Author != "" || slices.Contains(programs, r.Author) {
		out.Author = &r.Author
	}
	return out
}

// Revisions gives the revisions up to one, the latest first, at most so many.
func (a *Atlas) Revisions(ctx context.Context, upTo int64, limit int) ([]RevisionCard, error) {
	leave, err := a.reads.enter(ctx)
	if err != nil {
		return nil, err
	}
	defer leave()
	after := max(0, upTo-int64(limit))
	rs, err := a.store.Revisions(ctx, after, int(upTo-after))
	if err != nil {
		return nil, err
	}
	out := make([]RevisionCard, 0, len(rs))
	for i := range slices.Backward(rs) {
		out = append(out, a.revisionCard(&rs[i]))
	}
	return out, nil
}

// Revision gives one revision; NotFound with code unknown_revision when there is none.
func (a *Atlas) Revision(ctx context.Context, n int64) (*RevisionCard, error) {
	latest := a.Current().Revision
	if n >= 1 && n <= latest {
		rs, err := a.Revisions(ctx, n, 1)
		if err != nil {
			return nil, err
		}
		if len(rs) == 1 {
			return &rs[0], nil
		}
	}
	return nil, city.Errorf(city.NotFound, "unknown_revision", "there is no revision %d; the latest is %d", n, latest)
}

// History gives the versions of the area that a code means, or meant, the last written
// first and then the later ones; at most so many. more is true when there are others.
func (a *Atlas) History(ctx context.Context, p *Picture, key, code string, limit int) (vs []AreaVersion, more bool, err error) {
	if _, err := p.layer(key); err != nil {
		return nil, false, err
	}
	leave, err := a.reads.enter(ctx)
	if err != nil {
		return nil, false, err
	}
	defer leave()
	id, err := a.store.CodeID(ctx, city.Key{Layer: key, Code: code})
	if err != nil {
		return nil, false, err
	}
	all, err := a.store.Versions(ctx, city.Query{IDs: []int64{id}, AllRevisions: true})
	if err != nil {
		return nil, false, err
	}
	all = slices.DeleteFunc(all, func(v city.Version) bool { return v.RevFrom > p.Revision })
	slices.SortFunc(all, func(x, y city.Version) int {
		return cmp.Or(cmp.Compare(y.RevFrom, x.RevFrom), cmp.Compare(y.Valid.From, x.Valid.From))
	})
	if more = len(all) > limit; more {
		all = all[:limit]
	}
	vs, err = a.told(ctx, p, all)
	return vs, more, err
}

// told writes versions with the revisions that wrote and replaced them.
func (a *Atlas) told(ctx context.Context, p *Picture, all []city.Version) ([]AreaVersion, error) {
	revision := a.revisionCards(ctx)
	out := make([]AreaVersion, 0, len(all))
	for i := range all {
		v := &all[i]
		card := AreaVersion{
			Code: v.Code, Name: v.Name(), Names: v.Names, Parent: v.Parent, Class: orNone(city.ToldClass(v.Class)), Valid: spanOf(v.Valid),
			Successors: orEmpty(v.Successors), Current: v.KnownAt(p.Revision), AreaM2: roundM2(v.Shape.Area()),
		}
		card.InForce = card.Current && v.Valid.Holds(p.Date)
		var err error
		if card.Written, err = revision(v.RevFrom); err != nil {
			return nil, err
		}
		if !card.Current {
			by, err := revision(v.RevTo)
			if err != nil {
				return nil, err
			}
			card.Replaced = &by
		}
		out = append(out, card)
	}
	return out, nil
}

// revisionCards gives revisions by their numbers, each read once.
func (a *Atlas) revisionCards(ctx context.Context) func(n int64) (RevisionCard, error) {
	known := map[int64]RevisionCard{}
	return func(n int64) (RevisionCard, error) {
		if r, ok := known[n]; ok {
			return r, nil
		}
		rs, err := a.store.Revisions(ctx, n-1, 1)
		if err != nil || len(rs) == 0 {
			return RevisionCard{}, err
		}
		known[n] = a.revisionCard(&rs[0])
		return known[n], nil
	}
}
