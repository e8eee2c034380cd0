package walk

import (
	"context"

	"github.com/redsail/redsail/geo"
)

// crossingsAtOnce is how many sides are met before it is looked whether anybody still waits.
const crossingsAtOnce = 256

// marching draws the outline of the points that are in: marching squares, in which each place
// where the outline crosses a side of a square is found by asking, not by interpolation. So it
// stops before a wall.
type marching struct {
	*Contours
	in   func(Found) bool
	next []int32 // by side: the side at which the outline goes on, plus one; 0 = none
	used []int32 // sides with an outline, in the order of the squares
}

// Sides of squares are numbered: 2n is the one from point n to the east, 2n+1 to the north.
func (m *marching) east(column, line int) int32  { return int32(2 * (line*m.across + column)) }
func (m *marching) north(column, line int) int32 { return int32(2*(line*m.across+column) + 1) }

// rings are the closed outlines, with what is in on their left.
func (m *marching) rings(ctx context.Context) ([]geo.Ring, error) {
	m.next = make([]int32, 2*len(m.found))
	is := make([]bool, len(m.found))
	for i, f := range m.found {
		is[i] = m.in(f)
	}
	for l := range m.up - 1 {
		for k := range m.across - 1 {
			i := l*m.across + k
			m.square(k, l, is[i], is[i+1], is[i+1+m.across], is[i+m.across])
		}
	}
	var out []geo.Ring
	met := 0
	for _, first := range m.used {
		var ring geo.Ring
		for at := first; m.next[at] != 0; {
			if met++; met%crossingsAtOnce == 0 && ctx.Err() != nil {
				return nil, ctx.Err()
			}
			ring = append(ring, m.crossing(at, is))
			at, m.next[at] = m.next[at]-1, 0
		}
		if len(ring) > 2 {
			out = append(out, ring)
		}
	}
	return out, nil
}

// square joins the sides of a square between points that are in and points that are not. Two
// opposite points that are in are kept apart.
func (m *marching) square(k, l int, sw, se, ne, nw bool) {
	s, e, n, w := m.east(k, l), m.north(k+1, l), m.east(k, l+1), m.north(k, l)
	join := func(from, to int32) {
		m.next[from] = to + 1
		m.used = append(m.used, from)
	}
	// Each corner that is in begins an outline after the side before it, and ends it before the
	// side behind it, unless its neighbour is in too.
	corners, sides := [4]bool{sw, se, ne, nw}, [4]int32{s, e, n, w}
	for i := range corners {
		// The outline leaves the square's corner run that begins at i over side i-1 …
		if !corners[i] || corners[(i+3)%4] {
			continue
		}
		end := i
		for corners[(end+1)%4] && end-i < 3 {
			end++
		}
		// … and comes in over the side behind its last corner.
		join(sides[end%4], sides[(i+3)%4])
	}
}

// crossing is where the outline crosses a side, on that part of it which is in.
func (m *marching) crossing(side int32, is []bool) geo.Point {
	i := int(side / 2)
	column, line := i%m.across, i/m.across
	a, b := m.at(column, line), m.at(column+1, line)
	if side%2 == 1 {
		b = m.at(column, line+1)
	}
	if !is[i] {
		a, b = b, a
	}
	lo, hi := 0.0, 1.0
	run := piece{a, b}
	for range bisections {
		mid := (lo + hi) / 2
		if m.in(m.ask(run.at(mid))) {
			lo = mid
		} else {
			hi = mid
		}
	}
	return run.at(max(lo, contourFirst))
}
