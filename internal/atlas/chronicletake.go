package atlas

import "github.com/redsail/redsail/internal/city"

// twin is a picture of a date on which the chronicle says the same; nil when there is none.
func (p *Picture) twin(c *chronicle, others []*Picture) *Picture {
	return firstOf(others, func(o *Picture) bool {
		if o.chronicle != c || c.things.turns.between(o.Date, p.Date) {
			return false
		}
		for _, a := range c.layers {
			if a.turns.between(o.Date, p.Date) {
				return false
			}
		}
		return o.index.now.Load().file == nil // a file may still fail, and stands under one picture only
	})
}

func firstOf(ps []*Picture, is func(*Picture) bool) *Picture {
	for _, p := range ps {
		if is(p) {
			return p
		}
	}
	return nil
}

// take gives the picture what its chronicle says of its date. A list that is that of another
// picture, since nothing in it begins or ends between the two dates, is the same memory.
func (p *Picture) take(others []*Picture) {
	for i := range p.layers {
		l, a := &p.layers[i], p.chronicle.layers[i]
		l.before = a.before
		o := firstOf(others, func(o *Picture) bool { return o.chronicle.layers[i] == a && !a.turns.between(o.Date, p.Date) })
		if o == nil {
			l.take(a, p.Date)
			continue
		}
		of := &o.layers[i]
		l.areas, l.facts, l.boxes = of.areas, of.facts, of.boxes
	}
	c := p.chronicle.things
	o := firstOf(others, func(o *Picture) bool { return o.chronicle.things == c && !c.turns.between(o.Date, p.Date) })
	if o == nil {
		p.things = c.at(p.Date)
		return
	}
	p.things, p.places = o.things, o.places
}

// take keeps the versions that hold at a date.
func (l *layer) take(a *annals, date city.Date) {
	n := 0
	for _, v := range a.areas {
		if v.Valid.Holds(date) {
			n++
		}
	}
	if n == len(a.areas) {
		l.areas, l.facts = a.areas, a.facts
		return
	}
	l.areas, l.facts = make([]*city.Version, 0, n), make([]*fact, 0, n)
	for i, v := range a.areas {
		if v.Valid.Holds(date) {
			l.areas, l.facts = append(l.areas, v), append(l.facts, a.facts[i])
		}
	}
}

// at are the records that hold at a date.
func (a *archive) at(date city.Date) []city.Record {
	n := 0
	for i := range a.records {
		if a.records[i].Valid.Holds(date) {
			n++
		}
	}
	if n == len(a.records) {
		return a.records
	}
	out := make([]city.Record, 0, n)
	for i := range a.records {
		if a.records[i].Valid.Holds(date) {
			out = append(out, a.records[i])
		}
	}
	return out
}
