package atlas

import (
	"cmp"
	"context"
	"math"
	"slices"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/internal/city"
)

// Overlap is an area that shares ground with another one.
type Overlap struct {
	Layer      string  `json:"layer"`
	Code       string  `json:"code"`
	Name       string  `json:"name"`
	NameEn     string  `json:"name_en,omitempty" doc:"the English name, where there is one"`
	OverlapM2  float64 `json:"overlap_m2" doc:"the ground of both, on the ellipsoid"`
	Share      float64 `json:"share" doc:"its part of the area that was asked about, 0 to 1"`
	ShareOther float64 `json:"share_other" doc:"its part of this area, 0 to 1"`
	Told
}

// AreaRef names an area by its layer and code.
type AreaRef struct {
	Layer string `json:"layer"`
	Code  string `json:"code"`
}

// overlaid is the ground that an area of a layer shares with a shape.
type overlaid struct {
	area  int
	size  geo.SquareMetres
	whole bool // all of the area is in the shape
}

// Overlaps lists the areas of other layers (of one where a key is given) that share ground with
// the one in force under a code, the largest overlap first. A common border is no overlap, nor
// is what is narrower than 5 cm. Of the untold nothing can be said: the borders do not come to
// rest when they are laid over each other.
func (p *Picture) Overlaps(ctx context.Context, key, code, other string) (list []Overlap, untold []AreaRef, err error) {
	l, err := p.layer(key)
	if err != nil {
		return nil, nil, err
	}
	me, found := l.find(code)
	if !found {
		return nil, nil, city.Errorf(city.NotFound, "unknown_code", "no area of %q has the code %q at that date", key, code)
	}
	shape := l.areas[me].Shape
	size, o := float64(l.facts[me].of(shape).size), newOutline(shape)
	list, untold = []Overlap{}, []AreaRef{}
	for _, i := range p.order {
		of := &p.layers[i]
		if other == "" && of == l || other != "" && of.def.Key != other {
			continue
		}
		got, none, err := p.sharing(ctx, o, i)
		if err != nil {
			return nil, nil, err
		}
		for _, s := range got {
			if of == l && s.area == me {
				continue
			}
			v := of.areas[s.area]
			list = append(list, Overlap{
				Layer: of.def.Key, Code: v.Code, Name: v.Name(), NameEn: v.Names.En, OverlapM2: roundM2(s.size),
				Share: share(float64(s.size), size), ShareOther: share(float64(s.size), float64(of.facts[s.area].of(v.Shape).size)),
			})
		}
		for _, j := range none {
			untold = append(untold, AreaRef{Layer: of.def.Key, Code: of.areas[j].Code})
		}
	}
	slices.SortStableFunc(list, func(x, y Overlap) int { return cmp.Compare(y.OverlapM2, x.OverlapM2) })
	return list, untold, nil
}

// share is a part of a whole to a millionth, at most 1 and above 0.
func share(part, whole float64) float64 {
	return min(max(math.Round(part/whole*1e6)/1e6, 1e-6), 1)
}

// sharing finds the areas of a layer that share ground with a shape, in the order of their
// codes, and those of which that cannot be said. A border that meets others more often than it
// may is TooLarge with code polygon_too_large.
func (p *Picture) sharing(ctx context.Context, o *outline, layer int) (list []overlaid, untold []int, err error) {
	l := &p.layers[layer]
	var doubtful []int
	for _, j := range l.meeting(o.box) {
		if ctx.Err() != nil {
			return nil, nil, ctx.Err()
		}
		switch f := l.facts[j].of(l.areas[j].Shape); o.against(l.areas[j].Shape) {
		case inside:
			list = append(list, overlaid{area: j, size: f.size, whole: true})
		case about:
			list = append(list, overlaid{area: j, size: o.size()})
		case crossing:
			doubtful = append(doubtful, j)
		case apart:
		}
		if o.spent() {
			return nil, nil, city.Errorf(city.TooLarge, "polygon_too_large", "the border of the ground meets those of areas more than %d times; name one layer, or simplify it", o.may)
		}
	}
	more, untold, err := overlay(ctx, o.shape, l, doubtful)
	list = append(list, more...)
	slices.SortFunc(list, func(x, y overlaid) int { return cmp.Compare(x.area, y.area) })
	return list, untold, err
}

// Overlaps is Picture.Overlaps with the households of each (see Picture.countShared), with no more than a few in
// hand at once.
func (a *Atlas) Overlaps(ctx context.Context, p *Picture, key, code, other string, exact bool) ([]Overlap, []AreaRef, error) {
	leave, err := a.overlay.enter(ctx)
	if err != nil {
		return nil, nil, err
	}
	defer leave()
	list, untold, err := p.Overlaps(ctx, key, code, other)
	if err != nil {
		return nil, nil, err
	}
	return list, untold, p.countShared(key, code, list, exact)
}

// Within is Picture.Within, with no more than a few in hand at once.
func (a *Atlas) Within(ctx context.Context, p *Picture, drawn geo.MultiPolygon, layer string) (*Within, error) {
	leave, err := a.overlay.enter(ctx)
	if err != nil {
		return nil, err
	}
	defer leave()
	return p.Within(ctx, drawn, layer)
}
