package tiles

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/redsail/redsail/tiles/mvt"
)

func TestPointSetFindsWhatRepeats(t *testing.T) {
	var s pointSet
	rapid.Check(t, func(t *rapid.T) {
		seen := map[mvt.Point]bool{}
		var points []mvt.Point
		distinct := true
		wide := rapid.SampledFrom([]int32{1, 3, 40, 1 << 30}).Draw(t, "wide")
		for range rapid.IntRange(0, 60).Draw(t, "points") {
			p := mvt.Point{X: rapid.Int32Range(-wide, wide).Draw(t, "x"), Y: rapid.Int32Range(-wide, wide).Draw(t, "y")}
			distinct = distinct && !seen[p]
			seen[p] = true
			points = append(points, p)
		}
		if s.distinct(points) != distinct {
			t.Fatalf("%v are distinct: %v", points, !distinct)
		}
	})
}
