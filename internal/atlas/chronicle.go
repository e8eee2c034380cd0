package atlas

import (
	"cmp"
	"slices"
	"strings"

	"github.com/redsail/redsail/internal/city"
)

// chronicle is what a revision says of all dates. The pictures of its dates and the chronicles
// of other revisions have its lists in common, so none is written to once it is made.
type chronicle struct {
	layers []*annals // of the scheme
	things *archive
	stock  *stock
}

// annals are all versions of the areas of a layer, by code, then beginning.
type annals struct {
	areas []*city.Version
	facts []*fact // of areas: versions of an area that have one shape have one fact
	// before are, by code, the codes of the areas that ended in favour of it, at whatever date.
	before map[string][]string
	turns  turns
	bytes  int // what it does not have in common with those it was made of
}

// archive are all versions of buildings, lines and places, in the order of keys, then beginning.
type archive struct {
	records []city.Record
	turns   turns
	bytes   int
}

// turns are the dates on which something begins or ends, in order: between two of them all
// dates say the same.
type turns []city.Date

// between tells whether two dates may say different things.
func (t turns) between(a, b city.Date) bool {
	i, same := slices.BinarySearch(t, max(a, b))
	return same && a != b || i > 0 && t[i-1] > min(a, b)
}

// turnsOf are those of n periods.
func turnsOf(n int, valid func(i int) city.Period) turns {
	seen := map[city.Date]struct{}{}
	var out turns
	for i := range n {
		p := valid(i)
		for _, d := range [...]city.Date{p.From, p.To} {
			if _, known := seen[d]; !known {
				seen[d] = struct{}{}
				out = append(out, d)
			}
		}
	}
	slices.Sort(out)
	return out
}

// with are the annals in which the areas that were touched are as they are now. What is the
// same as before stays the same memory.
func (a *annals) with(is []city.Version, touched map[int64]bool) *annals {
	out := func(v *city.Version) bool { return touched[v.ID] }
	if len(is) == 0 && (len(touched) == 0 || !slices.ContainsFunc(a.areas, out)) {
		return a
	}
	b := &annals{areas: make([]*city.Version, 0, len(a.areas)+len(is)), facts: make([]*fact, 0, len(a.areas)+len(is))}
	for i, v := range a.areas {
		if touched[v.ID] {
			continue
		}
		for len(is) > 0 && cmp.Or(strings.Compare(is[0].Code, v.Code), cmp.Compare(is[0].Valid.From, v.Valid.From)) < 0 {
			b.add(is[0], a)
			is = is[1:]
		}
		b.areas, b.facts = append(b.areas, v), append(b.facts, a.facts[i])
	}
	for _, v := range is {
		b.add(v, a)
	}
	b.tell()
	return b
}

// add appends a version, by itself: what was read with it is not kept with it. When it stands
// in other annals it is that one, and when one of its code has its shape, it has that.
func (a *annals) add(v city.Version, was *annals) {
	var f *fact
	for _, l := range [...]*annals{was, a} {
		i, _ := slices.BinarySearchFunc(l.areas, v.Code, func(w *city.Version, code string) int { return strings.Compare(w.Code, code) })
		for ; i < len(l.areas) && l.areas[i].Code == v.Code; i++ {
			switch w := l.areas[i]; {
			case sameVersion(w, &v):
				a.areas, a.facts = append(a.areas, w), append(a.facts, l.facts[i])
				return
			case f == nil && w.Shape.Equal(v.Shape):
				v.Shape, f = w.Shape, l.facts[i]
			}
		}
	}
	if a.bytes += recordBytes; f == nil {
		f = &fact{box: v.Shape.Box()}
		a.bytes += pointBytes * v.Shape.Vertices()
	}
	a.areas, a.facts = append(a.areas, &v), append(a.facts, f)
}

// tell works out what the versions say together.
func (a *annals) tell() {
	a.before = map[string][]string{}
	for _, v := range a.areas {
		for _, heir := range v.Successors {
			if told := a.before[heir]; !slices.Contains(told, v.Code) {
				a.before[heir] = append(told, v.Code)
			}
		}
	}
	a.turns = turnsOf(len(a.areas), func(i int) city.Period { return a.areas[i].Valid })
	a.bytes += entryBytes * len(a.areas)
}

// anew are annals of what was read, all of it, which may have much in common with these.
func (a *annals) anew(is []city.Version) *annals {
	b := &annals{areas: make([]*city.Version, 0, len(is)), facts: make([]*fact, 0, len(is))}
	for _, v := range is {
		b.add(v, a)
	}
	b.tell()
	return b
}

// with does so with buildings, lines and places; is are in the order of the archive.
func (a *archive) with(is []city.Record, t touched) *archive {
	b := &archive{records: make([]city.Record, 0, len(a.records)+len(is))}
	for i := range a.records {
		r := &a.records[i]
		key := r.Key()
		if t[key.Kind][r.ID] {
			continue
		}
		for len(is) > 0 && cmp.Or(is[0].Key().Compare(key), cmp.Compare(is[0].Valid.From, r.Valid.From)) < 0 {
			b.add(is[0], a)
			is = is[1:]
		}
		b.records = append(b.records, *r)
	}
	return b.end(is, a)
}

// anew is an archive of what was read, all of it.
func (a *archive) anew(is []city.Record) *archive {
	return (&archive{records: make([]city.Record, 0, len(is))}).end(is, a)
}

// end adds the last records.
func (a *archive) end(is []city.Record, was *archive) *archive {
	for _, r := range is {
		a.add(r, was)
	}
	a.turns = turnsOf(len(a.records), func(i int) city.Period { return a.records[i].Valid })
	a.bytes += thingBytes * len(a.records)
	return a
}

func (a *archive) add(r city.Record, was *archive) {
	key := r.Key()
	i, _ := slices.BinarySearchFunc(was.records, key, func(w city.Record, k city.Key) int { return w.Key().Compare(k) })
	for ; i < len(was.records) && was.records[i].Key() == key; i++ {
		if sameRecord(&was.records[i], &r) {
			a.records = append(a.records, was.records[i])
			return
		}
	}
	a.records, a.bytes = append(a.records, r), a.bytes+recordBytes
}

// deepest is how many chronicles, one made of the other, are weighed by what each has added;
// of what the first ones held there may be little left then.
const deepest = 256

// weigh adds up what the chronicle does not have in common with the one it was made of.
func (c *chronicle) weigh(base *chronicle) {
	s := &stock{}
	if base != nil && base.stock.depth < deepest {
		s.of, s.depth = base.stock, base.stock.depth+1
	}
	for i, a := range c.layers {
		switch {
		case s.of == nil:
			s.bytes += (recordBytes + entryBytes) * len(a.areas)
			seen := map[*fact]bool{}
			for j, f := range a.facts {
				if !seen[f] {
					seen[f] = true
					s.bytes += pointBytes * a.areas[j].Shape.Vertices()
				}
			}
		case a != base.layers[i]:
			s.bytes += a.bytes
		}
	}
	switch {
	case s.of == nil:
		s.bytes += (thingBytes + recordBytes) * len(c.things.records)
	case c.things != base.things:
		s.bytes += c.things.bytes
	}
	c.stock = s
}
