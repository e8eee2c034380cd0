package picture

// box is a part of the picture, in device pixels.
type box struct{ x1, y1, x2, y2 float32 }

// around is a box of a size round its middle, with so much clear on each side.
func around(m point, w, h, clear float32) box {
	return box{m.x - w/2 - clear, m.y - h/2 - clear, m.x + w/2 + clear, m.y + h/2 + clear}
}

func (b box) meets(o box) bool { return b.x1 < o.x2 && o.x1 < b.x2 && b.y1 < o.y2 && o.y1 < b.y2 }

// boxes are the parts of the picture that names and icons have taken, found by cells.
type boxes struct {
	w, h  float32
	cells map[[2]int32][]box
}

const cellSide = 64 // device pixels

// free is true when a box lies in the picture, at least in part, and meets none that is taken.
func (s *boxes) free(b box) bool {
	if b.x2 < 0 || b.y2 < 0 || b.x1 > s.w || b.y1 > s.h {
		return false
	}
	clear := true
	s.each(b, func(at [2]int32) {
		for _, o := range s.cells[at] {
			clear = clear && !b.meets(o)
		}
	})
	return clear
}

func (s *boxes) take(b box) {
	if s.cells == nil {
		s.cells = map[[2]int32][]box{}
	}
	s.each(b, func(at [2]int32) { s.cells[at] = append(s.cells[at], b) })
}

// each goes through the cells of the part of a box that is in the picture.
func (s *boxes) each(b box, use func(at [2]int32)) {
	cell := func(v, most float32) int32 { return int32(min(max(v, 0), most)) / cellSide }
	for y := cell(b.y1, s.h); y <= cell(b.y2, s.h); y++ {
		for x := cell(b.x1, s.w); x <= cell(b.x2, s.w); x++ {
			use([2]int32{x, y})
		}
	}
}
