package edit

import (
	"cmp"
	"context"
	"slices"

	"github.com/paulmach/orb"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/internal/city"
)

// Loose is a street or path that no other meets in a vertex.
type Loose struct {
	Layer string    `json:"layer"`
	Code  string    `json:"code"`
	At    orb.Point `json:"at" doc:"where it begins"`
}

// loose finds, of the streets and paths that the change writes, those that share no vertex with another
// one: the network joins lines where they share one (geo/walk), so nobody walks onto these from another
// street. Homes beside a short one stand on the next street instead (walk.Rules.IsletMetres), others reach nothing.
func (o *outcome) loose(ctx context.Context) error {
	written := map[city.Key]*city.Line{}
	for i := range o.applied.Inserted {
		r := &o.applied.Inserted[i]
		if l, ok := r.Content.(*city.Line); ok && isStreet(l.Layer) && r.Valid.Holds(o.at) {
			written[r.Key()] = l
		}
	}
	if len(written) == 0 {
		return nil
	}
	meets := corners{}
	for _, layer := range []string{city.LayerRoad, city.LayerPath} {
		rs, err := o.w.r.Records(ctx, city.Query{Kind: city.KindLine, Layer: layer, At: &o.at, Revision: o.w.State.Revision})
		if err != nil {
			return err
		}
		for i := range rs {
			if r := &rs[i]; !o.dead[rowName{r.ID, r.RevFrom, r.Valid.From}] {
				meets.add(r.Key(), r.Content)
			}
		}
	}
	for k, l := range written {
		meets.add(k, l)
	}
	for k, l := range written {
		if !meets.joined(l) {
			o.report.Loose = append(o.report.Loose, Loose{Layer: k.Layer, Code: k.Code, At: l.Shape[0][0].LonLat()})
		}
	}
	slices.SortFunc(o.report.Loose, func(a, b Loose) int { return cmp.Or(cmp.Compare(a.Layer, b.Layer), cmp.Compare(a.Code, b.Code)) })
	return nil
}

func isStreet(layer string) bool { return layer == city.LayerRoad || layer == city.LayerPath }

// corners are the vertices of streets: of each, whose it is, or that it is of several.
type corners map[geo.Point]corner

type corner struct {
	of      city.Key
	several bool
}

func (c corners) add(k city.Key, content city.Content) {
	l, ok := content.(*city.Line)
	if !ok {
		return
	}
	for _, part := range l.Shape {
		for _, p := range part {
			if was, there := c[p]; !there {
				c[p] = corner{of: k}
			} else if was.of != k {
				c[p] = corner{was.of, true}
			}
		}
	}
}

// joined tells whether a line has a vertex that another has too.
func (c corners) joined(l *city.Line) bool {
	for _, part := range l.Shape {
		if slices.ContainsFunc(part, func(p geo.Point) bool { return c[p].several }) {
			return true
		}
	}
	return len(l.Shape) == 0
}
