package city

import (
	"fmt"

	"github.com/redsail/redsail/geo"
)

func flatten(m geo.MultiPolygon) [][][]int32 {
	out := make([][][]int32, 0, len(m))
	for _, poly := range m {
		rings := make([][]int32, 0, len(poly))
		for _, r := range poly {
			rings = append(rings, flat(r))
		}
		out = append(out, rings)
	}
	return out
}

func unflatten(s [][][]int32) (geo.MultiPolygon, error) {
	out := make(geo.MultiPolygon, 0, len(s))
	for _, rings := range s {
		poly := make(geo.Polygon, 0, len(rings))
		for _, flat := range rings {
			ps, err := points(flat)
			if err != nil {
				return nil, err
			}
			if ps == nil {
				ps = []geo.Point{}
			}
			poly = append(poly, ps)
		}
		out = append(out, poly)
	}
	return out, nil
}

// flat is x,y,x,y… of points; never nil, so that an empty run is written as one.
func flat(ps []geo.Point) []int32 {
	out := make([]int32, 0, 2*len(ps))
	for _, p := range ps {
		out = append(out, p.X, p.Y)
	}
	return out
}

// points reads what flat wrote; nil when there is none.
func points(flat []int32) ([]geo.Point, error) {
	if len(flat)%2 != 0 {
		return nil, fmt.Errorf("a run of %d numbers has half a point", len(flat))
	}
	var out []geo.Point
	for i := 0; i < len(flat); i += 2 {
		out = append(out, geo.Point{X: flat[i], Y: flat[i+1]})
	}
	return out, nil
}

func onePoint(flat []int32) (*geo.Point, error) {
	if len(flat) != 2 {
		return nil, fmt.Errorf("%d numbers are no point", len(flat))
	}
	return &geo.Point{X: flat[0], Y: flat[1]}, nil
}
