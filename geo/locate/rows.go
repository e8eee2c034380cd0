package locate

import "github.com/redsail/redsail/geo"

// together is how many points go through the phases of Rows at a time.
const together = 64

// Rows is Row for many points: rows[i*layers+l] is the owner of points[i] in layer l, where
// layers is how many the index has. It does not allocate. A lookup waits for memory two or
// three times; here the points wait together, so that each costs a third.
func (x *Index) Rows(points []geo.Point, rows []int32) {
	layers := len(x.layers)
	rows = rows[:len(points)*layers]
	for i := range rows {
		rows[i] = None
	}
	var s walkers
	for len(points) > 0 {
		n := min(len(points), together)
		s.walk(&x.cells, points[:n])
		s.own(&x.cells, points[:n], rows, layers)
		points, rows = points[n:], rows[n*layers:]
	}
}

// walkers are points on their way, each in the cell of a word.
type walkers struct {
	dx, dy [together]uint32 // from the corner of the top raster
	word   [together]word
	shift  [together]uint8
	// leaves and lists are those that came to one. They are sorted out without a branch: a
	// processor cannot foresee which it will be, and a wrong guess costs more than all this.
	leaves, lists [together + 1]uint8
	leafs, listed int
	first         uint32
}

// walk brings all points to their cells, step by step, and reads the first number of each
// record, so that it is there when it is needed.
func (s *walkers) walk(c *cells, points []geo.Point) {
	for i, q := range points {
		s.dx[i], s.dy[i] = uint32(q.X)-uint32(c.at.X), uint32(q.Y)-uint32(c.at.Y)
		s.word[i], s.shift[i] = c.enter(s.dx[i], s.dy[i]), c.shift
	}
	for more := true; more; {
		more = false
		for i := range points {
			if w := s.word[i]; w.kind() == rasterWord {
				s.word[i], s.shift[i] = c.descend(w, s.shift[i], s.dx[i], s.dy[i])
				more = true
			}
		}
	}
	s.leafs, s.listed = 0, 0
	for i := range points {
		s.leaves[s.leafs], s.lists[s.listed] = uint8(i), uint8(i)
		isLeaf := int(s.word[i] & leafWord)
		s.leafs += isLeaf
		s.listed += 1 - isLeaf
	}
	for _, i := range s.leaves[:s.leafs] {
		record := c.records.at(s.word[i].address())
		s.first ^= record[0] ^ record[min(lineLen, len(record)-1)]
	}
	for _, i := range s.lists[:s.listed] {
		s.first ^= c.lists.at(s.word[i].address())[0] // there is something at address 0 too
	}
}

// own sets the owners of the points.
func (s *walkers) own(c *cells, points []geo.Point, rows []int32, layers int) {
	for _, i := range s.lists[:s.listed] {
		if w := s.word[i]; w != 0 {
			c.list(w).own(rows[int(i)*layers : (int(i)+1)*layers])
		}
	}
	for _, i := range s.leaves[:s.leafs] {
		w, shift := s.word[i], s.shift[i]
		at := spot{q: points[i], word: w, x: centred(s.dx[i], shift), y: centred(s.dy[i], shift), shift: shift}
		leaf(c.records.at(w.address())).own(at, rows[int(i)*layers:(int(i)+1)*layers])
	}
}
