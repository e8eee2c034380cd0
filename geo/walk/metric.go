package walk

import (
	"math"

	"github.com/paulmach/orb"

	"github.com/redsail/redsail/geo"
)

// metric gives the metres of a lattice unit to the east and to the north by latitude, from a
// table: a network needs them for each of its pieces. Lengths of up to longPiece are those of
// geo.Distance to 1e-6 of themselves.
type metric struct {
	first int32 // latitude of the first row
	rows  [][2]float64
}

const (
	metricStep = 10_000 // lattice units between rows, some 111 m
	longPiece  = 2_000  // metres: longer ones are measured by geo.Distance
)

// newMetric makes the table for latitudes between two, and a little beyond.
func newMetric(south, north int32) metric {
	first := (int64(south)/metricStep - 3) * metricStep
	m := metric{first: int32(max(first, -90*geo.Scale))}
	n := (int64(north)-int64(m.first))/metricStep + 4
	for i := range n {
		lat := float64(int64(m.first)+i*metricStep) / geo.Scale
		o := geo.NewOrigin(orb.Point{0, math.Min(lat, 90)})
		e, n := o.Degree()
		m.rows = append(m.rows, [2]float64{e / geo.Scale, n / geo.Scale})
	}
	return m
}

// at gives the metres of a unit to the east and to the north at a latitude; beyond the table,
// those at its edge.
func (m *metric) at(y float64) (east, north float64) {
	s := (y - float64(m.first)) / metricStep
	i := int(max(0, min(s, float64(len(m.rows)-2))))
	f := min(1, max(0, s-float64(i)))
	a, b := &m.rows[i], &m.rows[i+1]
	return a[0] + float64(f*(b[0]-a[0])), a[1] + float64(f*(b[1]-a[1]))
}

// length is the way between two vertices on the ellipsoid, in metres.
func (m *metric) length(a, b geo.Point) float64 {
	east, north := m.at((float64(a.Y) + float64(b.Y)) / 2)
	x, y := (float64(b.X)-float64(a.X))*east, (float64(b.Y)-float64(a.Y))*north
	l := math.Sqrt(float64(x*x) + float64(y*y))
	if l > longPiece {
		return float64(geo.Distance(a.LonLat(), b.LonLat()))
	}
	return l
}

// nearest is the place of a run that is nearest to a point, rounded to the lattice, how far
// along the run it lies (0 to 1), and its distance in metres. It holds for distances of some
// hundred metres: to 1e-5 of itself.
func (m *metric) nearest(run piece, p geo.Point) (at geo.Point, along, metres float64) {
	east, north := m.at(float64(p.Y))
	ax, ay := (float64(run.a.X)-float64(p.X))*east, (float64(run.a.Y)-float64(p.Y))*north
	dx, dy := (float64(run.b.X)-float64(run.a.X))*east, (float64(run.b.Y)-float64(run.a.Y))*north
	if l := float64(dx*dx) + float64(dy*dy); l > 0 {
		along = min(1, max(0, -(float64(ax*dx)+float64(ay*dy))/l))
	}
	x, y := ax+float64(along*dx), ay+float64(along*dy)
	return run.at(along), along, math.Sqrt(float64(x*x) + float64(y*y))
}

// at is the lattice point nearest to the place so far along the run, 0 to 1.
func (r *piece) at(along float64) geo.Point {
	return geo.Point{
		X: int32(math.Round(float64(r.a.X) + float64(along*(float64(r.b.X)-float64(r.a.X))))),
		Y: int32(math.Round(float64(r.a.Y) + float64(along*(float64(r.b.Y)-float64(r.a.Y))))),
	}
}
