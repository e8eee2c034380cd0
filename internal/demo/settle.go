package demo

import "math"

// planCentres says where people live: county seats first, then the old core, the new
// districts, the townships and the villages.
func (g *ground) planCentres() {
	r := g.recipe
	if r.size == SizeTiny {
		g.centres = []centre{{at: vec{-2500, -1400}, radius: r.core, kind: zoneCore, turn: heading(0.015)}}
		return
	}
	for i := range r.seats {
		d := heading((float64(i)+0.22)/float64(r.seats) + float64(0.03*noise(i, 101)))
		reach := 0.66 + float64(0.06*noise(i, 102))
		at := vec{float64(d.x*r.east) * reach, float64(d.y*r.north) * reach}
		g.centres = append(g.centres, centre{at: at, radius: 900 + float64(250*chance(i, 103)), kind: zoneTown, turn: heading(float64(0.06 * noise(i, 104)))})
	}
	g.centres = append(g.centres, centre{radius: r.core, kind: zoneCore, turn: heading(0.01)})
	g.planSubcentres()
	towns := spread{ground: g, kind: zoneTown, radius: 430, vary: 190, spacing: 5200, offRiver: 600, seed: 121}
	towns.place(r.towns - r.seats)
	villages := spread{ground: g, kind: zoneVillage, radius: 125, vary: 85, spacing: 2600, offRiver: 450, seed: 141}
	villages.place(r.villages)
}

// planSubcentres puts the first new district across the river, south-east of the core.
func (g *ground) planSubcentres() {
	r := g.recipe
	if r.subcentres == 0 {
		return
	}
	first := vec{r.core * 0.98, -r.core * 0.92}
	g.centres = append(g.centres, centre{at: first, radius: r.fresh, kind: zoneFresh, turn: heading(0.038)})
	more := spread{ground: g, kind: zoneFresh, radius: r.fresh * 0.8, vary: r.fresh * 0.4, spacing: r.fresh * 2.6, offRiver: 0, seed: 111}
	more.place(r.subcentres - 1)
}

// spread strews settlements of a kind so that no two are near each other.
type spread struct {
	ground       *ground
	kind         zoneKind
	radius, vary float64 // m
	spacing      float64 // m between the edges of settlements, made less while there is no room
	offRiver     float64 // m from rivers
	seed         int
}

func (s *spread) place(n int) {
	g := s.ground
	for try := 0; n > 0 && try < 400_000; try++ {
		if try%600 == 599 {
			s.spacing *= 0.94
		}
		at := vec{float64(noise(try, s.seed) * g.recipe.east), float64(noise(try, s.seed+1) * g.recipe.north)}
		radius := s.radius + float64(s.vary*chance(try, s.seed+2))
		if !s.free(at, radius) {
			continue
		}
		turn := heading(float64(0.1 * noise(try, s.seed+3)))
		g.centres = append(g.centres, centre{at: at, radius: radius, kind: s.kind, turn: turn})
		n--
	}
}

func (s *spread) free(at vec, radius float64) bool {
	g := s.ground
	margin := vec{at.x / (g.recipe.east - radius - 900), at.y / (g.recipe.north - radius - 900)}
	if margin.len() > 0.86 || g.hilly(at) {
		return false
	}
	for i := range g.centres {
		c := &g.centres[i]
		gap := c.at.dist(at) - c.radius - radius
		if c.kind == s.kind && gap < s.spacing || gap < min(s.spacing, math.Max(c.radius*0.35, 500)) {
			return false
		}
	}
	for i := range g.rivers {
		line := g.rivers[i].line
		if line[nearest(line, at)].dist(at) < s.offRiver {
			return false
		}
	}
	return true
}

// crossTowns leads two roads through the middle of each settlement of a kind.
func (b *builder) crossTowns(kind zoneKind, c class) {
	for i := range b.ground.centres {
		s := &b.ground.centres[i]
		if s.kind != kind {
			continue
		}
		for _, d := range []vec{s.turn, s.turn.left()} {
			if f := b.faceAt(s.at); f != none && b.mesh.faces[f].use != useWater {
				id := b.mesh.stroke(stroke{class: c, name: b.roadName(c)})
				b.mesh.split(f, s.at.along(d.left(), 12), d, cutting{snap: 60, rough: 0.05, least: 0.02}, id)
			}
		}
	}
}

// faceAt is the face that holds a place; none outside the city.
func (b *builder) faceAt(p vec) int32 {
	for f := int32(len(b.boxes)); f < int32(len(b.mesh.faces)); f++ {
		lo, hi := bounds(b.mesh.outline(f))
		b.boxes = append(b.boxes, [2]vec{lo, hi}) // a face that is cut later only shrinks
	}
	for f := int32(1); f < int32(len(b.mesh.faces)); f++ {
		lo, hi := b.boxes[f][0], b.boxes[f][1]
		if p.x >= lo.x && p.x <= hi.x && p.y >= lo.y && p.y <= hi.y && holds(b.mesh.outline(f), p) {
			return f
		}
	}
	return none
}

// holds is true when the closed line goes round p.
func holds(ring []vec, p vec) bool {
	in := false
	for i, a := range ring {
		b := ring[(i+1)%len(ring)]
		if (a.y > p.y) != (b.y > p.y) {
			if t := (p.y - a.y) / (b.y - a.y); p.x < a.x+float64(t*(b.x-a.x)) {
				in = !in
			}
		}
	}
	return in
}

// size is the area of a closed line in m², positive anticlockwise.
func size(ring []vec) float64 {
	sum := 0.0
	for i, a := range ring {
		sum += a.sub(ring[0]).cross(ring[(i+1)%len(ring)].sub(ring[0]))
	}
	return sum / 2
}

// middle is the centroid of a closed line.
func middle(ring []vec) vec {
	var sum vec
	total := 0.0
	o := ring[0]
	for i, a := range ring {
		p, q := a.sub(o), ring[(i+1)%len(ring)].sub(o)
		w := p.cross(q)
		sum = sum.along(p.add(q), w)
		total += w
	}
	if math.Abs(total) < 1e-9 {
		return o
	}
	return o.along(sum, 1/(3*total))
}
