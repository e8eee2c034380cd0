package locate

import (
	"maps"
	"slices"

	"github.com/redsail/redsail/geo"
)

// replanter makes the touched cells anew: from their own leaves, without the areas that
// change, and from the new shapes of those.
type replanter struct {
	*edit
	cells  map[uint32]*replanted
	number map[entry]uint32 // place among names
	names  []entry
	lines  []line
}

// replanted is a cell to be made anew.
type replanted struct {
	base   []entry // the areas that hold its lower left corner
	pieces []piece
}

func (e *edit) replant() error {
	r := &replanter{edit: e, cells: make(map[uint32]*replanted, len(e.touched)), number: map[entry]uint32{}}
	order := slices.Sorted(maps.Keys(e.touched))
	for _, n := range order {
		r.dig(n)
	}
	r.rank()
	for _, name := range e.order {
		if a := e.areas[name]; a.Shape != nil {
			for _, l := range ringsOf(a.Shape, uint32(name), nil) {
				r.sow(l)
			}
		}
	}
	for i := range r.lines {
		r.lines[i].ref = r.number[entry(r.lines[i].ref)]
	}
	return r.grow(order)
}

// dig takes what stays of a cell out: its lines, and the areas at its corner. Until all
// areas are known, the refs of lines are entries.
func (r *replanter) dig(n uint32) {
	cell := &replanted{}
	r.cells[n] = cell
	c := &r.old.cells
	s := c.square(n)
	corner := geo.Point{X: int32(s.x0), Y: int32(s.y0)}
	c.each(corner, func(e entry) bool {
		if r.areas[e] == nil {
			cell.base = append(cell.base, e)
		}
		return true
	})
	for _, name := range r.order {
		if a := r.areas[name]; a.Shape != nil && a.box.Contains(corner) && a.Shape.Owns(corner) {
			cell.base = append(cell.base, name)
		}
	}
	c.eachLeaf(n, func(f leaf, centre geo.Point) { r.keepRuns(cell, f.read(centre)) })
	for _, e := range cell.base {
		r.number[e] = 0
	}
}

// keepRuns adds the lines of a leaf, one for each area that stays.
func (r *replanter) keepRuns(cell *replanted, f reader) {
	for f.run() {
		var stay []entry
		for slot, e := range f.slots {
			if f.has(slot) && r.areas[entry(e)] == nil {
				stay = append(stay, entry(e))
				r.number[entry(e)] = 0
			}
		}
		if len(stay) == 0 {
			continue
		}
		points := []geo.Point{f.p}
		for f.step() {
			points = append(points, f.p)
		}
		for _, e := range stay {
			cell.pieces = append(cell.pieces, piece{line: uint32(len(r.lines)), to: uint32(len(points) - 1)})
			r.lines = append(r.lines, line{points: points, ref: uint32(e), kept: true})
		}
	}
}

// rank puts the areas that were met in order.
func (r *replanter) rank() {
	for _, name := range r.order {
		if r.areas[name].Shape != nil {
			r.number[name] = 0
		}
	}
	r.names = slices.Collect(maps.Keys(r.number))
	records := make(map[entry]record, len(r.names))
	for _, e := range r.names {
		records[e] = r.new.record(e.layer(), e.area())
	}
	slices.SortFunc(r.names, func(a, b entry) int {
		if a.layer() != b.layer() {
			return a.layer() - b.layer()
		}
		x, y := records[a], records[b]
		return before(x.size(), y.size(), x.code(), y.code())
	})
	for i, e := range r.names {
		r.number[e] = uint32(i)
	}
}

// sow gives the touched cells the pieces of a ring that pass them.
func (r *replanter) sow(l line) {
	n := uint32(len(r.lines))
	r.lines = append(r.lines, l)
	var met []uint32
	for v := range l.edges() {
		a, b := l.at(v), l.at(v+1)
		if a == b {
			continue
		}
		met = r.new.cells.meet(a, b, met[:0])
		for _, at := range met {
			cell := r.cells[at]
			if cell == nil {
				continue
			}
			if k := len(cell.pieces) - 1; k >= 0 && cell.pieces[k].line == n && cell.pieces[k].to == v {
				cell.pieces[k].to++
			} else {
				cell.pieces = append(cell.pieces, piece{line: n, from: v, to: v + 1})
			}
		}
	}
}

// grow makes the words of the cells and puts them in.
func (r *replanter) grow(order []uint32) error {
	p := newPlanter(r.names, usual)
	c := &r.new.cells
	words := make([]word, len(order))
	borders := make([]uint64, len(order))
	var base []uint32
	for i, n := range order {
		cell := r.cells[n]
		base = base[:0]
		for _, e := range cell.base {
			base = append(base, r.number[e])
		}
		slices.Sort(base)
		words[i] = p.ground(c.square(n), r.lines, cell.pieces, base)
		borders[i] = p.borders
	}
	if p.err != nil {
		return p.err
	}
	if !c.records.room(len(p.records)) || !c.lists.room(len(p.lists.records)) {
		return ErrOutgrown
	}
	m := mover{records: word(c.records.end()), lists: word(c.lists.end()), to: slices.Clone(p.records)}
	copied := map[*page]bool{}
	for i, n := range order {
		c.top.set(c.pageOf(n)*pageLen+c.placeOf(n), uint32(m.move(words[i])), copied)
		c.borders.add(n%c.nx/pageSide, n/c.nx/pageSide, borders[i])
	}
	c.records, c.lists = c.records.with(m.to), c.lists.with(slices.Clone(p.lists.records))
	return nil
}
