package tiles

import (
	"testing"

	"github.com/redsail/redsail/tiles/mvt"
	"github.com/redsail/redsail/tiles/mvt/mvttest"
)

// assembled runs rings of one area in tile units through the assembler, and reads what
// comes out with the strict reader.
func assembled(t *testing.T, rings ...[]mvt.Point) [][]mvttest.Ring {
	t.Helper()
	var s shapes
	for _, r := range rings {
		s.points = append(s.points, r...)
		s.closeRun()
	}
	s.closeFeature()
	var m assembler
	var g mvt.Polygons
	m.polygons(&s, 0, &g)
	var l mvt.Layer
	l.Reset("l", 0)
	l.AddPolygons(1, &g, nil)
	layers, err := mvttest.Decode(l.AppendTo(nil))
	if err != nil {
		t.Fatal(err)
	}
	if len(layers) == 0 {
		return nil
	}
	return layers[0].Features[0].Polygons
}

// line takes x, y, x, y and so on.
func line(xy ...int32) []mvt.Point {
	out := make([]mvt.Point, 0, len(xy)/2)
	for i := 0; i < len(xy); i += 2 {
		out = append(out, mvt.Point{X: xy[i], Y: xy[i+1]})
	}
	return out
}

func TestAssemble(t *testing.T) {
	for name, c := range map[string]struct {
		rings   [][]mvt.Point
		outer   int
		holes   int
		doubled int64
	}{
		"square":      {rings: [][]mvt.Point{line(0, 0, 4, 0, 4, 4, 0, 4)}, outer: 1, doubled: 32},
		"any way":     {rings: [][]mvt.Point{line(0, 0, 0, 4, 4, 4, 4, 0)}, outer: 1, doubled: 32},
		"spike":       {rings: [][]mvt.Point{line(0, 0, 4, 0, 4, 4, 4, 9, 4, 4, 0, 4)}, outer: 1, doubled: 32},
		"there, back": {rings: [][]mvt.Point{line(0, 0, 4, 0, 9, 3, 4, 0)}},
		"twice":       {rings: [][]mvt.Point{line(0, 0, 4, 0, 4, 4), line(0, 0, 4, 4, 4, 0)}},
		"beside":      {rings: [][]mvt.Point{line(0, 0, 4, 0, 4, 4, 0, 4), line(4, 0, 8, 0, 8, 4, 4, 4)}, outer: 1, doubled: 64},
		"figure of 8": {rings: [][]mvt.Point{line(0, 0, 4, 4, 8, 0, 8, 8, 4, 4, 0, 8)}, outer: 2, doubled: 64},
		"pinched":     {rings: [][]mvt.Point{line(0, 0, 8, 0, 8, 8, 0, 8, 0, 0, 3, 5, 5, 3)}, outer: 1, holes: 1, doubled: 112},
		"island":      {rings: [][]mvt.Point{line(0, 0, 9, 0, 9, 9, 0, 9), line(1, 1, 8, 1, 8, 8, 1, 8), line(2, 2, 6, 2, 6, 6, 2, 6)}, outer: 2, holes: 1, doubled: 162 - 98 + 32},
		// Four ways from one point to another, whose order by x is not that by direction:
		// rings that join the first with the third would cross those of the others.
		"four ways": {rings: [][]mvt.Point{line(0, 10, 8, 20, 20, 10, 11, 12), line(0, 10, 9, 8, 20, 10, 12, 0)}, outer: 2, doubled: 320},
	} {
		t.Run(name, func(t *testing.T) {
			var holes int
			var doubled int64
			polys := assembled(t, c.rings...)
			for _, poly := range polys {
				holes += len(poly) - 1
				for _, r := range poly {
					doubled += r.TwiceArea()
				}
			}
			if len(polys) != c.outer || holes != c.holes || doubled != c.doubled {
				t.Errorf("%d outer rings, %d holes, twice the area %d: %v", len(polys), holes, doubled, polys)
			}
		})
	}
}
