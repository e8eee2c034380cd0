package edit

import (
	"context"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/locate"
	"github.com/redsail/redsail/geo/partition"
	"github.com/redsail/redsail/internal/atlas"
	"github.com/redsail/redsail/internal/city"
)

// pointOf is where a building counts.
func pointOf(b *city.Building) geo.Point { return atlas.CountingPoint(b) }

// building is what the draft says of a building of the world; nil when it is none.
func (d *draft) building(i int) *city.Building {
	if b := d.buildings[i]; b != nil {
		return b
	}
	b, _ := d.World.buildings[i].Content.(*city.Building)
	return b
}

// namedBy is the code of the area of a layer that a building names; empty when it names
// none, or names none in this layer.
func namedBy(b *city.Building, layer string) string {
	switch layer {
	case city.LayerGrid:
		return b.Grid
	case city.LayerCompound:
		return b.Compound
	}
	return ""
}

// eachNaming calls f for each version of a building that names an area.
func (d *draft) eachNaming(layer, code string, f func(i int, b *city.Building)) {
	if layer != city.LayerGrid && layer != city.LayerCompound {
		return
	}
	for i := range d.World.buildings {
		if b := d.building(i); b != nil && namedBy(b, layer) == code {
			f(i, b)
		}
	}
}

// rename lets a building name another area.
func (d *draft) rename(i int, b *city.Building, layer, code string) {
	to := *b
	if layer == city.LayerGrid {
		to.Grid = code
	} else {
		to.Compound = code
	}
	d.buildings[i] = &to
}

// rehome gives what names an area that ends, or that keeps only a part of its ground, one
// of its heirs: children the one that holds them, else the one of their label point, and
// these are listed; buildings the one that owns the point where they count.
func (d *draft) rehome(ctx context.Context, layer int, code string, heirs []*item) error {
	key := d.Scheme.Layers[layer].Key
	shapes := areasOf(heirs)
	ix, err := locate.Build([]locate.Layer{layerOf(key, shapes)})
	if err != nil {
		return err
	}
	// heir is the owner of a point, else the largest.
	heir := func(p geo.Point) int {
		if over := ix.Covering(0, p, nil); len(over) > 0 {
			return int(over[0])
		}
		best := 0
		for i := range heirs {
			if heirs[i].area.Shape.TwiceArea().Compare(heirs[best].area.Shape.TwiceArea()) > 0 {
				best = i
			}
		}
		return best
	}
	var children []*item
	var named []int
	for _, it := range d.items {
		if !it.gone && it.area.Parent == code && d.Scheme.Layers[it.layer].Parent == key {
			children = append(children, it)
			named = append(named, heir(partition.LabelPoint(it.area.Shape)))
		}
	}
	if err := d.adopt(ctx, children, shapes, named, heirs); err != nil {
		return err
	}
	d.eachNaming(key, code, func(i int, b *city.Building) {
		if to := heirs[heir(d.pointAt(i))].area.Code; to != code {
			d.rename(i, b, key, to)
		}
	})
	return nil
}

func layerOf(key string, areas []partition.Area) locate.Layer {
	l := locate.Layer{Key: key, Areas: make([]locate.Area, len(areas))}
	for i := range areas {
		l.Areas[i] = locate.Area{Code: areas[i].Code, Shape: areas[i].Shape}
	}
	return l
}

// adopt gives the children their new parents, and lists those that lie in several.
func (d *draft) adopt(ctx context.Context, children []*item, shapes []partition.Area, named []int, heirs []*item) error {
	strays, err := partition.FindStrays(ctx, areasOf(children), shapes, named)
	if err != nil {
		return err
	}
	outside := make([]float64, len(children))
	for _, s := range strays.Found {
		if s.Parent >= 0 { // what lies in none of the heirs lay in their forebear's neighbour before
			outside[s.Child] += float64(s.Area)
		}
	}
	for i, it := range children {
		to := heirs[named[i]].area.Code
		if to == it.area.Parent && outside[i] == 0 {
			continue
		}
		d.moves.rehomed = append(d.moves.rehomed, Rehomed{
			Layer: it.area.Layer, Code: it.area.Code, From: it.area.Parent, To: to, Straddles: outside[i] > 0, OutsideM2: round(outside[i], 10),
		})
		it.area.Parent = to
	}
	return nil
}
