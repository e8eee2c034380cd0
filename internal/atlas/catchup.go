package atlas

import (
	"context"
	"maps"
	"slices"

	"github.com/redsail/redsail/internal/city"
)

// So far apart may two revisions be, and so many things may they have touched, that a picture
// is made of another one by reading only these.
const (
	mostApart   = 32
	mostTouched = 10_000
)

// alongside is the picture of the same timeline whose revision is nearest, of whatever date;
// nil when there is none.
func (p *Picture) alongside(others []*Picture) *Picture {
	var best *Picture
	for _, o := range others {
		if o.State.StoreID != p.State.StoreID || o.State.Timeline != p.State.Timeline {
			continue
		}
		if best == nil || distance(o, p) < distance(best, p) {
			best = o
		}
	}
	return best
}

// distance is how many revisions lie between two pictures.
func distance(o, p *Picture) int64 { return max(o.Revision-p.Revision, p.Revision-o.Revision) }

// touched are the permanent ids of the things of each kind that revisions wrote or replaced.
type touched map[city.RecordKind]map[int64]bool

func (t touched) ids(kind city.RecordKind) []int64 { return slices.Sorted(maps.Keys(t[kind])) }

// between finds what the revisions between two have touched; it is nil when that is too much.
func between(ctx context.Context, s city.Reader, a, b int64) (touched, error) {
	t := touched{}
	n := 0
	for rev := min(a, b) + 1; rev <= max(a, b); rev++ {
		for _, kind := range city.RecordKinds() {
			rs, err := s.Records(ctx, city.Query{Kind: kind, TouchedBy: rev, AllRevisions: true})
			if err != nil {
				return nil, err
			}
			if n += len(rs); n > mostTouched {
				return nil, nil
			}
			for i := range rs {
				if t[kind] == nil {
					t[kind] = map[int64]bool{}
				}
				t[kind][rs[i].ID] = true
			}
		}
	}
	return t, nil
}

// catchUp makes the chronicle of that of another revision: it takes what both say alike, and
// reads what the revisions between them have touched. It is nil when that is too much.
func (p *Picture) catchUp(ctx context.Context, s city.Reader, base *Picture) (*chronicle, error) {
	t, err := between(ctx, s, base.Revision, p.Revision)
	if err != nil || t == nil {
		return nil, err
	}
	was := base.chronicle
	c := &chronicle{layers: make([]*annals, len(was.layers)), things: was.things}
	var areas []city.Version
	if ids := t.ids(city.KindArea); len(ids) > 0 {
		if areas, err = s.Versions(ctx, city.Query{IDs: ids, Revision: p.Revision}); err != nil {
			return nil, err
		}
	}
	for i, a := range was.layers {
		c.layers[i] = a.with(ofKey(areas, p.Scheme.Layers[i].Key), t[city.KindArea])
	}
	var things []city.Record
	any := false
	for _, kind := range city.RecordKinds() {
		if kind == city.KindArea || len(t[kind]) == 0 {
			continue
		}
		any = true
		rs, err := s.Records(ctx, city.Query{Kind: kind, IDs: t.ids(kind), Revision: p.Revision})
		if err != nil {
			return nil, err
		}
		things = append(things, rs...)
	}
	if any {
		c.things = was.things.with(things, t)
	}
	c.weigh(was)
	return c, nil
}

func ofKey(vs []city.Version, layer string) []city.Version {
	var out []city.Version
	for i := range vs {
		if vs[i].Layer == layer {
			out = append(out, vs[i])
		}
	}
	return out
}
