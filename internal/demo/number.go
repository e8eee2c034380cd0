package demo

import (
	"cmp"
	"math"
	"slices"

	"github.com/redsail/redsail/geo"
)

// number gives the order in which the grids of a community are numbered, as indices into
// labels: the community's box is cut into ⌈√n⌉ equal bands from the north; bands in order,
// then by longitude of the label point, latitude descending, lattice x, y (house rule
// "Numbering of grids").
func number(box geo.Box, labels []geo.Point) []int {
	bands := int64(math.Ceil(math.Sqrt(float64(len(labels)))))
	height := int64(box.Max.Y) - int64(box.Min.Y)
	band := func(p geo.Point) int64 {
		if height == 0 {
			return 0
		}
		return min((int64(box.Max.Y)-int64(p.Y))*bands/height, bands-1)
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
