package atlas

import (
	"slices"

	"github.com/redsail/redsail/internal/city"
)

// GridLayer is the key of the layer of the grids: that which the scheme has for them, where it has areas,
// whatever lies under it (micro-grids); else the deepest partition that has areas; empty = there is none.
func (p *Picture) GridLayer() string {
	deepest, grid := "", p.Scheme.Levels().Grid
	for _, n := range p.order { // by depth
		if l := &p.layers[n]; l.def.Partition && len(l.areas) > 0 {
			if deepest = l.def.Key; deepest == grid {
				break
			}
		}
	}
	return deepest
}

// gridLayers are the layer of the grids and the partitions under it that have areas, the widest first.
func (p *Picture) gridLayers() (out []string) {
	base := p.GridLayer()
	for _, n := range p.order {
		if l := &p.layers[n]; base != "" && l.def.Partition && len(l.areas) > 0 && (l.def.Key == base || slices.Contains(out, l.def.Parent)) {
			out = append(out, l.def.Key)
		}
	}
	return out
}

// GridsNamed is the layer that some codes of grids, or of parts of grids, are of: the widest in which all
// are in force, else that of the grids.
func (p *Picture) GridsNamed(codes []string) string {
	for _, key := range p.gridLayers() {
		if !slices.ContainsFunc(codes, func(code string) bool { return !p.InForce(key, code) }) {
			return key
		}
	}
	return p.GridLayer()
}

// OwnGrids are the grids of a worker.
type OwnGrids struct {
	Layer string
	Codes []string // in order, all of one street
	// Elsewhere is how many more there are: in other streets, or of layers under Layer and in none of Codes.
	Elsewhere int
}

// OwnGrids finds the grids of a worker who is for some areas and holds posts at others. A grid is one's own
// where one is for it or holds a post at it, and so is a part of a grid (a micro-grid) of a worker who is for
// no whole one. Who is for wider areas, and holds no post at a grid in them, has all grids of these. Of
// several streets the one with the most grids counts.
func (p *Picture) OwnGrids(scope, posts []city.Seat) OwnGrids {
	layers := p.gridLayers()
	if len(layers) == 0 {
		return OwnGrids{}
	}
	isGrid := func(at city.Seat) bool {
		return at.Kind == city.KindArea && slices.Contains(layers, at.Layer) && p.InForce(at.Layer, at.Code)
	}
	var all []city.Seat
	for _, at := range slices.Concat(scope, posts) {
		if isGrid(at) {
			all = append(all, at)
		}
	}
	if !slices.ContainsFunc(posts, isGrid) {
		all = append(all, p.gridsUnder(layers[0], slices.Concat(scope, posts))...)
	}
	out := OwnGrids{}
	for _, key := range layers { // the widest layer that has any
		if slices.ContainsFunc(all, func(at city.Seat) bool { return at.Layer == key }) {
			out.Layer = key
			break
		}
	}
	p.oneStreet(&out, all)
	return out
}

// gridsUnder are the areas of a layer that lie in some wider ones.
func (p *Picture) gridsUnder(key string, wide []city.Seat) (out []city.Seat) {
	l, err := p.layer(key)
	if err != nil {
		return nil
	}
	in := map[city.Seat]bool{}
	for _, at := range wide {
		in[at] = at.Kind == city.KindArea && at.Layer != key
	}
	for i := range l.areas {
		line := p.areaLineage(areaSeat(l, l.areas[i].Code))
		if slices.ContainsFunc(line, func(at city.Seat) bool { return in[at] }) {
			out = append(out, line[0])
		}
	}
	return out
}

// oneStreet takes the areas of out.Layer in the street that has most of them, of as many the first by code,
// and counts the rest.
func (p *Picture) oneStreet(out *OwnGrids, all []city.Seat) {
	by := map[city.Seat][]string{}
	var best city.Seat
	for _, at := range all {
		if line := p.areaLineage(at); at.Layer == out.Layer && len(line) > 0 {
			street := p.streetIn(line)
			if !slices.Contains(by[street], at.Code) {
				by[street] = append(by[street], at.Code)
			}
		}
	}
	for street, codes := range by {
		if n := len(codes) - len(by[best]); n > 0 || n == 0 && street.Code < best.Code {
			best = street
		}
	}
	out.Codes = by[best]
	slices.Sort(out.Codes)
	seen := map[city.Seat]bool{}
	for _, at := range all {
		held := slices.ContainsFunc(p.areaLineage(at), func(in city.Seat) bool { return in.Layer == out.Layer && slices.Contains(out.Codes, in.Code) })
		if !held && !seen[at] {
			seen[at], out.Elsewhere = true, out.Elsewhere+1
		}
	}
}
