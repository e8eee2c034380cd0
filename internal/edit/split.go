package edit

import (
	"context"
	"slices"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/partition"
	"github.com/redsail/redsail/internal/city"
)

func (d *draft) split(ctx context.Context, edit int, ask *Split) error {
	layer, err := d.layer(ask.Layer)
	if err != nil {
		return in(err, "layer")
	}
	old, err := d.find(layer, ask.Code)
	if err == nil {
		err = d.alone(old)
	}
	if err != nil {
		return in(err, "code")
	}
	if n := len(ask.Parts); n < 2 || n > MaxCodes {
		return in(city.Errorf(city.Invalid, "bad_edit", "there are %d; from 2 to %d are taken", n, MaxCodes), "parts")
	}
	shapes, err := d.cut(ctx, edit, ask, old)
	if err != nil {
		return err
	}
	if shapes, err = assign(ask, shapes); err != nil {
		return err
	}
	codes, err := d.partCodes(ctx, ask, old, shapes)
	if err != nil {
		return err
	}
	return d.divide(ctx, ask, old, shapes, codes)
}

// cut cuts the shape of an area into the pieces that the request counts on, the largest
// first.
func (d *draft) cut(ctx context.Context, edit int, ask *Split, old *item) ([]geo.MultiPolygon, error) {
	far, err := metres(ask.ToleranceM)
	if err != nil {
		return nil, err
	}
	line, err := snapLine(ask.Line)
	if err != nil {
		return nil, in(err, "line")
	}
	if len(line) < 2 {
		return nil, in(city.Errorf(city.Invalid, "bad_edit", "it has %d different points; at least 2 are needed", len(line)), "line")
	}
	if line[0] != line[len(line)-1] {
		for i, end := range []int{0, len(line) - 1} {
			if err := d.reach(edit, []string{"line begin", "line end"}[i], old, line, end, far); err != nil {
				return nil, in(err, "line[%d]", []int{0, len(ask.Line) - 1}[i])
			}
		}
	}
	found, err := partition.Cut(ctx, old.area.Shape, line)
	if err != nil {
		return nil, in(rested(err, old.area.Key().String()), "line")
	}
	var shapes []geo.MultiPolygon
	for _, p := range found {
		if p.Cut {
			shapes = append(shapes, p.Shape)
		}
	}
	if len(shapes) != len(ask.Parts) {
		at := ""
		for i, s := range shapes[:min(len(shapes), 5)] {
			at += []string{": at ", "; "}[min(i, 1)] + place(partition.LabelPoint(s))
		}
		return nil, in(city.Errorf(city.Invalid, "wrong_part_count", "it cuts %s into %d parts, and %d are given%s", old.area.Key(), max(len(shapes), 1), len(ask.Parts), at), "line")
	}
	// Polygons of the area that the line does not touch stay with the largest part.
	for _, p := range found {
		if !p.Cut {
			shapes[0] = slices.SortedFunc(slices.Values(append(slices.Clone(shapes[0]), p.Shape...)), func(x, y geo.Polygon) int {
				return slices.CompareFunc(x[0], y[0], geo.Point.Compare)
			})
		}
	}
	return shapes, nil
}

// reach draws an end of the line that lies inside the area, or short of it, to the border.
func (d *draft) reach(edit int, end string, old *item, line geo.Line, i int, far float64) error {
	var edges []step
	steps(old.area.Shape, func(s step) { edges = append(edges, s) })
	sent := line[i].LonLat()
	s, found, err := nearest(sent, edges, func(step) bool { return true }, far)
	if err != nil {
		return err
	}
	if !found {
		if !old.area.Shape.Owns(line[i]) {
			return nil // the line goes on beyond the area, which does no harm
		}
		return city.Errorf(city.Invalid, "off_border", "it ends inside %s, farther than %g m from its border", old.area.Key(), far)
	}
	line[i] = s.at
	d.moves.snapped = append(d.moves.snapped, Snapped{Edit: edit, End: end, At: s.at.LonLat(), DistanceM: round(float64(s.far), 1000)})
	return nil
}

// assign puts the pieces into the order of the parts: those that have a point by it, the
// others by size; the part that keeps the code takes the largest of what is left.
func assign(ask *Split, shapes []geo.MultiPolygon) ([]geo.MultiPolygon, error) {
	out := make([]geo.MultiPolygon, len(shapes))
	taken := make([]bool, len(shapes))
	for i := range ask.Parts {
		at := ask.Parts[i].At
		if at == nil {
			continue
		}
		p, err := geo.Snap(*at)
		if err != nil {
			return nil, in(city.Errorf(city.Invalid, "out_of_range", "%s", err), "parts[%d].at", i)
		}
		k := slices.IndexFunc(shapes, func(m geo.MultiPolygon) bool { return m.Owns(p) })
		if k < 0 || taken[k] {
			return nil, in(city.Errorf(city.Invalid, "bad_edit", "the point lies in none of the parts, or in that of another"), "parts[%d].at", i)
		}
		out[i], taken[k] = shapes[k], true
	}
	order := make([]int, 0, len(shapes))
	for i := range ask.Parts {
		switch {
		case out[i] != nil:
		case ask.Parts[i].Code == ask.Code:
			order = slices.Insert(order, 0, i)
		default:
			order = append(order, i)
		}
	}
	for k := range shapes {
		if !taken[k] {
			out[order[0]], order = shapes[k], order[1:]
		}
	}
	return out, nil
}

// divide puts the parts in the place of the area.
func (d *draft) divide(ctx context.Context, ask *Split, old *item, shapes []geo.MultiPolygon, codes []string) error {
	before := *old
	var parts []*item
	kept := false
	for i := range ask.Parts {
		part := &ask.Parts[i]
		area := before.area
		area.Code, area.Shape, area.Households, area.Population = codes[i], shapes[i], part.Households, part.Population
		if part.Class != nil {
			area.Class = part.Class
		}
		it := old
		if codes[i] != before.area.Code {
			area.Names, area.Former = city.Names{Zh: codes[i]}, nil
			it = &item{valid: city.Period{From: d.Date, To: before.valid.To}, layer: before.layer, room: before.room, now: true}
		} else {
			kept = true
		}
		if part.Name != "" {
			area.Names = city.Names{Zh: part.Name, En: part.NameEn}
		} else if part.NameEn != "" {
			area.Names.En = part.NameEn
		}
		it.area = area
		it.reshape(shapes[i])
		if it != old {
			d.add(it)
		}
		parts = append(parts, it)
		d.meant[area.Key()] = true
	}
	if !kept {
		old.gone, old.heirs = true, codes
		d.meant[before.area.Key()] = true
	}
	if err := d.node(ctx, parts); err != nil {
		return in(err, "line")
	}
	d.count(parts, []*item{&before})
	return d.rehome(ctx, before.layer, before.area.Code, parts)
}
