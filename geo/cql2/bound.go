package cql2

import (
	"slices"

	"github.com/redsail/redsail/geo"
)

// Box is a box that the shape of every row meets of which the filter is true; ok is false
// where none is known. It lets an index leave rows out.
func (f *Filter) Box() (box geo.Box, ok bool) { return boxOf(f.root) }

func boxOf(n node) (box geo.Box, ok bool) {
	switch n := n.(type) {
	case intersection:
		return n.ground.box, true
	case allOf: // any of them is a bound: the shape must meet each, not what they have in common
		for _, part := range n {
			b, found := boxOf(part)
			if found && (!ok || extent(b) < extent(box)) {
				box, ok = b, true
			}
		}
	case anyOf:
		box = geo.EmptyBox()
		for _, part := range n {
			b, found := boxOf(part)
			if !found {
				return geo.Box{}, false
			}
			box = box.Union(b)
		}
		return box, true
	}
	return box, ok
}

func extent(b geo.Box) float64 {
	return (float64(b.Max.X) - float64(b.Min.X)) * (float64(b.Max.Y) - float64(b.Min.Y))
}

// Texts are all values that a column of texts can have in rows of which the filter is true,
// each once, in order; ok is false where that is not known.
func (f *Filter) Texts(number int) (texts []string, ok bool) {
	texts, ok = textsOf(f.root, number)
	slices.Sort(texts)
	return slices.Compact(texts), ok
}

func textsOf(n node, number int) (texts []string, ok bool) {
	switch n := n.(type) {
	case compare:
		if n.op != "=" {
			return nil, false
		}
		left, right := n.left, n.right
		if _, swapped := right.(column); swapped {
			left, right = right, left
		}
		c, is := left.(column)
		v, fixed := constantOf(right)
		return []string{v.Text}, is && fixed && c.number == number && c.typ == Text
	case member:
		c, is := n.of.(column)
		if !is || c.number != number || n.texts == nil {
			return nil, false
		}
		for t := range n.texts {
			texts = append(texts, t)
		}
		return texts, true
	case allOf:
		for _, part := range n {
			if t, found := textsOf(part, number); found && (!ok || len(t) < len(texts)) {
				texts, ok = t, true
			}
		}
		return texts, ok
	case anyOf:
		for _, part := range n {
			t, found := textsOf(part, number)
			if !found {
				return nil, false
			}
			texts = append(texts, t...)
		}
		return texts, true
	}
	return nil, false
}
