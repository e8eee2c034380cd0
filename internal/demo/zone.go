package demo

import "math"

// centre is a place around which people live.
type centre struct {
	at     vec
	radius float64 // m
	kind   zoneKind
	turn   vec // direction of its streets
}

type zoneKind uint8

const (
	zoneOld     zoneKind = iota // the old town: fine and crooked
	zoneCore                    // the grown city
	zoneFresh                   // the new district: coarse and regular
	zoneSuburb                  // the city's edge
	zoneTown                    // a county or township seat
	zoneVillage                 //
	zoneRural                   // fields
	zoneHill                    // woods at the city's edge
)

// zone is what the ground is like at a place.
type zone struct {
	kind  zoneKind
	depth float64 // 1 in the middle of a settlement, 0 at its edge
	gap   float64 // metres to the nearest settlement, outside of one
	turn  vec
}

// ground knows the zones of the plan.
type ground struct {
	recipe  recipe
	centres []centre
	rivers  []river
}

func (g *ground) zone(p vec) zone {
	best := zone{kind: zoneRural, gap: math.MaxFloat64, turn: vec{1, 0}}
	wobble := 1 + float64(0.22*field(p, 2300, 11)) + float64(0.1*field(p, 700, 12))
	for i := range g.centres {
		c := &g.centres[i]
		r := float64(c.radius * wobble)
		d := c.at.dist(p)
		if d >= r {
			if best.kind == zoneRural && d-r < best.gap {
				best.gap, best.turn = d-r, c.turn
			}
			continue
		}
		depth := 1 - d/r
		if best.kind == zoneRural || depth > best.depth {
			best = zone{kind: c.kind, depth: depth, turn: c.turn}
			if c.kind == zoneCore {
				best.kind = coreZone(d/min(1, c.radius/4300), depth)
			}
		}
	}
	if best.kind == zoneRural && g.hilly(p) && best.gap > 500 {
		best.kind = zoneHill
	}
	return best
}

// coreZone is old in the middle and suburb at the edge.
func coreZone(d, depth float64) zoneKind {
	switch {
	case d < 1450:
		return zoneOld
	case depth < 0.16:
		return zoneSuburb
	default:
		return zoneCore
	}
}

// hilly is true at the north-western edge of the city, and on some high ground elsewhere.
func (g *ground) hilly(p vec) bool {
	if g.recipe.size == SizeTiny {
		return false
	}
	x, y := p.x/g.recipe.east, p.y/g.recipe.north
	return float64(0.75*y)-float64(0.65*x)+float64(0.28*field(p, g.recipe.east/4, 21)) > 0.62
}

// blockArea is the size, in m², above which a piece of ground is cut again.
func (z zone) blockArea() float64 {
	switch z.kind {
	case zoneOld:
		return 26_000
	case zoneCore:
		return 82_000
	case zoneFresh:
		return 100_000
	case zoneSuburb:
		return 88_000
	case zoneTown:
		return 62_000
	case zoneVillage:
		return 26_000
	case zoneHill:
		return 3_000_000
	default:
		side := 190 + float64(0.55*z.gap)
		return min(float64(side*side), 800_000)
	}
}

// density is the expected number of households in a km² of the zone.
func (z zone) density() float64 {
	switch z.kind {
	case zoneOld:
		return 6200
	case zoneCore:
		return 6800
	case zoneFresh:
		return 11000
	case zoneSuburb:
		return 3600
	case zoneTown:
		return 3800
	case zoneVillage:
		return 1500
	default:
		return 0
	}
}

// atomArea is the size, in m², of the pieces of which communities are put together.
func (z zone) atomArea() float64 {
	switch z.kind {
	case zoneOld:
		return 150_000
	case zoneCore, zoneFresh:
		return 210_000
	case zoneSuburb, zoneTown:
		return 260_000
	case zoneVillage:
		return 400_000
	case zoneHill:
		return 6_000_000
	default:
		side := 500 + float64(0.5*z.gap)
		return min(float64(side*side), 3_000_000)
	}
}

// settled is true where people live.
func (z zone) settled() bool { return z.kind < zoneRural }

// urban is true in the city and the towns.
func (z zone) urban() bool { return z.kind < zoneVillage }
