package merge

import (
	"cmp"
	"encoding/json"
	"io"
	"slices"

	"github.com/paulmach/orb/geojson"

	"github.com/redsail/redsail/geo"
)

// drawing is the merge as a map shows it.
type drawing struct{ features []feature }

type feature struct {
	shape geo.MultiPolygon
	props map[string]any
}

// WriteGeoJSON writes the grids of the proposal (kind grid) and the ground of the layers, one
// feature for each combination of areas (kind overlay): under layer_ and its key the code of each layer there,
// agreed, which is true where all layers agree, and outside_city, true of ground outside the city. Positions are WGS-84.
func (o *Outcome) WriteGeoJSON(w io.Writer) error {
	if _, err := io.WriteString(w, `{"type":"FeatureCollection","features":[`); err != nil {
		return err
	}
	for i, f := range o.drawing.features {
		x := geojson.NewFeature(f.shape.Orb())
		x.Properties = f.props
		text, err := json.Marshal(x)
		if err != nil {
			return err
		}
		lead := ",\n"
		if i == 0 {
			lead = "\n"
		}
		if _, err := io.WriteString(w, lead); err != nil {
			return err
		}
		if _, err := w.Write(text); err != nil {
			return err
		}
	}
	_, err := io.WriteString(w, "\n]}\n")
	return err
}

func (o *proposal) draw() *drawing {
	d := &drawing{}
	for _, g := range o.grids {
		x := o.grid(g)
		d.features = append(d.features, feature{g.shape, map[string]any{
			"kind": "grid", "code": x.Code, "name": x.Name, "parent": x.Parent, "former": x.Former, "origin": x.Origin,
			"area_m2": x.AreaM2, "norm": x.Norm, "base_share": x.BaseShare,
		}})
	}
	g := o.p.g
	group := make([]int, len(g.held))
	var kinds [][]int
	order := make([]int, len(g.held))
	for f := range order {
		order[f] = f
	}
	slices.SortFunc(order, func(x, y int) int { return cmp.Or(g.compare(x, y), cmp.Compare(x, y)) })
	last := none
	for _, f := range order {
		if group[f] = none; g.bare(f) {
			continue
		}
		if last == none || g.compare(last, f) != 0 {
			kinds, last = append(kinds, g.held[f]), f
		}
		group[f] = len(kinds) - 1
	}
	agreed, outside := make([]bool, len(kinds)), make([]bool, len(kinds))
	area := make([]float64, len(kinds))
	for f, k := range group {
		if k == none {
			continue
		}
		outside[k] = g.outside[f]
		agreed[k] = o.p.a.all[f]
		area[k] += g.area[f]
	}
	for k, shape := range g.faces.Joined(group, len(kinds)) {
		props := map[string]any{"kind": "overlay", "agreed": agreed[k], "area_m2": tenths(area[k])}
		if outside[k] {
			props["outside_city"] = true
		}
		for l, i := range kinds[k] {
			if i != none {
				props["layer_"+g.in.layers[l].key] = g.in.layers[l].areas[i].Code
			}
		}
		d.features = append(d.features, feature{shape, props})
	}
	return d
}

// compare orders faces by the areas that have them, and whether they lie in the city.
func (g *ground) compare(x, y int) int {
	c := slices.Compare(g.held[x], g.held[y])
	switch {
	case c != 0 || g.outside[x] == g.outside[y]:
		return c
	case g.outside[x]:
		return 1
	}
	return -1
}
