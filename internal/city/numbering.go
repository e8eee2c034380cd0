package city

import (
	"cmp"
	"math"
	"slices"

	"github.com/redsail/redsail/geo"
)

// InBands gives the order in which areas that have no number are numbered, as indices into
// their label points: the box of their parent is cut into ⌈√n⌉ equal bands from the north;
// bands in order, then by longitude, latitude descending (docs/changes.md, "split").
func InBands(box geo.Box, labels []geo.Point) []int {
	bands := int64(math.Ceil(math.Sqrt(float64(len(labels)))))
	height := int64(box.Max.Y) - int64(box.Min.Y)
	band := func(p geo.Point) int64 {
		if height <= 0 {
			return 0
		}
		return min(max((int64(box.Max.Y)-int64(p.Y))*bands/height, 0), bands-1)
	}
	out := make([]int, len(labels))
	for i := range out {
		out[i] = i
	}
	slices.SortStableFunc(out, func(i, j int) int {
		a, b := labels[i], labels[j]
		return cmp.Or(cmp.Compare(band(a), band(b)), cmp.Compare(a.X, b.X), cmp.Compare(b.Y, a.Y))
	})
	return out
}
