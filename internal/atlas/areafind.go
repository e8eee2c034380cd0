package atlas

import (
	"context"

	"github.com/redsail/redsail/internal/city"
)

// record asks the store for what a code means that is not in force under it: a thing that
// has another code now, or one that has ended, in its last version. NotFound with code
// unknown_code says that there is neither.
func (a *Atlas) record(ctx context.Context, p *Picture, k city.Key) (city.Record, city.Matched, error) {
	leave, err := a.reads.enter(ctx)
	if err != nil {
		return city.Record{}, "", err
	}
	defer leave()
	id, err := a.store.CodeID(ctx, k)
	if err != nil {
		return city.Record{}, "", err
	}
	rs, err := a.store.Records(ctx, city.Query{Kind: k.Kind, IDs: []int64{id}, Revision: p.Revision})
	if err != nil {
		return city.Record{}, "", err
	}
	last := -1
	for i := range rs {
		switch v := rs[i].Valid; {
		case v.Holds(p.Date):
			return rs[i], city.MatchedFormer, nil
		case v.To <= p.Date && (last < 0 || v.To > rs[last].Valid.To):
			last = i
		}
	}
	if len(rs) == 0 {
		gone, err := city.VanishedAs(ctx, a.store, k.Kind, id, p.Date, p.Revision)
		switch {
		case err != nil:
			return city.Record{}, "", err
		case gone != nil:
			return *gone, city.MatchedRetired, nil
		}
	}
	if last < 0 {
		return city.Record{}, "", city.Errorf(city.NotFound, "unknown_code", "%s does not exist at that date", k)
	}
	return rs[last], city.MatchedRetired, nil
}

// Standing is the present code of the area that a code of a layer means: itself, or the one
// that the area has now. An area that has ended is NotFound: it has no neighbours and no
// children any more.
func (a *Atlas) Standing(ctx context.Context, p *Picture, key, code string) (string, error) {
	l, err := p.layer(key)
	if err != nil {
		return "", err
	}
	if _, found := l.find(code); found {
		return code, nil
	}
	r, matched, err := a.record(ctx, p, city.Key{Layer: key, Code: code})
	if err != nil {
		return "", err
	}
	if matched == city.MatchedRetired {
		return "", city.Errorf(city.NotFound, "unknown_code", "%s ended on %s; ask with an earlier at", r.Key(), r.Valid.To)
	}
	return r.Key().Code, nil
}
