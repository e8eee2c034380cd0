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
// in. The order is that of the tree. Reach is at most 10 km, up to 80° of latitude, and does
// not go over the 180th meridian.
func (s *Points[T]) Within(q geo.Point, reach geo.Metres, f func(v T, d geo.Metres) geo.Metres) {
	at := q.LonLat()
	s.tree.Search(around(q, reach), func(box geo.Box, v T) bool {
		p := box.Min.LonLat()
		if d, _ := geo.SegmentDistance(at, p, p); d <= reach {
			reach = f(v, d)
		}
		return true
	})
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
