package tiles_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/redsail/redsail/tiles"
	"github.com/redsail/redsail/tiles/mvt"
)

// BenchmarkAttributes is by which share the study city's tiles would be smaller without an
// attribute, and without labels.
func BenchmarkAttributes(b *testing.B) {
	size := func(z uint8, drop string) (n int) {
		layers := studyCity(6, 10)
		for i := range layers {
			for k := range layers[i].Features {
				f := &layers[i].Features[k]
				f.Props = slices.DeleteFunc(f.Props, func(p mvt.Prop) bool { return p.Key == drop || drop == "all" })
			}
		}
		for at, err := range pyramid(b, tiles.Options{}, layers...).Each(b.Context(), cityKeys, z, z) {
			if err != nil {
				b.Fatal(err)
			}
			n += len(at.Gzip)
		}
		return n
	}
	for _, z := range []uint8{8, 10, 12, 14, 16} {
		b.Run(fmt.Sprint("z", z), func(b *testing.B) {
			for b.Loop() {
				all := float64(size(z, ""))
				for _, drop := range []string{"code", "name", "parent", "all"} {
					b.ReportMetric(100-100*float64(size(z, drop))/all, drop+"-%")
				}
			}
		})
	}
}
