package atlas_test

import (
	"testing"

	"github.com/redsail/redsail/geo/hex"
	"github.com/redsail/redsail/internal/atlas"
	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/demo"
)

// TestHexagonsOfTheDemoCity: at each resolution the hexagons hold every building and place of
// a town once, in the right cell, and the households that are told make up those of the
// town; none tells fewer than 30.
func TestHexagonsOfTheDemoCity(t *testing.T) {
	d := openDemo(t, demo.SizeTiny)
	p := d.atlas.Current()
	places := map[string]int{}
	households, buildings := int64(0), 0
	for _, r := range d.records(t) {
		switch c := r.Content.(type) {
		case *city.Place:
			places[c.Kind]++
		case *city.Building:
			buildings++
			if c.Households != nil {
				households += *c.Households
			}
		}
	}
	last := 0
	for res := atlas.HexagonsLeast; res <= atlas.HexagonsMost; res++ {
		list, err := p.Hexagons(t.Context(), res, nil)
		if err != nil {
			t.Fatal(err)
		}
		left, leftBuildings, withheld, toldOf := map[string]int{}, buildings, 0, 0
		for kind, n := range places {
			left[kind] = n
		}
		sum := int64(0)
		for i, h := range list {
			if cell, err := hex.Parse(h.Cell); err != nil || cell.Resolution() != res || i > 0 && h.Cell <= list[i-1].Cell {
				t.Fatalf("cell %s (%v) after others of resolution %d", h.Cell, err, res)
			}
			leftBuildings -= h.Buildings
			for _, k := range h.Places {
				left[k.Kind] -= k.Count
			}
			switch {
			case h.Withheld:
				withheld++
			case h.Households == nil:
				t.Errorf("%s tells nothing and does not say why", h.Cell)
			case *h.Households > 0:
				toldOf++
				if sum += *h.Households; *h.Households < 30 || *h.Households%10 != 0 {
					t.Errorf("%s tells %d households", h.Cell, *h.Households)
				}
			}
		}
		for kind, n := range left {
			if n != 0 {
				t.Errorf("resolution %d: %d places of %s are left over", res, n, kind)
			}
		}
		if off := sum - households; leftBuildings != 0 || off > int64(5*len(list)) || -off > int64(5*len(list)) {
			t.Errorf("resolution %d: %d buildings left over, %d households told of %d", res, leftBuildings, sum, households)
		}
		if len(list) < last {
			t.Errorf("resolution %d has fewer hexagons than the one before", res)
		}
		last = len(list)
		t.Logf("resolution %d: %d hexagons, %d tell households, %d withhold them", res, len(list), toldOf, withheld)
	}
	if _, err := p.Hexagons(t.Context(), 11, nil); city.CodeOf(err) != "out_of_range" {
		t.Errorf("resolution 11: %v", err)
	}
}
