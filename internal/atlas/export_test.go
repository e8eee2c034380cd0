package atlas

import (
	"context"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"time"

	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/tiles"
)

// NewPyramid makes the tiles' ground anew.
func (p *Picture) NewPyramid(o tiles.Options) (*tiles.Pyramid, error) {
	return tiles.New(p.tileLayers(nil).all(), o)
}

// Fresh makes the picture anew, with nothing of any other.
func (p *Picture) Fresh(ctx context.Context, s city.Reader) (*Picture, error) {
	q := &Picture{State: p.State, Scheme: p.Scheme, Revision: p.Revision, Date: p.Date}
	return load(ctx, s, q, nil, func(*Picture) bool { return false })
}

// Edited tells whether the index was made of that of another picture.
func (p *Picture) Edited() bool { return p.stock.of != nil }

// SharesDuties tells whether two pictures have the same lists of posts.
func (p *Picture) SharesDuties(q *Picture) bool { return p.duties == q.duties }

// OneContent tells whether two pictures hold the same memory.
func (p *Picture) OneContent(q *Picture) bool { return p.content == q.content }

// Differs says in what two pictures that should say the same do not; empty = in nothing.
func (p *Picture) Differs(q *Picture) string {
	for i := range p.layers {
		a, b := &p.layers[i], &q.layers[i]
		same := func(v, w *city.Version) bool {
			x, y := *v, *w
			x.RevTo, y.RevTo = 0, 0 // what a later revision did may be known or not
			return reflect.DeepEqual(x, y)
		}
		boxed := func(f, g *fact) bool { return f.box == g.box }
		switch {
		case !slices.EqualFunc(a.areas, b.areas, same):
			return a.def.Key
		case !slices.EqualFunc(a.facts, b.facts, boxed):
			return a.def.Key + ": boxes"
		case !maps.EqualFunc(a.before, b.before, slices.Equal):
			return fmt.Sprint(a.def.Key, ": predecessors ", a.before, b.before)
		}
	}
	same := func(v, w city.Record) bool {
		v.RevTo, w.RevTo = 0, 0
		return reflect.DeepEqual(v, w)
	}
	switch {
	case !slices.EqualFunc(p.things, q.things, same):
		return fmt.Sprint("things: ", len(p.things), " and ", len(q.things))
	case p.box != q.box:
		return "box"
	}
	return ""
}

// Mapped tells whether the index lies in a file.
func (p *Picture) Mapped() bool { return p.index.now.Load().file != nil }

// Numbered tells whether areas have other numbers in the index than places.
func (p *Picture) Numbered() bool {
	return slices.ContainsFunc(p.index.now.Load().at, func(at []int32) bool { return at != nil })
}

// Rebuild makes the index anew.
func (p *Picture) Rebuild() error {
	_, err := p.build()
	return err
}

// Reopen puts the index of the picture on its snapshot once more.
func (s *Snapshots) Reopen(ctx context.Context, p *Picture) bool {
	if f := p.index.now.Load(); f.file != nil {
		f.file.close()
	}
	return s.open(ctx, p)
}

// Settle reads the file under the index into memory.
func (p *Picture) Settle(ctx context.Context) error { return p.settle(ctx) }

// KeepEvery is Keep with another time in which pictures settle.
func (a *Atlas) KeepEvery(ctx context.Context, settling time.Duration) { a.keep(ctx, settling) }

// SnapshotPath is where the index of a picture is saved.
func (s *Snapshots) SnapshotPath(p *Picture) string { return s.path(p.indexName()) }

// The limits of what is kept of other dates.
const (
	Kept      = kept
	KeptDrawn = keptDrawn
)

// Blocks are the privacy blocks: the places of their homes among the buildings that are lived
// in, in the order of codes.
func (p *Picture) Blocks() (out [][]int32) {
	for _, b := range p.blocks().list {
		out = append(out, b.homes)
	}
	return out
}

// DrawnAnew says which layer of the tiles' ground is not as it would be if it were made anew;
// empty = none. The pyramid has been made.
func (p *Picture) DrawnAnew() string {
	have, want := p.pyramid.drawn.all(), p.tileLayers(nil).all()
	if len(have) != len(want) {
		return fmt.Sprint(len(have), " layers")
	}
	for i := range want {
		if !reflect.DeepEqual(have[i], want[i]) {
			return want[i].Key
		}
	}
	return ""
}

// SharedFeatures are the keys of the layers whose features are those of another picture.
func (p *Picture) SharedFeatures(q *Picture) (keys []string) {
	was := q.pyramid.drawn.all()
	for i, l := range p.pyramid.drawn.all() {
		if len(l.Features) > 0 && oneList(l.Features, was[i].Features) {
			keys = append(keys, l.Key)
		}
	}
	return keys
}

// Draws tells whether the making of the tiles has begun.
func (p *Picture) Draws() bool { return p.pyramid.begun() }

// RenewalsKept is how many renewals are remembered.
const RenewalsKept = renewalsKept
