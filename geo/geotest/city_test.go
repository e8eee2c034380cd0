package geotest_test

import (
	"testing"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/geotest"
)

// TestStudyCityIsAPartition holds each level against the one above: every edge is that of two areas,
// once in each direction, or of the outline, which all levels share.
func TestStudyCityIsAPartition(t *testing.T) {
	var above map[[2]geo.Point]bool
	for _, level := range geotest.StudyCity(6, 10) {
		vertices := 0
		edges := map[[2]geo.Point]bool{}
		for i, shape := range level.Shapes {
			for k, r := range shape[0] {
				vertices += len(r)
				a := r[len(r)-1]
				for _, b := range r {
					if a == b || edges[[2]geo.Point{a, b}] {
						t.Fatalf("%s %d, ring %d: the edge %v–%v is there twice", level.Key, i, k, a, b)
					}
					edges[[2]geo.Point{a, b}] = true
					a = b
				}
			}
		}
		box := geo.EmptyBox()
		for _, shape := range level.Shapes {
			box = box.Union(shape.Box())
		}
		outline := 0
		for e := range edges {
			if edges[[2]geo.Point{e[1], e[0]}] {
				continue
			}
			outline++
			a, b := e[0], e[1]
			if (a.X != b.X || a.X != box.Min.X && a.X != box.Max.X) && (a.Y != b.Y || a.Y != box.Min.Y && a.Y != box.Max.Y) {
				t.Fatalf("%s: within the city the edge %v is not shared", level.Key, e)
			}
		}
		for e := range above {
			if !edges[e] {
				t.Fatalf("%s: the edge %v of the level above is missing", level.Key, e)
			}
		}
		t.Logf("%s: %d areas, %d vertices, %d edges of the outline", level.Key, len(level.Shapes), vertices, outline)
		above = edges
	}
}
