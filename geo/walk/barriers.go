package walk

import (
	"slices"

	"github.com/redsail/redsail/geo"
)

// barriers are the lines that nobody steps over, in a grid.
type barriers struct {
	pieces []barrierPiece
	things []Obstacle
	grid   cells
}

// barrierPiece is a straight part of a barrier.
type barrierPiece struct {
	piece
	of int32 // the barrier
}

// Obstacle is a barrier that is in the way.
type Obstacle struct {
	Number int64
	Kind   BarrierKind
}

// layBarriers lays barriers, and gates that nobody passes: the wall is open where they stand.
func layBarriers(in []Barrier, gates []gateAt, r *ruling, m *metric, unknown tally) barriers {
	var out barriers
	for i := range in {
		kind, word := r.barrier(in[i].Tags)
		if word != "" || kind == None && len(in[i].Tags) == 0 {
			unknown[word]++
		}
		if kind == None {
			continue
		}
		out.lay(in[i].Points, Obstacle{in[i].Number, kind})
	}
	for i := range gates {
		if use, _, _ := r.gate(gates[i].tags); !passed(use) {
			gates[i].wall = int32(len(out.things))
			out.lay(gates[i].points, Obstacle{gates[i].number, Wall})
		}
	}
	out.pieces, out.grid = gridOf(out.pieces, m, func(p *barrierPiece) piece { return p.piece })
	return out
}

func (b *barriers) lay(line geo.Line, as Obstacle) {
	for k := 1; k < len(line); k++ {
		b.pieces = append(b.pieces, barrierPiece{piece{line[k-1], line[k]}, int32(len(b.things))})
	}
	b.things = append(b.things, as)
}

// blocks is true when the straight link meets the barrier: in any point, its end included.
// Only a barrier on which the link begins is not in its way, since it does not say on which of
// its sides one stands.
func (barrier *piece) blocks(from, to geo.Point) bool {
	// Most barriers of a cell lie wholly beside the link.
	if min(barrier.a.X, barrier.b.X) > max(from.X, to.X) || max(barrier.a.X, barrier.b.X) < min(from.X, to.X) ||
		min(barrier.a.Y, barrier.b.Y) > max(from.Y, to.Y) || max(barrier.a.Y, barrier.b.Y) < min(from.Y, to.Y) {
		return false
	}
	side := geo.Orient(barrier.a, barrier.b, from)
	if side == 0 && barrier.holds(from) {
		return false
	}
	end := geo.Orient(barrier.a, barrier.b, to)
	a, b := geo.Orient(from, to, barrier.a), geo.Orient(from, to, barrier.b)
	if side != 0 && side == end || a != 0 && a == b {
		return false
	}
	return from != to
}

// holds is true of a point in the box of the piece, thus of one on its line that is on it.
func (barrier *piece) holds(p geo.Point) bool {
	return min(barrier.a.X, barrier.b.X) <= p.X && p.X <= max(barrier.a.X, barrier.b.X) &&
		min(barrier.a.Y, barrier.b.Y) <= p.Y && p.Y <= max(barrier.a.Y, barrier.b.Y)
}

// first finds a barrier that the link meets: that of the lowest number in the order given, those
// that are lifted left out; -1 when it is free.
func (b *barriers) first(from, to geo.Point, lifted []int32) int32 {
	if len(b.pieces) == 0 {
		return -1
	}
	low, high := max(b.grid.line(min(from.Y, to.Y)), 0), min(b.grid.line(max(from.Y, to.Y)), int(b.grid.up)-1)
	west, east := max(b.grid.column(min(from.X, to.X)), 0), min(b.grid.column(max(from.X, to.X)), int(b.grid.across)-1)
	best := int32(-1)
	for l := low; l <= high; l++ {
		for c := west; c <= east; c++ {
			for i, end := b.grid.in(c, l); i < end; i++ {
				if p := &b.pieces[i]; (best < 0 || p.of < best) && p.blocks(from, to) && !slices.Contains(lifted, p.of) {
					best = p.of
				}
			}
		}
	}
	return best
}
