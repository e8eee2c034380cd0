package hex

import (
	"testing"

	"github.com/redsail/redsail/geo"
)

// TestCombRows: the edges of a comb go over all its rows, and do not stand in hundreds of them.
func TestCombRows(t *testing.T) {
	const teeth = 5000
	ring := geo.Ring{}
	for i := range int32(teeth) {
		ring = append(ring, geo.Point{X: 100 * i, Y: 100_000}, geo.Point{X: 100*i + 50, Y: 1000})
	}
	ring = append(ring, geo.Point{X: 100 * teeth, Y: 0}, geo.Point{})
	m := geo.MultiPolygon{{ring}}
	r := NewRows(m)
	n := 0
	for _, row := range r.rows {
		n += len(row)
	}
	if most := 2 * (meanRows + 1) * len(ring); n > most {
		t.Errorf("%d edges stand in the rows %d times, more than %d", len(ring), n, most)
	}
	for x := int32(-60); x < 3000; x += 7 {
		for _, y := range []int32{-1, 0, 1, 999, 1000, 50_000, 99_999, 100_000} {
			if q := (geo.Point{X: x, Y: y}); r.Owns(q) != m.Owns(q) {
				t.Fatalf("%v: rows say %v", q, r.Owns(q))
			}
		}
	}
}
