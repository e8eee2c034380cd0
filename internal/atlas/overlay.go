package atlas

import (
	"context"
	"slices"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/near"
	"github.com/redsail/redsail/geo/partition"
)

// outline is a shape with its edges in a tree, to be held against many others.
type outline struct {
	shape geo.MultiPolygon
	box   geo.Box
	edges near.Tree[[2]geo.Point]
	// meets counts the pairs of edges of it and of others that meet; may is how many there may
	// be, 0 = any number.
	meets, may int
}

func newOutline(m geo.MultiPolygon) *outline {
	o := &outline{shape: m, box: m.Box()}
	m.Edges(func(a, b geo.Point) { o.edges.Insert(geo.EmptyBox().Extend(a).Extend(b), [2]geo.Point{a, b}) })
	return o
}

func (o *outline) size() geo.SquareMetres { return o.shape.Area() }

// spent is true when the edges meet too often.
func (o *outline) spent() bool { return o.may > 0 && o.meets > o.may }

// lie is how another shape lies to an outline.
type lie int

const (
	apart    lie = iota
	inside       // within it
	about        // all round it
	crossing     // the borders meet, or it cannot be told without laying them over each other
)

// against tells exactly how another shape lies as long as the borders do not meet: then each
// ring is all inside or all outside of the other shape, so one point of it says which.
func (o *outline) against(m geo.MultiPolygon) lie {
	before := o.meets
	m.Edges(func(a, b geo.Point) {
		o.edges.Search(geo.EmptyBox().Extend(a).Extend(b), func(_ geo.Box, e [2]geo.Point) bool {
			if segmentsMeet(a, b, e[0], e[1]) {
				o.meets++
			}
			return !o.spent()
		})
	})
	if o.meets > before {
		return crossing
	}
	in, of := ringsIn(m, o.shape)
	mine, all := ringsIn(o.shape, m)
	switch {
	case in == 0 && mine == 0:
		return apart
	case in == of && mine == 0:
		return inside
	case mine == all && in == 0:
		return about
	default: // some parts, or holes, of the one are in the other
		return crossing
	}
}

// ringsIn counts the rings of a shape whose first point another shape owns.
func ringsIn(m, in geo.MultiPolygon) (n, of int) {
	for _, poly := range m {
		for _, r := range poly {
			if of++; in.Owns(r[0]) {
				n++
			}
		}
	}
	return n, of
}

// segmentsMeet is true when two segments share a point.
func segmentsMeet(a, b, c, d geo.Point) bool {
	return geo.Orient(a, b, c)*geo.Orient(a, b, d) <= 0 && geo.Orient(c, d, a)*geo.Orient(c, d, b) <= 0 &&
		geo.EmptyBox().Extend(a).Extend(b).Intersects(geo.EmptyBox().Extend(c).Extend(d))
}

// overlay lays a shape over areas whose borders meet its own. All are noded together, which
// moves borders by up to two units (2.2 cm); where that does not come to rest, each of the
// unruly alone with the shape, and what does not even so is untold.
func overlay(ctx context.Context, shape geo.MultiPolygon, l *layer, areas []int) (list []overlaid, untold []int, err error) {
	if len(areas) == 0 {
		return nil, nil, nil
	}
	pile := []partition.Area{{Shape: shape}}
	for _, j := range areas {
		pile = append(pile, partition.Area{Code: l.areas[j].Code, Shape: l.areas[j].Shape})
	}
	res, err := partition.Node(ctx, pile)
	if err != nil {
		return nil, nil, err
	}
	if len(res.Unstable) == 0 {
		list, err = compare(ctx, &res, l, areas)
		return list, nil, err
	}
	if len(areas) == 1 {
		return nil, areas, nil
	}
	calm := slices.Clone(areas)
	for _, k := range slices.Backward(res.Unstable) {
		if k > 0 {
			calm = slices.Delete(calm, k-1, k)
		}
	}
	if len(calm) == len(areas) { // it is the shape itself: each area alone
		calm = nil
	}
	parts := [][]int{calm}
	for _, j := range areas {
		if !slices.Contains(calm, j) {
			parts = append(parts, []int{j})
		}
	}
	for _, part := range parts {
		more, none, err := overlay(ctx, shape, l, part)
		if err != nil {
			return nil, nil, err
		}
		list, untold = append(list, more...), append(untold, none...)
	}
	slices.Sort(untold)
	return list, untold, nil
}

// compare measures what the first of the noded shapes shares with each of the others.
func compare(ctx context.Context, res *partition.NodeResult, l *layer, areas []int) ([]overlaid, error) {
	placed := make([]partition.Area, len(res.Shapes))
	for i, m := range res.Shapes {
		placed[i].Shape = m
	}
	faults, err := partition.FindFaults(ctx, placed)
	if err != nil {
		return nil, err
	}
	var out []overlaid
	for i := range faults.Overlaps {
		o := &faults.Overlaps[i]
		if o.A != 0 || o.Hairline {
			continue
		}
		j := areas[o.B-1]
		size := l.facts[j].of(l.areas[j].Shape).size
		left := float64(size - o.Area)
		// Nothing but a hairline along the border is outside.
		whole := left <= hairlineM*float64(perimeter(l.areas[j].Shape))/2
		if whole {
			o.Area = size
		}
		out = append(out, overlaid{area: j, size: o.Area, whole: whole})
	}
	return out, nil
}

// hairlineM is the width in metres below which ground is an error of drawing.
const hairlineM = 0.05

func perimeter(m geo.MultiPolygon) (sum geo.Metres) {
	for _, poly := range m {
		for _, r := range poly {
			sum += r.Perimeter()
		}
	}
	return sum
}
