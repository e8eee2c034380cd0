package atlas

import (
	"cmp"
	"slices"
	"sync"

	"github.com/redsail/redsail/tiles"
)

// Renewal says which tiles have another content than before, once they can be had.
type Renewal struct {
	// Number counts the renewals of this atlas, from 1 on.
	Number   int64
	Revision int64
	// All is true where any tile may differ; then no layer is named.
	All bool
	// Layers are in the order of their keys.
	Layers []tiles.LayerChange
}

// So many renewals are remembered, and so many of their tiles.
const (
	renewalsKept     = 64
	renewedTilesKept = 50_000
)

// renewals remember what was renewed last. The zero value is ready.
type renewals struct {
	renewed bell // rings at each

	mu    sync.Mutex
	count int64
	kept  []Renewal // the last ones
	tiles int       // that kept names
}

// Renewed is closed at the next renewal. Who takes it before asking Renewals misses none.
func (a *Atlas) Renewed() <-chan struct{} { return a.line.renewals.renewed.wait() }

// Renewals is the number of the last renewal; 0 before there is one.
func (a *Atlas) Renewals() int64 {
	r := &a.line.renewals
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.count
}

// RenewedSince sums up the renewals after the one with a number. Where they are not
// remembered, or the number is none of a renewal, all may have changed.
func (a *Atlas) RenewedSince(number int64) Renewal { return a.line.renewals.since(number) }

func (r *renewals) since(number int64) Renewal {
	r.mu.Lock()
	defer r.mu.Unlock()
	out := Renewal{Number: r.count}
	if n := len(r.kept); n > 0 {
		out.Revision = r.kept[n-1].Revision
	}
	missed := r.count - number
	if missed < 0 || missed > int64(len(r.kept)) {
		out.All = true
		return out
	}
	all := map[string]*tiles.LayerChange{}
	for _, k := range r.kept[len(r.kept)-int(missed):] {
		if out.All = k.All; out.All {
			return out
		}
		for _, l := range k.Layers {
			merge(all, l)
		}
	}
	for _, l := range all {
		out.Layers = append(out.Layers, *l)
	}
	slices.SortFunc(out.Layers, func(x, y tiles.LayerChange) int { return cmp.Compare(x.Key, y.Key) })
	return out
}

// merge adds a change to those by layer; it writes to no list of it.
func merge(all map[string]*tiles.LayerChange, l tiles.LayerChange) {
	was := all[l.Key]
	switch {
	case was == nil:
		all[l.Key] = &l
	case was.Whole || l.Whole:
		*was = tiles.LayerChange{Key: l.Key, Whole: true}
	default:
		list := slices.Concat(was.Tiles, l.Tiles)
		slices.SortFunc(list, compareAddresses)
		was.Tiles = slices.Compact(list)
	}
}

func compareAddresses(a, b tiles.Address) int {
	return cmp.Or(cmp.Compare(a.Z, b.Z), cmp.Compare(a.X, b.X), cmp.Compare(a.Y, b.Y))
}

// add remembers what tiles of a revision are new, nil = nobody knows. Hexagons count what is in them, which
// may have changed anywhere.
func (r *renewals) add(revision int64, changed *tiles.Changed) {
	now := Renewal{Revision: revision, All: changed == nil}
	if !now.All {
		now.Layers = slices.DeleteFunc(slices.Clone(changed.Layers), func(l tiles.LayerChange) bool { return !l.Whole && len(l.Tiles) == 0 })
		now.Layers = append(now.Layers, tiles.LayerChange{Key: HexLayer, Whole: true})
		slices.SortFunc(now.Layers, func(x, y tiles.LayerChange) int { return cmp.Compare(x.Key, y.Key) })
	}
	r.mu.Lock()
	r.count++
	now.Number = r.count
	r.kept = append(r.kept, now)
	r.tiles += now.size()
	for len(r.kept) > 1 && (len(r.kept) > renewalsKept || r.tiles > renewedTilesKept) {
		r.tiles -= r.kept[0].size()
		r.kept = slices.Delete(r.kept, 0, 1)
	}
	r.mu.Unlock()
	r.renewed.ring()
}

// size is how many tiles it names.
func (r *Renewal) size() int {
	n := 0
	for i := range r.Layers {
		n += len(r.Layers[i].Tiles)
	}
	return n
}
