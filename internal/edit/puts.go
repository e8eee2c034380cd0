package edit

import (
	"cmp"
	"context"
	"errors"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/partition"
	"github.com/redsail/redsail/internal/city"
)

// kindOf finds a kind of records by the word for it. Persons are not among them: what is personal is
// sealed where it is taken in, and goes by being erased.
func kindOf(word string) (city.RecordKind, error) {
	for _, k := range []city.RecordKind{city.KindArea, city.KindBuilding, city.KindLine, city.KindPlace, city.KindOrganisation, city.KindPost} {
		if k.String() == cmp.Or(word, "area") {
			return k, nil
		}
	}
	return 0, in(city.Errorf(city.Invalid, "unknown_value", "there is no kind %q; known are area, building, line, place, organisation, post", word), "kind")
}

// deletes ends things. An area that is put in the same request comes back by that.
func (d *draft) deletes(asks []Delete) error {
	for i := range asks {
		ask := &asks[i]
		k, err := ask.Key()
		if err != nil {
			return in(err, "deletes[%d]", i)
		}
		if k.Kind != city.KindArea {
			d.others = append(d.others, city.DeleteKey(k, d.Date, ask.Successors...))
			continue
		}
		layer, err := d.layer(ask.Layer)
		if err != nil {
			return in(err, "deletes[%d].layer", i)
		}
		it, err := d.find(layer, ask.Code)
		if err != nil {
			return in(err, "deletes[%d].code", i)
		}
		for _, o := range d.items { // a deletion ends the later versions too
			if o.area.Key() == k {
				o.gone = true
			}
		}
		it.heirs = ask.Successors
		d.meant[k] = true
	}
	return nil
}

// put puts contents, and nodes all areas among them together.
func (d *draft) put(ctx context.Context, asks []Put) error {
	var fresh, orphans []*item
	seen := map[city.Key]bool{}
	for i := range asks {
		kind, err := kindOf(asks[i].Kind)
		if err != nil {
			return in(err, "puts[%d]", i)
		}
		k := city.Key{Kind: kind, Layer: asks[i].Layer, Code: asks[i].Code}
		if seen[k] {
			return in(city.Errorf(city.Invalid, "bad_edit", "%s stands twice among the puts", k), "puts[%d].code", i)
		}
		seen[k] = true
		if kind != city.KindArea {
			err = d.putThing(ctx, &asks[i], k)
		} else {
			var it *item
			if it, err = d.putArea(ctx, &asks[i], k); it != nil && asks[i].Geometry != nil {
				fresh = append(fresh, it)
				if it.was == nil && asks[i].Parent == nil {
					orphans = append(orphans, it)
				}
			}
		}
		if err != nil {
			return in(err, "puts[%d]", i)
		}
	}
	if err := d.node(ctx, fresh); err != nil {
		return in(err, "puts")
	}
	for _, it := range orphans { // of a new area that names no parent
		it.area.Parent = d.parentOf(it)
	}
	return nil
}

func (d *draft) putArea(ctx context.Context, ask *Put, k city.Key) (*item, error) {
	layer, err := d.layer(ask.Layer)
	if err != nil {
		return nil, in(err, "layer")
	}
	if err := ask.only(k.Kind); err != nil {
		return nil, err
	}
	it := d.inForce[k]
	switch old := d.formerly(ask, k); {
	case it != nil && !it.gone:
	case it != nil: // deleted above, with its later versions: it begins anew
		back := *it
		back.gone, back.heirs, back.was, back.valid = false, nil, nil, city.Period{From: d.Date, To: city.OpenEnd}
		back.count(it)
		it.heirs = nil
		d.add(&back)
		it = &back
	case old == nil && ask.Geometry == nil:
		return nil, in(city.Errorf(city.Invalid, "empty_shape", "%s is new, and so needs a geometry", k), "geometry")
	case old == nil:
		it = &item{area: city.Area{Layer: k.Layer, Code: k.Code}, valid: city.Period{From: d.Date, To: city.OpenEnd}, layer: layer, room: layer, now: true}
		d.add(it)
	default:
		if it, err = d.renumber(ctx, old, k.Code); err != nil {
			return nil, in(err, "former")
		}
	}
	ask.over(&it.area)
	it.told = ask.Households != nil
	if ask.Geometry != nil {
		shape, err := ask.Geometry.polygons()
		if err != nil {
			return nil, in(err, "geometry")
		}
		it.reshape(shape)
	}
	d.meant[k] = true
	return it, nil
}

// formerly is the area in force whose code a put names as a former one.
func (d *draft) formerly(ask *Put, k city.Key) *item {
	for _, code := range ask.Former {
		if it := d.inForce[city.Key{Layer: k.Layer, Code: code}]; it != nil && !it.gone {
			return it
		}
	}
	return nil
}

// renumber gives an area another code, under which it goes on; what names it follows.
func (d *draft) renumber(ctx context.Context, old *item, code string) (*item, error) {
	if err := d.alone(old); err != nil {
		return nil, err
	}
	if err := d.fresh(ctx, old.layer, code); err != nil {
		return nil, err
	}
	it := *old
	it.was, it.area.Code, it.valid.From = nil, code, d.Date
	it.count(old)
	old.gone, old.renumbered = true, true
	d.meant[old.area.Key()] = true
	d.add(&it)
	return &it, d.rehome(ctx, old.layer, old.area.Code, []*item{&it})
}

// over puts what the request says over the content of an area; what it does not say stays.
func (p *Put) over(a *city.Area) {
	p.Names.over(&a.Names)
	if p.Parent != nil {
		a.Parent = *p.Parent
	}
	if p.Former != nil {
		a.Former = p.Former
	}
	a.Class = p.Class.over(a.Class)
	if p.Households != nil {
		a.Households = p.Households
	}
	if p.Population != nil {
		a.Population = p.Population
	}
	if p.Source != nil {
		a.Source = *p.Source
	}
	if p.DataDate != nil {
		a.DataDate = *p.DataDate
	}
}

// polygons is a geometry as the shape of an area, checked and in its canonical form.
func (g *Geometry) polygons() (geo.MultiPolygon, error) {
	raw, err := g.rings()
	if err != nil {
		return nil, err
	}
	m, err := partition.Normalise(raw)
	var fault *partition.Fault
	if errors.As(err, &fault) {
		at := ""
		if len(fault.At) > 0 {
			at = " at " + place(fault.At[0])
		}
		return nil, city.Errorf(city.Invalid, "bad_shape", "the shape is at fault%s: %s", at, fault.Reason)
	}
	return m, err
}
