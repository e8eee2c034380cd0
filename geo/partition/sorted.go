package partition

import (
	"math/bits"
	"slices"
)

// bands is into how many parts, at most, a long list is dealt to be sorted.
const bands = 1 << 10

// sorted sorts a list, a long one on all processors: it is dealt into bands of x, which is the first
// that compare looks at, and each is sorted by itself. The list is sorted in place or left as it was.
func sorted[T any](list []T, x func(T) int32, compare func(a, b T) int) []T {
	if len(list) < 16*bands || slices.IsSortedFunc(list, compare) {
		slices.SortFunc(list, compare)
		return list
	}
	low, high := x(list[0]), x(list[0])
	for _, v := range list {
		low, high = min(low, x(v)), max(high, x(v))
	}
	shift := max(0, bits.Len32(uint32(high)-uint32(low))-bits.Len32(bands-1))
	band := func(v T) uint32 { return (uint32(x(v)) - uint32(low)) >> shift }
	var first [bands + 1]int
	for _, v := range list {
		first[band(v)+1]++
	}
	for b := range bands {
		first[b+1] += first[b]
	}
	out, next := make([]T, len(list)), first
	for _, v := range list {
		b := band(v)
		out[next[b]] = v
		next[b]++
	}
	onAll(bands, func(_, b int) { slices.SortFunc(out[first[b]:first[b+1]], compare) })
	return out
}
