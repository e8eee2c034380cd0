package city_test

import (
	"slices"
	"testing"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/internal/city"
)

// TestInBands: from the north band by band, in a band from the west, of one longitude the
// northern first; a box without a height, and labels outside it, do no harm.
func TestInBands(t *testing.T) {
	box := geo.Box{Max: geo.Point{X: 100, Y: 100}}
	p := func(x, y int32) geo.Point { return geo.Point{X: x, Y: y} }
	for name, c := range map[string]struct {
		box    geo.Box
		labels []geo.Point
		want   []int
	}{
		"four in two bands": {box, []geo.Point{p(90, 10), p(10, 10), p(90, 90), p(10, 60)}, []int{3, 2, 1, 0}},
		"one above another": {box, []geo.Point{p(50, 60), p(50, 90), p(50, 10)}, []int{1, 0, 2}},
		"outside":           {box, []geo.Point{p(50, -900), p(50, 900)}, []int{1, 0}},
		"flat":              {geo.Box{Max: geo.Point{X: 100}}, []geo.Point{p(50, 0), p(40, 0)}, []int{1, 0}},
		"none":              {box, nil, []int{}},
	} {
		if got := city.InBands(c.box, c.labels); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}
