package locate_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/redsail/redsail/geo/geotest"
	"github.com/redsail/redsail/geo/locate"
)

// country gives the levels of a generated country as layers, the widest first.
func country(c *geotest.Country) []locate.Layer {
	var out []locate.Layer
	for _, block := range blocks {
		level := c.Level(block)
		l := locate.Layer{Key: fmt.Sprint(block), Partition: true, Areas: make([]locate.Area, len(level.Codes))}
		for i := range l.Areas {
			l.Areas[i] = locate.Area{Code: level.Codes[i], Shape: level.Shapes[i]}
		}
		out = append(out, l)
	}
	return out
}

func TestRowIsTheOwnerInEachLayer(t *testing.T) {
	c := geotest.NewCountry(geotest.Village(20))
	layers := country(c)
	x := build(t, layers...)
	points := append(probes(layers[2].Areas), c.Queries(20_000)...)
	row := make([]int32, len(layers))
	for _, p := range points {
		x.Row(p, row)
		for l := range layers {
			if int(row[l]) != x.Owner(l, p) {
				t.Fatalf("Row(%v)[%d] = %d, Owner %d", p, l, row[l], x.Owner(l, p))
			}
		}
	}
	for _, p := range points[:2000] {
		var each []locate.Held
		for l := range layers {
			for _, a := range agree(t, x, l, layers[l].Areas, p) {
				each = append(each, locate.Held{Layer: int32(l), Area: a})
			}
		}
		if got := x.All(p, nil); !slices.Equal(got, each) {
			t.Fatalf("All(%v) = %v, want %v", p, got, each)
		}
	}
}
