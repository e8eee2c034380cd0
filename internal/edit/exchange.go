package edit

import (
	"context"
	"maps"
	"slices"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/partition"
	"github.com/redsail/redsail/internal/city"
)

// exchange gives the ground between the old stretch and the path to whoever lacks it.
func (m *mover) exchange(ctx context.Context, pairs []pair, old, path geo.Line) error {
	var movers []*item
	for _, p := range pairs {
		for _, it := range []*item{p.left, p.right} {
			if it != nil {
				movers = append(movers, it)
			}
		}
	}
	loop := geo.Ring(slices.Clone(old))
	for i := len(path) - 2; i > 0; i-- {
		loop = append(loop, path[i])
	}
	shapes, _, err := partition.Exchange(ctx, areasOf(movers), loop)
	if err != nil {
		return rested(err, m.names())
	}
	before := m.d.shapesAbout(geo.Line(loop).Box())
	was := map[*item]geo.MultiPolygon{}
	for i, it := range movers {
		was[it] = it.area.Shape
		it.reshape(shapes[i])
		m.d.meant[it.area.Key()] = true
	}
	if err := m.stays(ctx, before); err != nil {
		return err
	}
	for _, it := range movers {
		if err := m.whole(it, was[it]); err != nil {
			return err
		}
	}
	if err := m.d.node(ctx, movers); err != nil {
		return err
	}
	m.d.moves.moved = max(m.d.moves.moved, apart(old, path))
	m.d.renameGrids(pairs, was)
	return nil
}

// whole refuses an area that would vanish or fall into more parts than it had.
func (m *mover) whole(it *item, was geo.MultiPolygon) error {
	shape := it.area.Shape
	if len(shape) == 0 {
		return in(city.Errorf(city.Invalid, "area_vanishes", "nothing would be left of %s", it.area.Key()), "path")
	}
	if len(shape) <= len(was) {
		return nil
	}
	least := slices.MinFunc(shape, func(x, y geo.Polygon) int {
		return geo.MultiPolygon{x}.TwiceArea().Compare(geo.MultiPolygon{y}.TwiceArea())
	})
	return in(city.Errorf(city.Invalid, "area_falls_apart", "%s would fall into %d parts; the least is at %s",
		it.area.Key(), len(shape), place(partition.LabelPoint(geo.MultiPolygon{least}))), "path")
}

// shapesAbout are the areas of partition layers in force about a box.
func (d *draft) shapesAbout(box geo.Box) map[*item]geo.MultiPolygon {
	out := map[*item]geo.MultiPolygon{}
	for _, it := range d.beside(box) {
		if it.now {
			out[it] = it.area.Shape
		}
	}
	return out
}

// stays refuses a path that takes ground which neither of the two areas has: there areas of
// a layer overlap that did not before.
func (m *mover) stays(ctx context.Context, before map[*item]geo.MultiPolygon) error {
	items := slices.SortedFunc(maps.Keys(before), func(x, y *item) int { return x.area.Key().Compare(y.area.Key()) })
	for layer := range m.d.Scheme.Layers {
		var old, cur []partition.Area
		for _, it := range items {
			if it.layer == layer {
				old = append(old, partition.Area{Code: it.area.Code, Shape: before[it]})
				cur = append(cur, partition.Area{Code: it.area.Code, Shape: it.area.Shape})
			}
		}
		opened, _, err := compareFaults(ctx, old, cur)
		if err != nil {
			return err
		}
		if len(opened.overlaps) > 0 {
			o := opened.overlaps[0]
			key := m.d.Scheme.Layers[layer].Key
			return in(city.Errorf(city.Invalid, "path_leaves_areas", "the path leaves the ground of %s: at %s, %s/%s and %s/%s would overlap",
				m.names(), place(o.at), key, o.Codes[0], key, o.Codes[1]), "path")
		}
	}
	return nil
}

// renameGrids gives buildings whose data names the grid that they stood in, and that stand
// in the other one now, the code of that.
func (d *draft) renameGrids(pairs []pair, was map[*item]geo.MultiPolygon) {
	for _, p := range pairs {
		if p.left == nil || p.right == nil || d.Scheme.Layers[p.left.layer].Key != city.LayerGrid {
			continue
		}
		for _, way := range [][2]*item{{p.left, p.right}, {p.right, p.left}} {
			d.eachNaming(city.LayerGrid, way[0].area.Code, func(i int, b *city.Building) {
				at := d.pointAt(i)
				if was[way[0]].Owns(at) && way[1].area.Shape.Owns(at) {
					d.rename(i, b, city.LayerGrid, way[1].area.Code)
				}
			})
		}
	}
}
