package balance

import (
	"cmp"
	"math"
	"slices"

	"github.com/paulmach/orb"

	"github.com/redsail/redsail/geo"
)

// WallCut is a place where a wall or fence goes on from one part into another.
type WallCut struct {
	Wall     string    `json:"wall" doc:"code of the line in layer wall"`
	Compound string    `json:"compound,omitempty" doc:"code of the compound that the wall bounds"`
	At       orb.Point `json:"at"`
}

// onLine is how far a point may lie beside a line that runs through it, in lattice units;
// alongside is the angle within which two lines run along each other.
const (
	onLine    = 3.0
	alongside = 0.02
)

// wallCuts are the walls that a stroke parts. A border that joins a wall and leaves it to
// the other side parts it too, one that leaves it to the same side does not.
func (p *plot) wallCuts(s *stroke) []WallCut {
	var out []WallCut
	seen := map[string]bool{}
	for i := range p.knives {
		k := &p.knives[i]
		if !k.wall || seen[k.of.Code] {
			continue
		}
		if at, cut := p.parts(s.path, p.wallOf(k.of.Code)); cut {
			seen[k.of.Code] = true
			out = append(out, WallCut{Wall: k.of.Code, Compound: k.yard, At: at.LonLat()})
		}
	}
	slices.SortFunc(out, func(x, y WallCut) int { return cmp.Compare(x.Wall, y.Wall) })
	return out
}

// wallOf are all stretches of a wall.
func (p *plot) wallOf(code string) []geo.Line {
	var out []geo.Line
	for i := range p.knives {
		if k := &p.knives[i]; k.wall && k.of.Code == code {
			out = append(out, k.path)
		}
	}
	return out
}

// parts is true of a path with a wall's stretches on both of its sides, one after the other
// or where it leaves the wall.
func (p *plot) parts(path geo.Line, wall []geo.Line) (geo.Point, bool) {
	was := 0 // the side of the stretch met last, while the path keeps to the wall
	for i := 1; i+1 < len(path); i++ {
		rays := p.raysAt(path[i], wall)
		if len(rays) == 0 {
			was = 0
			continue
		}
		back, on := p.angle(path[i], path[i-1]), p.angle(path[i], path[i+1])
		if !slices.ContainsFunc(rays, func(r float64) bool { return turn(r, back) < alongside }) {
			was = 0 // it came from beside the wall
		}
		for _, r := range rays {
			if turn(r, back) < alongside || turn(r, on) < alongside {
				continue
			}
			side := -1
			if ahead(on, r) < ahead(on, back) {
				side = 1
			}
			if was == -side {
				return path[i], true
			}
			was = side
		}
	}
	return geo.Point{}, false
}

// raysAt are the directions in which a wall goes on from a point that is on it.
func (p *plot) raysAt(q geo.Point, wall []geo.Line) []float64 {
	var out []float64
	for _, path := range wall {
		for i := 1; i < len(path); i++ {
			a, b := path[i-1], path[i]
			if !p.beside(q, a, b) {
				continue
			}
			for _, end := range []geo.Point{a, b} {
				if math.Hypot(float64(end.X)-float64(q.X), float64(end.Y)-float64(q.Y)) > onLine {
					out = append(out, p.angle(q, end))
				}
			}
		}
	}
	return out
}

// beside is true of a point on a step, but for rounding.
func (p *plot) beside(q, a, b geo.Point) bool {
	dx, dy := float64(b.X)-float64(a.X), float64(b.Y)-float64(a.Y)
	px, py := float64(q.X)-float64(a.X), float64(q.Y)-float64(a.Y)
	t := 0.0
	if square := float64(dx*dx) + float64(dy*dy); square > 0 {
		t = min(max((float64(px*dx)+float64(py*dy))/square, 0), 1)
	}
	return math.Hypot(px-float64(t*dx), py-float64(t*dy)) <= onLine
}

func (p *plot) angle(from, to geo.Point) float64 {
	return math.Atan2(p.north*(float64(to.Y)-float64(from.Y)), p.east*(float64(to.X)-float64(from.X)))
}

// ahead is how far to the left one must turn from a direction to another, 0 to 2π.
func ahead(from, to float64) float64 { return math.Mod(to-from+4*math.Pi, 2*math.Pi) }

// turn is the angle between two directions, 0 to π.
func turn(a, b float64) float64 {
	t := ahead(a, b)
	return min(t, 2*math.Pi-t)
}
