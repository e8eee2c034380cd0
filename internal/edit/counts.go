package edit

import (
	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/internal/city"
)

// source is what an area that an edit made, or made anew, was before.
type source struct {
	code                   string
	households, population *int64
}

// count notes from which areas others came, so that recount can tell their counts. Counts
// that a request gives stand.
func (d *draft) count(made, from []*item) {
	var all, direct []source
	for _, it := range from {
		s := source{it.area.Code, it.area.Households, it.area.Population}
		direct = append(direct, s)
		if it.from != nil { // it came from others by an edit before
			all = append(all, it.from...)
		} else {
			all = append(all, s)
		}
	}
	for _, it := range made {
		it.from = all
		it.told = it.area.Households != nil
		if len(made) == 1 { // merged: what the areas had together
			it.area.Households = total(direct, func(s source) *int64 { return s.households })
			it.area.Population = total(direct, func(s source) *int64 { return s.population })
		}
	}
}

// count notes that an area is another under a new code.
func (it *item) count(old *item) {
	it.from = old.from
	if it.from == nil {
		it.from = []source{{old.area.Code, old.area.Households, old.area.Population}}
	}
}

// origins are the codes that the areas which edits made come from.
func (d *draft) origins() map[city.Key][]string {
	out := map[city.Key][]string{}
	for _, it := range d.items {
		if it.gone {
			continue
		}
		for _, s := range it.from {
			out[it.area.Key()] = append(out[it.area.Key()], s.code)
		}
	}
	return out
}

// total is the sum of counts; nil when one is not known.
func total(all []source, count func(source) *int64) *int64 {
	sum := int64(0)
	for _, s := range all {
		n := count(s)
		if n == nil {
			return nil
		}
		sum += *n
	}
	return &sum
}

// recount gives areas whose ground is another the households of their buildings, where their
// counts were the sums of buildings before: only then is it known what they are now.
func (d *draft) recount() {
	for layer := range d.Scheme.Layers {
		var old, cur []holder
		var items []*item
		for _, it := range d.items {
			if it.layer != layer || !it.now {
				continue
			}
			touched := it.gone || it.was == nil || !it.was.Shape.Equal(it.area.Shape)
			if !touched {
				continue
			}
			if it.was != nil {
				old = append(old, newHolder(&it.was.Area))
			}
			if !it.gone {
				cur, items = append(cur, newHolder(&it.area)), append(items, it)
			}
		}
		if len(cur) > 0 {
			d.recountLayer(&d.Scheme.Layers[layer], old, cur, items)
		}
	}
}

func (d *draft) recountLayer(def *city.LayerDef, old, cur []holder, items []*item) {
	before, after := map[string]int64{}, map[string]int64{}
	for i := range d.World.buildings {
		r := &d.World.buildings[i]
		was, ok := r.Content.(*city.Building)
		if !ok || !r.Valid.Holds(d.Date) || was.Households == nil {
			continue
		}
		count := func(hs []holder, b *city.Building, sums map[string]int64) {
			if b == nil || b.Households == nil || namedBy(b, def.Key) == "" && !about(hs, b) {
				return
			}
			if k := belongs(hs, def.Key, b, d.pointAt(i)); k >= 0 {
				sums[hs[k].code] += *b.Households
			}
		}
		count(old, was, before)
		count(cur, d.building(i), after)
	}
	for _, it := range items {
		from := it.from
		if from == nil && it.was != nil {
			from = []source{{it.was.Code, it.was.Households, it.was.Population}}
		}
		if it.told || len(from) == 0 {
			continue
		}
		derived := true
		for _, s := range from {
			derived = derived && s.households != nil && *s.households == before[s.code]
		}
		if n := after[it.area.Code]; derived {
			it.area.Households = &n
		}
	}
}

// holder is an area as the counting of buildings sees it.
type holder struct {
	code  string
	shape geo.MultiPolygon
	box   geo.Box
}

func newHolder(a *city.Area) holder { return holder{a.Code, a.Shape, a.Box()} }

// belongs is the number of the area to which a building belongs; -1 when to none of them:
// the one that it names, else the owner of the point where it counts, the smaller one of
// several.
func belongs(hs []holder, layer string, b *city.Building, at geo.Point) int {
	named := namedBy(b, layer)
	best := -1
	for i := range hs {
		h := &hs[i]
		switch {
		case named != "":
			if h.code == named {
				return i
			}
		case h.box.Contains(at) && h.shape.Owns(at):
			if best < 0 || h.shape.TwiceArea().Compare(hs[best].shape.TwiceArea()) < 0 {
				best = i
			}
		}
	}
	return best
}

// about is false of a building that stands far from all holders: most of the city does, and
// where it counts need not be found.
func about(hs []holder, b *city.Building) bool {
	box := b.Box()
	for _, p := range b.Entrances {
		box = box.Extend(p)
	}
	for i := range hs {
		if hs[i].box.Intersects(box) {
			return true
		}
	}
	return false
}
