package atlas

import (
	"context"
	"errors"
	"fmt"
	"math"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/hex"
	"github.com/redsail/redsail/geo/partition"
	"github.com/redsail/redsail/internal/city"
)

// Limits of drawn ground.
const (
	MaxDrawnVertices = 10_000
	maxDrawnM2       = 100_000e6 // 100,000 km²
	maxDrawnAreas    = 20_000
	maxDrawnMeets    = 100_000 // pairs of edges that meet
)

// InGround is an area that lies in drawn ground or reaches into it.
type InGround struct {
	Layer     string  `json:"layer"`
	Code      string  `json:"code"`
	Name      string  `json:"name"`
	Whole     bool    `json:"whole" doc:"all of it is in the drawn ground"`
	OverlapM2 float64 `json:"overlap_m2" doc:"its ground that is in the drawn one, on the ellipsoid"`
	Share     float64 `json:"share" doc:"that part of it, 0 to 1"`
}

// KindCount counts places of a kind.
type KindCount struct {
	Kind  string `json:"kind"`
	Count int    `json:"count"`
}

// Within is what anybody may know of drawn ground.
type Within struct {
	AreaM2    float64     `json:"area_m2" doc:"size of the drawn ground on the ellipsoid"`
	Areas     []InGround  `json:"areas" doc:"by the depth of their layers, then code"`
	Untold    []AreaRef   `json:"untold" doc:"areas of which nothing can be said, since the borders do not come to rest when they are laid over each other"`
	Buildings int         `json:"buildings" doc:"buildings whose entrance, or a point of whose ground, is in it"`
	Places    []KindCount `json:"places" doc:"places in it by kind, whatever their state, without kinds that have none"`
	Told
}

// Within tells which areas lie in drawn ground, of all layers that answer or of one, and what
// is there. Ground that is no shape is Invalid with code bad_polygon or self_crossing, the
// text saying where in the drawing; too large a one TooLarge with code polygon_too_large.
func (p *Picture) Within(ctx context.Context, drawn geo.MultiPolygon, layer string) (*Within, error) {
	shape, err := normalDrawn(drawn)
	if err != nil {
		return nil, err
	}
	size := shape.Area()
	if size > maxDrawnM2 {
		return nil, city.Errorf(city.TooLarge, "polygon_too_large", "the ground has %.0f km²; at most %.0f are taken", float64(size)/1e6, maxDrawnM2/1e6)
	}
	out := &Within{AreaM2: roundM2(size), Areas: []InGround{}, Untold: []AreaRef{}}
	o := newOutline(shape)
	o.may = maxDrawnMeets
	for _, i := range p.order {
		if layer != "" && p.layers[i].def.Key != layer {
			continue
		}
		if err := p.areasIn(ctx, out, o, i); err != nil {
			return nil, err
		}
	}
	rows := hex.NewRows(shape)
	box := shape.Box()
	in := func(q geo.Point) bool { return box.Contains(q) && rows.Owns(q) }
	out.Places = p.placesIn(in)
	out.Buildings, out.Told = p.blocks().within(in)
	return out, nil
}

func (p *Picture) areasIn(ctx context.Context, out *Within, o *outline, layer int) error {
	l := &p.layers[layer]
	list, untold, err := p.sharing(ctx, o, layer)
	if err != nil {
		return err
	}
	if len(out.Areas)+len(list) > maxDrawnAreas {
		return city.Errorf(city.TooLarge, "polygon_too_large", "more than %d areas lie in the ground; name a wider layer, or draw a smaller one", maxDrawnAreas)
	}
	for _, s := range list {
		v := l.areas[s.area]
		out.Areas = append(out.Areas, InGround{
			Layer: l.def.Key, Code: v.Code, Name: v.Name(), Whole: s.whole, OverlapM2: roundM2(s.size),
			Share: share(float64(s.size), float64(l.facts[s.area].of(v.Shape).size)),
		})
	}
	for _, j := range untold {
		out.Untold = append(out.Untold, AreaRef{Layer: l.def.Key, Code: l.areas[j].Code})
	}
	return nil
}

func (p *Picture) placesIn(in func(geo.Point) bool) []KindCount {
	out := []KindCount{}
	for _, kind := range p.kindsOf(nil) {
		n := 0
		list := p.inLayer(city.KindPlace, kind)
		for i := range list {
			if c, ok := list[i].Content.(*city.Place); ok && in(c.Point) {
				n++
			}
		}
		if n > 0 {
			out = append(out, KindCount{Kind: kind, Count: n})
		}
	}
	return out
}

// within counts the buildings in some ground, and the households of the blocks that have more
// than half of their homes there. That the homes count, and not their households, keeps the
// answer from telling where the households are.
func (b *blocks) within(in func(geo.Point) bool) (buildings int, t Told) {
	for i := range b.sites {
		if in(b.sites[i].at) {
			buildings++
		}
	}
	sum, found := int64(0), false
	for i := range b.list {
		n := 0
		for _, h := range b.list[i].homes {
			if in(b.homes[h].at) {
				n++
			}
		}
		if 2*n > len(b.list[i].homes) {
			sum, found = sum+b.list[i].households, true
		}
	}
	return buildings, told(sum, found, buildings)
}

// normalDrawn makes the canonical shape of drawn ground. Errors name the place by the numbers
// of polygon, ring and corner, and not by coordinates: those are movement data.
func normalDrawn(drawn geo.MultiPolygon) (geo.MultiPolygon, error) {
	if n := drawn.Vertices(); n > MaxDrawnVertices {
		return nil, city.Errorf(city.TooLarge, "polygon_too_large", "the ground has %d corners; at most %d are taken", n, MaxDrawnVertices)
	}
	shape, err := partition.Normalise(drawn)
	var fault *partition.Fault
	switch {
	case !errors.As(err, &fault):
		return shape, err
	case fault.Reason == partition.SelfCrossing:
		return nil, city.Errorf(city.Invalid, "self_crossing", "the border crosses itself %s", placeIn(drawn, fault.At))
	default:
		return nil, city.Errorf(city.Invalid, "bad_polygon", "the ground is no shape (%s) %s", fault.Reason, placeIn(drawn, fault.At))
	}
}

// placeIn says near which corner of a drawing the first of some points lies.
func placeIn(drawn geo.MultiPolygon, at []geo.Point) string {
	if len(at) == 0 {
		return "somewhere"
	}
	best, text := math.Inf(1), ""
	for i, poly := range drawn {
		for j, r := range poly {
			for k, c := range r {
				dx, dy := float64(c.X)-float64(at[0].X), float64(c.Y)-float64(at[0].Y)
				if d := dx*dx + dy*dy; d < best {
					best, text = d, fmt.Sprintf("near corner %d of ring %d of polygon %d", k+1, j+1, i+1)
				}
			}
		}
	}
	return text
}
