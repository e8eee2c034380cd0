package edit

import (
	"context"
	"slices"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/partition"
	"github.com/redsail/redsail/internal/city"
)

// levels compares where a layer and the one above it agree, about what is touched in one of
// the two.
func (o *outcome) levels(ctx context.Context, layer int) error {
	def := &o.w.Scheme.Layers[layer]
	if def.Parent == "" {
		return nil
	}
	up, err := o.w.layer(def.Parent)
	if err != nil {
		return err
	}
	if !o.w.Scheme.Layers[up].Partition {
		return nil
	}
	before, after := o.touched(def.Key, o.at)
	above, aboveAfter := o.touched(def.Parent, o.at)
	box := geo.EmptyBox()
	for _, m := range []map[string]*city.Version{before, after, above, aboveAfter} {
		for _, v := range m {
			box = box.Union(v.Box())
		}
	}
	if box.Empty() {
		return nil
	}
	children := o.untouched(layer, o.at, box, before)
	wide := box
	for _, v := range children {
		wide = wide.Union(v.Box())
	}
	parents := o.untouched(up, o.at, wide, above)
	old, err := disagreements(ctx, def.Key, all(before, children), all(above, parents))
	if err != nil {
		return err
	}
	cur, err := disagreements(ctx, def.Key, all(after, children), all(aboveAfter, parents))
	if err != nil {
		return err
	}
	l := &o.report.Levels
	for _, d := range cur {
		if !slices.ContainsFunc(old, d.like) {
			l.Opened = capped(l.Opened, d, &l.More)
		}
	}
	for _, d := range old {
		if !slices.ContainsFunc(cur, d.like) {
			l.Closed = capped(l.Closed, d, &l.More)
		}
	}
	return nil
}

// like is true of what is the same place, though noding may have moved it by a hair.
func (d Disagreement) like(o Disagreement) bool {
	owner := func(d Disagreement) string {
		if d.Owner == nil {
			return ""
		}
		return *d.Owner
	}
	return d.Code == o.Code && d.Parent == o.Parent && owner(d) == owner(o) && alike(d.AreaM2, o.AreaM2)
}

func all(touched map[string]*city.Version, rest []*city.Version) []*city.Version {
	out := slices.Clone(rest)
	for _, v := range touched {
		out = append(out, v)
	}
	slices.SortFunc(out, func(x, y *city.Version) int { return x.Key().Compare(y.Key()) })
	return out
}

// disagreements are the ground of children that another than their parent owns. A child
// that names no parent says nothing that could be wrong.
func disagreements(ctx context.Context, layer string, children, parents []*city.Version) ([]Disagreement, error) {
	number := map[string]int{}
	up := make([]partition.Area, len(parents))
	for i, v := range parents {
		number[v.Code] = i
		up[i] = partition.Area{Code: v.Code, Shape: v.Shape}
	}
	var below []partition.Area
	var who []*city.Version
	var named []int
	for _, v := range children {
		if v.Parent == "" {
			continue
		}
		n, known := number[v.Parent]
		if !known {
			n = len(parents) // none has this number: all of it strays
		}
		below = append(below, partition.Area{Code: v.Code, Shape: v.Shape})
		who, named = append(who, v), append(named, n)
	}
	strays, err := partition.FindStrays(ctx, below, up, named)
	if err != nil {
		return nil, err
	}
	var out []Disagreement
	for _, s := range strays.Found {
		d := Disagreement{
			Layer: layer, Code: who[s.Child].Code, Parent: who[s.Child].Parent, AreaM2: float64(s.Area), WidthM: float64(s.Width), At: s.At.LonLat(),
		}
		if s.Parent >= 0 {
			d.Owner = &parents[s.Parent].Code
		}
		out = append(out, d)
	}
	return out, nil
}
