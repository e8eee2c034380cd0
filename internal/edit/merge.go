package edit

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/partition"
	"github.com/redsail/redsail/internal/city"
)

func (d *draft) merge(ctx context.Context, ask *Merge) error {
	layer, err := d.layer(ask.Layer)
	if err != nil {
		return in(err, "layer")
	}
	old, err := d.merged(layer, ask.Codes)
	if err != nil {
		return err
	}
	shape, err := joined(ctx, old, ask.AllowParts)
	if err != nil {
		return in(err, "codes")
	}
	if !slices.Contains(ask.Codes, ask.Into.Code) {
		if err := d.fresh(ctx, layer, ask.Into.Code); err != nil {
			return in(err, "into.code")
		}
	}
	parent := ask.Into.Parent
	if parent == "" {
		parent = old[0].area.Parent
		for _, it := range old {
			if it.area.Parent != parent {
				return in(city.Errorf(city.Invalid, "different_parents", "%s is under %q and %s under %q: say which parent the area gets",
					old[0].area.Key(), parent, it.area.Key(), it.area.Parent), "into.parent")
			}
		}
	}
	return d.unite(ctx, ask, old, shape, parent)
}

// merged finds the areas that are to become one.
func (d *draft) merged(layer int, codes []string) ([]*item, error) {
	if n := len(codes); n < 2 || n > MaxCodes {
		return nil, in(city.Errorf(city.Invalid, "bad_edit", "there are %d; from 2 to %d are taken", n, MaxCodes), "codes")
	}
	var old []*item
	for i, code := range codes {
		it, err := d.find(layer, code)
		if err == nil {
			err = d.alone(it)
		}
		if err != nil {
			return nil, in(err, "codes[%d]", i)
		}
		if slices.Contains(old, it) {
			return nil, in(city.Errorf(city.Invalid, "bad_edit", "%q stands twice", code), "codes[%d]", i)
		}
		old = append(old, it)
	}
	return old, nil
}

// joined is the ground of areas together, which must hang together by borders.
func joined(ctx context.Context, old []*item, allowParts bool) (geo.MultiPolygon, error) {
	areas := make([]partition.Area, len(old))
	for i, it := range old {
		areas[i] = partition.Area{Code: it.area.Code, Shape: it.area.Shape}
	}
	// Those of a partition are noded already; of a free layer they may never have been.
	res, err := partition.Node(ctx, areas)
	if err != nil {
		return nil, err
	}
	if len(res.Unstable) > 0 {
		return nil, unstable(old[res.Unstable[0]].area.Key().String())
	}
	for i := range areas {
		areas[i].Shape = res.Shapes[i]
	}
	if !allowParts {
		if err := hangTogether(ctx, old, areas); err != nil {
			return nil, err
		}
	}
	return partition.Union(res.Shapes)
}

// hangTogether refuses areas of which some cannot be reached over borders from the first.
func hangTogether(ctx context.Context, old []*item, areas []partition.Area) error {
	met, err := partition.Adjacent(ctx, areas)
	if err != nil {
		return err
	}
	group := make([]int, len(areas))
	for i := range group {
		group[i] = i
	}
	for _, m := range met {
		if a, b := group[m.A], group[m.B]; !m.Corner && a != b {
			for i := range group {
				if group[i] == b {
					group[i] = a
				}
			}
		}
	}
	var apart []string
	for i := range group {
		if group[i] != group[0] {
			apart = append(apart, old[i].area.Key().String())
		}
	}
	if len(apart) > 0 {
		return city.Errorf(city.Invalid, "not_connected", "no border connects %s with %s; allow_parts takes them all the same",
			strings.Join(apart[:min(len(apart), 10)], ", "), old[0].area.Key())
	}
	return nil
}

// unite puts one area in the place of several.
func (d *draft) unite(ctx context.Context, ask *Merge, old []*item, shape geo.MultiPolygon, parent string) error {
	before := make([]*item, len(old))
	until := city.OpenEnd
	for i, it := range old {
		copied := *it
		before[i] = &copied
		until = min(until, it.valid.To)
	}
	model := before[0]
	into := &item{valid: city.Period{From: d.Date, To: until}, layer: model.layer, room: model.room, now: true}
	kept := slices.Index(ask.Codes, ask.Into.Code)
	if kept >= 0 {
		into, model = old[kept], before[kept]
	}
	area := model.area
	area.Code, area.Parent, area.Households, area.Population = ask.Into.Code, parent, nil, nil
	if kept < 0 {
		area.Former, area.Names = nil, city.Names{Zh: cmp.Or(ask.Into.Name, ask.Into.Code), En: ask.Into.NameEn}
	} else if ask.Into.Name != "" || ask.Into.NameEn != "" {
		area.Names = city.Names{Zh: cmp.Or(ask.Into.Name, area.Names.Zh), En: ask.Into.NameEn}
	}
	if ask.Into.Class != nil {
		area.Class = ask.Into.Class
	}
	for i, it := range old {
		d.meant[before[i].area.Key()] = true
		if it != into {
			it.gone, it.heirs = true, []string{ask.Into.Code}
		}
	}
	into.area = area
	into.reshape(shape)
	if kept < 0 {
		d.add(into)
	}
	d.meant[area.Key()] = true
	if err := d.node(ctx, []*item{into}); err != nil {
		return in(err, "codes")
	}
	d.count([]*item{into}, before)
	for _, it := range before {
		if err := d.rehome(ctx, it.layer, it.area.Code, []*item{into}); err != nil {
			return err
		}
	}
	return nil
}
