package tiles_test

import (
	"testing"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/tiles"
)

// FuzzCoverage makes partitions of any rings, which may be none: they cross, overlap and
// run to and fro. Tiles must be valid all the same. Two bytes are a vertex, 255 ends a
// ring, 254 a feature, 253 the first layer.
func FuzzCoverage(f *testing.F) {
	f.Add([]byte{0, 0, 9, 0, 9, 9, 0, 9, 254, 9, 0, 18, 0, 18, 9, 9, 9, 253, 0, 0, 18, 0, 18, 9, 0, 9})
	f.Add([]byte{0, 0, 9, 9, 9, 0, 0, 9, 255, 3, 3, 4, 4, 3, 4, 254, 1, 1, 1, 1, 2, 2, 1, 1})
	f.Add([]byte{7, 7, 200, 7, 7, 7, 200, 200, 254, 200, 7, 7, 7, 200, 200, 255, 100, 6, 101, 8, 102, 6})
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) > 300 {
			return
		}
		layers := []tiles.Layer{{Key: "a", Kind: tiles.Partition, MaxZoom: 16}, {Key: "b", Kind: tiles.Partition, MaxZoom: 16}, {Key: "border", Kind: tiles.Borders, MaxZoom: 16}}
		which := 0
		var shape geo.MultiPolygon
		var ring geo.Ring
		closeRing := func() {
			if len(ring) > 0 {
				shape, ring = append(shape, geo.Polygon{ring}), nil
			}
		}
		closeFeature := func() {
			closeRing()
			layers[which].Features = append(layers[which].Features, tiles.Feature{ID: uint64(len(layers[which].Features)), Shape: shape})
			shape = nil
		}
		for i := 0; i < len(data); i++ {
			switch b := data[i]; {
			case b == 255:
				closeRing()
			case b == 254:
				closeFeature()
			case b == 253:
				closeFeature()
				which = 1
			case i+1 < len(data):
				i++
				ring = append(ring, at(t, 0.625+(float64(b)-3)/(1<<20), 0.375+(float64(data[i])-3)/(1<<20)))
			}
		}
		closeFeature()
		p := pyramid(t, tiles.Options{}, layers...)
		for _, z := range []uint8{3, 9, 12, 16} {
			open(t, p, tiles.Address{Z: z, X: 5 << (z - 3), Y: 3 << (z - 3)}, "a", "b", "border")
		}
	})
}
