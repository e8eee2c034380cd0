package balance

import (
	"cmp"
	"math"
	"slices"

	"github.com/redsail/redsail/geo"
)

// Bounds of what is drawn over open ground.
const (
	farthest   = 400.0 // metres of one prolonged line
	nearest    = 0.5   // metres: what is nearer is the line's own end
	mostRays   = 300
	mostSweeps = 8
	directions = 12
	besideWay  = 30.0 // metres from a way to an entrance on it
	apart      = 6.0  // metres between such entrances
	narrowest  = 3.0  // metres between buildings through which a straight cut may go
)

// prolonged are the ends of streets and paths drawn on over open ground to the next line or
// to the border, straight on and, from a dead end, to both sides as well.
func (p *plot) prolonged() []knife {
	degree := map[geo.Point]int{}
	for _, k := range p.knives {
		if k.kind == byStreet || k.kind == byPath {
			for i := 1; i < len(k.path); i++ {
				degree[k.path[i-1]]++
				degree[k.path[i]]++
			}
		}
	}
	var out []knife
	for _, k := range p.knives {
		if k.kind != byStreet && k.kind != byPath {
			continue
		}
		n := len(k.path)
		for _, end := range [][2]geo.Point{{k.path[1], k.path[0]}, {k.path[n-2], k.path[n-1]}} {
			dx, dy := p.east*(float64(end[1].X)-float64(end[0].X)), p.north*(float64(end[1].Y)-float64(end[0].Y))
			ways := [][2]float64{{dx, dy}}
			if degree[end[1]] == 1 {
				ways = append(ways, [2]float64{-dy, dx}, [2]float64{dy, -dx})
			}
			for _, way := range ways {
				if ray, ok := p.ray(end[1], way); ok && len(out) < mostRays {
					out = append(out, ray)
				}
			}
		}
	}
	return out
}

// ray draws a straight line from a point inside the area to the first street, path, river or
// border that it meets; false where a building or nothing is in the way.
func (p *plot) ray(from geo.Point, way [2]float64) (knife, bool) {
	length := math.Hypot(way[0], way[1])
	if length == 0 || !p.area.Shape.Owns(from) {
		return knife{}, false
	}
	dx, dy := way[0]/length*farthest/p.east, way[1]/length*farthest/p.north
	first := 2.0
	meet := func(a, b geo.Point) float64 {
		ax, ay := float64(a.X)-float64(from.X), float64(a.Y)-float64(from.Y)
		bx, by := float64(b.X)-float64(a.X), float64(b.Y)-float64(a.Y)
		det := float64(dx*by) - float64(dy*bx)
		if det == 0 {
			return 2
		}
		t, s := (float64(ax*by)-float64(ay*bx))/det, (float64(ax*dy)-float64(ay*dx))/det
		if s < 0 || s > 1 || t*farthest < nearest {
			return 2
		}
		return t
	}
	p.area.Shape.Edges(func(a, b geo.Point) { first = min(first, meet(a, b)) })
	for _, k := range p.knives {
		if k.kind == byFence {
			continue
		}
		for i := 1; i < len(k.path); i++ {
			first = min(first, meet(k.path[i-1], k.path[i]))
		}
	}
	if first > 1 {
		return knife{}, false
	}
	to := geo.Point{X: from.X + int32(math.Round(first*dx)), Y: from.Y + int32(math.Round(first*dy))}
	if to == from || p.cutsBuilding(from, to) {
		return knife{}, false
	}
	return p.open(geo.Line{from, to}), true
}

// between are cuts from a street or path, at right angles to it, between the entrances beside it.
func (p *plot) between() []knife {
	var out []knife
	for _, k := range p.knives {
		if k.kind != byStreet && k.kind != byPath {
			continue
		}
		doors := p.doors(k.path)
		for j := 1; j < len(doors); j++ {
			if doors[j]-doors[j-1] < apart {
				continue
			}
			from, dx, dy := p.along(k.path, (doors[j-1]+doors[j])/2)
			for _, way := range [][2]float64{{-dy, dx}, {dy, -dx}} {
				if ray, ok := p.ray(from, way); ok && len(out) < mostRays {
					out = append(out, ray)
				}
			}
		}
	}
	return out
}

// doors are how many metres along a way the entrances beside it lie.
func (p *plot) doors(path geo.Line) []float64 {
	var out []float64
	for _, h := range p.homes {
		q := countsAt(h)
		best, at, walked := besideWay, -1.0, 0.0
		for i := 1; i < len(path); i++ {
			a, b := path[i-1], path[i]
			length := p.metres(a, b)
			if length == 0 {
				continue
			}
			dx, dy := p.east*(float64(b.X)-float64(a.X))/length, p.north*(float64(b.Y)-float64(a.Y))/length
			x, y := p.east*(float64(q.X)-float64(a.X)), p.north*(float64(q.Y)-float64(a.Y))
			t, off := float64(x*dx)+float64(y*dy), math.Abs(float64(x*dy)-float64(y*dx))
			if t >= 0 && t <= length && off <= best {
				best, at = off, walked+t
			}
			walked += length
		}
		if at >= 0 {
			out = append(out, at)
		}
	}
	slices.Sort(out)
	return out
}

// along is the point of a way after so many metres, and the direction there.
func (p *plot) along(path geo.Line, far float64) (at geo.Point, dx, dy float64) {
	for i := 1; i < len(path); i++ {
		a, b := path[i-1], path[i]
		length := p.metres(a, b)
		if far > length && i+1 < len(path) || length == 0 {
			far -= length
			continue
		}
		t := min(far/length, 1)
		at = geo.Point{X: a.X + int32(math.Round(t*(float64(b.X)-float64(a.X)))), Y: a.Y + int32(math.Round(t*(float64(b.Y)-float64(a.Y))))}
		return at, p.east * (float64(b.X) - float64(a.X)), p.north * (float64(b.Y) - float64(a.Y))
	}
	return path[0], 0, 0
}

// open makes a knife over open ground.
func (p *plot) open(path geo.Line) knife {
	out := knife{kind: byOpen, path: path}
	for _, k := range p.knives {
		for i := 1; k.wall && i < len(k.path); i++ {
			out.through = out.through || crosses(path[0], path[1], k.path[i-1], k.path[i])
		}
	}
	return out
}

// sweep is a straight cut between buildings.
type sweep struct {
	off  int64 // how far what lies on one side is from what a part should have
	wide float64
	line geo.Line
}

// sweeps are straight cuts through the whole area between its buildings, those that come
// nearest to parts of equal households.
func (p *plot) sweeps(parts int) []knife {
	var all []sweep
	for d := range directions {
		angle := math.Pi * float64(d) / directions
		all = append(all, p.sweepsAt(parts, math.Cos(angle), math.Sin(angle))...)
	}
	slices.SortStableFunc(all, func(x, y sweep) int {
		return cmp.Or(cmp.Compare(x.off, y.off), cmp.Compare(y.wide, x.wide))
	})
	var out []knife
	for _, s := range all[:min(len(all), mostSweeps)] {
		out = append(out, p.open(s.line))
	}
	return out
}

// span is what a building takes of the axis across a cut.
type span struct {
	lo, hi     float64
	households int64
}

func (p *plot) sweepsAt(parts int, nx, ny float64) []sweep {
	mid := geo.Point{X: p.box.Min.X/2 + p.box.Max.X/2, Y: p.box.Min.Y/2 + p.box.Max.Y/2}
	across := func(q geo.Point) float64 {
		return float64(nx*p.east*(float64(q.X)-float64(mid.X))) + float64(ny*p.north*(float64(q.Y)-float64(mid.Y)))
	}
	var spans []span
	total := int64(0)
	add := func(points []geo.Point, households int64) {
		s := span{math.Inf(1), math.Inf(-1), households}
		for _, q := range points {
			s.lo, s.hi = min(s.lo, across(q)), max(s.hi, across(q))
		}
		if len(points) > 0 {
			spans = append(spans, s)
		}
		total += households
	}
	for _, b := range p.blocks {
		if len(b.Shape) > 0 && p.area.Shape.Owns(b.Shape[0][0][0]) {
			add(b.Shape[0][0], 0)
		}
	}
	for _, b := range p.homes {
		if b.Households != nil {
			add([]geo.Point{countsAt(b)}, *b.Households)
		}
	}
	slices.SortFunc(spans, func(x, y span) int {
		return cmp.Or(cmp.Compare(x.lo, y.lo), cmp.Compare(x.hi, y.hi), cmp.Compare(x.households, y.households))
	})
	var out []sweep
	done, reach := int64(0), math.Inf(-1)
	for _, s := range spans {
		if s.lo-reach >= narrowest && !math.IsInf(reach, -1) {
			off := total * int64(parts)
			for j := 1; j < parts; j++ {
				off = min(off, max(done*int64(parts)-int64(j)*total, int64(j)*total-done*int64(parts)))
			}
			out = append(out, sweep{off, s.lo - reach, p.straight(mid, nx, ny, (reach+s.lo)/2)})
		}
		reach, done = max(reach, s.hi), done+s.households
	}
	return out
}

// straight is the line across the whole area that lies so many metres along the axis.
func (p *plot) straight(mid geo.Point, nx, ny, at float64) geo.Line {
	long := p.metres(p.box.Min, p.box.Max)
	point := func(t float64) geo.Point {
		x, y := float64(nx*at)-float64(ny*t), float64(ny*at)+float64(nx*t)
		return geo.Point{X: mid.X + int32(math.Round(x/p.east)), Y: mid.Y + int32(math.Round(y/p.north))}
	}
	return geo.Line{point(-long), point(long)}
}
