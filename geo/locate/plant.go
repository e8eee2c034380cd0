package locate

import (
	"fmt"
	"math/bits"
	"slices"

	"github.com/redsail/redsail/geo"
)

// tuning bounds the cells. Answers do not depend on it.
type tuning struct {
	leafEdges int // a cell of so many edges is not parted
	topEdges  int // edges for each cell of the top raster, on average
	dense     int // where there are no more edges than this, a cell for each
}

// usual is dense up to some 40,000 grids: more points meet no border, and the room, nearly
// twice as much a grid, is still little.
var usual = tuning{leafEdges: 16, topEdges: 4, dense: 1 << 21}

const (
	minShift = 4 // cells of 16 units (18 cm) are not parted
	maxTop   = 1 << 26

	// heavy is how many words of sets are woven at once while a cell can still be parted,
	// and crowded how many in the end.
	heavy   = 1 << 20
	crowded = 1 << 26
)

// planter makes words and their records. While it does, a ref names an area: its place
// among names, which go by layer, then rank. All its room is used again.
type planter struct {
	tuning
	names   []entry
	records []uint32
	lists   lists
	weaver  weaver
	levels  []*level
	runs    []piece // whole runs
	base    []uint64
	outer   []uint32
	merged  []uint32
	listed  []uint32
	turn    turn
	leaf    leafWriter
	err     error
	borders uint64 // the layers that have borders in the cell just made
	east    []uint32
	north   []uint32
}

// cell is a cell in work. Its pieces are of woven runs.
type cell struct {
	square
	pieces []piece
	base   []uint64 // the woven areas that hold its lower left corner
	outer  []uint32 // the others that hold all of it, rising
	seen   []uint64 // the woven areas that the runs find at the corner, looking west
}

func newPlanter(names []entry, t tuning) *planter {
	p := &planter{tuning: t, names: names}
	p.begin()
	return p
}

// begin forgets the records.
func (p *planter) begin() {
	p.records = p.records[:0]
	p.lists.begin()
}

// ground makes the word of a square from pieces of rings. base are the areas that hold its
// lower left corner. Afterwards p.east has those that change on the way to the corner east,
// p.north those on the way north, and p.borders the layers with borders in it.
func (p *planter) ground(s square, lines []line, pieces []piece, base []uint32) word {
	p.east, p.north, p.borders = p.east[:0], p.north[:0], 0
	if len(pieces) == 0 {
		return p.list(nil, base)
	}
	edges := 0
	for _, c := range pieces {
		edges += int(c.to - c.from)
	}
	switch words := edges * (len(pieces)/64 + 1); {
	case words > heavy && s.shift > minShift:
		return p.part(s, lines, pieces, base)
	case words > crowded:
		at := geo.Point{X: int32(s.x0), Y: int32(s.y0)}.LonLat()
		p.err = &BuildError{Reason: fmt.Sprintf("%d borders meet near %v, %v: more than an index takes", len(pieces), at[0], at[1])}
		return 0
	}
	p.weaver.weave(lines, pieces)
	return p.woven(s, base)
}

// part is ground for a square with too many borders to weave at once.
func (p *planter) part(s square, lines []line, pieces []piece, base []uint32) word {
	const k = 3
	r := s.inner(min(k, s.shift-minShift))
	var room spreader
	start, pieces := room.spread(&r, lines, pieces)
	inner := make([]uint32, r.nx*r.ny)
	var east, borders = []uint32(nil), uint64(0)
	row := slices.Clone(base)
	for j := range r.ny {
		held := slices.Clone(row)
		for i := range r.nx {
			n := j*r.nx + i
			inner[n] = uint32(p.ground(r.square(n), lines, pieces[start[n]:start[n+1]], held))
			borders |= p.borders
			if i == 0 {
				row = differ(row, p.north)
			}
			held = differ(held, p.east)
		}
		if j == 0 {
			east = differ(base, held)
		}
	}
	p.east, p.north, p.borders = append(p.east[:0], east...), append(p.north[:0], differ(base, row)...), borders
	return p.raster(inner, r.nx)
}

// woven makes the word of a square whose borders are woven.
func (p *planter) woven(s square, base []uint32) word {
	w := &p.weaver
	p.runs = p.runs[:0]
	for i := range w.runs {
		p.runs = append(p.runs, piece{line: uint32(i), to: w.runs[i].edges()})
		for bit := range bits64(w.set(w.runs[i].ref)) {
			p.borders |= 1 << p.names[w.refs[bit]].layer()
		}
	}
	p.base, p.outer = zeros(p.base, w.stride), p.outer[:0]
	for _, ref := range base {
		if bit, ok := slices.BinarySearch(w.refs, ref); ok {
			p.base[bit/64] |= 1 << (bit % 64)
		} else {
			p.outer = append(p.outer, ref)
		}
	}
	p.turn.look(w, s, p.runs)
	for bit := range bits64(p.turn.east) {
		p.east = append(p.east, w.refs[bit])
	}
	for bit := range bits64(p.turn.north) {
		p.north = append(p.north, w.refs[bit])
	}
	return p.cell(&cell{square: s, pieces: p.runs, base: p.base, outer: p.outer, seen: p.turn.corner}, 0, 0)
}

// cell makes the word of a cell. stuck counts how often parting it has helped nobody.
func (p *planter) cell(c *cell, depth, stuck int) word {
	edges := count(c.pieces)
	switch {
	case edges == 0:
		return p.list(c.base, c.outer)
	case edges <= p.leafEdges || c.shift <= minShift || stuck > 1:
		return p.leafWord(c)
	}
	k := uint8(min(max((bits.Len(uint(edges/p.leafEdges))+1)/2, 1), 3, int(c.shift-minShift)))
	r := c.inner(k)
	lv := p.level(depth)
	start, pieces := lv.spread(&r, p.weaver.runs, c.pieces)
	lv.row = append(lv.row[:0], c.base...)
	lv.words = lv.words[:0]
	for j := range r.ny {
		lv.base = append(lv.base[:0], lv.row...)
		for i := range r.nx {
			n := j*r.nx + i
			d := cell{square: r.square(n), pieces: pieces[start[n]:start[n+1]], base: lv.base, outer: c.outer}
			if len(d.pieces) == 0 {
				lv.words = append(lv.words, uint32(p.list(d.base, d.outer)))
				continue
			}
			lv.turn.look(&p.weaver, d.square, d.pieces)
			d.seen = lv.turn.corner
			next := 0
			if count(d.pieces) == edges {
				next = stuck + 1
			}
			lv.words = append(lv.words, uint32(p.cell(&d, depth+1, next)))
			if i == 0 {
				change(lv.row, lv.turn.north)
			}
			change(lv.base, lv.turn.east)
		}
	}
	return p.raster(lv.words, r.nx)
}

func (p *planter) raster(inner []uint32, side uint32) word {
	k := word(bits.Len32(side) - 1)
	return p.put(inner)<<wordBits | k<<kindBits | rasterWord
}

// level is the room for one cell in work.
type level struct {
	spreader
	turn      turn
	row, base []uint64
	words     []uint32
}

func (p *planter) level(depth int) *level {
	for len(p.levels) <= depth {
		p.levels = append(p.levels, new(level))
	}
	return p.levels[depth]
}

func count(pieces []piece) int {
	edges := 0
	for _, s := range pieces {
		edges += int(s.to - s.from)
	}
	return edges
}
