package walk

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/redsail/redsail/geo"
)

// Settings of a drawing.
const (
	contourStep  = 20.0 // metres between the points that are asked
	contourPeer  = 5.0  // metres that simplifying may move an outline
	contourHole  = 10_000.0
	contourFirst = 1.0 / 256 // an outline keeps so far of a step from the points that are asked
	bisections   = 6         // a wall or a border is met to 20 m / 64
)

// MostContour is how many points one drawing asks at most: 100 km².
const MostContour = 250_000

// Contours is a grid of points with the nearest facility of each, of which outlines are drawn. A
// drawing is a picture for the eye: what counts is told by asking for the point itself.
type Contours struct {
	net    *Network
	ask    func(geo.Point) Found
	origin geo.Point // of the first column and line
	dx, dy int32     // lattice units of a step
	across int       // columns; the outermost columns and lines are nobody's
	up     int
	found  []Found // row by row from the south
}

// Contours asks for all points of a grid over a box, 20 m apart: wall-aware snap, then the field.
// Grids of one network over different boxes have their points in common. A box of more than
// MostContour points is refused; it fails with the error of ctx when that ends.
func (n *Network) Contours(ctx context.Context, box geo.Box, field *Nearest) (*Contours, error) {
	return n.ContoursWithin(ctx, box, field, MostContour)
}

// ContoursWithin is Contours with a limit of points of its own, of 24 bytes each.
func (n *Network) ContoursWithin(ctx context.Context, box geo.Box, field *Nearest, most int) (*Contours, error) {
	c := n.newContours(box, func(q geo.Point) Found {
		var room [MostStand]Foothold
		feet, _ := n.Stand(q, room[:0])
		best := nobody
		for _, f := range feet {
			if found, _ := field.At(f); found.before(best) {
				best = found
			}
			if field.Direction() == ToFacility {
				continue
			}
			for _, home := range n.Arrivals(f)[1:] {
				if found, _ := field.At(home); found.before(best) {
					best = found
				}
			}
		}
		return best
	})
	if c.across*c.up > most {
		return nil, fmt.Errorf("walk: the box is too large to draw in: %d points 20 m apart, at most %d", c.across*c.up, most)
	}
	if err := c.fill(ctx); err != nil {
		return nil, err
	}
	return c, nil
}

// ContourPoints is how many points Contours would ask for a box.
func (n *Network) ContourPoints(box geo.Box) int {
	c := n.newContours(box, nil)
	return c.across * c.up
}

// newContours lays the grid: steps are those in the middle of the network, from its corner.
func (n *Network) newContours(box geo.Box, ask func(geo.Point) Found) *Contours {
	g := &n.land.grid
	east, north := n.metric.at(float64(g.origin.Y) + float64(g.up)*float64(g.height)/2)
	c := &Contours{net: n, ask: ask, dx: int32(contourStep/max(east, 1e-6)) + 1, dy: int32(contourStep/north) + 1}
	if box.Empty() {
		return c
	}
	first := func(at, from, step int32) int { return floorDiv(int64(at)-int64(from), int64(step)) - 1 }
	west, south := first(box.Min.X, g.origin.X, c.dx), first(box.Min.Y, g.origin.Y, c.dy)
	c.across = first(box.Max.X, g.origin.X, c.dx) - west + 4
	c.up = first(box.Max.Y, g.origin.Y, c.dy) - south + 4
	c.origin = geo.Point{X: clampX(int64(g.origin.X) + int64(west)*int64(c.dx)), Y: clampY(int64(g.origin.Y) + int64(south)*int64(c.dy))}
	return c
}

func clampX(x int64) int32 { return int32(max(-geo.MaxX, min(geo.MaxX, x))) }
func clampY(y int64) int32 { return int32(max(-geo.MaxY, min(geo.MaxY, y))) }

func (c *Contours) fill(ctx context.Context) error {
	c.found = make([]Found, c.across*c.up)
	for l := range c.up {
		if err := ctx.Err(); err != nil {
			return err
		}
		for k := range c.across {
			if v := &c.found[l*c.across+k]; l == 0 || k == 0 || l == c.up-1 || k == c.across-1 {
				*v = nobody // so that every outline closes
			} else {
				*v = c.ask(c.at(k, l))
			}
		}
	}
	return nil
}

func (c *Contours) at(column, line int) geo.Point {
	return geo.Point{X: clampX(int64(c.origin.X) + int64(column)*int64(c.dx)), Y: clampY(int64(c.origin.Y) + int64(line)*int64(c.dy))}
}

// Within draws where some facility is within a time; it fails with the error of ctx alone.
func (c *Contours) Within(ctx context.Context, limit Time) (geo.MultiPolygon, error) {
	return c.draw(ctx, func(f Found) bool { return f.Time <= limit }, func(Found) bool { return false })
}

// Apart draws for each facility that is the nearest of some point within a time where it is, in the
// order of their numbers. Each is drawn in a window of the grid of its own, so that many cost little
// more than all together. It fails with the error of ctx, or that of draw.
func (c *Contours) Apart(ctx context.Context, limit Time, draw func(facility int32, shape geo.MultiPolygon) error) error {
	windows := c.windows(limit)
	for _, facility := range slices.Sorted(maps.Keys(windows)) {
		shape, err := c.in(windows[facility]).draw(ctx, func(f Found) bool { return f.Facility == facility && f.Time <= limit },
			func(f Found) bool { return f.Facility != facility && f.Time <= limit })
		if err != nil {
			return err
		}
		if err := draw(facility, shape); err != nil {
			return err
		}
	}
	return nil
}

// Facilities is how many facilities are the nearest of some point within a time.
func (c *Contours) Facilities(limit Time) int { return len(c.windows(limit)) }

// window is a part of a grid: columns and lines from the one, up to and with the other.
type window struct{ west, south, east, north int }

// windows are the points that each facility is the nearest of within a time, with a point more on each
// side; the grid has those, since its outermost are nobody's.
func (c *Contours) windows(limit Time) map[int32]window {
	out := map[int32]window{}
	for i, f := range c.found {
		if f.Time > limit || f == nobody {
			continue
		}
		k, l := i%c.across, i/c.across
		w, ok := out[f.Facility]
		if !ok {
			w = window{k, l, k, l}
		}
		out[f.Facility] = window{min(w.west, k-1), min(w.south, l-1), max(w.east, k+1), max(w.north, l+1)}
	}
	return out
}

// in is a window as a grid of its own.
func (c *Contours) in(w window) *Contours {
	part := *c
	part.origin, part.across, part.up = c.at(w.west, w.south), w.east-w.west+1, w.north-w.south+1
	part.found = make([]Found, 0, part.across*part.up)
	for l := w.south; l <= w.north; l++ {
		part.found = append(part.found, c.found[l*c.across+w.west:l*c.across+w.east+1]...)
	}
	return &part
}

// draw goes round the points that are in; what is left is filled of small holes and simplified. A hole stays in
// which a point is another's: two drawings would claim it else.
func (c *Contours) draw(ctx context.Context, in, another func(Found) bool) (geo.MultiPolygon, error) {
	m := marching{Contours: c, in: in}
	rings, err := m.rings(ctx)
	if err != nil {
		return nil, err
	}
	return c.net.polygons(rings, func(hole geo.Ring) bool { return c.has(hole, another) }), ctx.Err()
}

// has tells whether a point of the grid in a ring is such a one.
func (c *Contours) has(r geo.Ring, such func(Found) bool) bool {
	box := geo.EmptyBox()
	for _, p := range r {
		box = box.Extend(p)
	}
	column := func(x int32) int { return int((int64(x) - int64(c.origin.X)) / int64(c.dx)) }
	line := func(y int32) int { return int((int64(y) - int64(c.origin.Y)) / int64(c.dy)) }
	inside := geo.MultiPolygon{{r}}
	for l := max(line(box.Min.Y), 0); l <= min(line(box.Max.Y), c.up-1); l++ {
		for k := max(column(box.Min.X), 0); k <= min(column(box.Max.X), c.across-1); k++ {
			if such(c.found[l*c.across+k]) && inside.Owns(c.at(k, l)) {
				return true
			}
		}
	}
	return false
}
