package demo

import (
	"cmp"
	"math"
	"slices"
)

// The skeleton is what a planner sees from far: the outline, rivers, the railway, ring
// roads, avenues and highways. It is drawn first, coarse lines before fine ones.

// river is a line with a width.
type river struct {
	line  []vec
	width float64
	name  int
}

// holds is true of a place in the river's water, or at most spare metres from it.
func (r *river) holds(p vec, spare float64) bool {
	for i := 1; i < len(r.line); i++ {
		if apart(p, r.line[i-1], r.line[i]) < r.width/2+spare {
			return true
		}
	}
	return false
}

// apart is the distance of p from the segment a–b.
func apart(p, a, b vec) float64 {
	d := b.sub(a)
	t := p.sub(a).dot(d) / max(d.dot(d), 1e-9)
	return p.dist(a.along(d, min(max(t, 0), 1)))
}

// outline is the closed edge of the city, anticlockwise.
func (g *ground) outline() []vec {
	n := int(math.Sqrt(float64(g.recipe.east*g.recipe.north)) / 32)
	n = min(max(n, 40), 1600)
	wave := g.recipe.east / 3
	line := make([]vec, n)
	for i := range line {
		d := heading(float64(i) / float64(n))
		p := vec{float64(d.x * g.recipe.east), float64(d.y * g.recipe.north)}
		swell := 1 + float64(0.12*field(p, wave, 1)) + float64(0.05*field(p, wave/4, 2)) + float64(0.03*field(p, wave/12, 3)) + float64(0.012*field(p, wave/40, 4))
		line[i] = p.mul(swell)
	}
	return line
}

// course is a winding line of steps of about 130 m through the given places.
func course(through []vec, swing, wave float64, seed int) []vec {
	var line []vec
	for i := 1; i < len(through); i++ {
		a, span := through[i-1], through[i].sub(through[i-1])
		n := max(int(span.len()/130), 1)
		for k := range n {
			line = append(line, a.along(span, float64(k)/float64(n)))
		}
	}
	line = append(line, through[len(through)-1])
	out := make([]vec, len(line))
	for i, p := range line {
		dx := field(p, wave, seed) + float64(0.3*field(p, wave/3, seed+1))
		dy := field(p, wave, seed+2) + float64(0.3*field(p, wave/3, seed+3))
		out[i] = p.add(vec{float64(dx * swing), float64(dy * swing)})
	}
	for range 2 {
		for i := 1; i+1 < len(out); i++ {
			out[i] = out[i].mix(out[i-1].mix(out[i+1], 0.5), 0.5)
		}
	}
	return out
}

// beside is the line moved to its left by a distance.
func beside(line []vec, by float64) []vec {
	out := make([]vec, len(line))
	for i := range line {
		d := line[min(i+1, len(line)-1)].sub(line[max(i-1, 0)]).unit()
		out[i] = line[i].along(d.left(), by)
	}
	return out
}

// planRivers lays the two rivers: the great one from west to east, south of the old town,
// and a smaller one that joins it from the north.
func (g *ground) planRivers() {
	e, n := g.recipe.east, g.recipe.north
	if g.recipe.size == SizeTiny {
		line := course([]vec{{-1.6 * e, -0.78 * n}, {1.6 * e, -0.7 * n}}, 60, 700, 31)
		g.rivers = []river{{line: line, width: 70, name: 0}}
		return
	}
	near := min(g.recipe.core*0.48, 2300)
	great := course([]vec{{-1.5 * e, -0.3 * n}, {-0.5 * e, -0.16 * n}, {0, -near}, {near, -near * 1.05}, {0.55 * e, -0.06 * n}, {1.5 * e, -0.22 * n}},
		e/17, e/7, 31)
	g.rivers = []river{{line: great, width: 210, name: 0}}
	mouth := great[nearest(great, vec{float64(near * 1.15), -near})]
	small := course([]vec{{0.36 * e, 1.5 * n}, {0.2 * e, 0.5 * n}, {near * 1.25, near * 0.6}, mouth}, e/24, e/9, 41)
	for i, p := range small { // it ends where it reaches the great one's water
		if g.rivers[0].holds(p, -30) {
			small = small[:i+1]
			break
		}
	}
	g.rivers = append(g.rivers, river{line: small, width: 110, name: 1})
}

func nearest(line []vec, p vec) int {
	best := 0
	for i := range line {
		if line[i].dist(p) < line[best].dist(p) {
			best = i
		}
	}
	return best
}

// drawRivers draws both banks of each river and marks the water between them.
func (b *builder) drawRivers() {
	for i := range b.ground.rivers {
		r := &b.ground.rivers[i]
		for _, side := range []float64{1, -1} {
			id := b.mesh.stroke(stroke{class: classBank, name: b.bankName(i, side > 0)})
			b.mesh.draw(beside(r.line, side*r.width/2), 6, id)
		}
	}
	for f := int32(1); f < int32(len(b.mesh.faces)); f++ {
		for i := range b.ground.rivers {
			if b.ground.rivers[i].floods(b.mesh.outline(f)) {
				b.mesh.faces[f].use = useWater
			}
		}
	}
}

// floods is true of a piece of ground that lies between the banks.
func (r *river) floods(ring []vec) bool {
	for _, p := range ring {
		if !r.holds(p, 12) {
			return false
		}
	}
	return true
}

func (b *builder) drawRail() {
	e, n := b.ground.recipe.east, b.ground.recipe.north
	by := min(b.ground.recipe.core*0.6, 2700)
	through := []vec{{-1.5 * e, 0.02 * n}, {-0.4 * e, 0.02 * n}, {-by * 0.9, by * 0.72}, {by * 0.8, by * 1.02}, {0.45 * e, 0.3 * n}, {1.5 * e, 0.62 * n}}
	if b.ground.recipe.size == SizeTiny {
		through = []vec{{-1.5 * e, 0.72 * n}, {1.5 * e, 0.86 * n}}
	}
	b.rail = course(through, e/60, e/4, 51)
	b.mesh.draw(b.rail, 8, b.mesh.stroke(stroke{class: classRail, name: b.railName()}))
}

// loop is a ring road: rounder outside, squarer inside, nowhere exact.
func (b *builder) loop(radius float64, square float64, c class, name int32) {
	n := max(int(radius*6/150), 24)
	var line []vec
	for i := range n + n/8 {
		d := heading(float64(i%n)/float64(n) + 0.013)
		x2, y2 := float64(d.x*d.x), float64(d.y*d.y)
		squircle := 1 / math.Sqrt(math.Sqrt(float64(x2*x2)+float64(y2*y2)))
		stretch := 1 + float64(square*(squircle-1))
		p := d.mul(float64(radius * stretch))
		p = p.mul(1 + float64(0.09*field(p, radius*1.3, 61)) + float64(0.02*field(p, radius/3, 62)))
		line = append(line, vec{float64(p.x * 1.1), p.y})
	}
	b.mesh.draw(line, radius/60, b.mesh.stroke(stroke{class: c, name: name}))
}

// drawRoads draws rings, avenues, the new districts' axes and the highways.
func (b *builder) drawRoads() {
	g := b.ground
	e, n := g.recipe.east, g.recipe.north
	if g.recipe.size == SizeTiny {
		b.avenue([]vec{{-1.5 * e, -0.05 * n}, {1.5 * e, 0.1 * n}}, classArterial, 0.02)
		b.avenue([]vec{{-0.1 * e, -1.5 * n}, {0.12 * e, 1.5 * n}}, classSecondary, 0.02)
		return
	}
	core := g.recipe.core
	b.avenue([]vec{{-1.5 * e, -0.1 * n}, {-0.6 * e, 0.02 * n}, {-1500, 40}, {1500, -60}, {0.6 * e, 0.1 * n}, {1.5 * e, 0.02 * n}}, classArterial, 0.012)
	b.avenue([]vec{{0.1 * e, -1.5 * n}, {0.05 * e, -0.6 * n}, {60, -1500}, {-40, 1500}, {-0.12 * e, 0.5 * n}, {-0.2 * e, 1.5 * n}}, classArterial, 0.012)
	for i, r := range []float64{1350, 2600, 4300, 6900, 10200} {
		if r > core*1.05 {
			break
		}
		c, square := classArterial, 0.8
		if i >= 2 {
			c, square = classExpress, 0.7
		}
		b.loop(r, square, c, b.ringName(i))
	}
	for i := range 8 {
		turns := (float64(i)+0.5)/8 + float64(0.03*noise(i, 71))
		d := heading(turns)
		through := []vec{d.mul(1100), d.mul(core * 0.8)}
		if s := b.seatTowards(d); s != nil {
			through = append(through, s.at)
		}
		through = append(through, vec{float64(d.x * e * 1.5), float64(d.y * n * 1.5)})
		b.avenue(through, classArterial, 0.016)
	}
	b.axes()
	b.countyLoop()
}

// seatTowards is the county seat that lies nearest to a direction; nil when none does.
func (b *builder) seatTowards(d vec) *centre {
	var best *centre
	angle := 0.9
	for i := range b.ground.centres {
		c := &b.ground.centres[i]
		if c.kind == zoneTown && i < b.ground.recipe.seats && c.at.unit().dot(d) > angle {
			best, angle = c, c.at.unit().dot(d)
		}
	}
	return best
}

// avenue draws one long road with a name of its own.
func (b *builder) avenue(through []vec, c class, swing float64) {
	line := course(through, float64(swing*b.ground.recipe.east*0.6), b.ground.recipe.east/6, 81)
	b.mesh.draw(line, 25, b.mesh.stroke(stroke{class: c, name: b.roadName(c)}))
}

// axes lays a coarse net of straight roads over each new district.
func (b *builder) axes() {
	for _, c := range b.ground.centres {
		if c.kind != zoneFresh {
			continue
		}
		for _, d := range []vec{c.turn, c.turn.left()} {
			for k := -2; k <= 2; k++ {
				mid := c.at.along(d.left(), float64(k)*c.radius*0.4)
				reach := c.radius * 1.5
				kind := classSecondary
				if k == 0 {
					kind = classArterial
				}
				b.avenue([]vec{mid.along(d, -reach), mid, mid.along(d, reach)}, kind, 0)
			}
		}
	}
}

// countyLoop joins the county seats by a highway, in the order of their directions.
func (b *builder) countyLoop() {
	var seats []vec
	for i := 0; i < b.ground.recipe.seats; i++ {
		seats = append(seats, b.ground.centres[i].at)
	}
	if len(seats) < 3 {
		return
	}
	slices.SortFunc(seats, compareAngle)
	seats = append(seats, seats[0], seats[1])
	b.avenue(seats, classHighway, 0.03)
}

// compareAngle orders directions anticlockwise from east.
func compareAngle(a, b vec) int {
	if south := (a.y < 0) != (b.y < 0); south {
		return cmp.Compare(b.y, a.y)
	}
	return cmp.Compare(0, a.cross(b))
}
