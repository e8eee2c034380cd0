package atlas

import (
	"cmp"
	"context"
	"slices"

	"github.com/redsail/redsail/internal/city"
)

// ThingVersion is one version of a thing that is no area, with the revisions that wrote and replaced
// it.
type ThingVersion struct {
	Content  city.Content
	Period   city.Period
	Current  bool // the revision that is asked about knows it
	InForce  bool // it is the one that holds at the date that is asked about
	Written  RevisionCard
	Replaced *RevisionCard
}

// mostThingVersions bounds the history of a thing.
const mostThingVersions = 1000

// ThingHistory gives the versions of a thing that has, or had, a code, the last written first and then
// the later ones; at most a thousand. NotFound, unknown_code.
func (a *Atlas) ThingHistory(ctx context.Context, p *Picture, k city.Key) ([]ThingVersion, error) {
	leave, err := a.reads.enter(ctx)
	if err != nil {
		return nil, err
	}
	defer leave()
	id, err := a.store.CodeID(ctx, k)
	if err != nil {
		return nil, err
	}
	all, err := a.store.Records(ctx, city.Query{Kind: k.Kind, IDs: []int64{id}, AllRevisions: true})
	if err != nil {
		return nil, err
	}
	all = slices.DeleteFunc(all, func(r city.Record) bool { return r.RevFrom > p.Revision })
	slices.SortFunc(all, func(x, y city.Record) int {
		return cmp.Or(cmp.Compare(y.RevFrom, x.RevFrom), cmp.Compare(y.Valid.From, x.Valid.From))
	})
	all = all[:min(len(all), mostThingVersions)]
	revision := a.revisionCards(ctx)
	out := make([]ThingVersion, len(all))
	for i := range all {
		v := ThingVersion{Content: all[i].Content, Period: all[i].Valid, Current: all[i].KnownAt(p.Revision)}
		v.InForce = v.Current && v.Period.Holds(p.Date)
		if v.Written, err = revision(all[i].RevFrom); err != nil {
			return nil, err
		}
		if !v.Current {
			by, err := revision(all[i].RevTo)
			if err != nil {
				return nil, err
			}
			v.Replaced = &by
		}
		out[i] = v
	}
	return out, nil
}

// Span is the period in which the version holds.
func (v *ThingVersion) Span() Span { return spanOf(v.Period) }

// Known gives the versions of a key that the latest revision knows, of all dates; none where nothing
// ever had the code.
func (a *Atlas) Known(ctx context.Context, k city.Key) ([]city.Record, error) {
	leave, err := a.reads.enter(ctx)
	if err != nil {
		return nil, err
	}
	defer leave()
	id, err := a.store.CodeID(ctx, k)
	if city.KindOf(err) == city.NotFound {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return a.store.Records(ctx, city.Query{Kind: k.Kind, IDs: []int64{id}})
}
