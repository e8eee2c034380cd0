package atlas

import (
	"slices"

	"github.com/redsail/redsail/internal/city"
)

// share lets the picture have in common with another one, of the same timeline, what is the
// same in both, where their chronicles do not have it so. Two areas with the same shape have
// the same fact: see changes. Lists and versions may be those of a third picture, which others
// read, so none is written to.
func (p *Picture) share(base *Picture) {
	for i := range p.layers {
		p.layers[i].share(&base.layers[i])
	}
	p.shareThings(base)
	p.shareDuties(base)
}

func (l *layer) share(of *layer) {
	if oneList(l.areas, of.areas) {
		return
	}
	areas, facts := l.areas, l.facts
	beside(of.areas, areas, func(a, b int) {
		if a < 0 || b < 0 || facts[b] == of.facts[a] {
			return
		}
		v, w := of.areas[a], areas[b]
		if !sameVersion(v, w) {
			if !v.Shape.Equal(w.Shape) {
				return
			}
			fresh := *w
			fresh.Shape = v.Shape
			v = &fresh
		}
		if oneList(areas, l.areas) {
			areas, facts = slices.Clone(areas), slices.Clone(facts)
		}
		areas[b], facts[b] = v, of.facts[a]
	})
	if l.areas, l.facts = areas, facts; slices.Equal(areas, of.areas) {
		l.areas, l.facts, l.boxes = of.areas, of.facts, of.boxes
	}
}

// sameVersion tells whether two areas are one version: a revision writes of an area one for
// each beginning, and never changes it.
func sameVersion(v, w *city.Version) bool {
	return v == w || v.ID == w.ID && v.RevFrom == w.RevFrom && v.Valid == w.Valid && v.Code == w.Code
}

func sameRecord(v, w *city.Record) bool {
	return v.ID == w.ID && v.RevFrom == w.RevFrom && v.Valid == w.Valid && v.Key() == w.Key()
}

// shareThings does so with buildings, lines and places: with all, or with the places.
func (p *Picture) shareThings(base *Picture) {
	same := func(a, b city.Record) bool { return sameRecord(&a, &b) }
	switch {
	case oneList(p.things, base.things) || slices.EqualFunc(p.things, base.things, same):
		p.things, p.places = base.things, base.places
	case slices.EqualFunc(p.ofKind(city.KindPlace), base.ofKind(city.KindPlace), same):
		p.places = base.places
	}
}

// oneList tells whether two lists are the same memory.
func oneList[T any](a, b []T) bool { return len(a) == len(b) && (len(a) == 0 || &a[0] == &b[0]) }

// differ counts the areas that are not one version in both pictures, at most so many.
func (p *Picture) differ(o *Picture, most int) int {
	n := 0
	for i := range p.layers {
		was, is := o.layers[i].areas, p.layers[i].areas
		if oneList(was, is) {
			continue
		}
		beside(was, is, func(a, b int) {
			if n < most && (a < 0 || b < 0 || !sameVersion(was[a], is[b])) {
				n++
			}
		})
		if n >= most {
			break
		}
	}
	return n
}

// nearestOf is, of several pictures, the one that has most areas in common with p; nil when
// there is none of its timeline.
func (p *Picture) nearestOf(others []*Picture) *Picture {
	var best *Picture
	least := 1 << 30
	for _, o := range others {
		if o.State.StoreID != p.State.StoreID || o.State.Timeline != p.State.Timeline {
			continue
		}
		if n := p.differ(o, least); best == nil || n < least {
			best, least = o, n
		}
	}
	return best
}

// stock is memory that a picture or a chronicle has taken and may have in common with those that were made
// of it, with what it has itself in common with the one that it was made of.
type stock struct {
	bytes int
	of    *stock
	depth int // how many it stands on
}

// Rough sizes, for a budget.
const (
	recordBytes  = 600 // a version without its points
	pointBytes   = 8
	entryBytes   = 8 + 8 + 8 // an area in the lists of a picture: version, fact, two numbers
	thingBytes   = 112       // a record in a list
	changedBytes = 8 << 10   // pages of the index that an area touches when it changes
)

// weigh adds up what the picture has neither of its chronicle nor in common with the one of
// whose index its own was made; nil = with none.
func (p *Picture) weigh(base *Picture) {
	built, added := p.index.now.Load().Bytes()
	s := &stock{bytes: built + added}
	if base != nil {
		_, had := base.index.now.Load().Bytes()
		s.of, s.bytes = base.stock, added-had
	}
	for i := range p.layers {
		is, was := p.layers[i].areas, []*city.Version(nil)
		if base != nil {
			was = base.layers[i].areas
		}
		if oneList(is, was) {
			continue
		}
		if !oneList(is, p.chronicle.layers[i].areas) {
			s.bytes += entryBytes * len(is)
		}
		if base == nil {
			continue
		}
		beside(was, is, func(a, b int) {
			if b >= 0 && (a < 0 || was[a] != is[b]) {
				s.bytes += recordBytes + changedBytes
			}
		})
	}
	if !oneList(p.things, p.chronicle.things.records) && (base == nil || !oneList(p.things, base.things)) {
		s.bytes += thingBytes * len(p.things)
	}
	p.stock = s
}
