package walk

import (
	"math"

	"github.com/redsail/redsail/geo"
)

// run is a straight part of a street, with where it begins along the street's length.
type run struct {
	piece
	part  int32
	start float64 // metres from the street's A
}

// cellMetres is the size of the cells in which streets and barriers are looked up.
const cellMetres = 64

// layRuns makes the grid of the straight parts of all streets, in the order of the edges.
func (n *Network) layRuns() {
	total := 0
	for i := range n.parts {
		total += int(n.parts[i].to-n.parts[i].from) - 1
	}
	n.runs = make([]run, 0, total)
	pieces := make([]piece, 0, total)
	for i := range n.parts {
		p := &n.parts[i]
		start := 0.0
		for k := p.from + 1; k < p.to; k++ {
			one := piece{n.line[k-1], n.line[k]}
			n.runs = append(n.runs, run{one, int32(i), start})
			pieces = append(pieces, one)
			start += n.metric.length(one.a, one.b)
		}
	}
	width, height := n.metric.cell(pieces)
	n.grid = newCells(pieces, width, height)
}

// cell is the size in lattice units of a cell of some 64 m in the middle of the pieces.
func (m *metric) cell(pieces []piece) (width, height int32) {
	box := geo.EmptyBox()
	for i := range pieces {
		box = box.Extend(pieces[i].a)
	}
	if box.Empty() {
		return 1, 1
	}
	east, north := m.at((float64(box.Min.Y) + float64(box.Max.Y)) / 2)
	return int32(math.Min(cellMetres/max(east, 1e-9), 1e8)), int32(cellMetres / north)
}
