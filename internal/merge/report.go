package merge

import (
	"math"
	"slices"
	"strings"
)

// Report is the outcome of a merge. Shares are from 0 to 1; null where there is nothing to share.
type Report struct {
	Status    Status   `json:"status"`
	Layers    []string `json:"layers"` // the base first
	Into      string   `json:"into"`
	Effective string   `json:"effective_from"`
	Revision  int64    `json:"revision"` // read, or written
	// Agreement is that of all layers, of the ground that any of them has.
	Agreement Agreement `json:"agreement"`
	Pairs     []Pair    `json:"pairs"`
	Areas     []Matched `json:"areas"`
	Grids     []Grid    `json:"grids"`
	Ended     []Ended   `json:"ended"`
	// City is the layer whose areas say where the city is; empty where it has none on that date.
	City string `json:"city_layer"`
	// Outside sums the areas that have ground outside the city, layer by layer; OutsideAreas are those, with
	// most ground first, at most MostOutside.
	Outside      []Outside     `json:"outside"`
	OutsideAreas []OutsideArea `json:"outside_areas"`
	// Left are old codes that could not become former codes.
	Left []Alias `json:"aliases_left"`
	// Slivers, Split and Joined count what was done to the faces of the overlay; Whole counts
	// the buildings that borders would have cut, Cut those that they still do, Renamed those
	// that name another grid now, Noded areas of other layers that gained a vertex.
	Slivers int `json:"slivers_given"`
	Split   int `json:"grids_split"`
	Joined  int `json:"grids_joined"`
	Whole   int `json:"buildings_kept_whole"`
	Cut     int `json:"buildings_cut"`
	Renamed int `json:"buildings_renamed"`
	Noded   int `json:"noded"`
}

// Agreement is how much of a ground layers agree on.
type Agreement struct {
	AreaM2     float64  `json:"area_m2"`
	AgreedM2   float64  `json:"agreed_m2"`
	Share      *float64 `json:"area_share"`
	Households int64    `json:"households"`
	Agreed     int64    `json:"agreed_households"`
	HomesShare *float64 `json:"household_share"`
}

// Pair is the agreement of two layers, of the ground that either has.
type Pair struct {
	Layers [2]string `json:"layers"`
	Agreement
}

// Matched is one area and how it lies in another layer.
type Matched struct {
	Layer string `json:"layer"`
	Code  string `json:"code"`
	Other string `json:"other_layer"`
	// Partner is the area of the other layer that shares most ground with it, empty where none
	// shares any; Mutual when it is the same the other way.
	Partner string   `json:"partner"`
	Mutual  bool     `json:"mutual"`
	Share   *float64 `json:"share"`   // of this area's ground
	Overlap *float64 `json:"overlap"` // shared ground of the ground of both
}

// Grid is one area of the proposal.
type Grid struct {
	Code       string   `json:"code"`
	Name       string   `json:"name"`
	Parent     string   `json:"parent"`
	Former     []string `json:"former"` // the old codes that it takes over
	Origin     string   `json:"origin"` // base, new or split
	AreaM2     float64  `json:"area_m2"`
	Households int64    `json:"households"`
	Norm       string   `json:"norm"` // below, within, above; empty = there is none, or no households
	// BaseShare is how much of its ground the base layer had under its code.
	BaseShare *float64 `json:"base_share"`
}

// Ended is an area of the target layer that the proposal lacks.
type Ended struct {
	Code       string   `json:"code"`
	Successors []string `json:"successors"`
}

// report tells what was found and what is proposed.
func (o *proposal) report() *Report {
	in := o.p.g.in
	r := &Report{
		Layers: in.ask.Layers, Into: in.into.Key, Effective: in.ask.Date.String(), Revision: in.state.Revision,
		Pairs: []Pair{}, Areas: []Matched{}, Grids: []Grid{}, Ended: []Ended{}, Left: slices.Clone(o.left),
		Slivers: o.p.slivers, Split: o.p.split, Joined: o.p.merged, Whole: o.whole, Cut: o.cut, Renamed: o.renamed, Noded: len(o.moved),
	}
	if r.Left == nil {
		r.Left = []Alias{}
	}
	r.City = in.ground.key
	r.Outside, r.OutsideAreas = o.p.g.beyondCity()
	r.OutsideAreas = r.OutsideAreas[:min(len(r.OutsideAreas), MostOutside)]
	r.Agreement = o.p.g.share(func(int) bool { return true }, func(f int) bool { return o.p.a.all[f] })
	for _, pair := range o.p.a.pairs {
		r.Pairs = append(r.Pairs, o.pair(pair))
	}
	r.Areas = o.matched()
	for _, g := range o.grids {
		r.Grids = append(r.Grids, o.grid(g))
	}
	for code, heirs := range o.heirs {
		r.Ended = append(r.Ended, Ended{code, append([]string{}, heirs...)})
	}
	slices.SortFunc(r.Ended, func(x, y Ended) int { return strings.Compare(x.Code, y.Code) })
	return r
}

// share sums the faces of a ground, and those of it on which there is agreement.
func (g *ground) share(of, agreed func(f int) bool) Agreement {
	var a Agreement
	for f := range g.held {
		if g.bare(f) || !of(f) {
			continue
		}
		a.AreaM2 += g.area[f]
		a.Households += g.homes[f]
		if agreed(f) {
			a.AgreedM2 += g.area[f]
			a.Agreed += g.homes[f]
		}
	}
	a.Share = part(a.AgreedM2, a.AreaM2)
	a.HomesShare = part(float64(a.Agreed), float64(a.Households))
	a.AreaM2, a.AgreedM2 = tenths(a.AreaM2), tenths(a.AgreedM2)
	return a
}

// part is x of y to four places; nil where y is nothing.
func part(x, y float64) *float64 {
	if y <= 0 {
		return nil
	}
	s := math.Round(1e4*x/y) / 1e4
	return &s
}

func tenths(x float64) float64 { return math.Round(10*x) / 10 }

func (o *proposal) pair(pair [2]int) Pair {
	g, m := o.p.g, o.p.a.match[pair]
	return Pair{
		Layers: [2]string{g.in.layers[pair[0]].key, g.in.layers[pair[1]].key},
		Agreement: g.share(
			func(f int) bool { return g.held[f][pair[0]] != none || g.held[f][pair[1]] != none },
			func(f int) bool { return m.partners(g.held[f][pair[0]], g.held[f][pair[1]]) }),
	}
}

// matched lists each area of each layer with its partner in each other layer.
func (o *proposal) matched() []Matched {
	g := o.p.g
	size := make([][]float64, len(g.in.layers))
	for l := range size {
		size[l] = make([]float64, len(g.in.layers[l].areas))
	}
	for f, held := range g.held {
		for l, i := range held {
			if i != none {
				size[l][i] += g.area[f]
			}
		}
	}
	var out []Matched
	for l := range g.in.layers {
		for i := range g.in.layers[l].areas {
			for k := range g.in.layers {
				if k == l {
					continue
				}
				m, side := o.p.a.with(l, k)
				x := Matched{Layer: g.in.layers[l].key, Code: g.in.layers[l].areas[i].Code, Other: g.in.layers[k].key}
				if j := m.best[side][i]; j != none {
					shared := m.between(side, i, j)
					x.Partner, x.Mutual = g.in.layers[k].areas[j].Code, m.best[1-side][j] == i
					x.Share, x.Overlap = part(shared, size[l][i]), part(shared, size[l][i]+size[k][j]-shared)
				}
				out = append(out, x)
			}
		}
	}
	return out
}

// groupSum is the ground of a group, and what of it the base has under its code.
type groupSum struct{ whole, base float64 }

// sums are those of all groups.
func (p *grouping) sums() []groupSum {
	if len(p.summed) == len(p.groups) {
		return p.summed
	}
	p.summed = make([]groupSum, len(p.groups))
	for f, to := range p.of {
		if to == none {
			continue
		}
		p.summed[to].whole += p.g.area[f]
		if i := p.g.held[f][0]; i != none && p.groups[to].base == i {
			p.summed[to].base += p.g.area[f]
		}
	}
	return p.summed
}

func (o *proposal) grid(g *grid) Grid {
	gr := &o.p.groups[g.group]
	out := Grid{
		Code: g.code, Name: g.names.Zh, Parent: g.parent, Former: append([]string{}, g.former...), Origin: gr.origin,
		AreaM2: tenths(float64(g.shape.Area())), Households: g.homes, Norm: o.keeps(g.homes),
	}
	if gr.base != none {
		s := o.p.sums()[g.group]
		out.BaseShare = part(s.base, s.whole)
	}
	return out
}

// keeps tells how a number of households stands to the norm.
func (o *proposal) keeps(homes int64) string {
	n := o.p.g.in.norm
	switch {
	case n == nil || o.p.g.total.homes == 0:
		return ""
	case homes < n.least:
		return "below"
	case homes > n.most:
		return "above"
	}
	return "within"
}
