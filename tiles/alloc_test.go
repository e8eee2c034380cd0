package tiles

import (
	"context"
	"strconv"
	"testing"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/tiles/mvt"
)

// town has layers of every kind over half a degree.
func town(n int) []Layer {
	layers := []Layer{
		{Key: "city", Kind: Partition, MaxZoom: 16}, {Key: "grid", Kind: Partition, MaxZoom: 16}, {Key: "park", Kind: Areas, MaxZoom: 16},
		{Key: "building", Kind: Footprints, MaxZoom: 16}, {Key: "road", Kind: Lines, MaxZoom: 16}, {Key: "place", Kind: Points, MaxZoom: 16},
		{Key: "border", Kind: Borders, MaxZoom: 16},
	}
	const side = 5_000_000
	at := func(x, y int) geo.Point {
		return geo.Point{X: int32(1_160_000_000 + side*x/(2*n)), Y: int32(350_000_000 + side*y/(2*n))}
	}
	add := func(layer, i, j, size int) {
		shape := geo.MultiPolygon{{{at(2*i, 2*j), at(2*i+size, 2*j), at(2*i+size, 2*j+size), at(2*i, 2*j+size)}}}
		code := strconv.Itoa(i) + "." + strconv.Itoa(j)
		layers[layer].Features = append(layers[layer].Features, Feature{
			ID: uint64(i*n + j), Shape: shape, Label: at(2*i+1, 2*j+1), Line: geo.MultiLine{{at(2*i, 2*j), at(2*i+1, 2*j+2)}},
			Props: []mvt.Prop{{Key: "code", Value: mvt.String(code)}, {Key: "name", Value: mvt.String("网格" + code)}},
		})
	}
	add(0, 0, 0, 2*n)
	for i := range n {
		for j := range n {
			add(1, i, j, 2)
			for k := 2; k < 6; k++ {
				add(k, i, j, 1)
			}
		}
	}
	return layers
}

// TestDrawingAllocatesNothing makes tiles a second time in the buffers that the first ones
// have grown.
func TestDrawingAllocatesNothing(t *testing.T) {
	p, err := New(town(40), Options{})
	if err != nil {
		t.Fatal(err)
	}
	m, err := newMaker()
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range []Address{{Z: 8, X: 210, Y: 101}, {Z: 10, X: 842, Y: 404}, {Z: 12, X: 3369, Y: 1617}, {Z: 16, X: 53910, Y: 25880}} {
		draw := func() {
			m.raw, m.left, m.room = m.raw[:0], p.options.TileFeatures, p.options.TileBytes
			for i := range p.layers {
				m.search(&p.layers[i], a)
				if err := m.draw(context.Background(), p, &p.layers[i], a); err != nil {
					t.Fatal(err)
				}
			}
		}
		draw()
		if n := testing.AllocsPerRun(5, draw); n > 0 || len(m.raw) == 0 {
			t.Errorf("%v: %v allocations for %d bytes", a, n, len(m.raw))
		}
	}
}
