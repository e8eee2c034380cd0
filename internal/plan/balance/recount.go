package balance

import (
	"context"
	"slices"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/partition"
	"github.com/redsail/redsail/internal/city"
)

// made is a part as the strokes really cut it.
type made struct {
	shape geo.MultiPolygon
	at    geo.Point // in it, and in it alone
	sum   sum
}

// recount cuts the area by the strokes alone, as the split of an edit does, and counts the
// buildings of the parts from scratch, in the order of the strokes, what is left at last. false
// where a stroke does not make two pieces.
func (p *plot) recount(ctx context.Context, c *cells, a *answer, strokes []stroke) ([]made, bool, error) {
	inside := c.insides(a)
	rest, homes := p.area.Shape, p.homes
	var out []made
	for _, s := range strokes {
		cut, whole, ok, err := cutOff(ctx, rest, s.path, inside[s.part])
		if err != nil || !ok {
			return nil, false, err
		}
		part := made{shape: cut, at: partition.LabelPoint(cut)}
		var stay []*city.Building
		for _, b := range homes {
			q := countsAt(b)
			// One that counts elsewhere goes with the larger piece, as an edit has it.
			elsewhere := !cut.Owns(q) && !whole.Owns(q)
			if cut.Owns(q) || elsewhere && cut.TwiceArea().Compare(whole.TwiceArea()) > 0 {
				part.sum.add(b)
			} else {
				stay = append(stay, b)
			}
		}
		out = append(out, part)
		rest, homes = whole, stay
	}
	last := made{shape: rest, at: partition.LabelPoint(rest)}
	for _, b := range homes {
		last.sum.add(b)
	}
	return append(out, last), true, nil
}

func (s *sum) add(b *city.Building) {
	s.buildings++
	if b.Households == nil {
		return
	}
	s.counted++
	s.households += *b.Households
	if *b.Households > 0 {
		s.lived++
	}
}

// insides is a point of each part.
func (c *cells) insides(a *answer) []geo.Point {
	out := make([]geo.Point, c.k)
	best := make([]float64, c.k)
	for f, cell := range c.of {
		if cell < 0 {
			continue
		}
		if size := c.mesh.Faces[f].TwiceArea().Float64(); size > best[a.part[cell]] {
			best[a.part[cell]] = size
			out[a.part[cell]] = partition.LabelPoint(c.mesh.Faces[f])
		}
	}
	return out
}

// cutOff cuts a shape in two: the piece that owns a point, and the other one. Pieces of
// ground that the line does not touch stay with the larger piece.
func cutOff(ctx context.Context, shape geo.MultiPolygon, line geo.Line, at geo.Point) (cut, rest geo.MultiPolygon, ok bool, err error) {
	found, err := partition.Cut(ctx, shape, line)
	if err != nil {
		return nil, nil, false, err
	}
	var pieces []geo.MultiPolygon
	var more geo.MultiPolygon
	for _, f := range found {
		if f.Cut {
			pieces = append(pieces, f.Shape)
		} else {
			more = append(more, f.Shape...)
		}
	}
	if len(pieces) != 2 {
		return nil, nil, false, nil
	}
	own := slices.IndexFunc(pieces, func(m geo.MultiPolygon) bool { return m.Owns(at) })
	if own < 0 {
		return nil, nil, false, nil
	}
	if len(more) > 0 {
		pieces[0] = append(slices.Clone(pieces[0]), more...)
		slices.SortFunc(pieces[0], func(x, y geo.Polygon) int { return slices.CompareFunc(x[0], y[0], geo.Point.Compare) })
	}
	return pieces[own], pieces[1-own], true, nil
}
