package atlas

import (
	"cmp"
	"context"
	"math"
	"slices"

	"github.com/redsail/redsail/geo/partition"
	"github.com/redsail/redsail/internal/city"
)

// Neighbour is an area of a partition that touches another one.
type Neighbour struct {
	Code       string  `json:"code"`
	Name       string  `json:"name"`
	BorderM    float64 `json:"border_m" doc:"length of the common border on the ellipsoid, to the centimetre"`
	CornerOnly bool    `json:"corner_only" doc:"they share a corner, and no border"`
}

// Neighbours lists the areas that touch the one in force under a code, the longest border
// first, mere corners last. A free layer has none: its areas share no borders. That is
// Invalid with code free_layer.
func (p *Picture) Neighbours(ctx context.Context, key, code string) ([]Neighbour, error) {
	l, err := p.layer(key)
	if err != nil {
		return nil, err
	}
	if !l.def.Partition {
		return nil, city.Errorf(city.Invalid, "free_layer", "the areas of %q share no borders: only those of a partition have neighbours", key)
	}
	me, found := l.find(code)
	if !found {
		return nil, city.Errorf(city.NotFound, "unknown_code", "no area of %q has the code %q at that date", key, code)
	}
	// Neighbours share vertices, so their boxes meet.
	near := []partition.Area{{Code: code, Shape: l.areas[me].Shape}}
	which := []int{me}
	for _, i := range l.meeting(l.facts[me].box) {
		if i != me {
			near, which = append(near, partition.Area{Code: l.areas[i].Code, Shape: l.areas[i].Shape}), append(which, i)
		}
	}
	pairs, err := partition.Adjacent(ctx, near)
	if err != nil {
		return nil, err
	}
	out := []Neighbour{}
	for _, a := range pairs {
		if a.A != 0 { // by A, then B: the first pairs are those of the area itself
			break
		}
		v := l.areas[which[a.B]]
		out = append(out, Neighbour{Code: v.Code, Name: v.Name(), BorderM: math.Round(float64(a.Border)*100) / 100, CornerOnly: a.Corner})
	}
	slices.SortFunc(out, func(x, y Neighbour) int {
		return cmp.Or(cmp.Compare(y.BorderM, x.BorderM), cmp.Compare(x.Code, y.Code))
	})
	return out, nil
}
