package partition_test

import (
	"os"
	"testing"

	"github.com/redsail/redsail/geo/geotest"
	"github.com/redsail/redsail/geo/partition"
)

// blocks are the levels of a generated country, the narrowest first: each parent is a square
// of children.
var blocks = []int{1, 6, 30, 120}

// levels gives the levels of a country as layers, and for each area of a level but the widest
// its parent.
func levels(c *geotest.Country) (layers [][]partition.Area, parents [][]int) {
	for k, block := range blocks {
		level := c.Level(block)
		layer := make([]partition.Area, len(level.Codes))
		for i := range layer {
			layer[i] = partition.Area{Code: level.Codes[i], Shape: level.Shapes[i]}
		}
		layers = append(layers, layer)
		if k+1 == len(blocks) {
			break
		}
		across, ratio := (c.Columns+block-1)/block, blocks[k+1]/block
		up := (c.Columns + blocks[k+1] - 1) / blocks[k+1]
		named := make([]int, len(layer))
		for i := range named {
			named[i] = i/across/ratio*up + i%across/ratio
		}
		parents = append(parents, named)
	}
	return layers, parents
}

// proveAll proves that the levels have neither gaps nor overlaps, and that they nest.
func proveAll(t testing.TB, layers [][]partition.Area, parents [][]int) {
	for k, layer := range layers {
		if f := findFaults(t, layer); len(f.Gaps)+len(f.Overlaps) > 0 {
			t.Fatalf("level %d: %d gaps, %d overlaps", k, len(f.Gaps), len(f.Overlaps))
		}
	}
	for k, named := range parents {
		if s := findStrays(t, layers[k], layers[k+1], named); len(s.Found)+len(s.Untold) > 0 {
			t.Fatalf("level %d: %d strays, %d untold", k, len(s.Found), len(s.Untold))
		}
	}
}

// BenchmarkProof proves the four levels of a generated country, of 97 vertices a grid, and
// the same with slivers between one grid in a hundred and its neighbours.
func BenchmarkProof(b *testing.B) {
	for _, c := range []struct {
		name   string
		extent geotest.Extent
	}{{"6200", geotest.City}, {"100000", geotest.Province}} {
		layers, parents := levels(geotest.NewCountry(c.extent))
		b.Run(c.name+"/sound", func(b *testing.B) {
			for b.Loop() {
				proveAll(b, layers, parents)
			}
			b.ReportMetric(float64(len(layers[0]))*float64(b.N)/b.Elapsed().Seconds(), "grids/s")
		})
		slivers(layers[0])
		b.Run(c.name+"/slivers", func(b *testing.B) {
			for b.Loop() {
				found, err := partition.Survey(b.Context(), layers[0])
				if err != nil || len(found.Gaps)+len(found.Overlaps) == 0 {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(len(layers[0]))*float64(b.N)/b.Elapsed().Seconds(), "grids/s")
		})
	}
}

// long skips a test that takes minutes, unless make long runs.
func long(t *testing.T) {
	if os.Getenv("REDSAIL_LONG") == "" {
		t.Skip("takes minutes: make long, or REDSAIL_LONG=1")
	}
}

// BenchmarkLabelPoint is the label point of grids and of communities of a generated city.
func BenchmarkLabelPoint(b *testing.B) {
	c := geotest.NewCountry(geotest.City)
	for name, level := range map[string]int{"grid": 1, "community": 3} {
		shapes := c.Level(level).Shapes
		b.Run(name, func(b *testing.B) {
			for i := 0; b.Loop(); i++ {
				partition.LabelPoint(shapes[i%len(shapes)])
			}
		})
	}
}
