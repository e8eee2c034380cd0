package locate

import (
	"math"

	"github.com/redsail/redsail/geo"
)

// rings looks into the cells round the point, ring by ring, until nothing nearer can be
// farther out; it is false when that takes too many rings. For a cell that no border enters
// it is one glance.
func (s *search) rings() (done bool) {
	c := &s.x.cells
	all, ok := s.patch(&c.raster)
	if !ok {
		return true
	}
	i, j := (s.metric.x0-int64(c.at.X))>>c.shift, (s.metric.y0-int64(c.at.Y))>>c.shift
	if i < 0 || j < 0 || i >= int64(c.nx) || j >= int64(c.ny) {
		return false
	}
	var q queue
	for r := range int64(mostRings) {
		gap := s.gap(all, i, j, r)
		s.visit(&q, gap)
		if gap > s.beyond || math.IsInf(gap, 1) {
			return true
		}
		west, east := max(int64(all.i0), i-r), min(int64(all.i1), i+r)
		for y := max(int64(all.j0), j-r); y <= min(int64(all.j1), j+r); y++ {
			step := int64(1)
			if y > j-r && y < j+r {
				step = 2 * r
			}
			for x := i - r; x <= i+r; x += step {
				if x >= west && x <= east {
					s.enqueue(&q, uint32(x), uint32(y))
				}
			}
		}
	}
	s.visit(&q, s.beyond)
	return false
}

// mostRings is how many rings are cheaper than a way through the pyramid.
const mostRings = 10

// gap is at most the square of the distance to the cells of ring r and those farther out.
func (s *search) gap(all patch, i, j, r int64) float64 {
	c := &s.x.cells
	gap := math.Inf(1)
	if i-r >= int64(all.i0) {
		gap = float64(s.metric.x0-int64(c.at.X)-(i-r+1)<<c.shift) * s.metric.x
	}
	if i+r <= int64(all.i1) {
		gap = min(gap, float64((i+r)<<c.shift+int64(c.at.X)-s.metric.x0)*s.metric.x)
	}
	if j-r >= int64(all.j0) {
		gap = min(gap, float64(s.metric.y0-int64(c.at.Y)-(j-r+1)<<c.shift)*s.metric.y)
	}
	if j+r <= int64(all.j1) {
		gap = min(gap, float64((j+r)<<c.shift+int64(c.at.Y)-s.metric.y0)*s.metric.y)
	}
	gap = max(0, gap)
	return gap * gap
}

// queue holds cells to be looked into.
type queue struct {
	len  int
	room [16]queued
}

type queued struct {
	distance float64 // in the plane, squared
	word     word
	block    block
}

// enqueue takes up a cell of the top raster that may hold what is nearer.
func (s *search) enqueue(q *queue, i, j uint32) {
	c := &s.x.cells
	w := word(c.top[j/pageSide*c.across+i/pageSide][j%pageSide*pageSide+i%pageSide])
	if w.kind() == listWord {
		return
	}
	b := c.block(i, j)
	part, ok := b.within(s.box)
	if !ok {
		return
	}
	d := s.metric.box(part)
	if d > s.beyond {
		return
	}
	if q.len == len(q.room) {
		s.visit(q, math.Inf(1))
	}
	q.room[q.len] = queued{d, w, b}
	q.len++
}

// visit looks into the cells that are not farther than a distance, the nearest first.
func (s *search) visit(q *queue, distance float64) {
	for q.len > 0 {
		next := 0
		for i := range q.len {
			if q.room[i].distance < q.room[next].distance {
				next = i
			}
		}
		at := q.room[next]
		if at.distance > s.beyond {
			q.len = 0
			return
		}
		if at.distance > distance {
			return
		}
		q.len--
		q.room[next] = q.room[q.len]
		s.word(at.word, at.block)
	}
}

// patch is a part of a raster, its ends included.
type patch struct{ i0, j0, i1, j1 uint32 }

// few tells whether a part is so small that its cells are looked into one by one.
func (a patch) few() bool {
	const few = 9
	return a.i1-a.i0 < few && a.j1-a.j0 < few && (a.i1-a.i0+1)*(a.j1-a.j0+1) <= few
}

// patch is the part of a raster whose closed cells meet the box; ok is false when none does.
func (s *search) patch(r *raster) (part patch, ok bool) {
	x, y := int64(r.at.X), int64(r.at.Y)
	i0, j0 := max(0, (int64(s.box.Min.X)-x-1)>>r.shift), max(0, (int64(s.box.Min.Y)-y-1)>>r.shift)
	i1, j1 := min(int64(r.nx)-1, (int64(s.box.Max.X)-x)>>r.shift), min(int64(r.ny)-1, (int64(s.box.Max.Y)-y)>>r.shift)
	return patch{uint32(i0), uint32(j0), uint32(i1), uint32(j1)}, i0 <= i1 && j0 <= j1
}

// block is that of a cell of a raster.
func (r *raster) block(i, j uint32) block {
	return block{x: int64(r.at.X) + int64(i)<<r.shift, y: int64(r.at.Y) + int64(j)<<r.shift, shift: r.shift}
}

// cell looks into a cell of which only part may be within reach.
func (s *search) cell(w word, b block) {
	if w.kind() == listWord {
		return
	}
	if part, ok := b.within(s.box); ok && s.metric.box(part) <= s.beyond {
		s.word(w, b)
	}
}

// inner looks into a raster in a cell.
func (s *search) inner(words []uint32, k uint8, b block) {
	r := raster{at: geo.Point{X: int32(b.x), Y: int32(b.y)}, shift: b.shift - k, nx: 1 << k, ny: 1 << k}
	at, ok := s.patch(&r)
	if !ok {
		return
	}
	if !at.few() {
		s.raster(words, k, b, 0, 0, k)
		return
	}
	for j := at.j0; j <= at.j1; j++ {
		for i := at.i0; i <= at.i1; i++ {
			s.cell(word(words[j<<k|i]), r.block(i, j))
		}
	}
}
