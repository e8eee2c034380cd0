package demo

import (
	"cmp"
	"math"
	"slices"
)

// style is how a plot is built up. Lengths are metres.
type style struct {
	depth, shortest, longest float64 // of a building
	gap                      float64 // between the ends of buildings
	pitch                    float64 // from row to row
	lowest, highest          int     // storeys
	flat                     float64 // length of a building's front for one household; 0 = nobody lives here
	spine                    float64 // from one way through the plot to the next
}

// plot is the plan of the inside of a block: rows of buildings, a lane on the south of each
// row, and ways (spines) across the rows, from street to street.
type plot struct {
	o, u, v vec // origin and the two directions: along the rows, across them
	ring    []vec
	style   style
	spines  []spine
	lanes   []lane
	slots   []slot
	pitch   []slot // the two slots that a school's pitch takes; empty without one
}

// spine is a way across the rows, at u from lo to hi.
type spine struct {
	u, lo, hi float64
}

// lane runs along a row at v, from lo to hi: as far as buildings use it.
type lane struct {
	v, lo, hi float64
	stops     []float64 // where entrances and spines meet it
}

// slot is the ground of one building, with its row's lane and the spine that it uses.
type slot struct {
	u0, u1, v0, v1 float64
	lane, spine    int
	storeys        int
	dropped        bool
}

func (p *plot) place(u, v float64) vec { return p.o.along(p.u, u).along(p.v, v) }

// planPlot fills a ring with rows. Rows run along the side that lies nearest to east–west,
// so that the fronts look south.
func planPlot(ring []vec, s style) *plot {
	p := &plot{o: middle(ring), style: s, u: rowDirection(ring)}
	p.v = p.u.left()
	for _, q := range ring {
		d := q.sub(p.o)
		p.ring = append(p.ring, vec{d.dot(p.u), d.dot(p.v)})
	}
	lo, hi := bounds(p.ring)
	p.placeSpines(lo, hi)
	if len(p.spines) == 0 {
		return p
	}
	k := p.o.mark()
	rows := int((hi.y - lo.y - s.depth - 10) / s.pitch)
	first := lo.y + s.depth/2 + 7 + (hi.y-lo.y-s.depth-10-float64(float64(rows)*s.pitch))/2
	for r := 0; r <= rows; r++ {
		mid := first + float64(float64(r)*s.pitch)
		p.fillRow(mid, k+r)
	}
	return p
}

// rowDirection is the direction, eastward, of the ring's sides that run within 45° of
// east–west, the longest first.
func rowDirection(ring []vec) vec {
	best, most := vec{1, 0}, 0.0
	for i, a := range ring {
		d := ring[(i+1)%len(ring)].sub(a)
		if math.Abs(d.y) > math.Abs(d.x) {
			d = d.left()
		}
		if l := d.len(); l > most {
			best, most = d.unit(), l
		}
	}
	if best.x < 0 {
		best = best.mul(-1)
	}
	return best
}

func bounds(ring []vec) (lo, hi vec) {
	lo, hi = ring[0], ring[0]
	for _, p := range ring {
		lo = vec{min(lo.x, p.x), min(lo.y, p.y)}
		hi = vec{max(hi.x, p.x), max(hi.y, p.y)}
	}
	return lo, hi
}

func (p *plot) placeSpines(lo, hi vec) {
	n := min(max(int((hi.x-lo.x)/p.style.spine+0.4), 1), 3)
	flipped := make([]vec, len(p.ring))
	for i, q := range p.ring {
		flipped[i] = vec{q.y, q.x}
	}
	for i := range n {
		shift := float64(0.16 * noise(p.o.mark(), i, 171))
		u := lo.x + float64((hi.x-lo.x)*(float64(i)+0.5+shift))/float64(n)
		var best [2]float64
		for _, span := range scan(flipped, u) {
			if span[1]-span[0] > best[1]-best[0] {
				best = span
			}
		}
		if best[1]-best[0] > 20 {
			p.spines = append(p.spines, spine{u: u, lo: best[0], hi: best[1]})
		}
	}
}

// scan lists the spans of the line y that lie within a ring, from west to east.
func scan(ring []vec, y float64) [][2]float64 {
	var xs []float64
	for i, a := range ring {
		b := ring[(i+1)%len(ring)]
		if (a.y > y) != (b.y > y) {
			xs = append(xs, a.x+float64((y-a.y)/(b.y-a.y)*(b.x-a.x)))
		}
	}
	slices.Sort(xs)
	var out [][2]float64
	for i := 0; i+1 < len(xs); i += 2 {
		out = append(out, [2]float64{xs[i], xs[i+1]})
	}
	return out
}

// common lists what two lists of spans share.
func common(a, b [][2]float64) [][2]float64 {
	var out [][2]float64
	for _, s := range a {
		for _, t := range b {
			if lo, hi := max(s[0], t[0]), min(s[1], t[1]); lo < hi {
				out = append(out, [2]float64{lo, hi})
			}
		}
	}
	return out
}

// way is half the breadth that a spine keeps free.
const way = 5.0

// fillRow sets buildings along a row whose middle is at mid.
func (p *plot) fillRow(mid float64, k int) {
	s := p.style
	v0, v1 := mid-s.depth/2, mid+s.depth/2
	at := v0 - 4
	free := common(common(scan(p.ring, v0-5), scan(p.ring, v1+2)), scan(p.ring, mid))
	number := len(p.lanes)
	row := lane{v: at, lo: math.MaxFloat64, hi: -math.MaxFloat64}
	slices.SortFunc(free, func(a, b [2]float64) int { return cmp.Compare(b[1]-b[0], a[1]-a[0]) })
	for _, span := range free[:min(len(free), 1)] { // a lane does not leave the ring
		for _, piece := range p.between(span, at) {
			if piece.spine == none {
				continue
			}
			for _, u := range p.lengths(piece.lo+2, piece.hi-2, k) {
				e := slot{u0: u[0], u1: u[1], v0: v0, v1: v1, lane: number, spine: piece.spine}
				if !p.fits(e) {
					continue
				}
				e.storeys = p.storeys(len(p.slots))
				p.slots = append(p.slots, e)
				door, turn := (u[0]+u[1])/2, p.spines[piece.spine].u
				row.lo, row.hi = min(row.lo, door, turn), max(row.hi, door, turn)
				row.stops = append(row.stops, door, turn)
			}
		}
	}
	if row.lo <= row.hi {
		p.lanes = append(p.lanes, row)
	}
}

// piece is a part of a row between two spines, with the spine by which it is reached.
type piece struct {
	lo, hi float64
	spine  int
}

// between cuts a span at the spines that cross the lane there. A piece is reached by the
// nearer one of those at its ends.
func (p *plot) between(span [2]float64, at float64) []piece {
	var out []piece
	lo, last := span[0], none
	for i, s := range p.spines {
		if s.u < span[0] || s.u > span[1] || at < s.lo+1 || at > s.hi-1 {
			continue
		}
		out = append(out, piece{lo, s.u - way, i})
		lo, last = s.u+way, i
	}
	return append(out, piece{lo, span[1], last})
}

// lengths divides a piece of a row into buildings.
func (p *plot) lengths(lo, hi float64, k int) [][2]float64 {
	s := p.style
	room := hi - lo
	if room < s.shortest {
		return nil
	}
	want := s.shortest + float64((s.longest-s.shortest)*chance(k, 181))
	n := max(int((room+s.gap)/(want+s.gap)), 1)
	l := min((room-float64(s.gap*float64(n-1)))/float64(n), s.longest)
	gap := s.gap
	if n > 1 {
		gap = (room - float64(l*float64(n))) / float64(n-1)
	}
	var out [][2]float64
	for i := range n {
		a := lo + float64(float64(i)*(l+gap))
		out = append(out, [2]float64{a, a + l})
	}
	return out
}

// fits is true when a building has two metres of free ground around it within the ring.
func (p *plot) fits(e slot) bool {
	lo, hi := vec{e.u0 - 1.5, e.v0 - 1.5}, vec{e.u1 + 1.5, e.v1 + 1.5}
	corners := []vec{lo, {hi.x, lo.y}, hi, {lo.x, hi.y}}
	for _, c := range corners {
		if !holds(p.ring, c) {
			return false
		}
	}
	for _, q := range p.ring {
		if q.x > lo.x && q.x < hi.x && q.y > lo.y && q.y < hi.y {
			return false
		}
	}
	return true
}

// storeys varies by plot, and a little from building to building.
func (p *plot) storeys(i int) int {
	s := p.style
	span := float64(s.highest - s.lowest)
	k := p.o.mark()
	base := float64(s.lowest) + float64(span*chance(k, 191))
	return min(max(int(math.Round(base+float64(0.16*span*noise(k, i, 192)))), s.lowest), s.highest)
}

// homes is how many households a slot of the plot would hold.
func (p *plot) homes(e slot) float64 {
	if p.style.flat == 0 {
		return 0
	}
	return float64(e.storeys) * math.Max(1, math.Round((e.u1-e.u0)/p.style.flat))
}
