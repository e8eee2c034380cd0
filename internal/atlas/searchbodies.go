package atlas

import (
	"cmp"
	"slices"
	"strings"

	"github.com/redsail/redsail/internal/city"
)

// bodyHits is the most hits that organisations bring, leastBody the shortest part of a name by which one is found, bodySteps how
// far one may be from what has a place.
const (
	bodyHits  = 5
	leastBody = 2
	bodySteps = 3
)

// withBodies adds what organisations lead to, which are no things on the map themselves: the places where one works or
// that it runs, else the area or building that it is of. One of the very name that was asked for comes before all else,
// others after what was found. Of the hits there was room for, so many of the last give way.
func (x *searchIndex) withBodies(hits []Hit, ask SearchAsk, limit int) []Hit {
	asked := string(x.fold.text(ask.Text))
	if ask.Bodies == nil || len([]rune(asked)) < leastBody {
		return hits
	}
	var first, last []Hit
	for _, o := range x.bodies(asked, StaffFilter{Reaches: ask.Bodies}) {
		for _, key := range x.bodyPlaces(o, bodySteps) {
			i := x.entryOf(key)
			if i < 0 || len(first)+len(last) == bodyHits {
				continue
			}
			h := x.hit(i)
			h.Matched, h.Note = ByOrganisation, "组织 "+o.Name()
			if x.isCalled(o, asked) {
				first = append(first, h)
			} else {
				last = append(last, h)
			}
		}
	}
	hits = hits[:min(len(hits), max(0, limit-len(first)-len(last)))]
	all := slices.Concat(first, hits, last)
	return all[:min(len(all), limit)]
}

// bodies are organisations in whose name, folded, a text stands, or whose code it is: those that begin with it first, the shortest of them before others.
func (x *searchIndex) bodies(asked string, f StaffFilter) []*city.Organisation {
	reaches := f.reaching(x.picture)
	type found struct {
		o        *city.Organisation
		at, size int
	}
	var out []found
	for _, o := range contents[*city.Organisation](x.picture.inLayer(city.KindOrganisation, city.LayerOrganisation)) {
		one := found{o: o, at: -1}
		for _, name := range []string{o.Names.Zh, o.Names.ZhHant, o.Names.En, o.Code} {
			folded := string(x.fold.text(name))
			if at := strings.Index(folded, asked); at >= 0 && (one.at < 0 || at < one.at) && (name != o.Code || folded == asked) {
				one.at, one.size = at, len(folded)
			}
		}
		if one.at >= 0 && reaches(city.Seat(o.Key())) {
			out = append(out, one)
		}
	}
	slices.SortStableFunc(out, func(a, b found) int {
		return cmp.Or(cmp.Compare(min(a.at, 1), min(b.at, 1)), cmp.Compare(a.size, b.size))
	})
	list := make([]*city.Organisation, len(out))
	for i := range out {
		list[i] = out[i].o
	}
	return list
}

// isCalled is true where a folded text is a whole name or the code of an organisation.
func (x *searchIndex) isCalled(o *city.Organisation, asked string) bool {
	return slices.ContainsFunc([]string{o.Names.Zh, o.Names.ZhHant, o.Names.En, o.Code}, func(name string) bool { return string(x.fold.text(name)) == asked })
}

// bodyPlaces are the keys of what an organisation leads to; of one that has nothing itself, as the branch of a firm, those of
// what it is of, up to so many steps.
func (x *searchIndex) bodyPlaces(o *city.Organisation, up int) []city.Key {
	var out []city.Key
	if o.Place != (city.Seat{}) {
		out = append(out, o.Place.Key())
	}
	for _, pl := range contents[*city.Place](x.picture.ofKind(city.KindPlace)) {
		if pl.Owner == o.Code && !slices.Contains(out, pl.Key()) {
			out = append(out, pl.Key())
		}
	}
	switch {
	case len(out) > 0 || o.Of == (city.Seat{}):
	case o.Of.Kind != city.KindOrganisation:
		out = append(out, o.Of.Key())
	case up > 0:
		if r, ok := x.picture.thing(o.Of.Key()); ok {
			if of, is := r.Content.(*city.Organisation); is {
				return x.bodyPlaces(of, up-1)
			}
		}
	}
	return out
}

// entryOf is the number of the entry of an area, place or building in force; -1 = there is none.
func (x *searchIndex) entryOf(key city.Key) int32 {
	for i := range x.entries {
		switch e := &x.entries[i]; {
		case e.kind == entryThing && x.picture.things[e.ref].Key() == key, e.kind == entryArea && x.picture.layers[e.layer].areas[e.ref].Key() == key:
			return int32(i)
		}
	}
	return -1
}
