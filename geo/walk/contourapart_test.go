package walk_test

import (
	"testing"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/walk"
)

// TestAnothersYardIsNoSmallHole: drawn apart, a walled yard of less than a hectare with a place of its own is the
// ground of that place alone; without one it is a small hole in the ground around it, and filled.
func TestAnothersYardIsNoSmallHole(t *testing.T) {
	around := [][2]float64{{0, 0}, {160, 0}, {160, 160}, {0, 160}, {0, 0}}
	yard := [][2]float64{{45, 45}, {115, 45}, {115, 115}, {45, 115}, {45, 45}}
	n, _ := build(t, plainStreets([][][2]float64{around, {{55, 80}, {105, 80}}}, [][][2]float64{yard}))
	doors := []walk.Door{{Facility: 0, Foothold: mustSnap(t, n, inMetres(0, 0))}, {Facility: 1, Foothold: mustSnap(t, n, inMetres(80, 80))}}
	box := geo.EmptyBox().Extend(inMetres(-300, -300)).Extend(inMetres(450, 450))
	for places, want := range map[int][2]bool{1: {true, false}, 2: {false, true}} {
		field := must(n.Graph().Nearest(walk.ToFacility, doors[:places], tenMinutes))(t)
		grid := must(n.Contours(t.Context(), box, field))(t)
		var owns [2]bool
		if err := grid.Apart(t.Context(), tenMinutes, func(facility int32, shape geo.MultiPolygon) error {
			owns[facility] = shape.Owns(inMetres(80, 85))
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		if owns != want {
			t.Errorf("%d places: the yard is drawn for %v, not %v", places, owns, want)
		}
	}
}
