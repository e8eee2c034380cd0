package atlas

import (
	"context"
	"slices"
	"sync"

	"github.com/redsail/redsail/internal/city"
)

// classing counts, once, what was handed over under which permission class.
type classing struct {
	once sync.Once
	by   map[string]city.Classed
}

// Classed counts by layer, building, layer of lines and kind of places what was handed over for others
// than everybody, as it stands in the latest revision. All versions count, whatever their dates: who may see a layer may see it at any date.
func (p *Picture) Classed() map[string]city.Classed {
	c := &p.classing
	c.once.Do(func() {
		c.by = map[string]city.Classed{}
		add := func(key string, content city.Content) {
			if city.PermissionOf(content).Closed() {
				n := c.by[key]
				n.Add(content)
				c.by[key] = n
			}
		}
		for i, l := range p.chronicle.layers {
			for _, v := range l.areas {
				add(p.layers[i].def.Key, &v.Area)
			}
		}
		for i := range p.chronicle.things.records {
			r := &p.chronicle.things.records[i]
			add(r.Key().Layer, r.Content)
		}
	})
	return c.by
}

// ClassedIn counts the same for some keys of a store, in each revision: what is open is open at any of them too.
func ClassedIn(ctx context.Context, s city.Reader, keys []string) (map[string]city.Classed, error) {
	scheme, err := s.Scheme(ctx)
	if err != nil {
		return nil, err
	}
	out := map[string]city.Classed{}
	for _, key := range keys {
		kind, err := recordKind(scheme, key)
		if err != nil {
			return nil, err
		}
		rs, err := s.Records(ctx, city.Query{Kind: kind, Layer: key, AllRevisions: true})
		if err != nil {
			return nil, err
		}
		var n city.Classed
		if n.AddAll(rs); n.Any() {
			out[key] = n
		}
	}
	return out, nil
}

// KnownClasses gives the narrowest permission class that the versions of each key have which the latest
// revision knows, of all dates, former codes included; keys of which nothing is known, or of which none
// is said, are left out. It asks the store twice for each kind at most.
func (a *Atlas) KnownClasses(ctx context.Context, keys []city.Key) (map[city.Key]city.Permission, error) {
	leave, err := a.reads.enter(ctx)
	if err != nil {
		return nil, err
	}
	defer leave()
	ids, err := a.store.CodeIDs(ctx, keys)
	if err != nil {
		return nil, err
	}
	byKind := map[city.RecordKind][]int64{}
	for k, id := range ids {
		byKind[k.Kind] = append(byKind[k.Kind], id)
	}
	classed := map[int64]city.Classed{} // an id is one thing's of all kinds
	for kind, of := range byKind {
		slices.Sort(of)
		rs, err := a.store.Records(ctx, city.Query{Kind: kind, IDs: slices.Compact(of)})
		if err != nil {
			return nil, err
		}
		for i := range rs {
			n := classed[rs[i].ID]
			n.Add(rs[i].Content)
			classed[rs[i].ID] = n
		}
	}
	out := map[city.Key]city.Permission{}
	for k, id := range ids {
		if class := classed[id].Strictest(); class != "" {
			out[k] = class
		}
	}
	return out, nil
}

// ClassedEver is ClassedIn of the store that is served.
func (a *Atlas) ClassedEver(ctx context.Context, keys []string) (map[string]city.Classed, error) {
	return ClassedIn(ctx, a.store, keys)
}
