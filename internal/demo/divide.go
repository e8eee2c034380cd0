package demo

import (
	"context"
	"math"
)

// divide cuts every face again and again until none is larger than its zone allows.
func (b *builder) divide(ctx context.Context, limit func(zone) float64) error {
	for f := int32(1); f < int32(len(b.mesh.faces)); f++ {
		if err := ctx.Err(); err != nil {
			return err
		}
		for b.halve(f, limit) {
		}
	}
	return nil
}

// halve cuts a face once, across its longer axis; false when it is small enough, is water,
// or cannot be cut.
func (b *builder) halve(f int32, limit func(zone) float64) bool {
	if b.mesh.faces[f].use == useWater {
		return false
	}
	ring := b.mesh.outline(f)
	area, at := size(ring), middle(ring)
	z := b.ground.zone(at)
	if area <= b.limitIn(ring, z, limit) {
		return false
	}
	s := z.manner(area)
	long := z.axis(ring)
	reach := extent(ring, at, long)
	for try := range 7 {
		k := at.mark() + try
		d := long.left()
		if try >= 5 {
			d = long
		}
		d = d.turn(heading(float64(s.skew * noise(k, 161))))
		jitter := float64((0.1 + float64(try)/20) * reach * noise(k, 162))
		c := cutting{snap: min(0.2*math.Sqrt(area), s.snap), bend: float64(s.bend * noise(k, 163)), rough: s.rough, least: 0.2}
		if try > 3 {
			c.least, c.bend = 0.08, 0
		}
		id := b.mesh.stroke(stroke{class: s.class, name: none})
		if b.mesh.split(f, at.along(long, jitter), d, c, id) != none {
			return true
		}
		b.mesh.lines = b.mesh.lines[:id]
	}
	return false
}

// limitIn is the least limit of the zones at the middle of a face and half-way to its
// corners, so that a settlement at the side of a field is seen.
func (b *builder) limitIn(ring []vec, z zone, limit func(zone) float64) float64 {
	least := limit(z)
	if z.settled() {
		return least
	}
	at := middle(ring)
	for i := 0; i < len(ring); i += max(1, len(ring)/12) {
		if l := limit(b.ground.zone(at.mix(ring[i], 0.6))); l < least {
			least = l
		}
	}
	return least
}

// manner is how faces of a size are cut in a zone.
type manner struct {
	class             class
	skew              float64 // largest turn out of the square, in full turns
	bend, rough, snap float64
}

func (z zone) manner(area float64) manner {
	step := func(limits ...float64) int { // how many limits the area passes
		n := 0
		for _, l := range limits {
			if area > l {
				n++
			}
		}
		return n
	}
	switch z.kind {
	case zoneOld:
		c := []class{classLane, classLocal, classSecondary}[step(52_000, 240_000)]
		return manner{class: c, skew: 0.04, bend: 0.08, rough: 0.03, snap: 22}
	case zoneCore, zoneSuburb:
		c := []class{classLane, classLocal, classSecondary, classArterial}[step(125_000, 330_000, 1_500_000)]
		return manner{class: c, skew: 0.012, bend: 0.018, snap: 45}
	case zoneFresh:
		c := []class{classLane, classLocal, classSecondary}[step(130_000, 300_000)]
		return manner{class: c, skew: 0.001, snap: 60}
	case zoneTown:
		c := []class{classLane, classLocal, classSecondary}[step(110_000, 330_000)]
		return manner{class: c, skew: 0.008, bend: 0.01, snap: 40}
	case zoneVillage:
		c := []class{classLane, classLocal}[step(60_000)]
		return manner{class: c, skew: 0.02, bend: 0.04, rough: 0.02, snap: 25}
	case zoneHill:
		c := []class{classTrack, classRidge}[step(1_000_000)]
		return manner{class: c, skew: 0.04, bend: 0.1, rough: 0.14, snap: 80}
	default:
		c := []class{classTrack, classLocal, classHighway}[step(450_000, 14_000_000)]
		return manner{class: c, skew: 0.025, bend: 0.07, rough: 0.06, snap: 60}
	}
}

// axis is the direction in which a face is longest; in planned zones one of the two
// directions of the streets.
func (z zone) axis(ring []vec) vec {
	at := middle(ring)
	if z.kind == zoneFresh || z.kind == zoneTown {
		if extent(ring, at, z.turn) >= extent(ring, at, z.turn.left()) {
			return z.turn
		}
		return z.turn.left()
	}
	// The edges' directions are tried: the face is longest where its breadth across is least.
	best, least := vec{1, 0}, math.MaxFloat64
	for i, a := range ring {
		d := ring[(i+1)%len(ring)].sub(a)
		if d.len() < 15 && len(ring) > 4 {
			continue
		}
		if w := extent(ring, at, d.unit().left()); w < least {
			best, least = d.unit(), w
		}
	}
	return best
}

// extent is the breadth of a ring along a direction.
func extent(ring []vec, at, d vec) float64 {
	lo, hi := math.MaxFloat64, -math.MaxFloat64
	for _, p := range ring {
		t := p.sub(at).dot(d)
		lo, hi = min(lo, t), max(hi, t)
	}
	return hi - lo
}
