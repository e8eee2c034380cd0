package locate

import (
	"slices"

	"github.com/redsail/redsail/geo"
)

// line is a border: a ring of an area, or a part of one. ref says of what: an area while
// rings are spread over the ground, a set of areas once they are woven.
type line struct {
	points []geo.Point
	ref    uint32
	closed bool // the last point is joined to the first
	kept   bool // it comes from an index, where an edge may stand in several leaves
}

// edges is how many there are. Edge v goes from points[v] to the next.
func (l *line) edges() uint32 {
	if l.closed {
		return uint32(len(l.points))
	}
	return uint32(len(l.points) - 1)
}

func (l *line) at(v uint32) geo.Point {
	if int(v) == len(l.points) {
		return l.points[0]
	}
	return l.points[v]
}

// piece is a part of a line: its edges from … to-1.
type piece struct{ line, from, to uint32 }

// spreader gives each cell of a raster the pieces that meet it. Its room is used again.
type spreader struct {
	hits  []hit
	last  []int32 // per cell the number of its last hit, or -1
	start []uint32
	out   []piece
	met   []uint32
}

type hit struct {
	cell uint32
	piece
}

// spread finds the pieces of each cell: those of cell n are out[start[n]:start[n+1]], in
// the order of the lines. A cell gets every edge that touches its closed square, and
// perhaps one beside it, which does no harm.
func (s *spreader) spread(r *raster, lines []line, in []piece) (start []uint32, out []piece) {
	n := int(r.nx * r.ny)
	s.hits = s.hits[:0]
	s.last = slices.Grow(s.last[:0], n)[:n]
	for i := range s.last {
		s.last[i] = -1
	}
	for _, p := range in {
		s.piece(r, &lines[p.line], p)
	}
	return s.sort(n)
}

// sort brings the hits of each cell together.
func (s *spreader) sort(cells int) (start []uint32, out []piece) {
	s.start = slices.Grow(s.start[:0], cells+1)[:cells+1]
	clear(s.start)
	for i := range s.hits {
		s.start[s.hits[i].cell+1]++
	}
	for i := range cells {
		s.start[i+1] += s.start[i]
	}
	s.out = slices.Grow(s.out[:0], len(s.hits))[:len(s.hits)]
	for i := range s.hits {
		h := &s.hits[i]
		s.out[s.start[h.cell]] = h.piece
		s.start[h.cell]++
	}
	copy(s.start[1:], s.start) // each has moved on to the next one's start
	s.start[0] = 0
	return s.start, s.out
}

// piece finds the cells of a piece. Most edges lie in the inside of the cell where the one
// before ended.
func (s *spreader) piece(r *raster, l *line, p piece) {
	a := l.at(p.from)
	cell, inside := r.inner(a)
	for v := p.from; v < p.to; v++ {
		b := l.at(v + 1)
		if a == b {
			continue
		}
		to, in := r.inner(b)
		if inside && in && cell == to {
			s.hit(cell, p.line, v)
		} else {
			s.met = r.meet(a, b, s.met[:0])
			for _, n := range s.met {
				s.hit(n, p.line, v)
			}
		}
		a, cell, inside = b, to, in
	}
}

// hit adds an edge to the last piece of a cell, or begins one.
func (s *spreader) hit(cell, line, v uint32) {
	if k := s.last[cell]; k >= 0 {
		if h := &s.hits[k]; h.line == line && h.to == v {
			h.to = v + 1
			return
		}
	}
	s.last[cell] = int32(len(s.hits))
	s.hits = append(s.hits, hit{cell: cell, piece: piece{line: line, from: v, to: v + 1}})
}

// inner is the cell that has p in its inside, if one has.
func (r *raster) inner(p geo.Point) (cell uint32, ok bool) {
	dx, dy := uint32(p.X)-uint32(r.at.X), uint32(p.Y)-uint32(r.at.Y)
	i, j := dx>>r.shift, dy>>r.shift
	edge := uint32(1)<<r.shift - 1
	return j*r.nx + i, i < r.nx && j < r.ny && dx&edge != 0 && dy&edge != 0
}

// meet appends each cell that the edge a–b may touch.
func (r *raster) meet(a, b geo.Point, cells []uint32) []uint32 {
	if a.Y > b.Y {
		a, b = b, a
	}
	y0, y1 := int64(a.Y)-1-int64(r.at.Y), int64(b.Y)-int64(r.at.Y)
	low, high, ok := span(y0, y1, r.shift, r.ny)
	if !ok {
		return cells
	}
	left, right, ok := span(int64(min(a.X, b.X))-1-int64(r.at.X), int64(max(a.X, b.X))-int64(r.at.X), r.shift, r.nx)
	if !ok {
		return cells
	}
	// The rows beyond the raster count: in a band of rows an edge meets what it meets in all.
	slanted := right > left && a.Y < b.Y && y0>>r.shift < y1>>r.shift
	for j := low; j <= high; j++ {
		from, to := left, right
		if slanted {
			if from, to, ok = r.band(a, b, j); !ok {
				continue
			}
		}
		for i := from; i <= to; i++ {
			cells = append(cells, j*r.nx+i)
		}
	}
	return cells
}

// band is the span of cells in row j that the edge a–b, the lower end first, may touch. The
// floating-point numbers are good to far less than the unit that is added on each side.
func (r *raster) band(a, b geo.Point, j uint32) (from, to uint32, ok bool) {
	base := float64(r.at.Y) + float64(uint64(j)<<r.shift)
	height := float64(uint64(1) << r.shift)
	slope := (float64(b.X) - float64(a.X)) / (float64(b.Y) - float64(a.Y))
	x0 := float64(a.X) + float64(slope*(max(base-1, float64(a.Y))-float64(a.Y)))
	x1 := float64(a.X) + float64(slope*(min(base+height+1, float64(b.Y))-float64(a.Y)))
	return span(int64(min(x0, x1))-2-int64(r.at.X), int64(max(x0, x1))+2-int64(r.at.X), r.shift, r.nx)
}

// span turns a closed span of offsets into one of cells; ok is false when it is outside.
func span(lo, hi int64, shift uint8, n uint32) (from, to uint32, ok bool) {
	lo, hi = lo>>shift, hi>>shift
	if hi < 0 || lo >= int64(n) {
		return 0, 0, false
	}
	return uint32(max(lo, 0)), uint32(min(hi, int64(n)-1)), true
}
