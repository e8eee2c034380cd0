package near

import (
	"math"

	"github.com/redsail/redsail/geo"
)

// Points holds values of T by points of the lattice, and finds those near a place by the
// distance on the ellipsoid. The zero value is empty. Inserting is for one goroutine; once
// filled, any number may read.
type Points[T any] struct{ tree Tree[T] }

// Insert adds v under a point. The same value may stand under several.
func (s *Points[T]) Insert(p geo.Point, v T) {
	s.tree.Insert(geo.Box{Min: p, Max: p}, v)
}

// Len is the number of points kept.
func (s *Points[T]) Len() int { return s.tree.Len() }

// Within calls f for each point that is not farther than reach from q, with its value and
// its distance. What f returns is the reach from then on: who seeks the nearest few draws it
// in. Near ones come first, but for what the plane has wrong where there are many. Reach is
// at most 10 km, up to 80° of latitude, and does not go over the 180th meridian.
func (s *Points[T]) Within(q geo.Point, reach geo.Metres, f func(v T, d geo.Metres) geo.Metres) {
	w := newWithin(q, reach)
	var room [waiting]candidate[T]
	some := room[:0]
	s.tree.Search(around(q, reach), func(box geo.Box, v T) bool {
		if flat := w.flat(box.Min); flat <= w.beyond {
			if len(some) == waiting {
				visit(&w, some, f)
				some = some[:0]
			}
			some = append(some, candidate[T]{flat, box.Min, v})
		}
		return true
	})
	visit(&w, some, f)
}

// waiting is how many candidates are put into order together.
const waiting = 32

// candidate is a point that may be within reach.
type candidate[T any] struct {
	flat float64
	p    geo.Point
	v    T
}

// visit measures candidates, the nearest first, as long as they may be within reach.
func visit[T any](w *within, some []candidate[T], f func(v T, d geo.Metres) geo.Metres) {
	for len(some) > 0 {
		next := 0
		for i := range some {
			if some[i].flat < some[next].flat {
				next = i
			}
		}
		c := &some[next]
		if c.flat > w.beyond {
			return
		}
		if d := w.origin.Distance(c.p.LonLat()); d <= w.reach {
			w.draw(f(c.v, d))
		}
		*c = some[len(some)-1]
		some = some[:len(some)-1]
	}
}

// within is a place with a reach: the squares of distances in the plane of its degrees, and
// what they are at most for points within reach.
type within struct {
	origin      geo.Origin
	q           geo.Point
	east, north float64 // metres of a unit
	reach       geo.Metres
	beyond      float64 // square metres
}

func newWithin(q geo.Point, reach geo.Metres) within {
	w := within{origin: geo.NewOrigin(q.LonLat()), q: q}
	east, north := w.origin.Degree()
	w.east, w.north = east/geo.Scale, north/geo.Scale
	w.draw(reach)
	return w
}

// draw sets the reach.
func (w *within) draw(reach geo.Metres) {
	if reach == w.reach && w.beyond > 0 {
		return
	}
	d := w.origin.Beyond(reach)
	w.reach, w.beyond = reach, d*d
}

// flat is the square of the distance to p in the plane, the shorter way round.
func (w *within) flat(p geo.Point) float64 {
	dx := max(int64(p.X)-int64(w.q.X), int64(w.q.X)-int64(p.X))
	x, y := float64(min(dx, 2*geo.MaxX-dx))*w.east, float64(int64(p.Y)-int64(w.q.Y))*w.north
	return x*x + y*y
}

// Shortest lengths on WGS-84: of a degree of latitude (at the equator), and of a degree of
// longitude at the equator, which shrinks no faster than the cosine of the latitude.
const (
	degreeNorth = 110_574
	degreeEast  = 111_319
)

// around is a box that holds all points within reach of q, clipped to the lattice. A
// thousandth is added for the bend of ways.
func around(q geo.Point, reach geo.Metres) geo.Box {
	const slack = 1.001
	dy := slack * float64(reach) / degreeNorth * geo.Scale
	farthest := (math.Abs(float64(q.Y)) + dy) / geo.Scale * math.Pi / 180
	dx := slack * float64(reach) / (degreeEast * max(math.Cos(min(farthest, math.Pi/2)), 1e-9)) * geo.Scale
	clip := func(v float64, limit int32) int32 { return int32(min(max(v, -float64(limit)), float64(limit))) }
	x, y := float64(q.X), float64(q.Y)
	return geo.Box{
		Min: geo.Point{X: clip(x-dx-1, geo.MaxX), Y: clip(y-dy-1, geo.MaxY)},
		Max: geo.Point{X: clip(x+dx+1, geo.MaxX), Y: clip(y+dy+1, geo.MaxY)},
	}
}
