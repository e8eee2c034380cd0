package merge

import (
	"context"
	"fmt"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/locate"
	"github.com/redsail/redsail/geo/partition"
	"github.com/redsail/redsail/internal/atlas"
	"github.com/redsail/redsail/internal/city"
)

// grid is one area of the proposal.
type grid struct {
	group  int
	code   string
	parent string
	names  city.Names
	former []string
	shape  geo.MultiPolygon
	homes  int64
}

// proposal is the merged layer.
type proposal struct {
	p     *grouping
	grids []*grid
	by    []*grid // of each group; nil where nothing of it is left
	// heirs are the codes of the target layer that end, with those that take over.
	heirs map[string][]string
	// left are old codes that could not become former ones.
	left       []Alias
	again      map[string]bool // codes of the target layer that grids have
	whole, cut int             // buildings
	moved      []city.Version
	byPoint    *locate.Index       // over grids
	alone      map[int]map[int]int // by layer and area: the group that has all of it and nothing else
	renamed    int                 // buildings that name another grid now
}

// propose makes the merged layer of grouped faces.
func propose(ctx context.Context, p *grouping, s city.Reader) (*proposal, error) {
	out := &proposal{p: p, by: make([]*grid, len(p.groups)), heirs: map[string][]string{}, again: map[string]bool{}}
	in := p.g.in
	var err error
	if err = out.shape(ctx); err != nil {
		return nil, err
	}
	if err := out.fit(ctx, s); err != nil {
		return nil, err
	}
	if out.byPoint, err = indexOf(out.shapes()); err != nil {
		return nil, err
	}
	cut, err := cutBuildings(ctx, out.shapes(), in.buildings)
	if err != nil {
		return nil, err
	}
	out.cut = len(cut)
	for _, b := range in.buildings {
		if g := out.at(b); g != nil && b.Households != nil {
			g.homes += *b.Households
		}
	}
	if err := out.nameParents(); err != nil {
		return nil, err
	}
	if err := out.giveCodes(); err != nil {
		return nil, err
	}
	out.keepAliases()
	return out, nil
}

// shape makes a grid of each group of which something is left, and keeps buildings whole.
func (o *proposal) shape(ctx context.Context) error {
	var groups []int
	var shapes []geo.MultiPolygon
	for i, m := range o.p.g.faces.Joined(o.p.of, len(o.p.groups)) {
		if len(m) > 0 {
			groups, shapes = append(groups, i), append(shapes, m)
		}
	}
	shapes, whole, err := keepBuildings(ctx, shapes, o.p.g.in.buildings)
	if err != nil {
		return err
	}
	o.whole = whole
	for k, m := range shapes {
		if len(m) > 0 {
			o.by[groups[k]] = &grid{group: groups[k], shape: m}
			o.grids = append(o.grids, o.by[groups[k]])
		}
	}
	return nil
}

func (o *proposal) shapes() []geo.MultiPolygon {
	shapes := make([]geo.MultiPolygon, len(o.grids))
	for i, g := range o.grids {
		shapes[i] = g.shape
	}
	return shapes
}

// at is the grid in which a building counts; nil where there is none.
func (o *proposal) at(b *city.Building) *grid {
	if !placed(b) {
		return nil
	}
	if i := o.byPoint.Owner(0, atlas.CountingPoint(b)); i >= 0 {
		return o.grids[i]
	}
	return nil
}

// indexOf tells which of some shapes owns a point.
func indexOf(shapes []geo.MultiPolygon) (*locate.Index, error) {
	l := locate.Layer{Key: "grid", Partition: true, Areas: make([]locate.Area, len(shapes))}
	for i, m := range shapes {
		l.Areas[i] = locate.Area{Code: fmt.Sprint(i), Shape: m}
	}
	return locate.Build([]locate.Layer{l})
}

// fit nodes the grids with what the store holds of the other partitions; what gains a vertex
// there goes into the same change.
func (o *proposal) fit(ctx context.Context, s city.Reader) error {
	in := o.p.g.in
	var fresh, stored []partition.Area
	var versions []city.Version
	var boxes []geo.Box
	for i := range in.scheme.Layers {
		def := &in.scheme.Layers[i]
		if def.Key == in.into.Key {
			for _, g := range o.grids {
				fresh = append(fresh, partition.Area{Layer: i, Shape: g.shape})
			}
			continue
		}
		if !def.Partition {
			continue
		}
		vs, err := in.versions(ctx, s, def.Key)
		if err != nil {
			return err
		}
		for k := range vs {
			stored = append(stored, partition.Area{Layer: i, Code: vs[k].Code, Shape: vs[k].Shape})
			boxes = append(boxes, vs[k].Shape.Box())
		}
		versions = append(versions, vs...)
	}
	res, err := partition.NodeNear(ctx, fresh, stored, boxes)
	if err != nil {
		return err
	}
	if len(res.Unstable)+len(res.Collapsed) > 0 {
		return city.Errorf(city.Conflict, "noding_unstable", "the borders of %d merged grids do not come to rest beside those of the other layers", len(res.Unstable)+len(res.Collapsed))
	}
	for k, i := range res.Of {
		switch {
		case i < len(fresh):
			o.grids[i].shape = res.Shapes[k]
		case res.Changed[k]:
			v := versions[i-len(fresh)]
			v.Shape = res.Shapes[k]
			o.moved = append(o.moved, v)
		}
	}
	return nil
}

// nameParents gives each grid the parent that it is bound to, else the owner of its label point.
func (o *proposal) nameParents() error {
	in := o.p.g.in
	if len(in.parents) == 0 {
		return nil
	}
	shapes := make([]geo.MultiPolygon, len(in.parents))
	for i := range in.parents {
		shapes[i] = in.parents[i].Shape
	}
	ix, err := indexOf(shapes)
	if err != nil {
		return err
	}
	for _, g := range o.grids {
		if g.parent = o.p.groups[g.group].parent; g.parent != "" {
			continue
		}
		if i := ix.Owner(0, partition.LabelPoint(g.shape)); i >= 0 {
			g.parent = in.parents[i].Code
		}
	}
	return nil
}
