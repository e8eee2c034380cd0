package merge

import (
	"fmt"
	"slices"
	"strings"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/partition"
	"github.com/redsail/redsail/internal/city"
)

// giveCodes gives the grids of the base its codes, and the others that of the area that founded
// them or, where that is taken or fits no profile, one of their own.
func (o *proposal) giveCodes() error {
	in := o.p.g.in
	taken := map[string]bool{}
	for code := range in.given {
		taken[code] = true
	}
	for _, g := range o.grids {
		if gr := &o.p.groups[g.group]; gr.base != none {
			a := &in.layers[0].areas[gr.base]
			g.code, g.names = a.Code, a.Names
			if err := in.into.Code.Profile.CheckCode(g.code); err != nil {
				return city.Errorf(city.Invalid, "bad_code", "%s/%s: layer %s cannot take this code: %v", in.layers[0].key, g.code, in.into.Key, err)
			}
			taken[g.code], o.again[g.code] = true, true
		}
	}
	for _, g := range o.grids {
		gr := &o.p.groups[g.group]
		if gr.base != none {
			continue
		}
		if err := o.newCode(g, gr, taken); err != nil {
			return err
		}
		taken[g.code] = true
	}
	slices.SortFunc(o.grids, func(x, y *grid) int { return strings.Compare(x.code, y.code) })
	var err error
	o.byPoint, err = indexOf(o.shapes())
	return err
}

// newCode finds a code for a grid that is none of the base.
func (o *proposal) newCode(g *grid, gr *group, taken map[string]bool) error {
	in := o.p.g.in
	stem := ""
	if gr.area != none {
		a := &in.layers[gr.layer].areas[gr.area]
		stem, g.names = a.Code, a.Names
	}
	if gr.of > 0 {
		if from := o.by[gr.of-1]; from != nil && from.code != "" && stem == "" {
			stem = from.code
		}
	}
	if code := o.heldBefore(g); code != "" {
		g.code = code
		return nil
	}
	fits := func(code string) bool {
		return !taken[code] && in.into.Code.Profile.CheckCode(code) == nil && in.into.Code.Profile.CheckUnder(code, g.parent) == nil
	}
	if fits(stem) {
		g.code = stem
		return nil
	}
	for n := 1; n <= 999; n++ {
		code := fmt.Sprintf("%s-%d", stem, n)
		if in.into.Code.Profile == city.ProfileCN15 {
			code = fmt.Sprintf("%s%03d", g.parent, 1000-n) // from the top: beside numbers given by hand
		}
		if fits(code) {
			g.code = code
			return nil
		}
	}
	return city.Errorf(city.Conflict, "code_needed", "no code is free in layer %s for a new grid under %q", in.into.Key, g.parent)
}

// heldBefore is the code that the target layer has for the ground of a new grid, from a merge
// before, or had until that merge was taken back; empty where it has none that is free.
func (o *proposal) heldBefore(g *grid) string {
	in := o.p.g.in
	for _, vs := range [][]city.Version{in.present, in.withdrawn} {
		for i := range vs {
			v := &vs[i]
			if !o.again[v.Code] && v.Source == o.source() && o.heir(v.Shape) == g {
				o.again[v.Code] = true
				return v.Code
			}
		}
	}
	return ""
}

// Alias is an old code that could not become a former code of a merged grid.
type Alias struct {
	Layer string `json:"layer"`
	Code  string `json:"code"`
	Grid  string `json:"grid"` // of the proposal, that has most of its ground
	Why   string `json:"why"`
}

// keepAliases makes the codes of all layers former codes of the grids that have most of their
// ground. What the target layer holds and the proposal lacks ends, with that grid as heir.
func (o *proposal) keepAliases() {
	in := o.p.g.in
	taken := map[string]string{}
	for _, g := range o.grids {
		taken[g.code] = g.code
	}
	for i := range in.present {
		v := &in.present[i]
		if taken[v.Code] == "" {
			if g := o.heir(v.Shape); g != nil {
				o.heirs[v.Code] = []string{g.code}
			} else {
				o.heirs[v.Code] = nil
			}
			taken[v.Code] = v.Code
		}
	}
	for l := range in.layers {
		most, strays := o.mostOf(l), o.p.g.strays(l)
		for i := range in.layers[l].areas {
			code, g := in.layers[l].areas[i].Code, most[i]
			heirs, ends := o.heirs[code]
			switch {
			case g == nil && strays[i].wholly:
				o.left = append(o.left, Alias{Layer: in.layers[l].key, Code: code, Why: "all of it lies outside the city"})
			case g == nil || code == g.code, l == 0 && taken[code] == code && !ends: // it stands, with less ground
			case l == 0 && ends && len(heirs) == 0: // nothing stands where it ended: what has the ground of the base's
				o.heirs[code] = []string{g.code}
			case taken[code] == "" && o.free(code, g):
				g.former, taken[code] = append(g.former, code), g.code
			case taken[code] == g.code, slices.Contains(o.heirs[code], g.code), slices.Contains(o.known(g), code):
			default:
				o.left = append(o.left, Alias{Layer: in.layers[l].key, Code: code, Grid: g.code, Why: o.whyNot(code, taken)})
			}
		}
	}
}

// free is true of a code that the target layer never gave, or gave to this very grid: what was taken
// back may be done again.
func (o *proposal) free(code string, g *grid) bool {
	given := o.p.g.in.given
	id, ever := given[code]
	return !ever || id == given[g.code]
}

// whyNot says who has a code that cannot become a former code.
func (o *proposal) whyNot(code string, taken map[string]string) string {
	in := o.p.g.in
	if id, ever := in.given[code]; ever && taken[code] == "" && in.standing(id) == "" {
		return "the code was once given in layer " + in.into.Key + " to a grid that is no more, and a code is given once for ever"
	} else if holder := in.standing(id); ever && taken[code] == "" && holder != code {
		return "the code was once given in layer " + in.into.Key + " to " + holder + ", and a code is given once for ever"
	}
	return "the code belongs to another grid of layer " + in.into.Key
}

// known are the former codes that the target layer holds of a grid already.
func (o *proposal) known(g *grid) []string {
	for i := range o.p.g.in.present {
		if v := &o.p.g.in.present[i]; v.Code == g.code {
			return v.Former
		}
	}
	return nil
}

// mostOf is, for each area of a layer, the grid that has most of its ground.
func (o *proposal) mostOf(l int) []*grid {
	ground := make([]map[int]float64, len(o.p.g.in.layers[l].areas))
	for f, held := range o.p.g.held {
		if i, to := held[l], o.p.of[f]; i != none && to != none {
			if ground[i] == nil {
				ground[i] = map[int]float64{}
			}
			ground[i][to] += o.p.g.area[f]
		}
	}
	out := make([]*grid, len(ground))
	for i, m := range ground {
		if to, _ := largest(m); to != none {
			out[i] = o.by[to]
		}
	}
	return out
}

// heir is the grid that owns the label point of a shape; nil where there is none.
func (o *proposal) heir(m geo.MultiPolygon) *grid {
	if i := o.byPoint.Owner(0, partition.LabelPoint(m)); i >= 0 {
		return o.grids[i]
	}
	return nil
}
