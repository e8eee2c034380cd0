package atlas

import (
	"sync"
	"sync/atomic"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/locate"
)

// index says where a point lies, as locate.Index does, but in the places that areas have in
// layer.areas: the numbers of an index that was edited or read from a file are others. It
// can be put on another footing while it answers.
type index struct {
	now atomic.Pointer[footing]
	// anew gives a footing in memory from the areas themselves. It is asked when the file
	// under the index has failed, and told why.
	anew      func(why error) *footing
	replacing sync.Mutex
}

// footing is what an index stands on.
type footing struct {
	*locate.Index
	// at has, by layer and number, the place of an area, locate.None when it is no more;
	// number has, by layer and place, the number. Of a layer in which they are the same both
	// are nil.
	at, number [][]int32
	file       *mapping // nil when the index is in memory
}

// even is a footing whose numbers are places, as Build gives them.
func even(x *locate.Index, layers int) *footing {
	return &footing{Index: x, at: make([][]int32, layers), number: make([][]int32, layers)}
}

// place is the place of the area with a number.
func (f *footing) place(layer int, number int32) int32 {
	if number < 0 || f.at[layer] == nil {
		return number
	}
	return f.at[layer][number]
}

// numberOf is the number of the area at a place.
func (f *footing) numberOf(layer, place int) int {
	if place < 0 || f.number[layer] == nil {
		return place
	}
	return int(f.number[layer][place])
}

func (f *footing) all(q geo.Point, dst []locate.Held) []locate.Held {
	from := len(dst)
	dst = f.All(q, dst)
	for i := from; i < len(dst); i++ {
		h := &dst[i]
		h.Area = f.place(int(h.Layer), h.Area)
	}
	return dst
}

func (f *footing) owner(layer int, q geo.Point) int {
	return int(f.place(layer, int32(f.Owner(layer, q))))
}

func (f *footing) border(layer, area int, q geo.Point) (locate.Border, bool) {
	b, ok := f.Border(layer, f.numberOf(layer, area), q)
	if ok {
		b.Neighbour = int(f.place(layer, int32(b.Neighbour)))
	}
	return b, ok
}

func (f *footing) nearest(layer int, q geo.Point, within geo.Metres) (int, locate.Border, bool) {
	area, b, ok := f.Nearest(layer, q, within)
	if ok {
		area, b.Neighbour = int(f.place(layer, int32(area))), int(f.place(layer, int32(b.Neighbour)))
	}
	return area, b, ok
}

// All is locate.Index.All.
func (x *index) All(q geo.Point, dst []locate.Held) []locate.Held {
	if f := x.now.Load(); f.file == nil {
		return f.all(q, dst)
	}
	return append(dst, x.allGuarded(q)...)
}

// The lookups on a file stand apart: what they catch lives longer than a call, and must not
// make the others allocate.
func (x *index) allGuarded(q geo.Point) (held []locate.Held) {
	x.guarded(func(f *footing) { held = f.all(q, nil) })
	return held
}

// Owner is locate.Index.Owner.
func (x *index) Owner(layer int, q geo.Point) int {
	if f := x.now.Load(); f.file == nil {
		return f.owner(layer, q)
	}
	return x.ownerGuarded(layer, q)
}

func (x *index) ownerGuarded(layer int, q geo.Point) (owner int) {
	x.guarded(func(f *footing) { owner = f.owner(layer, q) })
	return owner
}

// Border is locate.Index.Border.
func (x *index) Border(layer, area int, q geo.Point) (locate.Border, bool) {
	if f := x.now.Load(); f.file == nil {
		return f.border(layer, area, q)
	}
	return x.borderGuarded(layer, area, q)
}

func (x *index) borderGuarded(layer, area int, q geo.Point) (b locate.Border, ok bool) {
	x.guarded(func(f *footing) { b, ok = f.border(layer, area, q) })
	return b, ok
}

// Nearest is locate.Index.Nearest.
func (x *index) Nearest(layer int, q geo.Point, within geo.Metres) (int, locate.Border, bool) {
	if f := x.now.Load(); f.file == nil {
		return f.nearest(layer, q, within)
	}
	return x.nearestGuarded(layer, q, within)
}

func (x *index) nearestGuarded(layer int, q geo.Point, within geo.Metres) (area int, b locate.Border, ok bool) {
	x.guarded(func(f *footing) { area, b, ok = f.nearest(layer, q, within) })
	return area, b, ok
}

// guarded looks up on a file, and where that fails, on what comes in its place.
func (x *index) guarded(lookup func(*footing)) {
	for {
		f := x.now.Load()
		if f.file == nil {
			lookup(f)
			return
		}
		err := f.file.guard(func() { lookup(f) })
		if err == nil {
			return
		}
		x.replace(f, err)
	}
}

// replace gives up a footing whose file has failed.
func (x *index) replace(f *footing, why error) {
	x.replacing.Lock()
	defer x.replacing.Unlock()
	if x.now.Load() == f {
		x.now.Store(x.anew(why))
		f.file.close()
	}
}
