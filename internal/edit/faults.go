package edit

import (
	"context"
	"math"
	"slices"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/partition"
)

// faults are what is wrong with a layer about a place.
type faults struct {
	overlaps []overlap
	gaps     []gap
}

type overlap struct {
	Overlap
	at geo.Point
}

type gap struct {
	Gap
	at  geo.Point
	box geo.Box
}

// compareFaults searches a part of a layer before and after: what opened, and what closed.
// The lists may leave areas out that are the same in both; the gaps that this makes are
// then in both, and fall out.
func compareFaults(ctx context.Context, before, after []partition.Area) (opened, closed faults, err error) {
	old, err := survey(ctx, before)
	if err != nil {
		return faults{}, faults{}, err
	}
	cur, err := survey(ctx, after)
	if err != nil {
		return faults{}, faults{}, err
	}
	return cur.without(&old), old.without(&cur), nil
}

func survey(ctx context.Context, areas []partition.Area) (faults, error) {
	var out faults
	found, err := partition.Survey(ctx, areas)
	if err != nil {
		return out, err
	}
	for _, o := range found.Overlaps {
		codes := [2]string{areas[o.A].Code, areas[o.B].Code}
		slices.Sort(codes[:])
		out.overlaps = append(out.overlaps, overlap{Overlap{
			Codes: codes, AreaM2: float64(o.Area), WidthM: float64(o.Width), Hairline: o.Hairline, At: o.At.LonLat(),
		}, o.At})
	}
	for _, g := range found.Gaps {
		out.gaps = append(out.gaps, gap{Gap{AreaM2: float64(g.Area), WidthM: float64(g.Width), Hairline: g.Hairline, At: g.At.LonLat()}, g.At, g.Shape.Box()})
	}
	return out, nil
}

// without are the faults that the others do not have. One that noding gave a vertex, and so
// moved by a hair, is the same.
func (f *faults) without(o *faults) faults {
	var out faults
	for i := range f.overlaps {
		v := &f.overlaps[i]
		if !slices.ContainsFunc(o.overlaps, func(w overlap) bool { return v.Codes == w.Codes && alike(v.AreaM2, w.AreaM2) }) {
			out.overlaps = append(out.overlaps, *v)
		}
	}
	for i := range f.gaps {
		v := &f.gaps[i]
		if !slices.ContainsFunc(o.gaps, func(w gap) bool { return alike(v.AreaM2, w.AreaM2) && near(v.box, w.box) }) {
			out.gaps = append(out.gaps, *v)
		}
	}
	return out
}

// alike is true of areas that differ by no more than the noding of a vertex makes out.
func alike(x, y float64) bool { return math.Abs(x-y) <= 0.01+1e-6*max(x, y) }

func near(x, y geo.Box) bool {
	close := func(a, b int32) bool { return math.Abs(float64(a)-float64(b)) <= 2 }
	return close(x.Min.X, y.Min.X) && close(x.Min.Y, y.Min.Y) && close(x.Max.X, y.Max.X) && close(x.Max.Y, y.Max.Y)
}
