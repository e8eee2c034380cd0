package address

import (
	"slices"
	"sort"
)

func pick[T any](first bool, a, b T) T {
	if first {
		return a
	}
	return b
}

// slip leads from the hash of a name, whole or with a rune left out, to the name.
type slip struct {
	hash uint32
	name int32
}

// leastSlip is the shortest name, in runes, in which a slip is forgiven.
const leastSlip = 3

func (b *Book) writeSlips() {
	for i, text := range b.texts {
		r := []rune(text)
		if len(r) < leastSlip || !slices.ContainsFunc(b.refs[i], func(r ref) bool { return !r.short }) {
			continue
		}
		for _, h := range slipHashes(r) {
			b.slips = append(b.slips, slip{hash: h, name: int32(i)})
		}
	}
	slices.SortFunc(b.slips, func(x, y slip) int {
		if x.hash != y.hash {
			return pick(x.hash < y.hash, -1, 1)
		}
		return int(x.name) - int(y.name)
	})
	b.slips = slices.Clip(b.slips)
}

// slipped are the names under a hash.
func (b *Book) slipped(h uint32) []slip {
	from := sort.Search(len(b.slips), func(i int) bool { return b.slips[i].hash >= h })
	to := from
	for to < len(b.slips) && b.slips[to].hash == h {
		to++
	}
	return b.slips[from:to]
}

// slipHashes are those of a text and of the text without each of its runes: two texts that
// are one slip apart share one.
func slipHashes(s []rune) []uint32 {
	out := make([]uint32, 0, len(s)+1)
	for without := -1; without < len(s); without++ {
		if h := hash(s, without); !slices.Contains(out, h) {
			out = append(out, h)
		}
	}
	return out
}

// hash is FNV-1a over runes, without the one at a place.
func hash(s []rune, without int) uint32 {
	h := uint32(2166136261)
	for i, r := range s {
		if i != without {
			h = (h ^ uint32(r)) * 16777619
			h ^= h >> 15
		}
	}
	return h
}

// slipOf tells whether b is a with one rune left out, added, changed, or two swapped; sound is true
// where the changed one is spoken alike.
func slipOf(a, b []rune, spoken func(rune) string) (is, sound bool) {
	if len(a) > len(b) {
		a, b = b, a
	}
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	if len(a) < len(b) {
		return len(a)+1 == len(b) && slices.Equal(a[i:], b[i+1:]), false
	}
	switch {
	case len(a) != len(b) || i == len(a):
		return false, false
	case slices.Equal(a[i+1:], b[i+1:]):
		return true, spoken != nil && spoken(a[i]) != "" && spoken(a[i]) == spoken(b[i])
	case i+1 < len(a) && a[i] == b[i+1] && a[i+1] == b[i] && slices.Equal(a[i+2:], b[i+2:]):
		return true, false
	}
	return false, false
}
