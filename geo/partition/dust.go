package partition

import (
	"math"

	"github.com/redsail/redsail/geo"
)

// dust is true of a polygon that is at most two units wide on average: its area is at
// most its perimeter. Up to 2^53, where it matters, both sums are exact integers (edge
// lengths rounded down to half units; math.Sqrt is correctly rounded everywhere).
func dust(p geo.Polygon) bool {
	around := 0.0
	for _, r := range p {
		r.Edges(func(a, b geo.Point) {
			dx, dy := float64(b.X)-float64(a.X), float64(b.Y)-float64(a.Y)
			around += math.Floor(2 * math.Sqrt(float64(dx*dx)+float64(dy*dy)))
		})
	}
	return geo.MultiPolygon{p}.TwiceArea().Float64() <= around
}
