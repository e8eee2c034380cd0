package atlas

import (
	"cmp"
	"slices"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/internal/city"
)

// street is a road, river … with all its pieces.
type street struct {
	pieces []*city.Line // by code
	box    geo.Box
}

// Pieces of one name that lie farther apart than this, in lattice units (about 1 km),
// are different streets; past maxPieces nobody compares them one by one.
const (
	apartFrom = 100_000
	maxPieces = 1000
)

// yard is a house number that several buildings share.
type yard struct {
	road, number, compound string
	box                    geo.Box
	buildings              []*city.Building
}

// lines gathers the named lines.
func (g *gathering) lines() {
	type name struct{ layer, zh string }
	named := map[name][]*city.Line{}
	var order []name
	for i := range g.x.picture.things {
		l, ok := g.x.picture.things[i].Content.(*city.Line)
		if !ok || l.Names == (city.Names{}) {
			continue
		}
		n := name{layer: l.Layer, zh: l.Name()}
		if named[n] == nil {
			order = append(order, n)
		}
		named[n] = append(named[n], l)
	}
	for _, n := range order {
		for _, s := range streets(named[n]) {
			g.street(s)
		}
	}
	g.dropGround()
}

// streets puts the pieces of one name together that lie near each other.
func streets(pieces []*city.Line) []street {
	var out []street
	for _, l := range pieces {
		s := street{pieces: []*city.Line{l}, box: l.Box()}
		reach := grown(s.box)
		kept := out[:0]
		for _, o := range out {
			if reach.Intersects(o.box) || len(pieces) > maxPieces {
				s.pieces, s.box = append(o.pieces, s.pieces...), s.box.Union(o.box)
				reach = grown(s.box)
				continue
			}
			kept = append(kept, o)
		}
		out = append(kept, s)
	}
	for i := range out {
		slices.SortFunc(out[i].pieces, func(a, b *city.Line) int { return cmp.Compare(a.Code, b.Code) })
	}
	return out
}

func grown(b geo.Box) geo.Box {
	return geo.Box{
		Min: geo.Point{X: max(b.Min.X, -geo.MaxX+apartFrom) - apartFrom, Y: max(b.Min.Y, -geo.MaxY+apartFrom) - apartFrom},
		Max: geo.Point{X: min(b.Max.X, geo.MaxX-apartFrom) + apartFrom, Y: min(b.Max.Y, geo.MaxY-apartFrom) + apartFrom},
	}
}

func (g *gathering) street(s street) {
	first := s.pieces[0]
	d := &draft{entry: entry{kind: entryStreet, rank: pick[uint8](first.Layer == city.LayerWall, rankWall, rankLine), ref: int32(len(g.x.streets))}}
	d.at = s.middle()
	d.named(first.Names, first.Code)
	for _, l := range s.pieces {
		d.coded(l.Code, l.Former)
	}
	d.code = first.Code
	d.holder = g.common(&s)
	g.x.streets = append(g.x.streets, s)
	g.add(d)
}

// middle is the middle vertex of the longest piece: a point on the line.
func (s *street) middle() geo.Point {
	var longest geo.Line
	for _, l := range s.pieces {
		for _, run := range l.Shape {
			if extent(run.Box()) > extent(longest.Box()) || longest == nil {
				longest = run
			}
		}
	}
	return longest[len(longest)/2]
}

func extent(b geo.Box) int64 {
	return int64(b.Max.X) - int64(b.Min.X) + int64(b.Max.Y) - int64(b.Min.Y)
}

// samples is at how many points of each run of a line it is asked in which area it lies.
const samples = 9

// common is the narrowest area that holds all of a street, as far as samples tell: a long
// road lies in a district, not in the community of its middle.
func (g *gathering) common(s *street) city.Key {
	var chain []city.Key
	for _, l := range s.pieces {
		for _, run := range l.Shape {
			for i := range samples {
				up := g.chain(g.holder(run[i*(len(run)-1)/(samples-1)]))
				switch {
				case len(up) == 0: // outside of the city
				case chain == nil:
					chain = up
				default:
					chain = slices.DeleteFunc(chain, func(k city.Key) bool { return !slices.Contains(up, k) })
				}
			}
		}
	}
	if len(chain) == 0 {
		return city.Key{}
	}
	return chain[0]
}

// chain lists an area and those above it.
func (g *gathering) chain(k city.Key) []city.Key {
	var out []city.Key
	for d := g.byKey[k]; d != nil; d = g.byKey[d.holder] {
		out = append(out, k)
		k = d.holder
	}
	return out
}

// dropGround leaves out the water and parks that another entry of the same name stands for.
func (g *gathering) dropGround() {
	named := map[string][]*draft{}
	for _, d := range g.drafts {
		if d.kind == entryThing || d.kind == entryStreet {
			named[d.name] = append(named[d.name], d)
		}
	}
	g.drafts = slices.DeleteFunc(g.drafts, func(d *draft) bool {
		if d.kind != entryArea || d.rank != rankGround {
			return false
		}
		box := g.x.picture.layers[d.layer].areas[d.ref].Shape.Box()
		return slices.ContainsFunc(named[d.name], func(o *draft) bool { return box.Contains(o.at) })
	})
}

// yards gathers the house numbers that several buildings share.
func (g *gathering) yards() {
	type number struct {
		road, number string
		in           city.Key
	}
	shared := map[number]*yard{}
	var order []number
	for _, d := range g.drafts {
		if d.kind != entryThing {
			continue
		}
		b, ok := g.x.picture.things[d.ref].Content.(*city.Building)
		if !ok || b.Address.Road == "" || b.Address.Number == "" {
			continue
		}
		n := number{b.Address.Road, b.Address.Number, d.holder}
		y := shared[n]
		if y == nil {
			y = &yard{road: n.road, number: n.number, compound: b.Address.Compound, box: geo.EmptyBox()}
			shared[n], order = y, append(order, n)
		}
		if y.compound != b.Address.Compound {
			y.compound = ""
		}
		y.box, y.buildings = y.box.Union(b.Box()), append(y.buildings, b)
	}
	for _, n := range order {
		if y := shared[n]; len(y.buildings) > 1 {
			g.yard(y, n.in)
		}
	}
}

func (g *gathering) yard(y *yard, in city.Key) {
	d := &draft{entry: entry{kind: entryAddress, rank: rankAddress, ref: int32(len(g.x.addresses)), at: y.point()}, holder: in}
	d.name = y.road + y.number
	d.say(d.name, fieldAddress, "")
	if y.compound != "" {
		d.say(d.name+y.compound, fieldAddress, "")
	}
	g.x.addresses = append(g.x.addresses, *y)
	g.add(d)
}

// point is the door nearest to the middle.
func (y *yard) point() geo.Point {
	to := middle(y.box)
	return slices.MinFunc(doors(y.buildings), func(a, b geo.Point) int {
		return cmp.Or(cmp.Compare(steps(a, to), steps(b, to)), a.Compare(b))
	})
}

func doors(buildings []*city.Building) []geo.Point {
	out := make([]geo.Point, len(buildings))
	for i, b := range buildings {
		out[i] = buildingDoor(b)
	}
	return out
}

func steps(a, b geo.Point) int64 {
	dx, dy := int64(a.X)-int64(b.X), int64(a.Y)-int64(b.Y)
	return max(dx, -dx) + max(dy, -dy)
}
