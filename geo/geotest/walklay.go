package geotest

import (
	"slices"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/crs"
)

// layWalk lays the plane on the ellipsoid round 39.8° N, 117° E, without tearing lengths by
// more than 1 in 80,000.
func layWalk() func(xy) geo.Point {
	system := must(crs.Parse("EPSG:4548"))
	return func(p xy) geo.Point {
		return must(geo.Snap(must(system.ToWGS84([2]float64{500_000 - 30_000 + p.x, 4_380_000 + p.y}))))
	}
}

// city lays all that was made on the lattice.
func (m *walkMaker) city() *WalkCity {
	lay := layWalk()
	c := &WalkCity{Edges: m.edges, Stations: m.chosen, Candidates: m.candidates}
	for _, p := range m.nodes {
		c.Points = append(c.Points, lay(p))
		c.Heights = append(c.Heights, height(p))
	}
	for _, h := range m.people {
		h.At = lay(h.at)
		c.Homes = append(c.Homes, h.WalkHome)
	}
	open := m.openings()
	for i, w := range m.walls {
		one := WalkWall{Block: w.block}
		for k, p := range w.ring {
			one.Ring[k] = lay(p)
		}
		for _, run := range openRing(w.ring, open[i]) {
			var line geo.Line
			for _, p := range run {
				line = append(line, lay(p))
			}
			one.Lines = append(one.Lines, line)
		}
		c.Walls = append(c.Walls, one)
	}
	c.Barriers = m.barriersLaid(lay)
	return c
}

// barriersLaid are the barriers as far as they lie within a kilometre of the city.
func (m *walkMaker) barriersLaid(lay func(xy) geo.Point) []WalkBarrier {
	reach := m.size.Side/2 + 1000
	var out []WalkBarrier
	for i, run := range barrierLines() {
		var line geo.Line
		for _, p := range append(run, xy{-1e6, -1e6}) { // the last ends the line
			if max(p.x-30000, 30000-p.x, p.y-30000, 30000-p.y) <= reach {
				line = append(line, lay(p))
				continue
			}
			if len(line) > 1 {
				out = append(out, WalkBarrier{m.barriers[i].kind, line})
			}
			line = nil
		}
	}
	return out
}

// openings are the places of each wall, in sides from its first corner, where streets pass.
func (m *walkMaker) openings() [][]float64 {
	out := make([][]float64, len(m.walls))
	finder := newWallFinder(m.walls)
	for _, e := range m.edges {
		p, q := m.nodes[e.A], m.nodes[e.B]
		seen := map[int32]bool{}
		for x := int32(min(p.x, q.x) / 200); x <= int32(max(p.x, q.x)/200); x++ {
			for y := int32(min(p.y, q.y) / 200); y <= int32(max(p.y, q.y)/200); y++ {
				for _, w := range finder.cells[[2]int32{x, y}] {
					if seen[w] {
						continue
					}
					seen[w] = true
					out[w] = append(out[w], passes(&m.walls[w].ring, p, q)...)
				}
			}
		}
	}
	return out
}

// passes are the places where the way p–q meets the ring, in sides.
func passes(ring *[4]xy, p, q xy) []float64 {
	var out []float64
	cross := func(a, b, c xy) float64 { return (b.x-a.x)*(c.y-a.y) - (b.y-a.y)*(c.x-a.x) }
	for k, a := range ring {
		b := ring[(k+1)%4]
		if (cross(p, q, a) < 0) == (cross(p, q, b) < 0) || (cross(a, b, p) < 0) == (cross(a, b, q) < 0) {
			continue
		}
		l, r := cross(p, q, a), cross(p, q, b)
		out = append(out, float64(k)+l/(l-r))
	}
	return out
}

// openRing is a ring of four sides, open for 2 m on both sides of each place.
func openRing(ring [4]xy, places []float64) [][]xy {
	if len(places) == 0 {
		return [][]xy{{ring[0], ring[1], ring[2], ring[3], ring[0]}}
	}
	const half = 2.0
	at := func(s float64) xy {
		k := int(s) % 4
		f, a, b := s-float64(int(s)), ring[k], ring[(k+1)%4]
		return xy{a.x + (b.x-a.x)*f, a.y + (b.y-a.y)*f}
	}
	// reach is so many metres along the side of a place, in sides.
	reach := func(s float64) float64 { k := int(s) % 4; return half / ring[k].dist(ring[(k+1)%4]) }
	slices.Sort(places)
	var out [][]xy
	for i, s := range places {
		next := places[0] + 4
		if i+1 < len(places) {
			next = places[i+1]
		}
		from, to := s+reach(s), next-reach(next)
		if from >= to {
			continue
		}
		run := []xy{at(from)}
		for k := int(from) + 1; float64(k) < to; k++ {
			run = append(run, ring[k%4])
		}
		out = append(out, append(run, at(to)))
	}
	return out
}

// must is for what cannot fail: the numbers are the generator's own.
func must[T any](v T, err error) T {
	if err != nil {
		panic(err) //nolint:forbidigo // the generator is wrong, not some data
	}
	return v
}
