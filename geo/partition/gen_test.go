package partition_test

import (
	"math"
	"math/rand/v2"

	"github.com/redsail/redsail/geo"
)

// sheet is a made-up coverage of cells by cells areas that share borders exactly.
type sheet struct {
	cells int
	nodes [][]geo.Point                // corners, [row][column]
	lines map[[2]geo.Point][]geo.Point // inner vertices of the border from one corner to the next
}

// newSheet makes cells of about size units with bent borders. The outer frame is a square.
func newSheet(r *rand.Rand, cells int, size int32) *sheet {
	s := &sheet{cells: cells, lines: map[[2]geo.Point][]geo.Point{}}
	for y := range cells + 1 {
		var row []geo.Point
		for x := range cells + 1 {
			p := geo.Point{X: int32(x) * size, Y: int32(y) * size}
			if x > 0 && x < cells {
				p.X += r.Int32N(size/2) - size/4
			}
			if y > 0 && y < cells {
				p.Y += r.Int32N(size/2) - size/4
			}
			row = append(row, p)
		}
		s.nodes = append(s.nodes, row)
	}
	for y := range cells + 1 {
		for x := range cells + 1 {
			if x < cells {
				s.bend(r, s.nodes[y][x], s.nodes[y][x+1], y == 0 || y == cells, size)
			}
			if y < cells {
				s.bend(r, s.nodes[y][x], s.nodes[y+1][x], x == 0 || x == cells, size)
			}
		}
	}
	return s
}

// bend puts vertices on a border: on the straight line of the frame exactly, else
// rounded and at times moved off by a little.
func (s *sheet) bend(r *rand.Rand, a, b geo.Point, frame bool, size int32) {
	n := r.Int32N(4)
	var line []geo.Point
	for i := int32(1); i <= n; i++ {
		p := geo.Point{X: a.X + (b.X-a.X)*i/(n+1), Y: a.Y + (b.Y-a.Y)*i/(n+1)}
		if !frame && size >= 20 && r.IntN(2) == 0 {
			p.X += r.Int32N(size/10) - size/20
			p.Y += r.Int32N(size/10) - size/20
		}
		line = append(line, p)
	}
	s.lines[[2]geo.Point{a, b}] = line
}

// block is the ring round the cells x0 ≤ x < x1, y0 ≤ y < y1, anticlockwise.
func (s *sheet) block(x0, y0, x1, y1 int) geo.Ring {
	var ring geo.Ring
	along := func(ax, ay, bx, by int) {
		a, b := s.nodes[ay][ax], s.nodes[by][bx]
		ring = append(ring, a)
		if line, ok := s.lines[[2]geo.Point{a, b}]; ok {
			ring = append(ring, line...)
			return
		}
		line := s.lines[[2]geo.Point{b, a}]
		for i := len(line) - 1; i >= 0; i-- {
			ring = append(ring, line[i])
		}
	}
	for x := x0; x < x1; x++ {
		along(x, y0, x+1, y0)
	}
	for y := y0; y < y1; y++ {
		along(x1, y, x1, y+1)
	}
	for x := x1; x > x0; x-- {
		along(x, y1, x-1, y1)
	}
	for y := y1; y > y0; y-- {
		along(x0, y, x0, y-1)
	}
	return ring
}

// blocks parts the sheet into squares of n by n cells.
func (s *sheet) blocks(n int) []geo.MultiPolygon {
	var out []geo.MultiPolygon
	for y := 0; y < s.cells; y += n {
		for x := 0; x < s.cells; x += n {
			out = append(out, geo.MultiPolygon{{s.block(x, y, min(x+n, s.cells), min(y+n, s.cells))}})
		}
	}
	return out
}

// jitter moves each vertex of each shape on its own by up to n units each way.
func jitter(r *rand.Rand, shapes []geo.MultiPolygon, n int32) []geo.MultiPolygon {
	var out []geo.MultiPolygon
	for _, m := range shapes {
		ring := make(geo.Ring, len(m[0][0]))
		for i, p := range m[0][0] {
			if n > 0 && r.IntN(2) == 0 {
				p.X += r.Int32N(2*n+1) - n
				p.Y += r.Int32N(2*n+1) - n
			}
			ring[i] = p
		}
		out = append(out, geo.MultiPolygon{{ring}})
	}
	return out
}

// tJunctions is cells columns of a square frame, each parted by straight lines at
// heights of its own. A column's border with the next is one straight slanted line on
// the left side, and on the right one with the rounded corners of that side, so areas
// of both sides hold different vertices of it.
func tJunctions(r *rand.Rand, cells int, size int32) []geo.MultiPolygon {
	side := int32(cells) * size
	lines := make([][2]geo.Point, cells+1)
	for i := range lines {
		x := int32(i) * size
		lines[i] = [2]geo.Point{{X: x, Y: 0}, {X: x, Y: side}}
		if i > 0 && i < cells {
			lines[i][0].X += r.Int32N(size/2) - size/4
			lines[i][1].X += r.Int32N(size/2) - size/4
		}
	}
	var out []geo.MultiPolygon
	for i := range cells {
		heights := []int32{0}
		for y := size/2 + r.Int32N(size/2); y < side-size/3; y += size/2 + r.Int32N(size) {
			heights = append(heights, y)
		}
		heights = append(heights, side)
		for k := 0; k+1 < len(heights); k++ {
			a, b := heights[k], heights[k+1]
			out = append(out, geo.MultiPolygon{{geo.Ring{
				onLine(lines[i], a), onLine(lines[i+1], a), onLine(lines[i+1], b), onLine(lines[i], b),
			}}})
		}
	}
	return out
}

// onLine is the rounded point of a line at a height.
func onLine(l [2]geo.Point, y int32) geo.Point {
	t := float64(y-l[0].Y) / float64(l[1].Y-l[0].Y)
	return geo.Point{X: int32(math.Round(float64(l[0].X) + t*float64(l[1].X-l[0].X))), Y: y}
}
