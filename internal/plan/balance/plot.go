package balance

import (
	"cmp"
	"math"
	"slices"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/internal/atlas"
	"github.com/redsail/redsail/internal/city"
)

// Kinds of lines that a border may follow.
const (
	byStreet = iota // roads
	byPath
	byWater // rivers and railways
	byFence // walls and borders of compounds
	byOpen  // no line: open ground
	kinds
)

// price is what a metre along a line of a kind costs, in tenths.
var price = [kinds]int64{20, 30, 20, 30, 80}

// What a metre costs more: within a compound, and over open ground through a wall.
const (
	priceInside = 40
	priceWall   = 80
)

// plot is one area with what stands and runs in it.
type plot struct {
	area        *city.Version
	box         geo.Box
	homes       []*city.Building // that belong to it
	blocks      []*city.Building // with ground near it, whoever they belong to
	knives      []knife          // along what is there already
	yards       []*city.Version  // compounds
	east, north float64          // metres of a unit
}

// knife is a line along which the area may be cut.
type knife struct {
	kind int
	path geo.Line
	of   *city.Line // nil of a compound's border and of open ground
	yard string     // code of the compound that it bounds; empty = of none
	wall bool
	// through is true of open ground where a wall stands in the way.
	through bool
}

// survey gathers what is about an area.
func (c *City) survey(i int) *plot {
	v := c.areas[i]
	p := &plot{area: v, box: v.Box()}
	lat := geo.Point{X: p.box.Min.X/2 + p.box.Max.X/2, Y: p.box.Min.Y/2 + p.box.Max.Y/2}.LonLat()[1]
	p.north = 0.0111319491
	p.east = p.north * math.Cos(lat*math.Pi/180)
	for _, b := range c.in[i] {
		p.homes = append(p.homes, c.builds[b])
	}
	var near []int
	c.ground.Search(p.box, func(_ geo.Box, b int) bool { near = append(near, b); return true })
	slices.Sort(near)
	for _, b := range near {
		p.blocks = append(p.blocks, c.builds[b])
	}
	var runs []*run
	c.lines.Search(p.box, func(_ geo.Box, r *run) bool { runs = append(runs, r); return true })
	slices.SortFunc(runs, func(x, y *run) int { return cmp.Compare(x.order, y.order) })
	for _, r := range runs {
		p.take(r)
	}
	var yards []int
	c.fences.Search(p.box, func(_ geo.Box, y int) bool { yards = append(yards, y); return true })
	slices.Sort(yards)
	for _, y := range yards {
		p.yards = append(p.yards, c.yards[y])
		for _, poly := range c.yards[y].Shape {
			for _, ring := range poly {
				p.cutTo(append(geo.Line(ring[:len(ring):len(ring)]), ring[0]), knife{kind: byFence, yard: c.yards[y].Code})
			}
		}
	}
	return p
}

// take makes knives of a line; a gate is none.
func (p *plot) take(r *run) {
	k := knife{of: r.line}
	switch r.line.Layer {
	case city.LayerRoad:
		k.kind = byStreet
	case city.LayerPath:
		k.kind = byPath
	case city.LayerRiver, city.LayerRail:
		k.kind = byWater
	case city.LayerWall:
		if class := r.line.Class["class"]; class == "gate" || class == "main_gate" {
			return
		}
		k.kind, k.wall, k.yard = byFence, true, r.line.Class["compound"]
	default:
		return
	}
	p.cutTo(r.path, k)
}

// cutTo keeps the stretches of a line that may touch the area.
func (p *plot) cutTo(path geo.Line, k knife) {
	from := -1
	for i := 1; i <= len(path); i++ {
		near := i < len(path) && p.box.Intersects(geo.EmptyBox().Extend(path[i-1]).Extend(path[i]))
		switch {
		case near && from < 0:
			from = i - 1
		case !near && from >= 0:
			k.path = path[from:i]
			p.knives = append(p.knives, k)
			from = -1
		}
	}
}

// metres is the length of a step.
func (p *plot) metres(a, b geo.Point) float64 {
	return math.Hypot(float64(p.east*(float64(b.X)-float64(a.X))), float64(p.north*(float64(b.Y)-float64(a.Y))))
}

// cutsBuilding is true of a step that runs through the inside of a building.
func (p *plot) cutsBuilding(a, b geo.Point) bool {
	box := geo.EmptyBox().Extend(a).Extend(b)
	return slices.ContainsFunc(p.blocks, func(k *city.Building) bool {
		return k.Box().Intersects(box) && runsThrough(k.Shape, a, b)
	})
}

// runsThrough is true of a step of which a part lies in the open inside of a shape.
func runsThrough(m geo.MultiPolygon, a, b geo.Point) bool {
	through := false
	m.Edges(func(c, d geo.Point) {
		through = through || crosses(a, b, c, d)
	})
	if through {
		return true
	}
	mid := geo.Point{X: int32((int64(a.X) + int64(b.X)) / 2), Y: int32((int64(a.Y) + int64(b.Y)) / 2)}
	for _, q := range []geo.Point{a, mid, b} {
		if m.Owns(q) && !onBorder(m, q) {
			return true
		}
	}
	return false
}

// crosses is true of steps that cross inside both.
func crosses(a, b, c, d geo.Point) bool {
	return geo.Orient(a, b, c)*geo.Orient(a, b, d) < 0 && geo.Orient(c, d, a)*geo.Orient(c, d, b) < 0
}

func onBorder(m geo.MultiPolygon, q geo.Point) bool {
	on := false
	m.Edges(func(a, b geo.Point) {
		on = on || geo.Orient(a, b, q) == 0 && geo.EmptyBox().Extend(a).Extend(b).Contains(q)
	})
	return on
}

// countsAt is where a building counts.
func countsAt(b *city.Building) geo.Point { return atlas.CountingPoint(b) }
