package edit

import (
	"context"
	"sync"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/internal/city"
)

// World is what a revision knows of areas and buildings from a date on. It is not changed
// by those who draw on it.
type World struct {
	State  city.State
	Scheme *city.Scheme
	// Date is the one from which a change is to hold.
	Date city.Date
	// areas are, by layer of the scheme, the versions that hold at Date or later.
	areas [][]city.Version
	// buildings are the versions that hold at Date or later.
	buildings []city.Record
	points    []func() geo.Point // of buildings: where they count
	// r answers what else is asked, by the change's rules too.
	r *memo
}

// standing are the versions of a layer that the revision knows and that hold at the date
// or later.
func (w *World) standing(ctx context.Context, kind city.RecordKind, layer string) ([]city.Record, error) {
	all, err := w.r.Records(ctx, city.Query{Kind: kind, Layer: layer, AllRevisions: true})
	var out []city.Record
	for i := range all {
		if all[i].KnownAt(w.State.Revision) && all[i].Valid.To > w.Date {
			out = append(out, all[i])
		}
	}
	return out, err
}

// Read reads the world that the latest revision shows.
func Read(ctx context.Context, r city.Reader, date city.Date) (*World, error) {
	return read(ctx, r, date, nil)
}

// read is Read; of what last says, which may be nil, only what was touched since is read again.
func read(ctx context.Context, r city.Reader, date city.Date, last *World) (*World, error) {
	st, err := r.State(ctx)
	if err != nil {
		return nil, err
	}
	scheme, err := r.Scheme(ctx)
	if err != nil {
		return nil, err
	}
	w := &World{State: st, Scheme: scheme, Date: date, areas: make([][]city.Version, len(scheme.Layers))}
	if w.r, err = recall(ctx, r, st, last); err != nil {
		return nil, err
	}
	if st.Revision == 0 {
		return w, nil
	}
	for i := range scheme.Layers {
		rs, err := w.standing(ctx, city.KindArea, scheme.Layers[i].Key)
		if err != nil {
			return nil, err
		}
		w.areas[i] = city.Versions(rs)
	}
	w.buildings, err = w.standing(ctx, city.KindBuilding, city.LayerBuilding)
	w.points = points(w.buildings, last)
	return w, err
}

// points says of each building where it counts, when first asked; what the last world found out
// stays known.
func points(buildings []city.Record, last *World) []func() geo.Point {
	known := map[*city.Building]func() geo.Point{}
	if last != nil {
		for i := range last.buildings {
			b, _ := last.buildings[i].Content.(*city.Building)
			known[b] = last.points[i]
		}
	}
	out := make([]func() geo.Point, len(buildings))
	for i := range buildings {
		b, _ := buildings[i].Content.(*city.Building)
		if out[i] = known[b]; out[i] == nil {
			out[i] = sync.OnceValue(func() geo.Point { return pointOf(b) })
		}
	}
	return out
}

// at is the content of a thing at the world's date; nil when there is none.
func (w *World) at(ctx context.Context, k city.Key) (*city.Record, error) {
	if w.State.Revision == 0 {
		return nil, nil
	}
	rs, err := w.r.Records(ctx, city.Query{Kind: k.Kind, Layer: k.Layer, Codes: []string{k.Code}, At: &w.Date, Revision: w.State.Revision})
	if err != nil || len(rs) == 0 {
		return nil, err
	}
	return &rs[0], nil
}

// ever are all codes that a layer has given, former and ended ones included.
func (w *World) ever(ctx context.Context, layer string) (map[string]bool, error) {
	out := map[string]bool{}
	rs, err := w.r.Records(ctx, city.Query{Layer: layer, AllRevisions: true})
	if err != nil {
		return nil, err
	}
	for i := range rs {
		if a, ok := rs[i].Content.(*city.Area); ok {
			out[a.Code] = true
			for _, former := range a.Former {
				out[former] = true
			}
		}
	}
	return out, nil
}

// layer is the number of a layer of the scheme.
func (w *World) layer(key string) (int, error) {
	for i := range w.Scheme.Layers {
		if w.Scheme.Layers[i].Key == key {
			return i, nil
		}
	}
	_, err := w.Scheme.Layer(key)
	return 0, err
}

// pointAt is where a building counts.
func (w *World) pointAt(i int) geo.Point { return w.points[i]() }
