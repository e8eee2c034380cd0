package main

import (
	"fmt"
	"math"
	"slices"
)

// The mesh is a raster of cells with shaken corners and bent edges. Each edge is made
// once and used by the cells on both of its sides, so that borders are shared exactly.

// point is a lattice point, in units of 1e-7 degree.
type point struct{ x, y int32 }

// The mesh's ground: open water in the middle of the Bohai Sea, so that nobody can take
// the made-up district for a real one. Cells are about 156 m by 155 m.
const (
	west, north = 119_850_0000, 38_700_0000
	cellX       = 18000
	cellY       = 14000
	nodeShake   = 0.14 // of a cell
	edgeBend    = 0.05 // of an edge
)

type cell struct{ row, col int }

// side is one edge of the mesh, from node (row, col) east or south.
type side struct {
	row, col int
	south    bool
}

// noise is in [-1, 1), the same for the same arguments (SplitMix64's finaliser).
func noise(parts ...int) float64 {
	z := uint64(0x9e3779b97f4a7c15)
	for _, p := range parts {
		z += uint64(int64(p)) + 0x9e3779b97f4a7c15
		z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
		z = (z ^ z>>27) * 0x94d049bb133111eb
		z ^= z >> 31
	}
	return float64(z>>11)/(1<<52) - 1
}

// round is to the nearest; the conversions forbid a fused multiply-add, which some
// processors would use and thereby make other bytes.
func round(v float64) int32 { return int32(math.Round(v)) }

func node(row, col int) point {
	dx := float64(noise(row, col, 1)*nodeShake) * cellX
	dy := float64(noise(row, col, 2)*nodeShake) * cellY
	return point{x: int32(west+col*cellX) + round(dx), y: int32(north-row*cellY) + round(dy)}
}

// bent are the points of an edge from its first node to its last, both included.
func (s side) bent() []point {
	a, b := node(s.row, s.col), node(s.row, s.col+1)
	if s.south {
		b = node(s.row+1, s.col)
	}
	south := 0
	if s.south {
		south = 1
	}
	dx, dy := float64(b.x-a.x), float64(b.y-a.y)
	out := []point{a}
	for i := 1; i <= 3; i++ {
		t := float64(i) / 4
		bend := noise(s.row, s.col, south, i) * edgeBend
		x := float64(t*dx) - float64(bend*dy)
		y := float64(t*dy) + float64(bend*dx)
		out = append(out, point{x: a.x + round(x), y: a.y + round(y)})
	}
	return append(out, b)
}

// outline are the four sides of a cell, anticlockwise, each as its points.
func (c cell) outline() [][]point {
	top := side{row: c.row, col: c.col}.bent()
	bottom := side{row: c.row + 1, col: c.col}.bent()
	left := side{row: c.row, col: c.col, south: true}.bent()
	right := side{row: c.row, col: c.col + 1, south: true}.bent()
	return [][]point{left, bottom, reversed(right), reversed(top)}
}

func reversed(line []point) []point {
	out := slices.Clone(line)
	slices.Reverse(out)
	return out
}

// boundary joins cells: the sides that only one of them has, chained into closed simple
// rings, outer ones anticlockwise and holes clockwise. Rings may touch at a node.
func boundary(cells []cell) ([][]point, error) {
	sides := map[[2]point]bool{}
	for _, c := range cells {
		for _, line := range c.outline() {
			sides[[2]point{line[0], line[len(line)-1]}] = true
		}
	}
	leaving := map[point][][]point{} // by the node that a line leaves
	var order []point
	for _, c := range cells {
		for _, line := range c.outline() {
			a, b := line[0], line[len(line)-1]
			if !sides[[2]point{b, a}] {
				leaving[a] = append(leaving[a], line)
				order = append(order, a)
			}
		}
	}
	var rings [][]point
	for _, start := range order {
		if len(leaving[start]) > 0 {
			made, err := follow(leaving, start)
			if err != nil {
				return nil, err
			}
			rings = append(rings, made...)
		}
	}
	return rings, nil
}

// follow walks lines, taking them out of leaving, until it is back at start with none
// left to take there. Each time it meets a node of its path again, the loop since then is
// a ring of its own: so no ring touches itself.
func follow(leaving map[point][][]point, start point) ([][]point, error) {
	var rings [][]point
	var path [][]point
	at := start
	for len(path) > 0 || len(leaving[start]) > 0 {
		lines := leaving[at]
		if len(lines) == 0 {
			return nil, fmt.Errorf("the boundary has an open end at %v", at)
		}
		path, leaving[at] = append(path, lines[0]), lines[1:]
		at = lines[0][len(lines[0])-1]
		loop := slices.IndexFunc(path, func(line []point) bool { return line[0] == at })
		if loop < 0 {
			continue
		}
		var ring []point
		for _, line := range path[loop:] {
			ring = append(ring, line[:len(line)-1]...)
		}
		rings, path = append(rings, ring), path[:loop]
	}
	return rings, nil
}

// twiceArea is positive for an anticlockwise ring.
func twiceArea(ring []point) int64 {
	var sum int64
	a := ring[len(ring)-1]
	for _, b := range ring {
		sum += int64(a.x)*int64(b.y) - int64(b.x)*int64(a.y)
		a = b
	}
	return sum
}

// polygons sorts rings into outer rings, each with its holes.
func polygons(rings [][]point) [][][]point {
	var out [][][]point
	for _, r := range rings {
		if twiceArea(r) > 0 {
			out = append(out, [][]point{r})
		}
	}
	for _, r := range rings {
		if twiceArea(r) > 0 {
			continue
		}
		for i := range out {
			if holds(out[i][0], r[1]) { // r[0] is a node, where rings may touch
				out[i] = append(out[i], r)
				break
			}
		}
	}
	return out
}

// holds is the even–odd rule, for a point that is not on the ring.
func holds(ring []point, p point) bool {
	in := false
	a := ring[len(ring)-1]
	for _, b := range ring {
		if (a.y > p.y) != (b.y > p.y) {
			side := int64(b.x-a.x)*int64(p.y-a.y) - int64(p.x-a.x)*int64(b.y-a.y)
			if (side > 0) == (b.y > a.y) {
				in = !in
			}
		}
		a = b
	}
	return in
}

// shrunk moves each point of a ring towards its mean point, to share of the way out.
func shrunk(ring []point, share float64) []point {
	var sx, sy int64
	for _, p := range ring {
		sx, sy = sx+int64(p.x), sy+int64(p.y)
	}
	cx, cy := sx/int64(len(ring)), sy/int64(len(ring))
	out := make([]point, 0, len(ring))
	for _, p := range ring {
		dx, dy := float64(int64(p.x)-cx), float64(int64(p.y)-cy)
		out = append(out, point{x: int32(cx) + round(float64(dx*share)), y: int32(cy) + round(float64(dy*share))})
	}
	return out
}
