package demo

import (
	"fmt"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/partition"
	"github.com/redsail/redsail/internal/city"
)

// writeOverlays puts out the demonstration belts, along the rivers, and the demonstration
// zones. They are made of whole faces, so that they leave no slivers, and cross the borders
// of streets.
func (b *builder) writeOverlays() error {
	r := b.recipe
	for i := range b.ground.rivers {
		river := &b.ground.rivers[i]
		reach, breadth := min(r.core, r.east)*1.7, min(r.core*0.16, 700)
		name := b.names.from("belt", i)
		name = Name{Zh: b.names.from("river", i).Zh + name.Zh, En: b.names.from("river", i).En + " " + name.En}
		if err := b.overlay("demonstration_belt", name, func(at vec) bool {
			return at.len() < reach && river.holds(at, breadth)
		}); err != nil {
			return err
		}
	}
	for i, c := range b.showpieces() {
		if err := b.overlay("demonstration_zone", b.names.from("zone", i), func(at vec) bool {
			return at.dist(c.at) < c.radius
		}); err != nil {
			return err
		}
	}
	return nil
}

// showpieces are where the demonstration zones lie: the old town, the first new district,
// the first county seat, as far as there are such.
func (b *builder) showpieces() []centre {
	out := []centre{{radius: min(b.recipe.core*0.24, b.recipe.east*0.35)}}
	for _, kind := range []zoneKind{zoneFresh, zoneTown} {
		for _, c := range b.ground.centres {
			if c.kind == kind {
				out = append(out, centre{at: c.at, radius: c.radius * 0.7})
				break
			}
		}
	}
	return out
}

// overlay puts out the largest connected ground of the faces whose middle is in, without
// its holes.
func (b *builder) overlay(kind string, name Name, in func(at vec) bool) error {
	shapes, err := b.mesh.shapes(1, func(f int32) int32 {
		if in(middle(b.mesh.outline(f))) {
			return 0
		}
		return none
	})
	if err != nil {
		return err
	}
	var whole geo.MultiPolygon
	for _, p := range shapes[0] {
		if one := (geo.MultiPolygon{{p[0]}}); one.TwiceArea().Compare(whole.TwiceArea()) > 0 {
			whole = one
		}
	}
	if whole, err = partition.Normalise(whole); err != nil {
		return fmt.Errorf("demo: overlay %s: %w", name.Zh, err)
	}
	if len(whole) > 0 {
		b.out.Overlays = append(b.out.Overlays, city.Area{
			Layer: "overlay", Code: fmt.Sprintf("OV%03d", len(b.out.Overlays)+1), Names: names(name), Shape: whole,
			Class: map[string]string{"kind": kind}, Source: Notice.Zh, DataDate: namedOn,
		})
	}
	return nil
}
