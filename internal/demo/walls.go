package demo

import (
	"slices"

	"github.com/redsail/redsail/geo"
)

// gateHalf is half the breadth of a gate, in metres.
const gateHalf = 3

// border is a closed line with the length up to each of its corners.
type border struct {
	ring []vec
	far  []float64 // one more than the ring has corners: the last is the whole length
}

func newBorder(ring []vec) border {
	b := border{ring: ring, far: make([]float64, len(ring)+1)}
	for i, p := range ring {
		b.far[i+1] = b.far[i] + p.dist(ring[(i+1)%len(ring)])
	}
	return b
}

func (b border) total() float64 { return b.far[len(b.ring)] }

// length is how far along the border the place nearest to p lies.
func (b border) length(p vec) float64 {
	best, least := 0.0, 1e9
	for j, a := range b.ring {
		if d := apart(p, a, b.ring[(j+1)%len(b.ring)]); d < least {
			best, least = b.far[j]+a.dist(p), d
		}
	}
	return best
}

// at is the place at a length, which may lie before the border's start or past its end.
func (b border) at(l float64) geo.Point {
	n, total := len(b.ring), b.total()
	for l < 0 {
		l += total
	}
	for l >= total {
		l -= total
	}
	j := 0
	for j+1 < n && b.far[j+1] <= l {
		j++
	}
	return b.ring[j].mix(b.ring[(j+1)%n], (l-b.far[j])/max(b.far[j+1]-b.far[j], 1e-9)).lattice()
}

// part are the points from one length to another, which may lie past the border's end.
func (b border) part(from, to float64) []geo.Point {
	if to <= from {
		return nil
	}
	out := []geo.Point{b.at(from)}
	for lap := range 3 { // from the lap before the start to the one after it
		for j := range b.ring {
			if l := b.far[j] + float64(float64(lap-1)*b.total()); l > from && l < to {
				out = appendNew(out, b.ring[j].lattice())
			}
		}
	}
	return appendNew(out, b.at(to))
}

// walls puts out the compound's wall, open on both sides of each gate, and the gates.
func (b *builder) walls(k *block, thing int) {
	code := b.units.compounds[k.compound].code
	ring := newBorder(k.inner)
	at := make([]float64, len(k.gates))
	for i, g := range k.gates {
		at[i] = ring.length(g.wall)
		b.out.Gates = append(b.out.Gates, Gate{
			Compound: code, Wall: g.wall.lattice(), Street: g.street.lattice(), Main: i == 0,
			Across: ring.part(at[i]-gateHalf, at[i]+gateHalf),
		})
	}
	slices.Sort(at)
	for i, a := range at {
		end := ring.total() + at[0]
		if i+1 < len(at) {
			end = at[i+1]
		}
		b.line(Line{Kind: "wall", Thing: thing, Points: ring.part(a+gateHalf, end-gateHalf), Width: 0.5, Compound: code})
	}
}
